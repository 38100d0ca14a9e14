"""Hours and days without a year that a story has left behind an old date: its news are of these weeks again.

After "the fall of 17 September 2001, a record." an "at 14:30" is of the day of publication, a "7 September" of this
year, unless the same sentence tells both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from datelines.edtf import Grain
from datelines.extraction.yearless import lacks_year
from datelines.tagging import tag
from datelines.timex import Anchor, AnchorKind, Timex, TimexType

__all__ = ["freshened"]

_STOP = re.compile(r"[.!?]['\"”’)]*\s|\n")
# How many days back a date is old, and how far a day of the news lies back.
_OLD, _NEWS = 180, 45


def freshened(text: str, timexes: Sequence[Timex], dct: date | None, language: str) -> tuple[Timex, ...]:
    """The time expressions of a story, those moved to the news that an earlier sentence's old date had drawn away."""
    if dct is None:
        return tuple(timexes)
    return tuple(_fresh(text, timex, dct, language) for timex in timexes)


def _fresh(text: str, timex: Timex, dct: date, language: str) -> Timex:
    if not _is_drawn_away(text, timex, dct):
        return timex
    is_hour = timex.type is TimexType.TIME
    if not (is_hour or (timex.date and timex.date.grain is Grain.DAY and lacks_year(timex, language))):
        return timex
    found = tag(timex.text, dct, language)
    alone = found[0] if len(found) == 1 else None
    if alone is None or alone.date is None or alone.date.earliest is None:
        return timex
    if not 0 <= (dct - alone.date.earliest).days <= _NEWS:
        return timex
    why = Anchor(AnchorKind.DCT, dct.isoformat(), None, "the news, not the old date of the sentence before")
    return Timex(
        span=timex.span, text=timex.text, type=timex.type, value=alone.value, rule=timex.rule, mod=timex.mod,
        anchor=why, date=alone.date,
    )  # fmt: skip


def _is_drawn_away(text: str, timex: Timex, dct: date) -> bool:
    """Whether it was counted from an old date of a sentence before."""
    anchor = timex.anchor
    if anchor is None or anchor.kind is not AnchorKind.TIMEX or anchor.span is None:
        return False
    if timex.date is None or timex.date.latest is None or (dct - timex.date.latest).days < _OLD:
        return False
    return _STOP.search(text, anchor.span.end, timex.span.start) is not None
