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
        # The first cue of the grammar's list that stands near the trigger decides.
        self._cues: dict[str, tuple[int, Status, bool]] = {}
        for number, cue in enumerate(engine.grammar.status_cues):
            for symbol in engine.lexicon.symbols(cue.cue):
                self._cues.setdefault(symbol, (number, cue.status, cue.after))
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
        best: tuple[int, int, Status] | None = None
        for i in range(start, end):
            found = self._cues.get(passage.units[i].symbol)
            if found is None or (best and best[0] <= found[0]):
                continue
            number, status, after = found
            # What is asked or weighed is told before the thing; what is denied or turned down, also after it.
            if status is Status.PROPOSED and i >= candidate.at and not after:
                continue
            if status is Status.CANCELLED and i < candidate.at - _NEGATION:
                continue
            best = number, i, status
        return (best[2], best[1]) if best else (Status.OCCURRED, None)
