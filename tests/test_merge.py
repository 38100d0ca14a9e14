"""Mentions of one happening become one event, whatever order they come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from factory import article
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.articles import Article
from datelines.events import Event
from datelines.pipeline import assemble, events_of, mentions_of
from datelines.timelines import Timeline
from datelines.topics.loader import load_topic

TOPIC = load_topic("us-cambodia-defense")
CAMBODIA, WASHINGTON = timezone(timedelta(hours=7)), timezone(timedelta(hours=-5))


def story(name: str, text: str, day: str, zone: timezone = CAMBODIA) -> Article:
    """An article without a headline, printed at noon of ``day``."""
    published = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=zone)
    return replace(article(name, text), title="", published=published)


def merged(articles: Sequence[Article]) -> Timeline:
    """The timeline that the articles together support."""
    return assemble([m for a in articles for m in mentions_of(a, TOPIC)], articles, TOPIC, None)


def told(events: Sequence[Event]) -> list[str]:
    """The milestones as ``date type status``, in order."""
    return [
        f"{event.date.edtf if event.date else '-'} {event.event_type.value} {event.status.value}"
        for event in events
        if event.on_timeline
    ]


def test_coarse_merges_into_fine() -> None:
    """ "In 2017" and "on January 16, 2017" are one cancellation, with the year as the other date told."""
    one = story("one", "Cambodia cancelled Angkor Sentinel on January 16, 2017.", "2017-01-18")
    two = story("two", "Cambodia cancelled Angkor Sentinel in 2017.", "2020-01-18")

    (event,) = merged([one, two]).milestones

    assert event.date is not None
    assert "2017-01-16" == event.date.edtf
    assert ["2017"] == [other.date.edtf for other in event.alternatives]
    assert not event.conflict


def test_a_plan_that_was_carried_out_is_one_event_that_occurred() -> None:
    """An announced exercise that is later reported as held is one milestone."""
    before = story("one", "Angkor Sentinel will be held from April 21 to April 30.", "2014-04-18")
    after = story("two", "Angkor Sentinel was held from April 21 to April 30, 2014.", "2014-05-18")

    assert ["2014-04-21/2014-04-30 exercise occurred"] == told(merged([before, after]).milestones)


def test_editions_of_one_series_stay_apart() -> None:
    """Two years are two exercises, and so are two series in one year."""
    found = story(
        "one",
        "Angkor Sentinel was held in 2012. Angkor Sentinel was held in 2013. CARAT was held in 2013.",
        "2015-01-01",
    )

    assert ["2012 exercise occurred", "2013 exercise occurred", "2013 exercise occurred"] == told(
        events_of(found, TOPIC)
    )


def test_visits_of_different_people_on_one_day_stay_apart() -> None:
    """Who came tells one visit from another."""
    one = story("one", "Lloyd Austin visited Phnom Penh on June 4, 2024.", "2024-06-05")
    two = story("two", "Derek Chollet visited Phnom Penh on June 4, 2024.", "2024-06-05")

    assert 2 == len(merged([one, two]).milestones)


def test_sources_that_cannot_both_be_right_are_flagged() -> None:
    """Two first days of one exercise contradict each other; both are kept."""
    one = story("one", "Angkor Sentinel was held from April 20 to April 30, 2014.", "2014-05-18")
    two = story("two", "Angkor Sentinel was held from April 21 to April 30, 2014.", "2014-05-18")

    (event,) = merged([one, two]).milestones

    assert event.conflict
    assert 1 == len(event.alternatives)


def test_a_day_between_washington_and_phnom_penh_is_no_conflict() -> None:
    """A day's difference across the Pacific can be right on both sides."""
    text = "Cambodia cancelled Angkor Sentinel on January {}, 2017."
    here = story("one", text.format(17), "2017-01-18")
    there = story("two", text.format(16), "2017-01-18", WASHINGTON)

    (event,) = merged([here, there]).milestones

    assert not event.conflict
    assert merged([here, replace(there, published=here.published)]).milestones[0].conflict


