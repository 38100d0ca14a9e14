"""The clause that a candidate lies in, its subject, and what a sentence says before and behind it.

Whom the words name is found in ``naming``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from datelines.extraction.detect import Candidate
from datelines.extraction.engine import PAST, Engine
from datelines.extraction.lexicon import Unit
from datelines.extraction.passages import Passage

__all__ = ["ClauseReader", "clause_of", "labels_of"]

_ASIDE = 2
# How many clauses back the one who does it may stand, how many clauses on a list of names may go, and how long one is
# that only says who somebody is.
_BACK, _ON, _APPOSED = 4, 6, 14
# How long an aside is that only names, and what makes one tell something.
_NAMED = 8
_TELLING = frozenset(
    {
        PAST,
        "be",
        "have",
        "will",
        "would",
        "could",
        "reduced",
        "relative",
        "temporal",
        "causal",
        "complement",
        "coordinator",
        "date",
        "say",
    }
)
_NO_LABELS: frozenset[str] = frozenset()
_OPENING = frozenset({"complement", "coordinator", "relative"})
_NAMING = frozenset({"land", "actor", "office"})
# What stands beside a name on a list.
_BESIDE = frozenset({"official", "office", "date", "within", "indefinite"})
# Words that are no subject.
_CLOSED = ("be", "have", "will", "would", "not", "coordinator", "date", "within", "again", "after", "since", "by")


def clause_of(candidate: Candidate, openers: frozenset[str] = frozenset()) -> tuple[int, int]:
    """The units of the clauses that the candidate's words lie in; ``openers`` begin a clause of its own."""
    passage, clauses = candidate.passage, candidate.passage.clauses
    low = bisect_left(clauses, clauses[candidate.low])
    # "China, meanwhile, held": a word or two between commas part no subject from its verb.
    while 0 < low <= candidate.low and passage.symbols[low] not in openers:
        before = bisect_left(clauses, clauses[low - 1])
        if low - before > _ASIDE and not _only_names(passage.units[before:low]):
            break
        low = bisect_left(clauses, clauses[before - 1]) if before else 0
    return low, bisect_right(clauses, clauses[candidate.high - 1])


def _only_names(units: Sequence[Unit], but: frozenset[str] = _NO_LABELS) -> bool:
    """Whether it is an aside that says no more than who or what somebody is: "a ship, the Changbai Shan, unloaded"."""
    return len(units) <= _NAMED and labels_of(units).isdisjoint(_TELLING - but)


def labels_of(units: Sequence[Unit]) -> frozenset[str]:
    """All labels that the units carry."""
    if len(units) == 1:
        entry = units[0].entry
        return entry.labels if entry else _NO_LABELS
    return frozenset().union(*(unit.entry.labels for unit in units if unit.entry))


