"""Reads places on the calendar: fields the words give, and from the anchor what they leave out."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from datelines.tagging.arithmetic import When, last_day, shift, truncate, value_of
from datelines.tagging.match import Candidate
from datelines.tagging.mentions import Reading
from datelines.tagging.story import Story
from datelines.tagging.weekdays import nth_weekday, read_weekday, weekday_the_nth
from datelines.tagging.years import distance, exists, in_some_year, place
from datelines.timex import Anchor

__all__ = ["clock_value", "read_date"]

Fields = dict[str, Any]
# "Saturday night ... at 2:30" is no longer the evening.
_FIRST_EVENING_HOUR = 6
# From here on a number is a year whatever the text is about.
_CERTAIN = 1000
_BEHIND_BRACKET = re.compile(r"(?:[^\S\n]?\([^()\n]{3,24})?\)[^\S\n](?:on )?(\w+)")


def read_date(candidate: Candidate, story: Story) -> Reading | None:
    """A DateMeaning; None for a day that the calendar does not have."""
    fields = candidate.fields
    if candidate.plan.plain and fields["year"] >= _CERTAIN:
        when = place(fields, fields["year"])
        return None if when is None else Reading("DATE", value_of(when), when, None, fields.get("mod"))
    found = _calendar(fields, candidate, story)
    if found is None:
        return None
    when, anchor, value = found
    if when and (fields.get("week") or fields.get("last_day")):
        when = (truncate(when, "week") if fields.get("week") else _closing_day(when)) or when
        value = value_of(when)
    mod = fields.get("mod")
    if "zone" in fields and not story.narrative:
        # News has the hour as it is told; only accounts of wars and the like carry its zone.
        fields = {**fields, "zone": None}
    if "clock" in fields and "half_day" not in fields and _is_late(fields["clock"], when, candidate, story):
        fields = {**fields, "half_day": "pm"}
    if "half_day" in fields and "bare" in fields and _is_told(candidate, story):
        del fields["bare"]
    if "part" in fields or "hour" in fields or "clock" in fields:
        return _timed(fields, when, anchor, value, mod)
    return Reading("DATE", value, when, anchor, mod)


def _closing_day(month: When) -> When | None:
    """The last day of a month."""
    last = last_day(month)
    return When.of(last) if last else None


def _is_told(candidate: Candidate, story: Story) -> bool:
    """Whether ``11 in the morning`` is that of a day just told."""
    if story.in_paragraph("day", candidate.start) is None:
        return False
    return story.narrative or story.looks(candidate.start, candidate.end) == "back"


def _is_late(clock: Any, when: When | None, candidate: Candidate, story: Story) -> bool:
    """``It took off at 8:19 p.m. The last word came at 8:30.``: on the same day, after noon as the one before."""
    told = story.in_paragraph("day", candidate.start)
    hour = re.match(r"([1-9]|1[01]):", str(clock))
    if told is None or story.narrative or hour is None or not told.late or told.when != when:
        return False
    return int(hour[1]) >= _FIRST_EVENING_HOUR or told.minutes is not None


def _calendar(fields: Fields, candidate: Candidate, story: Story) -> tuple[When | None, Anchor | None, str] | None:
    if "stamp" in fields:
        when = _stamp(fields["stamp"], story)
        return (when, None, value_of(when)) if when else None
    year = _year(fields, story)
    if year is not None and 0 < year < _CERTAIN and _out_of_time(year, fields, story):
        return None
    if year is not None:
        when = place(fields, year)
        if when is None:
            return None
        quarter = story.last_of("quarter") if fields.get("same_quarter") else None
        if quarter:
            when = replace(quarter.when, year=year)
        if fields.get("fiscal"):
            when = When("fiscal", year, story.fiscal_start(candidate.start))
        anchor = story.from_dct("counted in years from the day of publication") if "year_by" in fields else None
        return when, anchor, value_of(when)
    if "decade" in fields:
        return _decade(fields["decade"])
    if "century" in fields:
        century = fields["century"]
        if not 1 <= century <= 99:
            return None
        when = When("century", 1 - century * 100) if fields.get("era") == "BC" else When("century", (century - 1) * 100)
        return when, None, value_of(when)
    return _inferred(fields, candidate, story)


def _out_of_time(year: int, fields: Fields, story: Story) -> bool:
    """A number below 1000 is a year only in a text about those times: not 114 casualties in 2008."""
    told = story.explicit_years()
    return "era" not in fields and bool(told) and min(told) > year + 800


def _decade(number: int) -> tuple[When, None, str]:
    year = number if number > 100 else (2000 if number < 30 and number != 20 else 1900) + number
    when = When("decade", year)
    return when, None, value_of(when)


def _year(fields: Fields, story: Story) -> int | None:
    year = fields.get("year")
    if year is not None:
        if fields.get("era") == "BC":
            return -int(year)
        return int(year) - ("until" in fields and fields["month"] > fields["until"])
    if "short_year" in fields:
        return _long_year(fields["short_year"], story)
    if "buddhist_year" in fields:
        return int(fields["buddhist_year"]) - 543
    if "year_by" in fields and fields.get("from_text"):
        mention = story.last("year")
        return mention.when.year + int(fields["year_by"]) if mention else None
    if "year_by" in fields and story.dct:
        return story.dct.year + int(fields["year_by"])
    return None


def _long_year(short: int, story: Story) -> int:
    """``'94`` in the century that puts it nearest before the text, or a little ahead of it."""
    last = story.last("year") if story.narrative else None
    if last:
        return min((c * 100 + short for c in range(10, 22)), key=lambda y: abs(y - last.when.year))
    now = story.dct.year if story.dct else 2025
    year = now - now % 100 + short
    return year if year <= now + 5 else year - 100


