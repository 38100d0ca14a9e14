"""Points of calendar time at any grain, and counting with them. No words, no anchors, no text.

A ``When`` is a stretch with a name: a day, an ISO week, a month, a quarter, a year, a decade. Years before Christ are
negative: 220 BC is -220. A fiscal year has its first month as ``part``.
"""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from datelines.edtf import DateValue, Grain, Qualifier

__all__ = ["FINENESS", "When", "date_value", "first_day", "last_day", "shift", "truncate", "value_of", "weekday_near"]

SEASONS = ("SP", "SU", "FA", "WI")
# The finer the higher; a unit can only be counted from something at least as fine.
FINENESS = {
    "millennium": 0,
    "century": 1,
    "decade": 2,
    "fiscal": 3,
    "year": 3,
    "half": 4,
    "season": 5,
    "quarter": 5,
    "month": 6,
    "week": 7,
    "weekend": 7,
    "fortnight": 7,
    "day": 8,
    "hour": 9,
    "minute": 10,
    "second": 11,
}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "fiscal": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}


class When(msgspec.Struct, frozen=True, order=True, gc=False):
    """``grain`` with its numbers: year, then month, quarter, half, season or week, then day."""

    grain: str
    year: int
    part: int = 0
    day: int = 0

    @classmethod
    def of(cls, day: date) -> When:
        """That day."""
        return cls("day", day.year, day.month, day.day)


# Numbers of two digits as they are written: looked up three times as fast as made.
_TWO = tuple(f"{number:02}" for number in range(100))


def value_of(when: When) -> str:
    """The TIMEX3 value."""
    grain, year = when.grain, when.year
    if year < 0:
        return _before_christ(when)
    written = str(year) if year > 999 else f"{year:04}"
    if grain == "day":
        return f"{written}-{_TWO[when.part]}-{_TWO[when.day]}"
    if grain == "month":
        return f"{written}-{_TWO[when.part]}"
    return written if grain == "year" else _rare_value(when)


def _rare_value(when: When) -> str:
    grain, year, part = when.grain, when.year, when.part
    match grain:
        case "week":
            return f"{year:04}-W{part:02}"
        case "weekend":
            return f"{year:04}-W{part:02}-WE"
        case "quarter":
            return f"{year:04}-Q{part}"
        case "half":
            return f"{year:04}-H{part}"
        case "season":
            return f"{year:04}-{SEASONS[part - 1]}"
        case "decade":
            return f"{year // 10:03}"
        case "century":
            return f"{year // 100:02}"
        case "fiscal":
            return f"FY{year:04}"
    raise ValueError(f"{grain} has no value of its own")


def _before_christ(when: When) -> str:
    grain, year, part, day = when.grain, when.year, when.part, when.day
    if grain == "century":
        return f"BC{-year // 100:02}"
    if grain == "decade":
        return f"BC{-year // 10:03}"
    base = f"BC{-year:04}"
    if grain == "day":
        return f"{base}-{part:02}-{day:02}"
    return f"{base}-{part:02}" if grain == "month" else base


def first_day(when: When) -> date | None:
    """The first day, None before the calendar."""
    grain, year, part = when.grain, when.year, when.part
    if not 1 <= year <= 9999:
        return None
    if grain == "day":
        return date(year, part, when.day)
    if grain == "year":
        return date(year, 1, 1)
    if grain in ("week", "weekend"):
        return _iso_day(year, part, 1 if grain == "week" else 6)
    if grain == "season":
        return date(year, part * 3, 1)
    if grain == "fiscal" and part > 1:
        # A fiscal year bears the name of the year that it ends in.
        return date(year - 1, part, 1) if year > 1 else None
    if grain == "month":
        return date(year, part, 1)
    return date(year, {"quarter": part * 3 - 2, "half": part * 6 - 5}.get(grain, 1), 1)


def _iso_day(year: int, week: int, weekday: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, weekday)
    except ValueError:
        # The last week of the calendar ends after it.
        return None


def last_day(when: When) -> date | None:
    """The last day, None before the calendar or after it."""
    first = first_day(when)
    if first is None or when.grain == "day":
        return first
    if when.grain in ("week", "weekend"):
        return _plus_days(first, 6 if when.grain == "week" else 1)
    months = 3 if when.grain == "season" else _MONTHS.get(when.grain, 12)
    if months == 12 and first.month == 1:
        return date(first.year, 12, 31)
    year, month = divmod(first.year * 12 + first.month - 1 + months - 1, 12)
    return date(year, month + 1, _length_of(year, month + 1)) if year <= 9999 else None


_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _length_of(year: int, month: int) -> int:
    return 29 if month == 2 and calendar.isleap(year) else _LENGTHS[month - 1]


_GRAINS = {
    "month": Grain.MONTH,
    "year": Grain.YEAR,
    "quarter": Grain.QUARTER,
    "half": Grain.HALF,
    "season": Grain.SEASON,
    "decade": Grain.DECADE,
    "century": Grain.CENTURY,
}


_DAY, _YEAR = Grain.DAY, Grain.YEAR


