"""Time expressions as TIMEX3 has them, with the calendar days they name. How they are found is in ``tagging``."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from datelines.edtf import DateValue
from datelines.spans import Span

__all__ = ["Anchor", "AnchorKind", "Mod", "Timex", "TimexType"]


class TimexType(StrEnum):
    """The four TIMEX3 types."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class Mod(StrEnum):
    """TIMEX3 modifiers."""

    BEFORE = "BEFORE"
    AFTER = "AFTER"
    ON_OR_BEFORE = "ON_OR_BEFORE"
    ON_OR_AFTER = "ON_OR_AFTER"
    LESS_THAN = "LESS_THAN"
    MORE_THAN = "MORE_THAN"
    EQUAL_OR_LESS = "EQUAL_OR_LESS"
    EQUAL_OR_MORE = "EQUAL_OR_MORE"
    START = "START"
    MID = "MID"
    END = "END"
    APPROX = "APPROX"


class AnchorKind(StrEnum):
    """What a relative expression counts from."""

    DCT = "dct"
    TIMEX = "timex"
    EVENT = "event"


class Anchor(msgspec.Struct, frozen=True, gc=False):
    """What a timex was counted from: its kind, its value (``2025-02-25``), its place, and why this reading.

    ``span`` is None for the dct. ``why`` is one plain clause: "the latest Monday up to the day of publication".
    """

    kind: AnchorKind
    value: str
    span: Span | None = None
    why: str = ""


class Timex(msgspec.Struct, frozen=True, gc=False):
    """One time expression: ``span`` and ``text``, TIMEX3 ``type``, ``value`` and ``mod``, and how it was read.

    ``date`` is the calendar time it names, None for durations, sets, references ("now") and whatever could not be
    resolved. ``rule`` names the rule that read it; ``anchor`` is None where none was needed.
    """

    span: Span
    text: str
    type: TimexType
    value: str
    rule: str
    mod: Mod | None = None
    anchor: Anchor | None = None
    date: DateValue | None = None
