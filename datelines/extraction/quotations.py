"""Which places of a text stand in somebody's mouth, between quotation marks of one paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

__all__ = ["Quotations", "is_of_quotation"]

_MARK = re.compile(r'["“”]')


class Quotations:
    """The quotation marks of one text, found once."""

    def __init__(self, text: str) -> None:
        self._lines = [match.end() for match in re.finditer("\n", text)]
        self._marks = [match.start() for match in _MARK.finditer(text)]

    def holds(self, place: int) -> bool:
        """Whether a quotation of the paragraph is open at a place."""
        line = bisect_right(self._lines, place)
        return self.parts(self._lines[line - 1] if line else 0, place)

    def parts(self, low: int, high: int) -> bool:
        """Whether a quotation begins or ends between two places."""
        return (bisect_left(self._marks, high) - bisect_left(self._marks, low)) % 2 == 1


def is_of_quotation(symbols: str, place: int, other: int, marks: frozenset[str]) -> bool:
    """Whether a place is in a quotation of the sentence that the other one is not in: "I left in 1975," he says."""
    # Most sentences have none, and every word is asked with every date.
    if marks.isdisjoint(symbols):
        return False
    found = [i for i, symbol in enumerate(symbols) if symbol in marks]
    pairs = zip(found[::2], found[1::2], strict=False)
    return any(low < place < high and not low < other < high for low, high in pairs)
