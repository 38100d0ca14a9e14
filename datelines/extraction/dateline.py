"""Words that count days ("today", "tomorrow") in a story whose dateline says on which day it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.tagging import tag
from datelines.timex import Anchor, AnchorKind, Timex

__all__ = ["from_dateline"]

# A Monday and the day after it.
_TWO_DAYS = (date(2024, 3, 4), date(2024, 3, 5))
# A dateline ends in a dash, with or without a bracket.
_DASH = re.compile(r"\)?\s*(?:--|[-–—])")
_HEAD, _STALE = 90, 7


def from_dateline(text: str, timexes: Sequence[Timex], dct: date, language: str) -> list[Timex]:
    """The expressions, those that count days from the day of writing counted from the day in the dateline."""
    days = _dateline(text, timexes, dct)
    return [_shifted(timex, days, dct, language) for timex in timexes] if days else list(timexes)


def _dateline(text: str, timexes: Sequence[Timex], dct: date) -> int:
    """How many days before publication the dateline says that the story was written; 0 where it does not say."""
    for timex in timexes[:1]:
        value = timex.date
        if value is None or value.grain is not Grain.DAY or value.earliest is None or timex.span.end > _HEAD:
            return 0
        if _DASH.match(text, timex.span.end):
            return min(max((dct - value.earliest).days, 0), _STALE)
    return 0


def _shifted(timex: Timex, days: int, dct: date, language: str) -> Timex:
    """ "Today" counted from the day of the dateline."""
    value = timex.date
    if value is None or value.grain is not Grain.DAY or value.earliest is None or timex.anchor is None:
        return timex
    if timex.anchor.value != dct.isoformat():
        # It counts from another day, or the tagger has heeded the dateline itself.
        return timex
    if not _is_day_word(timex.text, value.earliest == dct, language):
        return timex
    day = value.earliest - timedelta(days=days)
    anchor = Anchor(AnchorKind.DCT, day.isoformat(), None, "counted from the day in the dateline")
    return replace(timex, date=DateValue.of(day), value=day.isoformat(), anchor=anchor)


@lru_cache(maxsize=1024)
def _is_day_word(text: str, is_today: bool, language: str) -> bool:
    """Whether it counts days from the day of writing: a day later it names the day after."""
    offsets = {_offset(text, day, language) for day in _TWO_DAYS}
    # "Today" by itself can mean nowadays; where it was read as a day, it is that day.
    return len(offsets) == 1 and (None not in offsets or is_today)


def _offset(text: str, day: date, language: str) -> int | None:
    """How many days from ``day`` the words name, None where they name no day."""
    found = tag(text, day, language)
    value = found[0].date if len(found) == 1 else None
    if value is None or value.grain is not Grain.DAY or value.earliest is None:
        return None
    return (value.earliest - day).days
