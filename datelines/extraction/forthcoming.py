"""What the own verb of a thing, further on, says of it: "a round of talks is scheduled", "a visit was turned down"."""

from __future__ import annotations

from datelines.events import Status
from datelines.extraction.engine import PAST, Engine
from datelines.extraction.passages import Passage

__all__ = ["Forthcoming"]

# How far behind a thing its verb may stand.
_FAR = 14
_PARTING = ("have", "say", "relative", "complement", "temporal", "causal", "past_be", "not")


class Forthcoming:
    """Looks for such verbs with one engine's words."""

    def __init__(self, engine: Engine) -> None:
        marks, symbols = engine.grammar.marks, engine.lexicon.symbols
        self._will = frozenset(symbols("will"))
        self._parting = frozenset("".join(map(symbols, _PARTING)) + marks["strong"] + marks["dash"]) - self._will
        self._past = frozenset(symbols(PAST)) - self._will
        self._was, self._refuse = frozenset(symbols("past_be")), frozenset(symbols("refuse"))
        self._not, self._and = frozenset(symbols("not")), frozenset(symbols("coordinator"))
        self._comma = marks["comma"]

    def verb_of(self, passage: Passage, at: int) -> tuple[Status, int] | None:
        """The status that its verb gives the thing at ``at``, and the verb; None where another verb comes first.

        An aside between two commas may stand between; behind a single comma, and behind a time, goes another story.
        """
        symbols, aside = passage.symbols, False
        if symbols[at] in self._past:
            return None
        for i in range(at + 1, min(len(symbols), at + 1 + _FAR)):
            symbol = symbols[i]
            if symbol in self._will:
                denied = aside or not self._not.isdisjoint(symbols[i + 1 : i + 3])
                return None if denied else (Status.PLANNED, i)
            if symbol in self._was and not aside and not self._refuse.isdisjoint(symbols[i + 1 : i + 3]):
                return Status.CANCELLED, i
            if symbol in self._parting or passage.units[i].timex or (symbol in self._past and not aside):
                return None
            if symbol in self._and and symbols[i - 1] == self._comma:
                return None
            aside ^= symbol == self._comma
        return None
