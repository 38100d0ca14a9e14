"""The words by which a verb of the present looks ahead, as one pattern."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["looking_ahead"]

_PRESENT = ("is", "are")


@lru_cache(maxsize=8)
def looking_ahead(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """The phrases in which a verb of the present looks ahead, with at most one word within: "is also due to"."""
    pairs = [phrase.split(" ", 1) for phrase in phrases]
    single = "|".join(re.escape(first) for first, *rest in pairs[:2] if not rest)
    joined = "|".join(f"{first}(?: \\w+)? {re.escape(rest[0])}" for first, *rest in pairs if rest and first in _PRESENT)
    return re.compile(rf"\b(?:{single}|{joined})\b")
