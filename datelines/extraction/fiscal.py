"""Fiscal years as the months that they have where a topic is at home."""

from __future__ import annotations

import re
from datetime import date

from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.timex import Timex

__all__ = ["in_months"]

_FISCAL = re.compile(r"FY(?P<year>\d{4})")


def in_months(timex: Timex, starts: int) -> Timex:
    """A fiscal year as the months that it has where the topic is at home."""
    match = _FISCAL.fullmatch(timex.value)
    if not match or starts == 1:
        return timex
    year = int(match["year"])
    first = DateValue.of(date(year - 1, starts, 1), Grain.MONTH)
    return replace(timex, date=DateValue.span(first, DateValue.of(date(year, starts - 1, 1), Grain.MONTH)))
