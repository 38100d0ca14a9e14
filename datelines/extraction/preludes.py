"""Asides behind an opening date, which say after or while what: "In 2018, following the vote of May, it cut aid"."""

from __future__ import annotations

from collections.abc import Sequence

from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.spots import Spot

__all__ = ["FRAME", "Preludes"]

# Within how many words of its start a date opens a sentence.
FRAME = 3


class Preludes:
    """Finds them with one engine's words."""

    def __init__(self, engine: Engine) -> None:
        labels = ("after", "before", "temporal", "causal")
        self._setting = frozenset("".join(map(engine.lexicon.symbols, labels)))
        self._comma = engine.grammar.marks["comma"]

    def end(self, symbols: str, spot: Spot) -> int:
        """Where the aside behind ``spot`` ends, or 0."""
        comma = spot.high + 1
        if symbols[comma : comma + 1] != self._comma or symbols[comma + 1 : comma + 2] not in self._setting:
            return 0
        return max(symbols.find(self._comma, comma + 1), 0)

    def holds(self, candidate: Candidate, spot: Spot, spots: Sequence[Spot]) -> bool:
        """Whether the spot stands in such an aside, and the trigger behind it: it was in 2018, not in May."""
        first = spots[0]
        if first.low > FRAME or spot.low <= first.high:
            return False
        return spot.high < self.end(candidate.passage.symbols, first) < candidate.at
