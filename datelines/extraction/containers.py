"""The time that a passage sets and the next sentences stay in, for events that their own sentence does not date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.events import Basis, EventType, Part, Status
from datelines.extraction.anchor import Dating
from datelines.extraction.clauses import clause_of
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.timex import Timex, TimexType

__all__ = ["Containers"]

_NEAR = 2
# Within how many words a sentence's head takes up what was told; how far behind "announced" the date may stand.
_DEED, _BEHIND = 5, 7
_LEAD = 2
_FRESH = 40
# How near before its verb "had" stands.
_HAD = 3


class Containers:
    """Fills gaps with one engine's words of saying."""

    def __init__(self, engine: Engine) -> None:
        self._had = frozenset(engine.lexicon.symbols("had"))
        self._temporal = frozenset(engine.lexicon.symbols("temporal"))
        self._say = frozenset(engine.lexicon.symbols("say"))
        self._sides = {actor.name: actor.country for actor in engine.topic.actors.values()}
        self._this = frozenset(engine.lexicon.symbols("this"))
        self._deed = frozenset(engine.lexicon.symbols("deed"))
        self._made = frozenset(engine.lexicon.symbols("made"))
        self._at = frozenset(engine.lexicon.symbols("within"))
        self._occasion = frozenset(engine.lexicon.symbols("occasion"))

    def fill(self, drafts: Sequence[Draft], passages: Sequence[Passage], dct: date | None) -> list[Draft]:
        """The drafts, undated ones whose rule allows it dated by the meeting or the day that the passage is about."""
        if dct is None:
            return list(drafts)
        return [self._filled(draft, drafts, passages, dct) for draft in drafts]

    def _filled(self, draft: Draft, drafts: Sequence[Draft], passages: Sequence[Passage], dct: date) -> Draft:
        rule = draft.candidate.rule
        if draft.dating or rule.dateless:
            return draft
        if draft.status is Status.OCCURRED and (taken_up := self._taken_up(draft, passages, dct)):
            return replace(draft, dating=taken_up)
        if draft.status is Status.OCCURRED and (occasion := self._at_occasion(draft, drafts, dct)):
            return replace(draft, dating=occasion)
        if not rule.container:
            # The day of its announcement is not the day of what is still to come.
            happened = draft.status not in (Status.PLANNED, Status.PROPOSED)
            announced = happened and rule.disclosure and draft.order <= _LEAD and not self._is_setting(draft)
            told = self._announcement(passages, dct) if announced else None
            told = told or _sentence_before(draft, passages, dct, self._had)
            return replace(draft, dating=told) if told else draft
        meeting = _meeting(draft, drafts, dct)
        if meeting and meeting.dating:
            actors = tuple(dict.fromkeys((*draft.roles.actors, *self._company(draft, meeting))))
            dating = replace(meeting.dating, date=_first(meeting.dating), basis=Basis.ANAPHORIC)
            return replace(draft, dating=dating, roles=replace(draft.roles, actors=actors))
        near = _near(draft, passages, dct)
        return replace(draft, dating=Dating(near.date, near, Basis.ANAPHORIC, 0.0)) if near and near.date else draft

    def _is_setting(self, draft: Draft) -> bool:
        """Whether its clause only says when or after what something else is: "a break that began when it fell".

        A headline has no room for what is not new: "Deminers idle after Washington freezes aid".
        """
        if draft.candidate.passage.part is Part.TITLE:
            return False
        low, _ = clause_of(draft.candidate)
        opening = draft.candidate.passage.symbols[max(0, low - 1) : draft.candidate.at]
        return any(symbol in self._temporal for symbol in opening)

    def _taken_up(self, draft: Draft, passages: Sequence[Passage], dct: date) -> Dating | None:
        """The date that a sentence just after gives it: "The decision, announced on Tuesday"."""
        for passage in passages:
            if not 0 < passage.order - draft.order <= _NEAR:
                continue
            timex = self._date_of_deed(passage)
            if timex and timex.date and timex.date.bounds[0] <= dct:
                return Dating(timex.date, timex, Basis.ANAPHORIC, 0.0)
        return None

    def _at_occasion(self, draft: Draft, drafts: Sequence[Draft], dct: date) -> Dating | None:
        """The day of the news for what was done "at the ceremony": that of the last event told before."""
        own = draft.candidate.passage
        symbols = own.symbols
        told = own.dates or self._occasion.isdisjoint(symbols)
        told = told or draft.candidate.rule.event_type is EventType.INCIDENT
        if told or not any(
            symbols[i] in self._occasion and not self._at.isdisjoint(symbols[max(0, i - _DEED + 2) : i])
            for i in range(len(symbols))
        ):
            return None
        before = [d for d in drafts if d.dating and d.order < draft.order and _is_fresh(d.dating.timex, dct)]
        news = max(before, key=lambda d: (d.order, -d.candidate.at), default=None)
        if news is None or news.dating is None:
            return None
        return replace(news.dating, date=_first(news.dating), basis=Basis.ANAPHORIC)

    def _date_of_deed(self, passage: Passage) -> Timex | None:
        """The date of what "the move" or "this decision" at the head of a sentence takes up, if it has one."""
        symbols = passage.symbols
        if len(symbols) < _DEED or symbols[0] not in self._this:
            return None
        deed = next((i for i in range(1, _DEED) if symbols[i] in self._deed), None)
        made = next((i for i in range(deed + 1, len(symbols)) if symbols[i] in self._made), None) if deed else None
        if deed is None or made is None or made - deed > _DEED:
            return None
        spot = next((i for i in passage.dates if made < i <= made + _BEHIND), None)
        return passage.units[spot].timex if spot is not None else None

    def _announcement(self, passages: Sequence[Passage], dct: date) -> Dating | None:
        """The day on which the first sentences say that the news was made known."""
        for passage in passages:
            if passage.order > _LEAD + 1:
                break
            for index in passage.dates:
                timex = passage.units[index].timex
                near = {unit.symbol for unit in passage.units[max(0, index - 4) : index + 3]}
                if timex and timex.date and near & self._say and _is_fresh(timex, dct):
                    return Dating(timex.date, timex, Basis.DISCLOSURE, 0.0)
        return None

    def _company(self, draft: Draft, other: Draft) -> tuple[str, ...]:
        """Whom the one who asks has met, where the sentence names who asks and one alone was on the other side."""
        if not draft.roles.people:
            return ()
        asking = {self._sides.get(name) for name in draft.roles.people}
        met = tuple(name for name in other.roles.people if self._sides.get(name) not in asking)
        return met if len(met) == 1 else ()