def _stamp(written: Any, story: Story) -> When | None:
    """A date in digits; where day and month could be either, the reading nearer to the publication is meant."""
    text = str(written)
    if text.isdigit():
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    first, second, third = (int(part) for part in re.split(r"[-/.]", text.split("T")[0]))
    if first > 31:
        return When("day", first, second, third) if exists(first, second, third) else None
    year = third if third > 99 else _long_year(third, story)
    pairs = [(first, second), (second, first)] if "-" in text else [(second, first), (first, second)]
    whens = [When("day", year, month, day) for month, day in pairs if exists(year, month, day)]
    if story.dct is None:
        return next(iter(whens), None)
    dct = story.dct
    return min(whens, key=lambda when: abs(distance(when, dct)), default=None)


def _inferred(fields: Fields, candidate: Candidate, story: Story) -> tuple[When | None, Anchor | None, str] | None:
    if "nth" in fields:
        return nth_weekday(fields, candidate, story)
    if "month" in fields:
        unknown = f"XXXX-{fields['month']:02}" + (f"-{fields['day']:02}" if "day" in fields else "")
        every_year = fields.get("bare") and "clock" not in fields
        return (None, None, unknown) if every_year else in_some_year(fields, candidate, story, unknown)
    if "weekday" in fields and "day" in fields:
        return weekday_the_nth(fields["weekday"], fields["day"], story)
    if "weekday" in fields:
        return read_weekday(fields, candidate, story)
    for grain, letter in (("season", ""), ("quarter", "Q"), ("half", "H")):
        if grain in fields:
            return in_some_year(fields, candidate, story, f"XXXX-{letter}{fields[grain]}")
    if "month_by" in fields:
        return _day_of_near_month(fields, story)
    return _bare_day(fields["day"], candidate, story) if "day" in fields else _same_day(fields, candidate, story)


def _same_day(fields: Fields, candidate: Candidate, story: Story) -> tuple[When | None, Anchor | None, str] | None:
    """No date at all: a time of the day that the text is on."""
    named = _weekday_named_after(candidate, story) if "clock" in fields else None
    if named:
        return named
    mention = story.last("day")
    if fields.get("from_text") and mention:
        return mention.when, story.from_mention(mention, "the day mentioned before"), value_of(mention.when)
    told = story.in_paragraph("day", candidate.start)
    if told and story.is_to_come(told) and story.looks(candidate.start, candidate.end) == "back":
        told = None
    if told and not story.narrative:
        return told.when, story.from_mention(told, "the day mentioned before"), value_of(told.when)
    past = story.day_in_the_past(candidate.start, candidate.end)
    if past:
        return past.when, story.from_mention(past, "the day mentioned before"), value_of(past.when)
    if story.today and not story.narrative:
        same = story.today == story.dct
        anchor = story.from_dct("the day of publication") if same else story.from_dateline()
        return story.today, anchor, value_of(story.today)
    if mention:
        return mention.when, story.from_mention(mention, "the day mentioned before"), value_of(mention.when)
    return None, None, "XXXX-XX-XX"


