"""What stands around a find up to the marks that part it from the rest of its sentence: asked once for each stretch."""

from __future__ import annotations

from bisect import bisect_left

from datelines.extraction.engine import Engine
from datelines.extraction.mainclause import main_clause

__all__ = ["Segments"]

_NO_LABELS: frozenset[str] = frozenset()


class Segments:
    """The stretches of one sentence with the labels of each; most finds of a sentence lie in the same."""

    __slots__ = ("_engine", "_labels", "_parting", "_strong", "_symbols")

    def __init__(self, symbols: str, engine: Engine) -> None:
        self._symbols, self._engine = symbols, engine
        self._labels: dict[tuple[int, int], frozenset[str]] = {}
        # Where strong marks stand, and where a clause is parted off; looked for when first asked.
        self._strong: list[int] | None = None
        self._parting: list[int] | None = None

    def joined(self, low: int, high: int) -> frozenset[str]:
        """The labels around two units up to the nearest strong marks."""
        if self._strong is None:
            strong = self._engine.grammar.marks["strong"]
            self._strong = [i for i, symbol in enumerate(self._symbols) if symbol in strong]
        return self._between(self._strong, low, high)

    def clause(self, low: int, high: int) -> frozenset[str]:
        """The labels around two units up to the nearest strong mark or ", and", or where the main clause begins."""
        if self._parting is None:
            self._parting = self._parted()
        return self._between(self._parting, low, high)

    def whole(self) -> frozenset[str]:
        """The labels of the sentence."""
        return self._read(0, len(self._symbols))

    def _parted(self) -> list[int]:
        symbols, labels = self._symbols, self._engine.labels
        strong, comma = self._engine.grammar.marks["strong"], self._engine.grammar.marks["comma"]
        main = main_clause(symbols, self._engine)
        return [
            i
            for i, symbol in enumerate(symbols)
            if symbol in strong
            or (main and i == main)
            or (symbol == comma and "coordinator" in labels.get(symbols[i + 1 : i + 2], ()))
        ]

    def _between(self, ends: list[int], low: int, high: int) -> frozenset[str]:
        before, after = bisect_left(ends, low), bisect_left(ends, high)
        first = ends[before - 1] + 1 if before else 0
        last = ends[after] if after < len(ends) else len(self._symbols)
        return self._read(first, last)

    def _read(self, low: int, high: int) -> frozenset[str]:
        found = self._labels.get((low, high))
        if found is None:
            labels = self._engine.labels
            own = [labels[symbol] for symbol in set(self._symbols[low:high]) if symbol in labels]
            found = self._labels[low, high] = _NO_LABELS.union(*own)
        return found
