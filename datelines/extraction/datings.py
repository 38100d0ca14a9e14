"""The date of an event as it was read: from which words, how, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from datelines.edtf import DateValue
from datelines.events import Basis
from datelines.extraction.spots import Spot
from datelines.timex import Timex

__all__ = ["Dating", "until_end"]


class Dating(msgspec.Struct, frozen=True, gc=False):
    """The date of an event: value, the expression it was read from, how, its preposition, and what it cost."""

    date: DateValue
    timex: Timex
    basis: Basis
    price: float
    relation: str | None = None
    spot: int = 0


def until_end(dating: Dating, spots: Sequence[Spot]) -> Dating:
    """ "Since 1969 ... until 1973" is one stretch."""
    end = next((s for s in spots[dating.spot + 1 :] if s.relation == "until"), None)
    if dating.relation != "since" or end is None or dating.date.bounds[0] > end.date.bounds[1]:
        return dating
    return replace(dating, date=DateValue.span(dating.date, end.date), relation="within")
