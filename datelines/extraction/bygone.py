"""Times that the tagger counts from publication, or from a year that is not the story's, where a story is of old."""

from __future__ import annotations

import re
from datetime import date

from datelines.timex import Anchor, AnchorKind, Timex, TimexType

__all__ = ["has_its_year_behind", "is_clock_of_past", "is_off_for", "is_uncounted"]

# From how many years back a passage is about another time, and a time of day that names no day.
_PAST, _CLOCK = 2, re.compile(r"T\d\d")
_OF_TODAY = re.compile(r"(?:to|yester)day|tonight|this |day\b", re.IGNORECASE)
_SUDDENLY, _BEFORE = "overnight", (" before", " beforehand")
# A year right behind the day that it has: "on June 2 three years ago".
_AGO = re.compile(
    r"(?:(?:\w+(?:-\w+)? years|a year) ago|the (?:previous|same|following) year|that year)", re.IGNORECASE
)
# "Called it off for this year and the next" tells which are off; the story stays where it was.
_FOR = re.compile(r" for (?:(?:this|that|the same) year|\d{4})(?:,? (?:and|or)(?: for)?)? \Z", re.IGNORECASE)
_YEAR = len("2017")


def is_clock_of_past(timex: Timex, base: date | None, dct: date) -> bool:
    """Whether it is a time of day in a passage about ``base``, and of no day of these days: "by nine it was over"."""
    if not _is_of_dct(timex) or timex.type is not TimexType.TIME or base is None or dct.year - base.year < _PAST:
        return False
    if timex.text.lower() == _SUDDENLY:
        return True
    return _CLOCK.search(timex.value) is not None and _OF_TODAY.search(timex.text) is None


def is_uncounted(timex: Timex) -> bool:
    """Whether it counts back from what the text told, as "eleven months before", and was counted from publication."""
    return _is_of_dct(timex) and timex.text.lower().endswith(_BEFORE)


def has_its_year_behind(text: str, timex: Timex, following: Timex) -> bool:
    """Whether the expression right behind it is the year that it is of."""
    return bool(_AGO.fullmatch(following.text)) and text[timex.span.end : following.span.start] == " "


def is_off_for(text: str, start: int, anchor: Anchor | None) -> bool:
    """Whether the anchor is the last of the years that something is off for, in the sentence that begins there."""
    if anchor is None or anchor.span is None or len(anchor.value) != _YEAR or anchor.span.start <= start:
        return False
    return _FOR.search(text, start, anchor.span.start) is not None


def _is_of_dct(timex: Timex) -> bool:
    return timex.anchor is not None and timex.anchor.kind is AnchorKind.DCT
