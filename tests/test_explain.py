"""Why a date: the story that `datelines explain` tells."""

import pytest

from datelines.edtf import DateValue
from datelines.stories import in_words, story


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2025-02-24", "24 February 2025"),
        ("2010-07", "July 2010"),
        ("2024-35", "the third quarter of 2024"),
        ("2024-36", "the fourth quarter of 2024"),
        ("2025-40", "the first half of 2025"),
        ("2025-41", "the second half of 2025"),
        ("2017", "2017"),
        ("199X", "the 1990s"),
        ("19XX", "the years 1900 to 1999"),
        ("2017-21", "spring 2017"),
        ("2016-24", "winter 2016/17"),
        ("2017~", "about 2017"),
        ("2017?", "perhaps 2017"),
        ("2017%", "perhaps about 2017"),
        ("2016-05/2016-06", "from May 2016 to June 2016"),
        ("2010-07/..", "since July 2010"),
        ("../2017-01-16", "until 16 January 2017"),
    ],
)
def test_in_words(edtf, words):
    """Every kind of value reads as a newspaper would print it."""

    assert words == in_words(DateValue.parse(edtf))


def event(**changes):
    row = {
        "event_id": "ev-1",
        "title": "Exercise Eastern Gate is suspended",
        "event_date": "2017-01-16",
        "date_precision": "day",
        "event_status": "occurred",
        "date_conflict": False,
        "date_alternatives": [],
        "record_status": "active",
        "superseded_by": None,
    }
    return row | changes


def mention(**changes):
    row = {
        "mention_id": "m1",
        "quote": "The ministry said on Monday that the drill was off.",
        "publisher": "The Gazette",
        "url": None,
        "article_id": "art-1",
        "published_local": "2017-01-17T00:00:00+07:00",
        "part": "body",
        "sentence_start": 0,
        "sentence_end": 52,
        "timex_start": 21,
        "date": "2017-01-16",
        "basis": "relative",
        "timex_text": "Monday",
        "timex_rule": "weekday",
        "anchor_kind": "dct",
        "anchor_value": "2017-01-17",
        "anchor_why": "the latest Monday up to the day of publication",
    }
    return row | changes


def text_of(lines):
    return {line.label: line.text for line in lines}


def test_story_of_a_relative_date():
    """The words, the source, what they were counted from, and why, in plain sentences."""
    told = text_of(story(event(), [mention()]))

    assert "16 January 2017, to the day" == told["When"]
    assert "“The ministry said on Monday that the drill was off.” — The Gazette, 17 January 2017" == told["Words"]
    assert (
        "“Monday” was counted from 17 January 2017, the day of publication. "
        "Why: the latest Monday up to the day of publication. [weekday]"
    ) == told["Read"]


def test_story_leads_with_the_mention_that_has_the_date():
    """A coarser mention comes after the one whose date stands."""
    coarse = mention(mention_id="m0", date="2017", publisher="The Monthly", quote="It was dropped in 2017.")
    told = text_of(story(event(), [coarse, mention()]))

    assert told["Words"].endswith("— The Gazette, 17 January 2017")
    assert "The Monthly, 17 January 2017: 2017, “It was dropped in 2017.”" == told["Also"]


def test_story_of_an_undated_event():
    """Nothing is put in the place of a date that no words give."""
    bare = mention(
        date=None, basis="none", timex_text=None, timex_start=None, timex_rule=None, anchor_value=None, anchor_why=None
    )
    told = text_of(story(event(event_date=None, date_precision="undated"), [bare]))

    assert "undated" == told["When"]
    assert "No words date it, and the day of publication is not put in their place." == told["Read"]


def test_story_of_a_conflict():
    """Dates that cannot both be right are all named."""
    disputed = event(date_conflict=True, date_alternatives=[{"date": "2017-01-19", "mentions": 1, "sources": 1}])

    told = text_of(story(disputed, [mention()]))

    assert "The sources cannot all be right: 16 January 2017; 19 January 2017." == told["Conflict"]


def test_story_of_a_merged_row():
    """A row that is part of another says of which."""
    told = text_of(story(event(record_status="merged", superseded_by="ev-0"), []))

    assert "merged, now part of ev-0" == told["Record"]


def test_story_of_a_time_that_stands_elsewhere():
    """A time that the sentence does not hold is said to be the passage's."""
    told = text_of(story(event(), [mention(timex_start=90)]))

    assert told["Read"].startswith("The time is that of the passage. “Monday” was counted from")
