"""How many years an anniversary counts: "the 75th", "the seventieth", "sixty-nine years of", "half a century of"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from datelines.extraction.detect import Candidate

__all__ = ["years_counted"]

# The number that says what it counts goes before any other: not the day in "July 11: 69 years since".
_YEARS = re.compile(r"\b(?P<years>\d{1,3})(?:(?:st|nd|rd|th)\b|[ -]years?\b)")
_NUMBER = re.compile(r"\b(?P<years>\d{1,3})(?:st|nd|rd|th)?\b")
_LENGTH = re.compile(r"P(?P<years>\d{1,3})Y")
_WORD = re.compile(r"[\w'-]+")
# How many characters around the rule's words the number may stand, and of how many words it may be.
_AROUND, _WORDS = 8, 3


def years_counted(candidate: Candidate, text: str, counts: Mapping[str, int]) -> int | None:
    """The years that the words of ``candidate`` count in ``text``; ``counts`` are the words that say a number."""
    passage = candidate.passage
    low = max(passage.span.start, passage.units[candidate.low].start - _AROUND)
    high = min(passage.span.end, passage.units[candidate.high - 1].end + _AROUND)
    if match := _YEARS.search(text, low, high) or _NUMBER.search(text, low, high):
        return int(match["years"])
    for unit in passage.units:
        if unit.timex and low <= unit.start < high and (length := _LENGTH.fullmatch(unit.timex.value)):
            return int(length["years"])
    return _in_words(text[passage.span.start : high], low - passage.span.start, counts)


def _in_words(text: str, low: int, counts: Mapping[str, int]) -> int | None:
    words = list(_WORD.finditer(text))
    for i in range(len(words)):
        for number in range(_WORDS, 0, -1):
            own = words[i : i + number]
            said = " ".join(word[0].lower() for word in own)
            if len(own) == number and own[-1].end() > low and said in counts:
                return counts[said]
    return None
