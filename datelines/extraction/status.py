"""Whether it happened: the status that the words around a trigger give an event. When it happened is not asked here."""

from __future__ import annotations

from datetime import date

from datelines.edtf import DateValue
from datelines.events import Status
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine

__all__ = ["StatusReader"]

_AFTER = 3
_BEFORE = 9
# A "not" further off denies something else.
_NEGATION = 4


class StatusReader:
    """Reads statuses with one engine's cues."""

    def __init__(self, engine: Engine) -> None:
        self._cues = [(frozenset(engine.lexicon.symbols(cue.cue)), cue.status) for cue in engine.grammar.status_cues]
        self._types = engine.topic.types

    def read(
        self, candidate: Candidate, when: DateValue | None, dct: date | None, relation: str | None
    ) -> tuple[Status, int | None]:
        """The status, and the unit that cued it; a plain event after the day of publication is planned."""
        status, cue = self.cued(candidate)
        status = candidate.rule.status or status
        # "Not held since 2016" tells of the last one that was.
        if status is Status.CANCELLED and relation == "since":
            status = Status.OCCURRED
        if candidate.rule.status:
            return status, cue
        if status is Status.OCCURRED and when and dct and when.bounds[0] > dct:
            status = Status.PLANNED
        return self._types[candidate.rule.event_type].statuses.get(status, status), cue

    def cued(self, candidate: Candidate) -> tuple[Status, int | None]:
        """The status that the words near the trigger give, whatever the date, and the unit that cued it."""
        passage = candidate.passage
        clause = passage.clauses[candidate.at]
        start = candidate.at
        while start > 0 and passage.clauses[start - 1] == clause and candidate.at - start < _BEFORE:
            start -= 1
        start = min(start, candidate.low)
        end = candidate.at
        while end < len(passage.units) and passage.clauses[end] == clause and end - candidate.at < _AFTER:
            end += 1
        end = max(end, candidate.high)
        for symbols, status in self._cues:
            reach = candidate.at - _NEGATION if status is Status.CANCELLED else start
            # What is asked or weighed is told before the thing; what is denied or turned down, also after it.
            stop = candidate.at if status is Status.PROPOSED else end
            for i in range(max(start, reach), stop):
                if passage.units[i].symbol in symbols:
                    return status, i
        return Status.OCCURRED, None
