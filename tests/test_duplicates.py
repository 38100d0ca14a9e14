"""The wire story that three outlets print is one source; a story that only resembles it is another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import cast

import factory
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.articles import Article
from datelines.duplicates import Entry, duplicates, entry_of, mark_of, repeats
from datelines.pipeline import assemble, mentions_of
from datelines.topics.loader import load_topic
from schemas.build import build_tables

TOPIC = load_topic("us-cambodia-defense")
CAMBODIA = timezone(timedelta(hours=7))
DAY = date(2025, 3, 1)

WIRE = (
    "PHNOM PENH (Mekong Wire) - The United States Navy ship USS Savannah tied up at the autonomous port of "
    "Sihanoukville on Monday, the first American warship to call there in eight years, port officials said.\n\n"
    "The vessel, with a crew of 103, will stay for five days. Its commander, Daniel Sledz, was met on the pier by "
    "provincial officials and by officers of the nearby naval base at Ream, where China has paid for a new pier.\n\n"
    "Cambodia and the United States have drawn closer again after years in which training was halted and an arms "
    "embargo was in force. A spokesman for the defense ministry said the call showed that the kingdom receives guests "
    "from every country that asks.\n\n"
    "Analysts said that neither side wanted to speak about the base itself. Fishermen watched from small boats as the "
    "grey hull passed the breakwater shortly after seven in the morning."
)
FIRST, SECOND, THIRD, LAST = WIRE.split("\n\n")
OTHER = (
    "Police in Battambang seized four tonnes of smuggled rice on the road to the border, a court clerk said.\n\n"
    "Two drivers were questioned and released. The trucks, which bore plates of a neighbouring province, remain in the "
    "yard of the customs house, where traders complained about the smell and asked for the grain to be sold at once."
)


def printed(name: str, text: str, day: int = 16, hour: int = 9, digest: str = "") -> Article:
    """An article of 2024-12-``day``, by a publisher of its own."""
    published = datetime(2024, 12, day, hour, tzinfo=CAMBODIA)
    made = factory.article(name, text)
    return replace(made, title="", published=published, publisher=f"Paper {name}", digest=digest or made.digest)


COPIES = {
    "the same": WIRE,
    "cut short": f"{FIRST}\n\n{SECOND}\n\n{THIRD}",
    "half of it": f"{FIRST}\n\n{SECOND}",
    "without the agency": WIRE.replace("PHNOM PENH (Mekong Wire) - ", ""),
    "in house style": WIRE.replace("United States", "U.S.")
    .replace("defense", "defence")
    .replace("percent", "per cent"),
    "with a paragraph of its own": f"{WIRE}\n\nThe market in town did good business, vendors told this paper.",
    "in other paragraphs": WIRE.replace("\n\n", " "),
    "with other quotation marks": WIRE.replace(" - ", " – ").replace("officials said", "officials said”"),
    "with an edited opening": WIRE.replace(
        FIRST, "A ship of the American navy came to Sihanoukville this week. " + FIRST[60:]
    ),
    "in capitals": WIRE.upper(),
    "in another order": f"{THIRD}\n\n{FIRST}\n\n{SECOND}\n\n{LAST}",
}
OTHERS = {
    "another story": OTHER,
    "the follow-up": f"{OTHER} The ship sailed on Friday. {THIRD}",
    "a paragraph quoted": f"{OTHER}\n\n{OTHER.replace('Battambang', 'Pailin')}\n\n{LAST}",
    "the same form, other figures": WIRE.replace("103", "88")
    .replace("five", "5")
    .replace("eight years", "2 years, after 14 months and 3 refusals")
    .replace("seven", "11"),
    "a flash": FIRST[:120],
    "nothing": "",
}


@pytest.mark.parametrize("name", COPIES)
def test_a_reprint_repeats_the_first(name: str) -> None:
    """However an outlet cuts, restyles or frames it."""
    found = duplicates([printed("b", COPIES[name], 17), printed("a", WIRE, 16)])

    assert {"art-b": "art-a"} == found


FIGURES = WIRE.replace("103", "103 sailors and 9 officers, 40 of them women,")


@pytest.mark.parametrize("name", OTHERS)
def test_what_only_resembles_it_repeats_nothing(name: str) -> None:
    """Shared background, a shared form, or too few words to tell."""
    assert {} == duplicates([printed("a", FIGURES, 16), printed("b", OTHERS[name], 17)])


def test_a_reprint_weeks_later_is_another_telling() -> None:
    """An anniversary piece, or a text that is sent out every month."""
    assert {} == duplicates([printed("a", WIRE, 1), printed("b", WIRE, 12)])


def test_what_does_not_say_when_repeats_what_does() -> None:
    """A copy without a date may be a copy of anything; it is never the first."""
    undated = replace(printed("a", WIRE), published=None)

    assert {"art-a": "art-b"} == duplicates([undated, printed("b", WIRE, 20)])


def test_the_first_is_the_earliest_by_the_clock_of_the_world() -> None:
    """Noon in Washington is after midnight in Phnom Penh."""
    here = printed("here", WIRE, 17, 0)
    there = replace(printed("there", WIRE), published=datetime(2024, 12, 16, 16, 59, tzinfo=UTC))

    assert {"art-here": "art-there"} == duplicates([here, there])


def test_the_first_days_of_the_calendar_have_no_days_before_them() -> None:
    """A year that is surely wrong breaks nothing."""
    early = [replace(printed(name, WIRE), published=datetime(1, 1, 1, tzinfo=CAMBODIA)) for name in "ab"]

    assert {"art-b": "art-a"} == duplicates(early)


def test_of_one_time_the_smaller_digest_goes_first() -> None:
    """So that the order of files never matters."""
    one, two = printed("one", WIRE, digest="f" * 64), printed("two", WIRE, digest="0" * 64)

    assert {"art-one": "art-two"} == duplicates([one, two]) == duplicates([two, one])


def test_all_copies_point_to_the_first_and_never_to_a_copy() -> None:
    """Three outlets, one story."""
    texts = (WIRE, COPIES["cut short"], COPIES["in house style"])
    articles = [printed(f"{number}", text, 16 + number) for number, text in enumerate(texts)]

    assert {"art-1": "art-0", "art-2": "art-0"} == duplicates(articles)


EVERY = [printed(f"{number}", text, 3 + number) for number, text in enumerate([*COPIES.values(), *OTHERS.values()])]


@settings(max_examples=30)
@given(st.permutations(EVERY))
def test_order_does_not_matter(articles: list[Article]) -> None:
    """The same articles in any order repeat the same ones."""
    assert duplicates(EVERY) == duplicates(articles)


@settings(max_examples=30)
@given(st.integers(1, len(EVERY)))
def test_what_comes_later_alters_nothing(count: int) -> None:
    """Of any first days, the articles are what they are when all have come."""
    early = {article.id for article in EVERY[:count]}

    assert {one: first for one, first in duplicates(EVERY).items() if one in early} == duplicates(EVERY[:count])


MANY = [
    replace(
        printed(f"{number}-{days}", text, 1 + days), published=None if undated else printed("", "", 1 + days).published
    )
    for days in (0, 3, 6, 9, 12)
    for number, text in enumerate(COPIES.values())
    for undated in [days == 12 and number % 4 == 0]
]


def entry(article: Article) -> Entry:
    mark = mark_of(article)
    assert mark
    return entry_of(article, mark.bands, lambda: mark)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(MANY), unique_by=id), st.lists(st.sampled_from(MANY), unique_by=id))
def test_what_comes_is_compared_as_if_all_had_come_at_once(before: list[Article], coming: list[Article]) -> None:
    """Whatever was known of the others, and whenever the new ones were printed."""
    known = {one.id: one.id for one in before} | repeats(map(entry, before))
    everything = list({one.id: one for one in [*before, *coming]}.values())

    assert repeats(map(entry, everything)) == repeats(map(entry, everything), known)


def tables(*articles: Article) -> dict[str, list[dict[str, object]]]:
    read = {one.id: one for one in articles}
    mentions = [mention for one in articles for mention in mentions_of(one, TOPIC)]
    made = build_tables(assemble(mentions, articles, TOPIC, None), read, (), base=None, run_day=DAY, rules="rules")
    return {name: table.to_pylist() for name, table in made.items()}


def test_three_outlets_are_one_source() -> None:
    """All keep their rows and their evidence; what they tell counts once."""
    made = tables(printed("a", WIRE, 16), printed("b", COPIES["cut short"], 17), printed("c", WIRE, 18))
    call = next(row for row in made["timeline"] if row["event_type"] == "port_call")

    assert 1 == call["source_count"]
    assert [None, "art-a", "art-a"] == [row["duplicate_of"] for row in made["articles"]]
    assert {"art-a", "art-b", "art-c"} == {row["article_id"] for row in made["mentions"]}


def test_a_date_does_not_win_by_being_reprinted() -> None:
    """Two outlets that agree on their own outweigh a wrong date printed three times."""
    wrong = WIRE.replace("on Monday", "on December 15, 2024").replace("will stay for five days", "is grey")
    right = "USS Savannah called at Sihanoukville on December 16, 2024."
    made = tables(
        *(printed(f"copy{number}", wrong, 16 + number) for number in range(3)),
        printed("one", f"{right} {OTHER}", 20),
        printed("two", f"Rain fell. {right}", 21),
    )
    call = next(row for row in made["timeline"] if row["event_type"] == "port_call")

    others = cast(list[dict[str, object]], call["date_alternatives"])

    assert ("2024-12-16", 3) == (call["event_date"], call["source_count"])
    assert [("2024-12-15", 1)] == [(one["date"], one["sources"]) for one in others]
