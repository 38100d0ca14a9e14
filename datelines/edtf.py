"""Calendar time as fine as it is known, written and read as EDTF (ISO 8601-2).

Level 1, and from level 2 the quarters (33 to 36) and half-years (40, 41). Seasons are the northern ones: 21 spring is
March to May, 24 winter runs into the next year. What the words say stands here; how they were read is elsewhere.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from enum import StrEnum

import msgspec
from msgspec.structs import replace

__all__ = ["DateValue", "Grain", "Qualifier"]


class Grain(StrEnum):
    """How fine a value is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"


class Qualifier(StrEnum):
    """EDTF's ``~``, ``?`` and ``%``."""

    APPROXIMATE = "approximate"
    UNCERTAIN = "uncertain"
    BOTH = "both"


_SIGN = {Qualifier.APPROXIMATE: "~", Qualifier.UNCERTAIN: "?", Qualifier.BOTH: "%"}
_QUALIFIER = {sign: qualifier for qualifier, sign in _SIGN.items()}
_OPEN = ".."

# ISO 8601-2 sub-year groupings: code -> (grain, first month, months).
_SUB_YEAR: dict[int, tuple[Grain, int, int]] = {
    21: (Grain.SEASON, 3, 3),
    22: (Grain.SEASON, 6, 3),
    23: (Grain.SEASON, 9, 3),
    24: (Grain.SEASON, 12, 3),
    33: (Grain.QUARTER, 1, 3),
    34: (Grain.QUARTER, 4, 3),
    35: (Grain.QUARTER, 7, 3),
    36: (Grain.QUARTER, 10, 3),
    40: (Grain.HALF, 1, 6),
    41: (Grain.HALF, 7, 6),
}
_CODE = {(grain, month): code for code, (grain, month, _) in _SUB_YEAR.items()}
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.SEASON: 3, Grain.HALF: 6, Grain.YEAR: 12}
_YEARS = {Grain.DECADE: 10, Grain.CENTURY: 100}
_FORM = re.compile(r"(?P<year>\d{4}|\d{3}X|\d\dXX)(?:-(?P<part>\d\d)(?:-(?P<day>\d\d))?)?(?P<sign>[~?%])?")


# A look at a member of an enum costs more than all else that is asked of most values.
_DAY, _YEAR = Grain.DAY, Grain.YEAR


class DateValue(msgspec.Struct, frozen=True, gc=False):
    """A stretch of days as words name it: first and last day it can mean, inclusive, and the grain of the words.

    ``earliest`` or ``latest`` is None only at the open end of an interval (``2010-07/..``). An interval keeps the
    grains of its ends, so that ``2016-05/2016-06`` and ``2016-05-01/2016-06-30`` stay two values. Raises ValueError
    for days that no EDTF string of that grain covers.
    """

    earliest: date | None
    latest: date | None
    grain: Grain
    qualifier: Qualifier | None = None
    ends: tuple[Grain | None, Grain | None] | None = None

    def __post_init__(self) -> None:
        first, last = self.earliest, self.latest
        if self.grain is _DAY and first is not None and first == last and not self.ends:
            return
        if self.grain is _YEAR and not self.ends and _is_year(first, last):
            return
        if self.earliest is None and self.latest is None:
            raise ValueError("a date needs at least one end")
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError(f"a date runs forward, not from {self.earliest} to {self.latest}")
        if self.grain is Grain.INTERVAL:
            self._check_ends()
        elif self.ends is not None or self.earliest is None or self.latest != last_day(self.earliest, self.grain):
            raise ValueError(f"{self.earliest} to {self.latest} is no {self.grain}")

    def _check_ends(self) -> None:
        if self.ends is None or Grain.INTERVAL in self.ends:
            raise ValueError("an interval needs the grains of its ends")
        start, end = self.ends
        if (start is None) != (self.earliest is None) or (end is None) != (self.latest is None):
            raise ValueError("an open end has no grain, and a closed one has")
        if self.earliest and start:
            last_day(self.earliest, start)
        if self.latest and end and self.latest != last_day(first_day(self.latest, end), end):
            raise ValueError(f"{self.latest} ends no {end}")

    @classmethod
    def of(cls, day: date, grain: Grain = Grain.DAY, qualifier: Qualifier | None = None) -> DateValue:
        """The day, month, quarter, season, half, year, decade or century that ``day`` lies in."""
        first = first_day(day, grain)
        return cls(first, last_day(first, grain), grain, qualifier)

    @classmethod
    def span(cls, start: DateValue | None, end: DateValue | None) -> DateValue:
        """The interval from the first day of ``start`` to the last of ``end``; None leaves that end open."""
        qualifier = next((v.qualifier for v in (start, end) if v and v.qualifier), None)
        return cls(
            start.earliest if start else None,
            end.latest if end else None,
            Grain.INTERVAL,
            qualifier,
            (_end_grain(start, 0), _end_grain(end, 1)),
        )

    @classmethod
    def parse(cls, text: str) -> DateValue:
        """Read an EDTF string. Raises ValueError for what is not one, or is of a kind not used here."""
        if "/" not in text:
            return _parse_point(text)
        start, _, end = text.partition("/")
        if start in ("", _OPEN) and end in ("", _OPEN):
            raise ValueError(f"{text!r} has no end that is known")
        return cls.span(*(None if part in ("", _OPEN) else _parse_point(part) for part in (start, end)))

    @property
    def edtf(self) -> str:
        """The EDTF string; ``DateValue.parse`` reads it back to the same value."""
        sign = _SIGN[self.qualifier] if self.qualifier else ""
        if self.ends is None:
            assert self.earliest is not None
            return _write(self.earliest, self.grain) + sign
        start, end = self.ends
        first = _write(self.earliest, start) + sign if self.earliest and start else _OPEN
        last = _write(first_day(self.latest, end), end) + sign if self.latest and end else _OPEN
        return f"{first}/{last}"

    def without_qualifier(self) -> DateValue:
        """The same days, plainly stated."""
        return replace(self, qualifier=None)

    def covers(self, other: DateValue) -> bool:
        """Whether every day that ``other`` can mean is one that this can mean."""
        first, last = self.bounds
        other_first, other_last = other.bounds
        return first <= other_first and other_last <= last

    def overlaps(self, other: DateValue) -> bool:
        """Whether the two can mean the same day."""
        first, last = self.bounds
        other_first, other_last = other.bounds
        return first <= other_last and other_first <= last

    @property
    def bounds(self) -> tuple[date, date]:
        """Both ends as days; an open end is the calendar's first or last day."""
        return self.earliest or date.min, self.latest or date.max

    def __str__(self) -> str:
        return self.edtf


