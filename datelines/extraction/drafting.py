"""Candidates to drafts: the date that each has, on which side of the present, its status and its roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TypeAlias

from msgspec import structs

from datelines.edtf import DateValue, Grain
from datelines.events import Basis, EventType, Status
from datelines.extraction.anchor import Anchorer, Dating
from datelines.extraction.detect import Candidate
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import PAST, Engine
from datelines.extraction.passages import Passage
from datelines.extraction.roles import RoleReader
from datelines.extraction.shifts import Shifter
from datelines.extraction.spots import Spot, SpotReader, basis_of
from datelines.extraction.status import StatusReader
from datelines.topics import Rule

__all__ = ["Drafter", "Wanted"]

# What is an edition of a series where it names one.
_OF_SERIES = (EventType.EXERCISE, EventType.MILITARY_AID, EventType.PORT_CALL)


# Whether a candidate is asked for where this dates it.
Wanted: TypeAlias = Callable[[Candidate, Dating], bool]


class Drafter:
    """Turns candidates into drafts with one engine."""

    def __init__(self, engine: Engine) -> None:
        self._types, self._series = engine.topic.types, engine.topic.series
        self._will = frozenset(engine.lexicon.symbols("will"))
        self._was = frozenset(engine.lexicon.symbols("past_be"))
        self._say = frozenset(engine.lexicon.symbols("say") + engine.lexicon.symbols("agree"))
        self._anchorer = Anchorer(engine)
        self._spots = SpotReader(engine, awaits=True)
        self._shifter = Shifter(engine)
        self._status = StatusReader(engine)
        self._roles = RoleReader(engine)

    def drafts(self, found: Sequence[Candidate], dct: date | None, wanted: Wanted | None = None) -> list[Draft]:
        """The drafts of one article's candidates, which come sentence by sentence.

        ``dct`` is the day of publication. With ``wanted`` only what it says yes to is read further, by its date, and
        the others are there only as rivals for dates; it must not ask for what is read later, nor for the year.
        """
        drafts: list[Draft] = []
        for _, members in groupby(found, key=lambda candidate: id(candidate.passage)):
            group = list(members)
            passage = group[0].passage
            length, spots = self._spots.length(passage), self._spots.read(passage)
            for candidate, dates in zip(group, self._anchorer.date(group, spots, dct), strict=True):
                if dates is None:
                    continue
                subordinate, shifted = self._shifter.shift(candidate, spots, dct)
                # "69 years since ties were opened": what is marked is of the day, and only what it marks is older.
                subordinate = subordinate and candidate.rule.derives is None
                if subordinate:
                    dates = (shifted,) if shifted else ()
                own: tuple[Dating | None, ...] = () if candidate.rule.dateless else dates
                if wanted:
                    own = tuple([dating for dating in own if dating and wanted(candidate, dating)])
                    if not own:
                        continue
                if not self._is_nothing(candidate, bool(own)):
                    read = [self._draft(candidate, dating, length, dct) for dating in own or (None,)]
                    drafts += read
                    drafts.extend(act for draft in read if (act := self._act(candidate, draft, length, dct)))
        return [draft for draft in drafts if _holds(draft) and not self._is_too_early(draft)]

    def spots(self, passage: Passage) -> tuple[Spot, ...]:
        """Where the passage speaks of calendar time."""
        return self._spots.read(passage)

    def told_at(self, candidate: Candidate, spot: Spot, dct: date | None) -> Draft | None:
        """The candidate dated by that spot, whatever else stands nearer; None where it would be before its time."""
        told = candidate.rule.disclosure and self._anchorer.is_of_saying(candidate, spot)
        basis = Basis.DISCLOSURE if told else basis_of(spot.timex)
        dating = Dating(spot.date, spot.timex, basis, 0.0, spot.relation)
        draft = self._draft(candidate, dating, self._spots.length(candidate.passage), dct)
        return draft if draft.dating and _holds(draft) and not self._is_too_early(draft) else None

    def retold(self, draft: Draft, rule: Rule, dct: date | None) -> Draft:
        """The draft as ``rule`` tells it: the same words and date, with the status and roles of the rule's type."""
        old, dating = draft.candidate, draft.dating
        candidate = Candidate(old.passage, rule, old.at, old.low, old.high)
        when, told = (dating.date, dating.basis is Basis.DISCLOSURE) if dating else (None, False)
        status, cue = self._status.read(candidate, when, dct, dating.relation if dating else None, told)
        roles = self._roles.read(candidate, when.earliest if when else None, dct, told)
        return structs.replace(draft, candidate=candidate, status=status, cue=cue, roles=roles)

    def _is_too_early(self, draft: Draft) -> bool:
        """Whether it would be an edition of a series from before its first year; then the date is another thing's."""
        series = self._series.get(draft.roles.series or "")
        if series is None or series.since is None or draft.dating is None:
            return False
        return draft.candidate.rule.event_type in _OF_SERIES and draft.dating.date.bounds[1].year < series.since

    def _is_nothing(self, candidate: Candidate, dated: bool) -> bool:
        """Whether nothing was done, or it is but a condition without a date."""
        cue = self._status.cued(candidate)[1]
        return self._status.undone(candidate, cue) or (not dated and self._status.supposed(candidate, cue))

    def _draft(self, candidate: Candidate, dating: Dating | None, length: int | None, dct: date | None) -> Draft:
        dating = dating and self._since(candidate, dating, dct)
        when = dating.date if dating else None
        relation = dating.relation if dating else None
        told = dating is not None and dating.basis is Basis.DISCLOSURE
        status, cue = self._status.read(candidate, when, dct, relation, told)
        # What is only wished for does not date from the last time that it was.
        if relation == "since" and status in (Status.PROPOSED, Status.PLANNED):
            dating = when = None
        if status is Status.PLANNED:
            renamed = self._renamed(candidate, dating, dct)
            if renamed is not candidate:
                status = self._types[candidate.rule.event_type].ahead_status or status
            candidate = renamed
        roles = self._roles.read(candidate, when.earliest if when else None, dct, told)
        return Draft(candidate, candidate.passage.order, dating, length, status, cue, roles)

    def _act(self, candidate: Candidate, draft: Draft, length: int | None, dct: date | None) -> Draft | None:
        """The announcement itself, of what is announced for later: "the pair said that it would return in May"."""
        if draft.candidate.rule.event_type is candidate.rule.event_type or not candidate.rule.container:
            return None
        if self._say.isdisjoint(candidate.passage.symbols[: candidate.at]):
            return None
        return self._draft(candidate, None, length, dct)

    def _renamed(self, candidate: Candidate, dating: Dating | None, dct: date | None) -> Candidate:
        """The candidate under the name that its type has for what lies ahead: what "returns in May" is held in May."""
        profile = self._types[candidate.rule.event_type]
        ahead = profile.ahead
        if ahead is None or candidate.rule.status or dating is None or dct is None or dating.basis is Basis.DISCLOSURE:
            return candidate
        if dating.date.bounds[0] <= dct:
            return candidate
        # "Will be suspended from March" tells of the stop; "next year's", "the one set for March" of what will not be.
        edition = dating.date.grain is Grain.YEAR or dating.timex.text.endswith("s") or self._is_over(candidate)
        if profile.ahead_status and not edition:
            return candidate
        rule = replace(candidate.rule, event_type=ahead)
        return Candidate(candidate.passage, rule, candidate.at, candidate.low, candidate.high)

    def _is_over(self, candidate: Candidate) -> bool:
        """Whether what is told has been done, whatever time it names: "planned for May, it was called off"."""
        symbols, at = candidate.passage.symbols, candidate.at
        was = not self._was.isdisjoint(symbols[max(0, at - 1) : at])
        return _is_past(candidate) and (was or self._will.isdisjoint(symbols[:at]))

    def _since(self, candidate: Candidate, dating: Dating, dct: date | None) -> Dating:
        """What began at some time and goes on lasts to the year of publication."""
        start, ongoing = dating.date, self._types[candidate.rule.event_type].ongoing
        if not ongoing or dating.relation != "since" or dct is None or start.bounds[1] >= dct:
            return dating
        return structs.replace(dating, date=DateValue.span(start, DateValue.of(dct, Grain.YEAR)))


def _is_past(candidate: Candidate) -> bool:
    """Whether the trigger is a past form."""
    entry = candidate.passage.units[candidate.at].entry
    return entry is not None and PAST in entry.labels


def _holds(draft: Draft) -> bool:
    """Whether the draft is of the years that its rule is about; "not before 2019" calls nothing off in 2019."""
    if draft.status is Status.CANCELLED and draft.dating is not None and draft.dating.relation == "before":
        return False
    until = draft.candidate.rule.until
    return until is None or (draft.dating is not None and draft.dating.date.bounds[1].year <= until)
