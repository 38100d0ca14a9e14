"""On which side of the present a verb puts its deed: "is to excavate the site of a 1971 crash on April 21"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from datelines.edtf import DateValue
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import PAST, Engine

__all__ = ["Sides"]

# How near before a verb "will" and "had" stand.
_WILL, _HAD = 4, 3


class Sides:
    """Tells with one engine's words of plans and of what was done before."""

    def __init__(self, engine: Engine) -> None:
        self._will = frozenset(engine.lexicon.symbols("will"))
        self._had, self._tensed = frozenset(engine.lexicon.symbols("had")), frozenset(engine.lexicon.symbols(PAST))

    def wrong(self, candidate: Candidate, dates: Sequence[DateValue], dct: date) -> Collection[DateValue]:
        """The dates on the other side of the day of publication than the verb, where one is on the verb's own."""
        over = {value for value in dates if value.bounds[1] < dct}
        ahead = set(dates) - over
        if not over or not ahead:
            return ()
        if self._is_to_come(candidate):
            return over
        return ahead if self._is_past(candidate) else ()

    def _is_to_come(self, candidate: Candidate) -> bool:
        return not self._will.isdisjoint(candidate.passage.symbols[max(0, candidate.at - _WILL) : candidate.at])

    def _is_past(self, candidate: Candidate) -> bool:
        """Whether it had been done: "money for the coming year had been withdrawn"."""
        symbols, at = candidate.passage.symbols, candidate.at
        return not self._had.isdisjoint(symbols[max(0, at - _HAD) : at]) and symbols[at] in self._tensed