def first_day(day: date, grain: Grain) -> date:
    """The first day of the ``grain`` that ``day`` lies in."""
    if grain is Grain.DAY:
        return day
    if grain in _YEARS:
        year = day.year - day.year % _YEARS[grain]
        if year < 1:
            raise ValueError("the first decade has no first day on this calendar")
        return date(year, 1, 1)
    if grain is Grain.SEASON:
        # December opens the winter that January and February belong to.
        year, month = (day.year - 1, 12) if day.month < 3 else (day.year, day.month - day.month % 3)
        return date(year, month, 1)
    if grain not in _MONTHS:
        raise ValueError(f"an {grain} has no length of its own")
    return date(day.year, day.month - (day.month - 1) % _MONTHS[grain], 1)


def last_day(first: date, grain: Grain) -> date:
    """The last day of the ``grain`` that opens on ``first``. Raises ValueError when none opens there."""
    if first_day(first, grain) != first:
        raise ValueError(f"no {grain} begins on {first}")
    if grain is Grain.DAY:
        return first
    months = _MONTHS.get(grain) or 12 * _YEARS[grain]
    index = first.year * 12 + first.month - 1 + months - 1
    year, month = divmod(index, 12)
    if year > date.max.year:
        raise ValueError(f"the {grain} of {first} ends after the calendar")
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _is_year(first: date | None, last: date | None) -> bool:
    if first is None or last is None or first.year != last.year:
        return False
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _end_grain(value: DateValue | None, side: int) -> Grain | None:
    if value is None:
        return None
    return value.ends[side] if value.ends else value.grain


def _write(first: date, grain: Grain) -> str:
    match grain:
        case Grain.DAY:
            return first.isoformat()
        case Grain.MONTH:
            return f"{first.year:04}-{first.month:02}"
        case Grain.YEAR:
            return f"{first.year:04}"
        case Grain.DECADE:
            return f"{first.year // 10:03}X"
        case Grain.CENTURY:
            return f"{first.year // 100:02}XX"
        case _:
            return f"{first.year:04}-{_CODE[grain, first.month]}"


def _parse_point(text: str) -> DateValue:
    match = _FORM.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not an EDTF date of the kinds used here")
    qualifier = _QUALIFIER[match["sign"]] if match["sign"] else None
    year = match["year"]
    if "X" in year:
        if match["part"]:
            raise ValueError(f"{text!r} has a month in an unknown year")
        grain = Grain.CENTURY if year.endswith("XX") else Grain.DECADE
        return DateValue.of(date(int(year.replace("X", "0")), 1, 1), grain, qualifier)
    number, part = int(year), int(match["part"] or 0)
    if match["day"]:
        return DateValue.of(date(number, part, int(match["day"])), Grain.DAY, qualifier)
    if match["part"] is None:
        return DateValue.of(date(number, 1, 1), Grain.YEAR, qualifier)
    if part in _SUB_YEAR:
        grain, month, _ = _SUB_YEAR[part]
        return DateValue.of(date(number, month, 1), grain, qualifier)
    return DateValue.of(date(number, part, 1), Grain.MONTH, qualifier)
