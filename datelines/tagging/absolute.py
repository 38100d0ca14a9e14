"""Explicit calendar dates in other spellings and languages, read by dateparser: its only door.

Asked only for a span that a rule of ours has cut as a date. What is finer than the words is dropped.
"""

from __future__ import annotations

from datetime import date, datetime, time

import dateparser.date

from datelines.edtf import DateValue, Grain

__all__ = ["read_absolute"]

_GRAINS = {"day": Grain.DAY, "time": Grain.DAY, "month": Grain.MONTH, "year": Grain.YEAR}


def read_absolute(text: str, language: str, base: date | None = None, order: str = "DMY") -> DateValue | None:
    """The day, month or year that ``text`` names, None when it names none; ``mardi 25 février 2025`` is 2025-02-25.

    ``base`` fills nothing in: a text without its year gives None.
    """
    start = base or date(2000, 1, 1)
    parser = dateparser.date.DateDataParser(
        languages=[language],
        settings={
            "DATE_ORDER": order,
            "RELATIVE_BASE": datetime.combine(start, time()),
            "PREFER_DAY_OF_MONTH": "first",
            "PREFER_MONTH_OF_YEAR": "first",
            "REQUIRE_PARTS": ["year"],
            "PARSERS": ["absolute-time"],
        },
    )
    found = parser.get_date_data(text)
    grain = _GRAINS.get(found.period or "")
    if found.date_obj is None or grain is None:
        return None
    return DateValue.of(found.date_obj.date(), grain)
