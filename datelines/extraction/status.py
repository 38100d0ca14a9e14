"""Whether it happened: the status that the words around a trigger give an event. When it happened is not asked here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

from datelines.edtf import DateValue
from datelines.events import EventType, Part, Status
from datelines.extraction.bills import Bills
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.forthcoming import Forthcoming
from datelines.extraction.grammar import StatusCue
from datelines.extraction.lexicon import PLAIN
from datelines.extraction.talked import is_talked_about

__all__ = ["StatusReader"]

_AFTER = 3
_BEFORE = 9
# A "not" further off denies something else.
_NEGATION = 4
_ASIDE = 3
_SAID = 9
# How far before its trigger a verb may stand that reports it ("denied that"), and how near to its "that".
_REPORTED, _NEAR = 16, 2
# "Urged in a letter that": what may stand between a verb of asking and its "that".
_LETTER = 5
# How far behind the trigger a cue counts that may follow it ("has been put off").
_FOLLOWS = 8


# What is still to come while people talk about it: "talks on lifting the embargo".
_HOPED_FOR = frozenset({EventType.EXERCISE_RESUMPTION, EventType.AID_RESTORED, EventType.SANCTION_LIFTED})


class StatusReader:
    """Reads statuses with one engine's cues."""

    def __init__(self, engine: Engine) -> None:
        # The first cue of the grammar's list that stands near the trigger decides.
        self._cues: dict[str, tuple[int, StatusCue]] = {}
        for number, cue in enumerate(engine.grammar.status_cues):
            for symbol in engine.lexicon.symbols(cue.cue):
                self._cues.setdefault(symbol, (number, cue))
        self._denying = frozenset(s for s, (_, cue) in self._cues.items() if cue.status is Status.DENIED)
        self._say = frozenset(engine.lexicon.symbols("say") + engine.lexicon.symbols("inform"))
        self._vow, self._nothing = (frozenset(engine.lexicon.symbols(n)) for n in ("vow", "came_to_nothing"))
        self._that = frozenset(engine.lexicon.symbols("complement"))
        self._infinitive = frozenset(engine.lexicon.symbols("infinitive"))
        self._if = frozenset(engine.lexicon.symbols("if"))
        self._not = frozenset(engine.lexicon.symbols("not"))
        self._auxiliary = frozenset("".join(map(engine.lexicon.symbols, ("be", "have", "relative"))) + PLAIN)
        self._until = frozenset(engine.lexicon.symbols("until") + engine.lexicon.symbols("before"))
        self._due = frozenset(engine.lexicon.symbols("been_due"))
        self._till = frozenset(engine.lexicon.symbols("until"))
        self._will = frozenset(engine.lexicon.symbols("will"))
        self._bare_be = frozenset(engine.lexicon.symbols("bare_be"))
        self._comma = engine.grammar.marks["comma"]
        self._since = frozenset(engine.lexicon.symbols("since"))
        self._engine, self._types = engine, engine.topic.types
        self._forthcoming, self._bills = Forthcoming(engine), Bills(engine)
        self._seen: tuple[Candidate, tuple[Status, int | None]] | None = None

    def read(
        self,
        candidate: Candidate,
        when: DateValue | None,
        dct: date | None,
        relation: str | None,
        told: bool = False,
    ) -> tuple[Status, int | None]:
        """The status, and the unit that cued it; a plain event after the day of publication is planned.

        ``told`` says that the date is the one of a disclosure.
        """
        denied = self._denied(candidate)
        if denied is not None:
            return Status.DENIED, denied
        status, cue = self.cued(candidate)
        if status is not Status.CANCELLED and self._is_pending(candidate):
            return Status.PROPOSED, cue
        wished = self._wished(candidate) if status is Status.OCCURRED else None
        if wished is not None and candidate.rule.status is None:
            return Status.PROPOSED, wished
        # A promise that "never came" is no plan.
        nothing = self._came_to_nothing(candidate, cue)
        status = status if nothing else candidate.rule.status or status
        # "Not held since 2016" and "not since the visit of May 2016" tell of the last one that was.
        # "Places withdrawn since 2021", a thing of its own, have been so from then on.
        last = relation == "since" or (when is not None and self._is_last(candidate, cue))
        if status is Status.CANCELLED and last and not candidate.rule.thing:
            status = Status.OCCURRED
        if candidate.rule.status or nothing:
            return status, cue
        ahead = when is not None and dct is not None and when.bounds[0] > dct
        if status is Status.OCCURRED and ahead:
            status = Status.PLANNED
        elif ahead and cue is not None:
            status = self._still(candidate, cue) or status
        if status is Status.PLANNED and ahead:
            return status, cue
        if status is Status.PLANNED and cue is not None and not told and self._is_over(candidate, cue, when, dct):
            status = Status.OCCURRED
        return self._types[candidate.rule.event_type].statuses.get(status, status), cue

    def _is_pending(self, candidate: Candidate) -> bool:
        """Whether it is but a bill."""
        return self._bills.is_pending(candidate)

    def _came_to_nothing(self, candidate: Candidate, cue: int | None) -> bool:
        """Whether the cue says that what was to be has not been: "never came", "fell through"."""
        return cue is not None and candidate.passage.symbols[cue] in self._nothing

    def _is_last(self, candidate: Candidate, cue: int | None) -> bool:
        """Whether the denial goes on to the last time, which is told behind the trigger: "have not met since"."""
        units, at = candidate.passage.units, candidate.at
        if cue is None or cue > at:
            return False
        low, end = (
            min(at + 1, candidate.high),
            bisect_right(candidate.passage.clauses, candidate.passage.clauses[at] + 1),
        )
        return any(unit.symbol in self._since for unit in units[min(low, at + 1) : end])

    def supposed(self, candidate: Candidate, cue: int | None) -> bool:
        """Whether it is told only as a condition: "if she ties up there"."""
        return cue is not None and candidate.passage.units[cue].symbol in self._if

    def undone(self, candidate: Candidate, cue: int | None) -> bool:
        """Whether it is a deed that was not done, which is no event: "aid did not shrink", but "not until May" is."""
        if not self._types[candidate.rule.event_type].deed or candidate.rule.status:
            return False
        units, at = candidate.passage.units, candidate.at - 1
        # "Neither of which has been lifted".
        while at > 0 and units[at].symbol in self._auxiliary:
            at -= 1
        cues = [i for i in (cue, at) if i is not None and i >= 0 and i != candidate.at]
        denial = next((i for i in cues if units[i].symbol in self._not), None)
        return denial is not None and not any(unit.symbol in self._until for unit in units[denial:])

    def cued(self, candidate: Candidate) -> tuple[Status, int | None]:
        """The status that the words near the trigger give, whatever the date, and the unit that cued it."""
        # Each stage asks for the same candidate, one after the other.
        seen = self._seen
        if seen is None or seen[0] is not candidate:
            seen = self._seen = candidate, self._cued(candidate)
        return seen[1]

    def _cued(self, candidate: Candidate) -> tuple[Status, int | None]:
        if (resumed := self._resumed(candidate)) is not None:
            return Status.CANCELLED, resumed
        passage, at = candidate.passage, candidate.at
        clauses = passage.clauses
        start = min(bisect_left(clauses, clauses[at], max(0, at - _BEFORE), at), candidate.low)
        end = bisect_right(clauses, clauses[at], at, min(len(clauses), at + _FOLLOWS))
        end = max(end, candidate.high)
        best: tuple[int, int, Status] | None = None
        cues = self._cues
        for i, unit in enumerate(passage.units[start:end], start):
            found = cues.get(unit.symbol)
            if found is None or (best and best[0] <= found[0]):
                continue
            number, kind = found
            if unit.symbol in self._vow and not self._is_vowed(candidate, i):
                continue
            if i >= candidate.at + _AFTER and i >= candidate.high and not kind.after:
                continue
            if i == candidate.at and kind.status is Status.SUSPENDED:
                continue
            status = kind.said if kind.said and self._is_said(candidate, i) else kind.status
            # What is asked or weighed is told before the thing; what is denied or turned down, also after it.
            if status is Status.PROPOSED and _stands_behind(candidate, i, kind):
                continue
            if status is Status.CANCELLED and i < candidate.at - _NEGATION and unit.symbol not in self._due:
                continue
            if unit.symbol in self._not and self._comes_at_last(candidate, i):
                continue
            best = number, i, status
        return (best[2], best[1]) if best else self._uncued(candidate)

    def _is_vowed(self, candidate: Candidate, cue: int) -> bool:
        """Whether it is promised to be done, unlike "the promised trucks" and "promised a tour"."""
        behind = candidate.passage.symbols[cue + 1 : cue + 1 + _AFTER + 1]
        return not (self._infinitive.isdisjoint(behind) and self._that.isdisjoint(behind))

    def _uncued(self, candidate: Candidate) -> tuple[Status, int | None]:
        """The status where no word says it: by how the whole clause is told."""
        passage, at = candidate.passage, candidate.at
        if candidate.rule.event_type in _HOPED_FOR and is_talked_about(passage, at, self._engine):
            return Status.PROPOSED, at
        if own := self._forthcoming.verb_of(passage, at):
            return own
        return (Status.PLANNED, at - 1) if self._is_headed(candidate) else (Status.OCCURRED, None)

    def _resumed(self, candidate: Candidate) -> int | None:
        """Where the clause goes on behind an aside: "the visit, due in May, fell through"."""
        symbols, at = candidate.passage.symbols, candidate.at
        if self._nothing.isdisjoint(symbols):
            return None
        for i in range(at + 2, len(symbols)):
            if symbols[i] in self._nothing and symbols[i - 1] == self._comma and self._comma in symbols[at : i - 1]:
                return i
        return None

    def _is_over(self, candidate: Candidate, cue: int, when: DateValue | None, dct: date | None) -> bool:
        """Whether a "will" is of something else, since the day is over: "it will be recalled, came in 2021"."""
        over = when is not None and dct is not None and when.bounds[1] < dct
        return over and candidate.passage.units[cue].symbol in self._will

    def _still(self, candidate: Candidate, cue: int) -> Status | None:
        """What a cue says of a day that is still to come: "was due" has come to nothing only once the day is over."""
        found = self._cues.get(candidate.passage.units[cue].symbol)
        return found[1].ahead if found else None

    def _comes_at_last(self, candidate: Candidate, denial: int) -> bool:
        """Whether a "not" only says that it took its time: "was not lifted until 2005"."""
        units = candidate.passage.units
        until = next((i for i in range(denial + 1, len(units) - 1) if units[i].symbol in self._till), None)
        if until is None or not any(unit.timex for unit in units[until + 1 : until + 1 + _AFTER]):
            return False
        return until < candidate.at + _FOLLOWS

    def _is_headed(self, candidate: Candidate) -> bool:
        """Whether a headline puts it in the infinitive, which tells a plan: "US warship to call at the port"."""
        passage = candidate.passage
        before = candidate.at - 1
        if self._is_to_be(candidate):
            return True
        return passage.part is Part.TITLE and before > 0 and passage.units[before].symbol in self._infinitive

    def _is_to_be(self, candidate: Candidate) -> bool:
        """Whether an aside says what is to be: "the drill, to be held in April"."""
        symbols, at = candidate.passage.symbols, candidate.at
        if at < _ASIDE or symbols[at - 1] not in self._bare_be or symbols[at - 2] not in self._infinitive:
            return False
        return symbols[at - 3] == self._comma

    def _denied(self, candidate: Candidate) -> int | None:
        """The verb by which somebody denies the sentence's clause that tells it ("denied that"), if one does."""
        units, low = candidate.passage.units, min(candidate.low, candidate.at)
        start = max(0, candidate.at - _REPORTED)
        if self._denying.isdisjoint(candidate.passage.printed[start:low]):
            return None
        for i, unit in enumerate(units[start:low], start):
            found = self._cues.get(unit.symbol)
            if found is None or found[1].status is not Status.DENIED:
                continue
            if any(unit.symbol in self._that for unit in units[i + 1 : min(i + 1 + _NEAR, low)]):
                return i
        return None

    def _wished(self, candidate: Candidate) -> int | None:
        """The verb by which somebody asks for what the clause tells ("urged that it be suspended"), if one does."""
        units, at = candidate.passage.units, candidate.at
        if self._bare_be.isdisjoint(candidate.passage.printed[max(0, at - _NEAR) : at]):
            return None
        for i in range(max(0, at - _REPORTED), at):
            found = self._cues.get(units[i].symbol)
            if found is None or found[1].status is not Status.PROPOSED:
                continue
            if any(unit.symbol in self._that for unit in units[i + 1 : min(i + 1 + _LETTER, at)]):
                return i
        return None

    def _is_said(self, candidate: Candidate, cue: int) -> bool:
        """Whether somebody says that it would."""
        units = candidate.passage.units
        if any(unit.symbol in self._say for unit in units[max(0, cue - _SAID) : cue]):
            return True
        # "He added that equipment for a hospital, worth a million dollars, would be handed over".
        return any(
            units[i].symbol in self._that and any(u.symbol in self._say for u in units[max(0, i - _NEAR) : i])
            for i in range(1, cue)
        )


def _stands_behind(candidate: Candidate, cue: int, kind: StatusCue) -> bool:
    """Whether a cue that counts only before its verb stands behind it; where no verb was asked for, nobody knows."""
    loose = candidate.rule.spare and candidate.high == candidate.at + 1
    return cue >= candidate.at and not (kind.after or loose)
