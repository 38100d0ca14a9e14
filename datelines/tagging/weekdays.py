"""Reads weekdays: the nearest one, the one that is the 13th, the first of a month."""

from __future__ import annotations

import calendar
from datetime import timedelta
from typing import Any

from datelines.tagging.arithmetic import When, first_day, shift, truncate, value_of, weekday_near
from datelines.tagging.match import Candidate
from datelines.tagging.story import Story
from datelines.tagging.years import in_some_year
from datelines.timex import Anchor

__all__ = ["nth_weekday", "read_weekday", "weekday_the_nth"]

Fields = dict[str, Any]
_DAYS_BACK = 45


def weekday_the_nth(weekday: int, day: int, story: Story) -> tuple[When | None, Anchor | None, str] | None:
    """``Friday the 13th``: the latest there was, if it is no more than some weeks ago; else it is but a name."""
    if story.dct_day is None:
        return None
    for days in range(min(_DAYS_BACK, story.dct_day.toordinal())):
        then = story.dct_day - timedelta(days=days)
        if then.day == day and then.isoweekday() == weekday:
            when = When.of(then)
            return when, story.from_dct("the latest such day before publication"), value_of(when)
    return None


def nth_weekday(fields: Fields, candidate: Candidate, story: Story) -> tuple[When | None, Anchor | None, str] | None:
    """``the first Tuesday in November``."""
    unknown = f"XXXX-{fields['month']:02}"
    month, anchor, _ = in_some_year({"month": fields["month"]}, candidate, story, unknown) or (None, None, unknown)
    if month is None or month.year < 1:
        return None, None, unknown
    weeks = (week[fields["weekday"] - 1] for week in calendar.monthcalendar(month.year, month.part))
    days = [day for day in weeks if day]
    place = fields["nth"] - 1 if fields["nth"] > 0 else fields["nth"]
    if place >= len(days):
        return None
    when = When("day", month.year, month.part, days[place])
    return when, anchor, value_of(when)


def read_weekday(fields: Fields, candidate: Candidate, story: Story) -> tuple[When | None, Anchor | None, str] | None:
    """A day of the week: in news the latest up to publication, or the first from it on where the verb looks ahead."""
    weekday = fields["weekday"]
    if "week_by" in fields:
        return _of_week(weekday, int(fields["week_by"]), fields, candidate, story)
    towards = fields.get("towards")
    if story.narrative or (fields.get("from_text") and story.last("day")):
        mention = story.last("day")
        if mention is None:
            return (None, None, f"XXXX-WXX-{weekday}") if story.narrative or not story.dct else None
        base, direction = mention.when, towards if towards in ("past", "future") else "from"
        anchor: Anchor | None = story.from_mention(mention, "the nearest such day after the one mentioned")
    elif story.dct is None:
        return None, None, f"XXXX-WXX-{weekday}"
    else:
        base, direction, anchor = _from_today(towards, candidate, story, story.dct)
    day = first_day(base)
    found = weekday_near(day, weekday, direction) if day else None
    if found is None:
        return None
    when = When.of(found)
    moved = shift(when, 7 * fields["weeks_by"], "day") if "weeks_by" in fields else when
    return (moved, anchor, value_of(moved)) if moved else None


def _of_week(
    weekday: int, weeks: int, fields: Fields, candidate: Candidate, story: Story
) -> tuple[When | None, Anchor | None, str] | None:
    """``Monday of last week``: of the week that lies so many from that of publication, or of the day told before."""
    mention = story.last("week") if story.narrative or fields.get("from_text") else None
    anchor: Anchor | None
    if mention is not None:
        base, anchor = mention.when, story.from_mention(mention, "of the week counted from it")
    elif story.dct is not None and not fields.get("from_text"):
        base, anchor = story.dct, story.from_dct("of the week counted from that of publication")
    else:
        return None, None, f"XXXX-WXX-{weekday}"
    monday = first_day(truncate(base, "week") or base)
    if monday is None:
        return None
    when = shift(When.of(monday), 7 * weeks + weekday - 1, "day")
    return (when, anchor, value_of(when)) if when else None


def _from_today(towards: str | None, candidate: Candidate, story: Story, dct: When) -> tuple[When, str, Anchor | None]:
    """What a weekday counts from, which way, and why: the publication, or the coming day that it is joined to."""
    joined = story.coming_before(candidate.start) if towards is None else None
    if joined:
        return joined.when, "future", story.from_mention(joined, "the one after it")
    direction, why = _direction(towards, candidate, story)
    return dct, direction, story.from_dct(why)


def _direction(towards: str | None, candidate: Candidate, story: Story) -> tuple[str, str]:
    if towards == "past":
        return "past", "the latest such day before publication"
    if towards == "future":
        return "future", "the first such day after publication"
    if towards == "this":
        return "from", "the coming one"
    looks = story.looks(candidate.start, candidate.end)
    if looks == "ahead" or (looks == "open" and story.is_among_coming(candidate.start)):
        return "from", "the first such day from publication on, as the verb looks ahead"
    return "until", "the latest such day up to the day of publication"
