"""Ids that stay over nights, rows that were, and what changed between two nights and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import factory
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.baseline import load_base
from datelines.edtf import DateValue
from datelines.events import EventType, Status
from datelines.history import with_ids
from datelines.identity import Past, past_of, successors
from datelines.releases import publish
from datelines.rows import midnight
from schemas.build import build_tables

NEXT = factory.DAY + timedelta(days=1)
AFTER = factory.DAY + timedelta(days=2)


def night(out, timeline, articles, day=factory.DAY, rules=factory.RULES):
    """Build and publish one night; its tables as rows."""
    base = load_base(out, factory.TOPIC, day)
    tables = build_tables(timeline, articles, (), base=base, run_day=day, rules=rules)
    publish(out, factory.TOPIC, day, tables, {"run": {"rules": rules}})
    return {name: table.to_pylist() for name, table in tables.items()}


def by_type(rows):
    return {row["event_type"]: row for row in rows}


def told(changes):
    return [(row["op"], row["column"], row["old"], row["new"], row["reason"]) for row in changes]


def another_exercise(read):
    """Only the article that came later tells the exercise."""
    return replace(factory.exercise(read), mentions=factory.exercise(read).mentions[1:])


def test_new_events_get_ids_of_the_promised_form():
    """``ev-`` and 12 hex digits, one an event, the same every time."""
    timeline, _ = factory.sample()
    ids = [event.id for event in with_ids(timeline).events]

    assert 3 == len(set(ids))
    assert all(len(one) == 15 and one.startswith("ev-") and int(one[3:], 16) >= 0 for one in ids)
    assert ids == [event.id for event in with_ids(timeline).events]


@given(st.permutations(range(3)), st.booleans())
def test_ids_do_not_depend_on_the_order_of_events_or_mentions(order, backwards):
    """Whatever order the merge gives."""
    timeline, _ = factory.sample()
    events = [timeline.events[place] for place in order]
    if backwards:
        events = [replace(event, mentions=event.mentions[::-1]) for event in events]
    ids = {event.title: event.id for event in with_ids(timeline).events}

    assert ids == {event.title: event.id for event in with_ids(factory.timeline(*events)).events}


def test_two_events_of_one_trigger_get_two_ids():
    """ "The exercises of 2014 and 2015" has one trigger and two events."""
    of = factory.article(text="The exercises of 2014 and 2015 were large.")
    both = [
        factory.event(factory.mention(of, of.text, "exercises", EventType.EXERCISE, (year, year)))
        for year in ("2014", "2015")
    ]
    first, second = with_ids(factory.timeline(*both)).events

    assert first.id != second.id


def test_first_night_adds_everything(tmp_path):
    """Each milestone is one row of op add, stamped with the run day."""
    rows = night(tmp_path, *factory.sample())

    assert {midnight(factory.DAY)} == {row["first_seen"] for row in rows["timeline"]}
    assert ["add"] * 3 == [row["op"] for row in rows["changes"]]


def test_a_night_without_news_changes_nothing_but_last_seen(tmp_path):
    """Same ids, no changes, first seen and last changed as they were."""
    before = night(tmp_path, *factory.sample())
    after = night(tmp_path, *factory.sample(), day=NEXT)

    assert [] == after["changes"]
    assert [row | {"last_seen": midnight(NEXT)} for row in before["timeline"]] == after["timeline"]


def test_id_stays_when_the_date_sharpens_and_the_title_changes(tmp_path):
    """The change is told column by column, with the rules as its reason."""
    timeline, articles = factory.sample()
    before = by_type(night(tmp_path, timeline, articles)["timeline"])
    sharper = factory.exercise(articles, date=DateValue.parse("2010-07-17"), title="Angkor Sentinel 2010")
    after = night(tmp_path, factory.timeline(sharper), articles, NEXT, "rules-2")
    row = by_type(after["timeline"])["exercise"]

    assert before["exercise"]["event_id"] == row["event_id"]
    assert midnight(factory.DAY) == row["first_seen"]
    assert midnight(NEXT) == row["last_changed"]
    assert ("change", "event_date", "2010-07", "2010-07-17", "rule_change") in told(after["changes"])
    assert ("change", "title", before["exercise"]["title"], "Angkor Sentinel 2010", "rule_change") in told(
        after["changes"]
    )


def test_id_stays_when_another_article_joins(tmp_path):
    """The reason is the new article, also where its mention is the smallest of all."""
    articles = factory.articles()
    first = {key: article for key, article in articles.items() if key != "art-a1"}
    before = by_type(night(tmp_path, factory.timeline(another_exercise(articles)), first)["timeline"])
    after = night(tmp_path, factory.timeline(factory.exercise(articles)), articles, NEXT)

    assert before["exercise"]["event_id"] == by_type(after["timeline"])["exercise"]["event_id"]
    assert ("change", "mention_count", "1", "2", "new_article") in told(after["changes"])


def test_id_stays_when_rules_move_the_trigger_within_its_sentence(tmp_path):
    """No mention is equal, but the sentence and the type are."""
    timeline, articles = factory.sample()
    before = by_type(night(tmp_path, timeline, articles)["timeline"])
    sentence = "Washington has cut some of its training courses."
    moved = factory.event(factory.mention(articles["art-a1"], sentence, "courses", EventType.TRAINING_PROGRAM))
    after = by_type(night(tmp_path, factory.timeline(moved), articles, NEXT, "rules-2")["timeline"])

    assert before["training_program"]["event_id"] == after["training_program"]["event_id"]


def test_two_ids_that_turn_out_to_be_one_leave_a_row_that_says_so(tmp_path):
    """The event with more mentions keeps its id; the other row stays, merged, and points to it."""
    timeline, articles = factory.sample()
    before = by_type(night(tmp_path, timeline, articles)["timeline"])
    exercise, meeting, courses = timeline.events
    joined = replace(exercise, mentions=exercise.mentions + meeting.mentions)
    after = night(tmp_path, factory.timeline(joined, courses), articles, NEXT, "rules-2")
    row = by_type(after["timeline"])["visit_meeting"]

    assert ("merged", before["exercise"]["event_id"]) == (row["record_status"], row["superseded_by"])
    assert "active" == by_type(after["timeline"])["exercise"]["record_status"]
    assert ("merge", None, meeting.title, before["exercise"]["event_id"], "rule_change") in told(after["changes"])
    assert ["merged"] == [one["kind"] for one in after["review"] if one["event_id"] == row["event_id"]]


def test_merged_row_follows_its_successor(tmp_path):
    """When that one is merged in turn, one look-up still finds the event."""
    timeline, articles = factory.sample()
    exercise, meeting, courses = timeline.events
    ids = {key: row["event_id"] for key, row in by_type(night(tmp_path, timeline, articles)["timeline"]).items()}
    two = replace(meeting, mentions=meeting.mentions + courses.mentions)
    night(tmp_path, factory.timeline(exercise, two), articles, NEXT, "rules-2")
    one = replace(exercise, mentions=exercise.mentions + two.mentions + courses.mentions[:0])
    rows = night(tmp_path, factory.timeline(one), articles, AFTER, "rules-3")["timeline"]
    ends = {row["event_id"]: row["superseded_by"] for row in rows if row["record_status"] == "merged"}

    assert 2 == len(ends)
    assert {next(row["event_id"] for row in rows if row["record_status"] == "active")} == set(ends.values())
    assert set(ids.values()) == {row["event_id"] for row in rows}


def test_event_that_vanishes_is_retracted_and_kept(tmp_path):
    """Its article was withdrawn: the row stays, says so, and is put before a person."""
    timeline, articles = factory.sample()
    night(tmp_path, timeline, articles)
    left = {key: article for key, article in articles.items() if key != "art-a1"}
    after = night(tmp_path, factory.timeline(another_exercise(articles)), left, NEXT)
    row = by_type(after["timeline"])["visit_meeting"]

    assert ("retracted", midnight(factory.DAY), midnight(NEXT)) == (
        row["record_status"],
        row["last_seen"],
        row["last_changed"],
    )
    assert ("retract", None, row["title"], None, "retraction") in told(after["changes"])
    assert "vanished" in [one["kind"] for one in after["review"] if one["event_id"] == row["event_id"]]


def test_retracted_event_that_comes_back_has_its_id_again(tmp_path):
    """And the history says that its record status changed."""
    timeline, articles = factory.sample()
    before = by_type(night(tmp_path, timeline, articles)["timeline"])["visit_meeting"]
    left = {key: article for key, article in articles.items() if key != "art-a1"}
    night(tmp_path, factory.timeline(another_exercise(articles)), left, NEXT)
    after = night(tmp_path, timeline, articles, AFTER)
    row = by_type(after["timeline"])["visit_meeting"]

    assert (before["event_id"], "active", midnight(factory.DAY)) == (
        row["event_id"],
        row["record_status"],
        row["first_seen"],
    )
    assert ("change", "record_status", "retracted", "active", "new_article") in told(after["changes"])


def test_an_id_is_never_given_to_something_else():
    """What once belonged to a merged event is not taken up, even by an event with its smallest mention."""
    timeline, _ = factory.sample()
    (first,) = with_ids(factory.timeline(timeline.events[0])).events
    (again,) = with_ids(factory.timeline(timeline.events[0]), Past(given=frozenset({first.id}))).events

    assert first.id != again.id


def test_one_past_event_gives_its_id_to_one_event():
    """A split leaves the id with the larger part; the smaller one is new, and nothing counts as merged."""
    timeline, articles = factory.sample()
    exercise, meeting, _ = timeline.events
    joined = replace(exercise, mentions=exercise.mentions + meeting.mentions, id="ev-0000000000aa")
    from datelines.rows import mention_rows

    past = past_of(mention_rows(factory.timeline(joined), articles), [joined.id], [])
    split = with_ids(factory.timeline(exercise, meeting), past)

    assert "ev-0000000000aa" == split.events[0].id
    assert split.events[1].id not in ("", "ev-0000000000aa")
    assert {} == successors(split, past)


@pytest.mark.parametrize("days", [(NEXT, AFTER), (NEXT, AFTER, NEXT)])
def test_a_night_run_again_is_compared_with_the_day_before(tmp_path, days):
    """Running a past night again, after later ones, gives what it gave."""
    timeline, articles = factory.sample()
    night(tmp_path, factory.timeline(timeline.events[0]), articles)
    first = night(tmp_path, timeline, articles, NEXT)
    for day in days:
        last = night(tmp_path, timeline, articles, day)
    again = night(tmp_path, timeline, articles, NEXT)

    assert first == again
    assert last is not None


def test_planned_event_that_is_held_keeps_its_id(tmp_path):
    """Its status changes, with the new article as the reason."""
    articles = factory.articles()
    planned = replace(another_exercise(articles), status=Status.PLANNED)
    first = {key: article for key, article in articles.items() if key != "art-a1"}
    before = by_type(night(tmp_path, factory.timeline(planned), first)["timeline"])
    after = night(tmp_path, factory.timeline(factory.exercise(articles)), articles, NEXT)

    assert before["exercise"]["event_id"] == by_type(after["timeline"])["exercise"]["event_id"]
    assert ("change", "event_status", "planned", "occurred", "new_article") in told(after["changes"])
