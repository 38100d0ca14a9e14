"""Reads feasts and seasons of a region, whose days stand in a table of the language file."""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta

from dateutil.easter import easter
from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.languages import Festival
from datelines.tagging.arithmetic import When
from datelines.tagging.guards import word_before
from datelines.tagging.match import Candidate
from datelines.tagging.mentions import Reading
from datelines.tagging.story import Story

__all__ = ["read_festival"]

# As near as that, no verb says otherwise.
_SURE = 45


def read_festival(candidate: Candidate, story: Story) -> Reading | None:
    """The days of the feast in the year named or nearest: its months where the days are not known."""
    festival = story.language.festivals[str(candidate.fields["festival"])]
    year = candidate.fields.get("year")
    if year is None and story.dct_day is None:
        return Reading("DATE", f"XXXX-{festival.first_month:02}")
    if year is None:
        return _nearest(festival, story, candidate)
    return _of_year(festival, int(year))


def _nearest(festival: Festival, story: Story, candidate: Candidate) -> Reading:
    day = story.dct_day
    assert day
    by = candidate.fields.get("by")
    if by == 0:
        return replace(
            _of_year(festival, min(day.year, MAXYEAR - 1)), anchor=story.from_dct("of the year of publication")
        )
    years = [year for year in (day.year - 1, day.year, day.year + 1) if MINYEAR <= year < MAXYEAR] or [MAXYEAR - 1]
    readings = [_of_year(festival, year) for year in years]
    best = min(readings, key=lambda reading: _distance(reading, day))
    looks = _asked(by) or (_looks(candidate, story) if _distance(best, day) > _SURE else "open")
    if looks == "back" and _first(best) > day:
        best = max((reading for reading in readings if _first(reading) <= day), key=_first, default=best)
    elif looks == "ahead" and _first(best) < day:
        best = min((reading for reading in readings if _first(reading) >= day), key=_first, default=best)
    return replace(best, anchor=story.from_dct("the nearest one to the day of publication, as the verb looks"))


def _asked(by: int | None) -> str | None:
    """``last Easter``, ``next Easter``."""
    return {-1: "back", 1: "ahead"}.get(by) if by is not None else None


def _looks(candidate: Candidate, story: Story) -> str:
    """By the verb; what began long ago and goes on is said with ``since``."""
    before = word_before(story.text, candidate.start)
    return "back" if before in story.language.cues["aside"] else story.looks(candidate.start, candidate.end)


def _first(reading: Reading) -> date:
    assert reading.date
    return reading.date.bounds[0]


def _distance(reading: Reading, day: date) -> int:
    assert reading.date
    first, last = reading.date.bounds
    return max((first - day).days, (day - last).days, 0)


def _of_year(festival: Festival, year: int) -> Reading:
    """TIMEX3 has no stretch of days: its value is the month, the date is exact."""
    if festival.nth is not None:
        return _nth_weekday(festival.nth, year)
    if festival.easter is not None:
        day = easter(year) + timedelta(days=festival.easter)
        return Reading("DATE", day.isoformat(), When.of(day), date=DateValue.of(day))
    if year in festival.days:
        first, last = festival.days[year]
        if first == last:
            return Reading("DATE", first.isoformat(), When.of(first), date=DateValue.of(first))
        days = DateValue.span(DateValue.of(first), DateValue.of(last))
        return Reading("DATE", f"{first.year:04}-{first.month:02}", When("month", first.year, first.month), date=days)
    end = year + (festival.last_month < festival.first_month)
    start = DateValue.of(date(year, festival.first_month, 1), Grain.MONTH)
    if festival.first_month == festival.last_month:
        return Reading("DATE", start.edtf, When("month", year, festival.first_month), date=start)
    last_day = date(end, festival.last_month, calendar.monthrange(end, festival.last_month)[1])
    span = DateValue.span(start, DateValue.of(last_day, Grain.MONTH))
    return Reading("DATE", span.edtf, When("year", year), date=span)


def _nth_weekday(nth: tuple[int, int, int], year: int) -> Reading:
    """The fourth Thursday of November, the last Monday of May."""
    month, weekday, which = nth
    weeks = calendar.monthcalendar(year, month)
    days = [week[weekday - 1] for week in weeks if week[weekday - 1]]
    day = date(year, month, days[which - 1 if which > 0 else which])
    return Reading("DATE", day.isoformat(), When.of(day), date=DateValue.of(day))
