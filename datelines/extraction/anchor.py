"""Which time expression dates an event: its clause before its sentence, its sentence before the passage, else none.

The price of a date is what lies between it and the trigger: borders of clauses, other verbs, words. The cheapest one
under a limit is taken. A date that belongs to a verb of saying is the date of the saying.
"""

from __future__ import annotations

from dataclasses import dataclass

from datelines.edtf import DateValue
from datelines.events import Basis
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.timex import Timex

__all__ = ["Dating", "best_date"]

_LIMIT = 6.5
_PER_WORD = 0.08
_OTHER_EVENT = 1.6
_SAYING = 3.0
_FRAME = 3


@dataclass(frozen=True, slots=True)
class Dating:
    """The date of an event: value, the expression it was read from, how, and what it cost."""

    date: DateValue
    timex: Timex
    basis: Basis
    price: float
    relation: str | None = None


class Clauses:
    """A passage's symbols by label, looked up once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.say = frozenset(engine.lexicon.symbols("say"))
        self.relations = {
            symbol: name
            for name in ("within", "for", "by", "after", "before", "to", "from", "until", "since")
            for symbol in engine.lexicon.symbols(name)
        }

    def relation(self, passage: Passage, date: int) -> str | None:
        """The preposition that binds the date at unit ``date``, up to two words before it."""
        for i in range(date - 1, max(-1, date - 3), -1):
            found = self.relations.get(passage.symbols[i])
            if found:
                return found
            if passage.symbols[i] != "x":
                return None
        return None


def best_date(candidate: Candidate, others: tuple[int, ...], clauses: Clauses) -> Dating | None:
    """The cheapest date of the candidate's own sentence. ``others`` are the triggers of the sentence's other events."""
    found = [
        dating
        for index in candidate.passage.dates
        if (dating := _priced(candidate, index, others, clauses)) is not None
    ]
    return min(found, key=lambda d: (d.price, d.timex.span.start), default=None)


def _priced(candidate: Candidate, index: int, others: tuple[int, ...], clauses: Clauses) -> Dating | None:
    passage = candidate.passage
    timex = passage.units[index].timex
    assert timex is not None
    assert timex.date is not None
    relation = clauses.relation(passage, index)
    low, high = sorted((index, candidate.at))
    price = passage.toll[high] - passage.toll[low + 1] + _PER_WORD * (high - low)
    inside = candidate.low <= index < candidate.high
    if inside:
        price *= 0.5
    framed = index < _FRAME
    if framed:
        price *= 0.45
    price += _OTHER_EVENT * sum(low < other < high for other in others) * (0.3 if framed else 1)
    basis = _basis(timex)
    saying = _saying(candidate, index, clauses)
    if saying:
        price += _SAYING
        basis = Basis.DISCLOSURE
    price += {"until": 5.0, "before": 4.0, "to": 1.0, "after": 1.5}.get(relation or "", 0.0)
    if price > _LIMIT or (saying and not candidate.rule.disclosure):
        return None
    return Dating(timex.date, timex, basis, price, relation)


def _saying(candidate: Candidate, index: int, clauses: Clauses) -> bool:
    """Whether a verb of saying stands nearer to the date than the trigger, and it is another verb than the trigger."""
    passage = candidate.passage
    distance = abs(candidate.at - index)
    for i in range(max(0, index - 4), min(len(passage.symbols), index + 5)):
        if i == candidate.at or passage.symbols[i] not in clauses.say:
            continue
        if candidate.low <= i < candidate.high:
            continue
        low, high = sorted((i, index))
        if passage.toll[high] - passage.toll[low + 1] < 1.2 and high - low < distance:
            return True
    return False


def _basis(timex: Timex) -> Basis:
    if timex.anchor is None:
        return Basis.EXPLICIT
    return Basis.RELATIVE if timex.anchor.kind.value == "dct" else Basis.ANAPHORIC
