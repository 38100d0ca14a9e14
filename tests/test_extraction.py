"""From articles to events: a table of sentences, the two articles that tell the same visit, and input that is bad."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from factory import article

from datelines.articles import Article
from datelines.events import Event
from datelines.issues import Issue, IssueCode
from datelines.pipeline import dates_of, events_of, mentions_of, unread
from datelines.sources import read
from datelines.spans import Span
from datelines.topics import Topic
from datelines.topics.loader import load_topic
from datelines.yamlfile import load

SPECS = Path(__file__).parent / "specs"
SHARED = Path(__file__).parents[2] / "shared"
SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"
TABLE = load(SPECS / "events_us_cambodia.yaml")
CAMBODIA = timezone(timedelta(hours=7))
# What the article on the visit of February 2025 tells, and so its retelling.
VISIT = [
    "1950 diplomatic_ties occurred",
    "2010-07 exercise occurred",
    "2017 exercise_suspension occurred",
    "2025 anniversary occurred",
    "2025-02-20 demining_support occurred",
    "2025-02-24 exercise_resumption proposed",
    "2025-02-24 visit_meeting occurred",
    "undated aid_suspension occurred",
    "undated training_program occurred",
]


def marked(row: dict[str, object]) -> object:
    """A row of the table; of one that was ``lost`` it is expected that it fails, until somebody gets it right again."""
    lost = [pytest.mark.xfail(reason=str(row["lost"]), strict=True)] if "lost" in row else []
    return pytest.param(row, marks=lost)


@pytest.fixture(scope="module")
def topic() -> Topic:
    """The topic that comes with the library."""
    return load_topic("us-cambodia-defense")


def story(text: str, day: str, language: str = "en") -> Article:
    """An article printed on ``day`` in Cambodia, under a headline that only names the country."""
    published = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=CAMBODIA)
    return replace(article("story", text), title="News from Cambodia", published=published, language=language)


def told(events: tuple[Event, ...], undated: str = "-") -> list[str]:
    """The milestones as ``date type status``, sorted."""
    return sorted(
        f"{event.date.edtf if event.date else undated} {event.event_type.value} {event.status.value}"
        for event in events
        if event.on_timeline
    )


@pytest.mark.parametrize("row", [marked(row) for row in TABLE["rows"]], ids=lambda row: row["text"][:60])
def test_a_sentence_gives_its_milestones(row: dict[str, object], topic: Topic) -> None:
    """Exactly these milestones, with these dates and statuses."""
    found = told(events_of(story(str(row["text"]), str(row["dct"])), topic))

    assert sorted(row["is"]) == found  # type: ignore[call-overload]


@pytest.mark.parametrize("row", TABLE["never"], ids=lambda row: row["text"][:60])
def test_what_is_no_milestone_stays_off_the_timeline(row: dict[str, object], topic: Topic) -> None:
    """Third countries, trade, elections and numbers give nothing."""
    assert [] == told(events_of(story(str(row["text"]), str(row["dct"])), topic))


def _only(path: Path) -> Article:
    (found,) = [item for item in read(path) if not isinstance(item, Issue)]
    return found


def test_the_retold_visit_gives_its_nine_milestones(topic: Topic) -> None:
    """The sample's first article is read whole, undated events included, and nothing is added."""
    assert VISIT == told(events_of(_only(SAMPLE / "d01_clark_peace_palace.txt"), topic), "undated")


@pytest.mark.skipif(not (SHARED / "seeds" / "seed.txt").exists(), reason="the seed article lies beside the project")
def test_the_seed_article_gives_its_nine_milestones(topic: Topic) -> None:
    """The article that it all began with is read whole, and nothing is added."""
    assert VISIT == told(events_of(_only(SHARED / "seeds" / "seed.txt"), topic), "undated")


def test_every_dated_event_leads_to_words_and_a_rule(topic: Topic) -> None:
    """A date comes with its sentence, its time expression and the names of both rules."""
    found = _only(SAMPLE / "d01_clark_peace_palace.txt")
    rules = {rule.name for rule in topic.rules}
    for mention in mentions_of(found, topic):
        assert mention.rule in rules
        assert mention.quote
        assert (mention.date is None) is (mention.timex is None)
        assert (mention.date is None) is (mention.basis.value == "none")
        if mention.timex and mention.part.value == "body":
            assert mention.sentence.contains(mention.trigger)
            assert mention.timex.text == mention.timex.span.of(found.text)
            assert mention.timex.rule


def test_an_empty_body_gives_nothing(topic: Topic) -> None:
    """No text, no events."""
    assert () == mentions_of(story("", "2025-02-25"), topic)


def test_a_sentence_of_a_hundred_thousand_words_is_read(topic: Topic) -> None:
    """The one event in it is found, whatever stands around."""
    noise = "and so on " * 25_000
    text = f"{noise}; Cambodia cancelled Angkor Sentinel in January 2017; {noise}"

    assert "2017-01 exercise_suspension occurred" in told(events_of(story(text, "2019-01-01"), topic))


def test_without_a_publication_date_nothing_is_counted_from_it(topic: Topic) -> None:
    """An explicit date stands, "last year" stays without one."""
    text = "Cambodia cancelled Angkor Sentinel in January 2017. USS Mustin called at Sihanoukville last year."
    found = replace(story(text, "2019-01-01"), published=None)

    assert ["2017-01 exercise_suspension occurred"] == [one for one in told(events_of(found, topic)) if "-" != one[0]]


def test_a_language_without_words_is_said_and_nothing_is_invented(topic: Topic) -> None:
    """An article in Khmer gives no mention, and an issue that names it."""
    found = story("នៅឆ្នាំ 2017 Angkor Sentinel was cancelled in 2017.", "2019-01-01", "km")

    assert () == mentions_of(found, topic)
    assert [IssueCode.UNKNOWN_LANGUAGE] == [issue.code for issue in unread(found, topic)]
    assert () == unread(story("", "2019-01-01"), topic)


def test_a_story_gives_each_verb_its_date() -> None:
    """A verb has its own clause's date; one that its sentence does not date has the day of the news."""
    text = "The company announced the phone on Monday. It was designed in 2005."
    spans = [Span(text.index(word), text.index(word) + len(word)) for word in ("announced", "designed")]

    found = dates_of(text, datetime(2007, 1, 10, tzinfo=CAMBODIA).date(), spans)

    assert ["2007-01-08", "2005"] == [value.edtf if value else None for value in found]
