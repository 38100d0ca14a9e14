"""Sentences that say a thing or a deed once and tell two events with it.

"Ties were cut in 1965, restored in 1969 and broken once more in April 1975": behind "and" stands a clause that leaves
out what the first one said. Here such a clause is completed: the thing, or the deed, of an event told before it is put
in front of it, and the rules read the result as a sentence of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from datelines.extraction.clauses import clause_of
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import PAST, Engine
from datelines.extraction.passages import Passage

__all__ = ["GapReader"]

# How many words a clause that leaves something out can have.
_SHORT = 14
# Who comes and meets, and what makes a clause one with a verb of its own.
_PEOPLE = frozenset({"usa_person", "home_person", "official"})
_VERBAL = frozenset({PAST, "be", "have", "do", "will", "would", "could", "reduced"})


class GapReader:
    """Completes clauses with one engine's words."""

    def __init__(self, engine: Engine) -> None:
        marks = engine.grammar.marks
        self._labels = engine.labels
        self._kinds = frozenset(engine.topic.focus) | _PEOPLE
        self._joint = frozenset(engine.lexicon.symbols("coordinator") + marks["comma"] + marks["strong"])
        self._comma = frozenset(marks["comma"])
        self._openers = frozenset(
            "".join(map(engine.lexicon.symbols, ("temporal", "relative", "causal", "complement", "if", "say")))
        )
        self._empty = self._joint | frozenset(
            "".join(map(engine.lexicon.symbols, ("within", "for", "by", "to", "from", "since", "until", "this")))
        )

    def completed(self, passage: Passage, told: Sequence[Candidate], at: int) -> Iterator[tuple[Passage, int]]:
        """What the clause of the date at unit ``at`` can say when completed from the last event before it.

        With each the number of units that were put in front.
        """
        start = self._start(passage, at)
        before = [c for c in told if c.at < start and c.high <= start + 1]
        if start == 0 or not before or not self._says_more(passage, start, at):
            return
        first = max(before, key=lambda c: c.at)
        tail = range(start, self._end(passage, at))
        low, _ = clause_of(first)
        dates = set(passage.dates)
        for high in (first.at, first.at + 1) if first.at > low else (first.at + 1,):
            lead = [i for i in range(low, high) if i not in dates]
            yield _of_units(passage, [*lead, *tail]), len(lead)

    def echoed(self, passage: Passage, told: Sequence[Candidate], at: int) -> Candidate | None:
        """What the clause of the date at unit ``at`` tells by naming another of what the last event was of.

        "USS Mustin came in 2009, USS Tortuga a year later": no verb, but a word of the kind that the rule rests on.
        """
        start = self._start(passage, at)
        before = [c for c in told if c.at < start and c.high <= start + 1]
        if start == 0 or not before:
            return None
        tail = range(start, self._end(passage, at))
        labels = [self._labels.get(passage.symbols[i], frozenset()) for i in tail]
        if any(own & _VERBAL for own in labels) or passage.symbols[start] in self._openers:
            return None
        last = max(before, key=lambda c: c.at)
        kinds = self._kinds & frozenset().union(
            *(self._labels.get(symbol, frozenset()) for symbol in passage.symbols[last.low : last.high])
        )
        place = next((i for i, own in zip(tail, labels, strict=True) if own & kinds), None)
        return None if place is None else Candidate(passage, last.rule, place, place, place + 1)

    def _start(self, passage: Passage, at: int) -> int:
        """Where the clause of the date begins, right behind an "and" or a mark; 0 where it is the first one."""
        floor = max((i for i in passage.dates if i < at), default=0)
        for i in range(at - 1, max(floor, at - _SHORT), -1):
            # A comma right before the date is the date's own.
            if passage.symbols[i] in self._joint and not (passage.symbols[i] in self._comma and i == at - 1):
                return i + 1
        return 0

    def _says_more(self, passage: Passage, start: int, at: int) -> bool:
        """Whether it is a clause of its own kind, and more than another date: not "and 1973", "where it fell"."""
        symbols = passage.symbols
        if symbols[start] in self._openers:
            return False
        return any(i != at and symbols[i] not in self._empty for i in range(start, self._end(passage, at)))

    def _end(self, passage: Passage, at: int) -> int:
        """Where it ends: at the next "and" or mark behind the date."""
        following = (i for i in range(at + 1, len(passage.symbols)) if passage.symbols[i] in self._joint)
        return next(following, len(passage.symbols))


def _of_units(passage: Passage, kept: list[int]) -> Passage:
    """The passage with these units alone."""
    place = {old: new for new, old in enumerate(kept)}
    assert all(a < b for a, b in pairwise(kept))
    return replace(
        passage,
        units=tuple(passage.units[i] for i in kept),
        symbols="".join(passage.symbols[i] for i in kept),
        series=tuple(passage.series[i] for i in kept),
        dates=tuple(place[i] for i in passage.dates if i in place),
        vague=tuple(place[i] for i in passage.vague if i in place),
        people=tuple(passage.people[i] for i in kept),
        retold=tuple((place[i], name) for i, name in passage.retold if i in place),
        owners=frozenset(place[i] for i in passage.owners if i in place),
    )