# A text names the same few years and days again and again.
@lru_cache(maxsize=4096)
def date_value(when: When, qualifier: Qualifier | None = None) -> DateValue | None:
    """The calendar days it names, None where the calendar has none (BC)."""
    first = first_day(when)
    if first is None:
        return None
    if when.grain == "day":
        return DateValue(first, first, _DAY, qualifier)
    if when.grain == "year":
        return DateValue(first, date(when.year, 12, 31), _YEAR, qualifier)
    last = last_day(when)
    if last is None:
        return None
    grain = _GRAINS.get(when.grain)
    if grain:
        return DateValue(first, last, grain, qualifier)
    if when.grain == "fiscal":
        start, end = DateValue.of(first, Grain.MONTH, qualifier), DateValue.of(last, Grain.MONTH, qualifier)
        return DateValue.span(start, end)
    return DateValue.span(DateValue.of(first, Grain.DAY, qualifier), DateValue.of(last, Grain.DAY, qualifier))


def truncate(when: When, grain: str) -> When | None:
    """The ``grain`` that ``when`` lies in; None when ``when`` is coarser than that."""
    if when.grain == grain:
        return when
    if FINENESS[when.grain] < FINENESS[grain]:
        return None
    if grain == "fiscal":
        return When("fiscal", when.year)
    if grain in ("year", "decade", "century"):
        step = {"decade": 10, "century": 100}.get(grain, 1)
        year = when.year if when.year > 0 else -when.year
        year -= year % step
        return When(grain, year if when.year > 0 else -year)
    if when.year < 0:
        return When(grain, when.year, when.part) if grain == "month" else None
    first = first_day(when)
    return _around(first, grain) if first else None


def _around(day: date, grain: str) -> When | None:
    """The named stretch of ``grain`` around ``day``."""
    if grain == "month":
        return When("month", day.year, day.month)
    if grain == "quarter":
        return When("quarter", day.year, (day.month + 2) // 3)
    if grain == "half":
        return When("half", day.year, (day.month + 5) // 6)
    if grain == "season":
        return When("season", day.year - (day.month < 3), (day.month % 12 // 3) or 4)
    if grain in ("week", "weekend", "fortnight"):
        iso = day.isocalendar()
        return When("week" if grain == "fortnight" else grain, iso.year, iso.week)
    return When.of(day) if grain in ("day", "hour", "minute", "second") else None


def shift(when: When, count: int, unit: str) -> When | None:
    """``count`` units on, at the grain of ``unit``; None off the calendar, or when ``when`` is too coarse to count."""
    base = truncate(when, unit)
    if base is None:
        return None
    grain, year, part = base.grain, base.year, base.part
    if grain in ("year", "fiscal", "decade", "century"):
        return _shifted_year(base, count * {"decade": 10, "century": 100}.get(grain, 1))
    if unit in _MONTHS or grain == "season":
        per_year = 4 if grain == "season" else 12 // _MONTHS[unit]
        year, index = divmod(year * per_year + part - 1 + count, per_year)
        return When(grain, year, index + 1) if 1 <= year <= 9999 else None
    if unit not in _DAYS:
        return base if count == 0 else None
    first = first_day(base)
    moved = _plus_days(first, count * _DAYS[unit]) if first else None
    return _around(moved, grain) if moved else None


def _shifted_year(base: When, years: int) -> When | None:
    year = base.year + years
    # There is no year 0 between 1 BC and AD 1.
    if base.year < 0 <= year:
        year += 1
    elif base.year > 0 >= year:
        year -= 1
    return replace(base, year=year) if -9999 <= year <= 9999 else None


def shift_exactly(when: When, count: int, unit: str) -> When | None:
    """``count`` units on at the grain of ``when``: 8 December 2022, a year ago, is 8 December 2021."""
    if unit in _DAYS:
        return (
            shift(when, count, unit if when.grain != "day" else "day")
            if unit == "day"
            else _by_days(when, count * _DAYS[unit])
        )
    months = count * _MONTHS.get(unit, 0)
    if not months or when.grain not in ("day", "month", "quarter", "year", "season", "half"):
        return shift(when, count, unit)
    if when.grain == "day":
        year, month = divmod(when.year * 12 + when.part - 1 + months, 12)
        if not 1 <= year <= 9999:
            return None
        return When("day", year, month + 1, min(when.day, _length_of(year, month + 1)))
    if when.grain == "month":
        return shift(when, months, "month")
    return replace(when, year=when.year + months // 12) if when.year + months // 12 >= 1 else None


def _by_days(when: When, days: int) -> When | None:
    first = first_day(when)
    moved = _plus_days(first, days) if first else None
    return _around(moved, when.grain) if moved else None


def weekday_near(day: date, weekday: int, towards: str) -> date | None:
    """The ``weekday`` (1 Monday to 7) nearest to ``day`` in that direction.

    ``past`` and ``future`` leave out the day itself; ``until`` is the latest up to it, ``from`` the first from it on;
    ``week`` is the one in the same ISO week.
    """
    ahead = (weekday - day.isoweekday()) % 7
    match towards:
        case "until":
            return _plus_days(day, ahead - 7 if ahead else 0)
        case "past":
            return _plus_days(day, ahead - 7)
        case "from":
            return _plus_days(day, ahead)
        case "future":
            return _plus_days(day, ahead or 7)
        case "week":
            return _plus_days(day, weekday - day.isoweekday())
    raise ValueError(f"{towards!r} is no direction")


def _plus_days(day: date, days: int) -> date | None:
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None