def _weekday_named_after(candidate: Candidate, story: Story) -> tuple[When | None, Anchor | None, str] | None:
    """``at 7:58 a.m. (0058 GMT) on Sunday``: the day that stands behind the bracket, for the time in it, too."""
    found = _BEHIND_BRACKET.match(story.text, candidate.end)
    days = story.language.classes.get("weekday")
    weekday = days.get(found[1]) if found and days else None
    return read_weekday({"weekday": int(weekday)}, candidate, story) if weekday is not None else None


def _day_of_near_month(fields: Fields, story: Story) -> tuple[When | None, Anchor | None, str] | None:
    """``the 6th of this month``, counted from that of publication."""
    day = int(fields["day"])
    if story.dct is None:
        return None, None, f"XXXX-XX-{day:02}"
    month = shift(When("month", story.dct.year, story.dct.part), int(fields["month_by"]), "month")
    if month is None or not exists(month.year, month.part, day):
        return None
    when = When("day", month.year, month.part, day)
    return when, story.from_dct("counted in months from the day of publication"), value_of(when)


def _bare_day(day: int, candidate: Candidate, story: Story) -> tuple[When | None, Anchor | None, str] | None:
    """``the 20th``: of the month mentioned last, or of this one; of a month that is over none that is still to come."""
    mention = story.last("month")
    over = (
        mention
        and story.dct
        and not story.narrative
        and (mention.when.year, mention.when.part) < (story.dct.year, story.dct.part)
    )
    if over and mention and mention.when.grain == "month" and story.looks(candidate.start, candidate.end) == "ahead":
        mention = None
    base = mention.when if mention else story.dct
    if base is None or base.grain not in ("day", "month") or not exists(base.year, base.part, day):
        return None
    when = When("day", base.year, base.part, day)
    anchor = story.from_mention(mention, "the month mentioned before") if mention else story.from_dct("this month")
    return when, anchor, value_of(when)


def _timed(fields: Fields, when: When | None, anchor: Anchor | None, value: str, mod: str | None) -> Reading | None:
    if "part" in fields and fields.get("bare"):
        return Reading("TIME", f"XXXX-XX-XXT{fields['part']}", None, None, mod)
    if "part" in fields:
        return Reading("TIME", f"{value}T{fields['part']}", when, anchor, mod)
    clock = clock_value(fields)
    if clock is None:
        return None
    if fields.get("bare") or when is None:
        return Reading("TIME", clock, None, None, mod)
    return Reading("TIME", value + clock, when, anchor, mod)


def clock_value(fields: Fields) -> str | None:
    """``T17:12``; None for what no clock shows."""
    hour, minute = _clock(fields)
    return None if hour is None else f"T{hour:02}:{minute:02}{fields.get('zone') or ''}"


def _clock(fields: Fields) -> tuple[int | None, int]:
    half_day = fields.get("half_day")
    if "clock" in fields:
        text = str(fields["clock"]).lower()
        if text.endswith(("am", "pm")):
            text, half_day = text[:-2], text[-2:]
        parts = text.replace(".", ":").split(":")
        if len(parts) == 1 and len(text) >= 3:
            parts = [text[:-2], text[-2:]]
        hour, minute = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
    else:
        # "a quarter to six" is 15 minutes before it.
        earlier, minute = divmod(int(fields.get("minute") or 0), 60)
        hour = int(fields["hour"]) + earlier
    if half_day in ("pm", "PM") and hour < 12:
        hour += 12
    elif half_day in ("am", "AM") and hour == 12:
        hour = 0
    return (hour, minute) if hour <= 24 else (None, 0)