def test_only_articles_published_by_the_day_count() -> None:
    """A timeline as of a day knows nothing of later articles."""
    one = story("one", "Cambodia cancelled Angkor Sentinel in 2017.", "2017-02-01")
    two = story("two", "USS Savannah called at Sihanoukville in December 2024.", "2025-01-01")
    mentions = [m for a in (one, two) for m in mentions_of(a, TOPIC)]

    found = assemble(mentions, [one, two], TOPIC, datetime(2018, 1, 1, tzinfo=CAMBODIA).date())

    assert ["2017 exercise_suspension occurred"] == told(found.milestones)


def test_titles_are_our_own_words() -> None:
    """A title names the series and never repeats the article's sentence."""
    found = story("one", "Cambodia cancelled Angkor Sentinel in 2017.", "2017-02-01")

    (event,) = events_of(found, TOPIC)

    assert "Angkor Sentinel suspended" == event.title


TOLD = {
    "a": ("Cambodia cancelled Angkor Sentinel in January 2017. Lloyd Austin visited in June 2024.", "2024-07-01"),
    "b": ("Angkor Sentinel was called off on January 17, 2017. The embargo dates from December 2021.", "2022-01-01"),
    "c": ("Angkor Sentinel was called off on January 16, 2017. USS Gary docked in February 2007.", "2018-01-01"),
    "d": ("Lloyd Austin met Hun Manet on June 4. Angkor Sentinel was suspended in 2017.", "2024-06-05"),
    "e": ("The United States lifted the arms embargo in 2025. USS Gary docked on 9 February 2007.", "2025-12-01"),
}
ARTICLES = [story(name, text, day) for name, (text, day) in TOLD.items()]
MENTIONS = [m for a in ARTICLES for m in mentions_of(a, TOPIC)]
WANTED = assemble(MENTIONS, ARTICLES, TOPIC, None)


@settings(max_examples=60, deadline=None)
@given(st.permutations(MENTIONS), st.permutations(ARTICLES))
def test_order_does_not_matter(mentions: list[object], articles: list[Article]) -> None:
    """The same mentions and articles in any order give the same timeline."""
    assert WANTED == assemble(mentions, articles, TOPIC, None)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(ARTICLES), min_size=1, max_size=5, unique_by=lambda a: a.id), st.integers(0, 400))
def test_events_hold_the_laws(articles: list[Article], cut: int) -> None:
    """Truncated and interleaved articles: dates run forward, every mention is of an article that was read."""
    cut_short = [replace(a, text=a.text[: cut + 1]) for a in articles]
    for event in merged(cut_short).events:
        assert event.date is None or event.date.bounds[0] <= event.date.bounds[1]
        assert event.mentions
        assert {m.article_id for m in event.mentions} <= {a.id for a in cut_short}
        assert (event.date is None) is (event.basis.value == "none")


@pytest.mark.parametrize("copies", [2, 3])
def test_the_same_article_twice_is_still_one_event(copies: int) -> None:
    """Copies add mentions, not events."""
    text = "Cambodia cancelled Angkor Sentinel in January 2017."
    articles = [story(f"copy{number}", text, "2017-02-01") for number in range(copies)]

    (event,) = merged(articles).milestones

    assert copies == len(event.mentions)


@pytest.mark.parametrize(("later", "expected"), [("2018-09-05", 1), ("2024-06-05", 2)])
def test_undated_ones_are_one_only_when_printed_about_one_time(later: str, expected: int) -> None:
    """What has no date in two articles can be one thing this year and next, hardly six years on."""
    texts = "Courses for Cambodian officers in the United States remain suspended, the embassy said."
    found = merged([story("one", texts, "2018-05-05"), story("two", texts, later)])

    assert expected == sum(event.date is None for event in found.milestones)
