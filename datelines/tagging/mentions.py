"""What a candidate was read as, and what a text remembers of it. Values only: counting from them is ``story``."""

from __future__ import annotations

import re
from enum import Enum

import msgspec

from datelines.edtf import DateValue
from datelines.tagging.arithmetic import When
from datelines.timex import Anchor, AnchorKind

__all__ = ["Basis", "Mention", "Reading", "mention_of"]

_LATE = ("TAF", "TEV", "TNI")
_NOON = 12 * 60
_CLOCK = re.compile(r"T(\d\d):(\d\d)")


class Basis(Enum):
    """How a mention was read, and so how well others may count from it."""

    EXPLICIT = "explicit"
    PASSAGE = "passage"
    DCT = "dct"


# A look at a member of an enum costs more than all the rest that is asked of a reading.
_EXPLICIT, _PASSAGE, _DCT = Basis.EXPLICIT, Basis.PASSAGE, Basis.DCT
_FROM_DCT = AnchorKind.DCT


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A time that the text has named, where, and how it was read."""

    when: When
    start: int
    end: int
    basis: Basis
    # The rule says so: "the highest since 2001" compares, and is not when the passage plays.
    aside: bool = False
    minutes: int | None = None
    late: bool = False


class Reading(msgspec.Struct, frozen=True, gc=False):
    """What a candidate was read as; ``date`` only where it is not that of ``when``; ``aside`` if it only compares."""

    type: str
    value: str
    when: When | None = None
    anchor: Anchor | None = None
    mod: str | None = None
    date: DateValue | None = None
    aside: bool = False


def mention_of(reading: Reading, when: When, start: int, end: int) -> Mention:
    """What the text remembers of a reading."""
    anchor = reading.anchor
    basis = _EXPLICIT if anchor is None else _DCT if anchor.kind is _FROM_DCT else _PASSAGE
    if reading.type != "TIME":
        return Mention(when, start, end, basis, reading.aside)
    minutes = _minutes(reading.value)
    late = reading.value.endswith(_LATE) if minutes is None else minutes >= _NOON
    return Mention(when, start, end, basis, reading.aside, minutes, late)


def _minutes(value: str) -> int | None:
    """The minute of the day of a value with a clock time."""
    found = _CLOCK.search(value)
    return int(found[1]) * 60 + int(found[2]) if found else None