class ClauseReader:
    """Reads clauses with one engine's words."""

    def __init__(self, engine: Engine) -> None:
        def symbols(*labels: str) -> frozenset[str]:
            return frozenset("".join(map(engine.lexicon.symbols, labels)))

        self._parties, self._code = engine.topic.parties, engine.codes
        self._things = frozenset(engine.topic.focus) | {"money"}
        self._coming = symbols("visit", "come", "been_here")
        self._money = symbols("money")
        self._comma = frozenset(engine.grammar.marks["comma"])
        self._strong = frozenset(engine.grammar.marks["strong"])
        self._colon = frozenset(":") & self._strong
        self._closed = symbols(*_CLOSED, "temporal", "length") | self._comma
        self._joining = symbols("coordinator")
        self._last: tuple[Candidate, tuple[int, int]] | None = None
        self._aside = symbols("relative", "temporal", "causal", "complement") - self._joining
        marks = frozenset("".join(engine.grammar.marks.values()))
        self._opening = symbols("coordinator", "date", "complement", "temporal", "causal") | marks
        self._say, self._complement = symbols("say"), symbols("complement")

    def clause(self, candidate: Candidate) -> tuple[int, int]:
        """The units of the candidate's clause."""
        # Who reads a candidate asks for its clause again and again.
        if self._last is None or self._last[0] is not candidate:
            self._last = candidate, clause_of(candidate, self._joining)
        return self._last[1]

    def joined(self, passage: Passage, low: int) -> int:
        """Where what begins that an "and" without a comma joins to a clause: "the navies of A and B trained"."""
        symbols, clauses = passage.symbols, passage.clauses
        while low > 0 and symbols[low] in self._joining and symbols[low - 1] not in self._comma | self._strong:
            low = clauses.index(clauses[low - 1])
        return low

    def said(self, candidate: Candidate) -> int:
        """Where what somebody said begins, if the candidate is part of it ("told the general that his chief comes")."""
        symbols = candidate.passage.symbols
        for i in range(candidate.at - 1, 0, -1):
            if symbols[i] in self._complement and any(s in self._say for s in symbols[:i]):
                return i
        return 0

    def has_subject(self, candidate: Candidate) -> bool:
        """Whether the clause names its own subject: somebody, a country, or the thing that it is done to."""
        low, _ = self.clause(candidate)
        before = candidate.passage.units[low : candidate.at]
        named = labels_of(before)
        # A noun can set it off ("$1 million was set aside"), but not behind "has been on the list".
        trigger = frozenset() if named & {"be", "have"} else labels_of(candidate.passage.units[candidate.at :][:1])
        if self._things & (named | trigger) or _NAMING & named:
            return True
        if any(unit.symbol in self._money for unit in before):
            return True
        return sum(unit.symbol not in self._closed for unit in before) >= _ASIDE

    def land(self, candidate: Candidate) -> str | None:
        """The party that the clause has as its subject: "Cambodia renounced", not "Cambodia was placed on the list"."""
        units = candidate.passage.units
        low, _ = self.clause(candidate)
        first = next((i for i in range(low, candidate.at) if units[i].symbol not in self._opening), None)
        if first is None or "land" not in labels_of(units[first : first + 1]):
            return None
        code, between = self._code.get(units[first].symbol), units[first + 1 : candidate.at]
        direct = all(unit.symbol in self._closed for unit in between) and "be" not in labels_of(between)
        return code if direct and code in self._parties else None

    def guest(self, candidate: Candidate) -> str | None:
        """The one party that is named before a verb of coming: "US officials came to Phnom Penh"."""
        units, at = candidate.passage.units, candidate.at
        if self._coming.isdisjoint(units[at].symbol):
            return None
        codes = {self._code.get(unit.symbol) for unit in units[self.clause(candidate)[0] : at]} & set(self._parties)
        return codes.pop() if len(codes) == 1 else None

    def back(self, candidate: Candidate) -> Iterator[tuple[int, int]]:
        """The clauses before, the nearest first, in which the subject can stand.

        "X called a halt and, two years later, broke off": not those that only say when, why or who somebody is.
        """
        passage, (low, _) = candidate.passage, self.clause(candidate)
        for _ in range(_BACK):
            if low == 0 or passage.symbols[low] in self._strong or passage.symbols[low - 1] in self._strong:
                return
            high, low = low, passage.clauses.index(passage.clauses[low - 1])
            opener = next((s for s in passage.symbols[low:high] if s not in self._comma), "")
            apposed = passage.symbols[low] in self._comma and "person" in labels_of(passage.units[low - 1 : low])
            # "That the ministry, whose plans had changed, declined": the clause broke off behind its subject.
            broken = opener in self._complement and low < high - 1 and _only_names(passage.units[low:high], _OPENING)
            if (opener not in self._aside or broken) and not apposed:
                yield low, high

    def listed(self, passage: Passage, high: int) -> tuple[str, ...]:
        """The names of a list that a clause begins: "on X, the commander, and Y, his deputy"."""
        clauses, start = passage.clauses, high
        marks = self._comma | self._joining | self._colon
        found: list[str] = []
        for _ in range(_ON):
            if start >= len(clauses) or passage.symbols[start] in self._strong - self._colon:
                break
            end = bisect_right(clauses, clauses[start])
            # "Of the ministry, and Admiral X on May 3" goes on with a title before and a day behind.
            head = [
                i
                for i in range(start, end)
                if passage.symbols[i] not in marks and _BESIDE.isdisjoint(labels_of(passage.units[i : i + 1]))
            ]
            entry = passage.units[head[0]].entry if head else None
            if len(head) == 1 and entry and entry.name and "actor" in entry.labels:
                found.append(entry.name)
            elif end - start > _APPOSED:
                break
            start = end
        return tuple(found)
