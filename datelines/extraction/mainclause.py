"""Where the main clause begins behind one that opens the sentence: "When it withdrew the offer, China sent trucks"."""

from __future__ import annotations

from datelines.extraction.engine import Engine

__all__ = ["main_clause"]

# What can be the subject that opens a main clause, and of how many words a clause before it is at least.
_SUBJECTS, _SHORT = frozenset({"land", "person", "actor", "this", "it", "he", "she"}), 4


def main_clause(symbols: str, engine: Engine) -> int:
    """The comma behind which the main clause begins that a "when" or "after" opens the sentence before, or 0."""
    if "temporal" not in engine.labels.get(symbols[:1], ()):
        return 0
    comma = engine.grammar.marks["comma"]
    marks = (i for i in range(_SHORT, len(symbols) - 1) if symbols[i] == comma)
    return next((i for i in marks if _SUBJECTS & engine.labels.get(symbols[i + 1], frozenset())), 0)
