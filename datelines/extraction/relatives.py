"""Which of two verbs in one breath a time belongs to: "the shed that they put up in 2012 was pulled down in May".

The first tells whose thing it is, the second what became of it; no comma and no "and" stands between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from datelines.extraction.detect import Candidate
from datelines.extraction.engine import PAST, Engine
from datelines.extraction.spots import Spot

__all__ = ["Relatives"]

# How near "was" stands before the second verb.
_AUXILIARY = 2
# How far before the first the word stands that opens its clause.
_SUBJECT = 6


class Relatives:
    """Tells inner verbs from outer ones with one engine's words."""

    def __init__(self, engine: Engine) -> None:
        def symbols(*labels: str) -> frozenset[str]:
            return frozenset("".join(map(engine.lexicon.symbols, labels)))

        self._was = symbols("past_be")
        self._past = symbols(PAST)
        self._land, self._opening = symbols("land"), symbols("relative", "complement", "had")
        self._parting = symbols("coordinator", "temporal", "causal") | frozenset("".join(engine.grammar.marks.values()))

    def parted(self, candidate: Candidate, spot: Spot, group: Sequence[Candidate]) -> bool:
        """Whether the spot is the other verb's: the inner one's between the two, the outer one's behind both."""
        return any(
            self._are(candidate, other) and spot.low > other.at
            if candidate.at < other.at
            else self._are(other, candidate) and other.at < spot.low < candidate.at
            for other in group
            if other.at != candidate.at and other.passage is candidate.passage
        )

    def _are(self, inner: Candidate, outer: Candidate) -> bool:
        """Whether the first is told within the subject of the second."""
        symbols, high = inner.passage.symbols, max(inner.at + 1, outer.at - _AUXILIARY)
        if self._was.isdisjoint(symbols[high : outer.at]) or not self._is_past(symbols, inner.at):
            return False
        if not self._was.isdisjoint(symbols[max(0, inner.at - _AUXILIARY) : inner.at]):
            return False
        return self._parting.isdisjoint(symbols[inner.at + 1 : outer.at])

    def _is_past(self, symbols: str, at: int) -> bool:
        """Whether a verb is told as past: by its form, or as "put" and "cut" are by what stands before."""
        if symbols[at] in self._past:
            return True
        return symbols[at - 1 : at] in self._land or not self._opening.isdisjoint(symbols[max(0, at - _SUBJECT) : at])