def _meeting(draft: Draft, drafts: Sequence[Draft], dct: date) -> Draft | None:
    """The nearest dated draft that sets the time of its passage and is of these days."""
    setting = (
        other
        for other in drafts
        if other.dating
        and other is not draft
        and other.candidate.rule.sets_time
        and (_is_fresh(other.dating.timex, dct) or _is_just_before(other, draft))
    )
    return min(setting, key=lambda other: (abs(other.order - draft.order), other.order), default=None)


def _is_just_before(other: Draft, draft: Draft) -> bool:
    """Whether it is told in the same paragraph, at most a sentence before: a story of the past has meetings as well."""
    own, its = draft.candidate.passage, other.candidate.passage
    if own.dates and own is not its:
        return False
    return (own.part, own.paragraph) == (its.part, its.paragraph) and 0 <= draft.order - other.order <= 1


def _sentence_before(draft: Draft, passages: Sequence[Passage], dct: date, had: frozenset[str]) -> Dating | None:
    """The time that the sentence before has set in the same paragraph, for what is told as past and has none.

    What it goes back to with a word of ``had`` sets none.
    """
    own = draft.candidate.passage
    if draft.status is not Status.OCCURRED or draft.candidate.rule.undated or own.dates or own.vague or own.lengths:
        return None
    # "They had built 17 schools": that was before.
    if not had.isdisjoint(own.symbols[max(0, draft.candidate.at - _HAD) : draft.candidate.at]):
        return None
    if any(unit.timex and unit.timex.type is TimexType.SET for unit in own.units):
        # "It is held every year" is of no year.
        return None
    for passage in passages:
        if passage.order == draft.order - 1 and (passage.part, passage.paragraph) == (own.part, own.paragraph):
            timexes = [passage.units[index].timex for index in passage.dates]
            timex = timexes[0] if len(timexes) == 1 else None
            if timex and timex.date and timex.date.bounds[0] <= dct and had.isdisjoint(passage.symbols):
                return Dating(timex.date, timex, Basis.ANAPHORIC, 0.0)
    return None


def _near(draft: Draft, passages: Sequence[Passage], dct: date) -> Timex | None:
    """A day shortly before publication that the sentences around name."""
    own = draft.candidate.passage
    for passage in [own] if own.dates else sorted(passages, key=lambda p: (abs(p.order - draft.order), p.order)):
        if abs(passage.order - draft.order) > _NEAR:
            return None
        for index in passage.dates:
            timex = passage.units[index].timex
            if timex and _is_fresh(timex, dct):
                return timex
    return None


def _is_fresh(timex: Timex, dct: date) -> bool:
    """Whether it names a day shortly before publication."""
    value = timex.date
    if value is None or value.grain is not Grain.DAY or value.earliest is None:
        return False
    return 0 <= (dct - value.earliest).days <= _FRESH


def _first(meeting: Dating) -> DateValue:
    """The first day of a meeting of several; what the words themselves name whole, a week or a month, stays whole."""
    value = meeting.date
    if value == meeting.timex.date:
        return value
    days = value.grain is Grain.INTERVAL and value.ends == (Grain.DAY, Grain.DAY)
    return DateValue.of(value.earliest) if days and value.earliest else value
