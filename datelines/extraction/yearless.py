"""Days, months and seasons printed without their year, and what they are in another one."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.tagging import tag
from datelines.timex import Anchor, AnchorKind, Timex

__all__ = ["is_yearless", "lacks_year", "next_year", "with_year"]

# How many days before the time told last a day may lie that is not of the next year.
_BACK = 60
_UNKNOWN_YEAR = "XXXX-"
_DATED = (Grain.DAY, Grain.MONTH, Grain.SEASON)
_SEASONS = frozenset({"SP", "SU", "FA", "WI"})


def is_yearless(timex: Timex, language: str) -> bool:
    """Whether it is a month, or a day of one, that is printed without its year."""
    return timex.anchor is not None and timex.anchor.kind is AnchorKind.DCT and lacks_year(timex, language)


def lacks_year(timex: Timex, language: str) -> bool:
    """Whether it is printed without its year, whatever it was counted from."""
    return timex.date is not None and timex.date.grain in _DATED and _lacks_year(timex.text, language)


@lru_cache(maxsize=4096)
def _lacks_year(text: str, language: str) -> bool:
    # "March" and "May" by themselves can be verbs.
    found = tag(text, None, language) or tag(f"{text} 1", None, language)
    rest = found[0].value[5:7] if len(found) == 1 and found[0].value.startswith(_UNKNOWN_YEAR) else ""
    return rest[:1] in ("0", "1") or rest in _SEASONS


def with_year(timex: Timex, year: int, why: str) -> Timex | None:
    """The same day, month or season of another year; None where that year has no such day."""
    value = timex.date
    assert value is not None
    assert value.earliest is not None
    try:
        moved = DateValue.of(value.earliest.replace(year=year), value.grain, value.qualifier)
    except ValueError:
        return None
    return replace(
        timex,
        date=moved,
        value=f"{year:04}{timex.value[4:]}",
        anchor=Anchor(AnchorKind.TIMEX, f"{year:04}", None, why),
    )


def next_year(day: date, base: date) -> int:
    """The year of the first such day that is not well before ``base``; stories of the past run forward."""
    ahead = (day.timetuple().tm_yday - base.timetuple().tm_yday) + _BACK
    return base.year if ahead >= 0 else base.year + 1
