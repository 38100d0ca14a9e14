"""Dates that no rule has taken: what stands in their clause, by rules that are looser and speak only here.

A sentence can tell several events, and the rules for sentences stop where one has spoken. Where an article is of both
parties, a date of its own is worth asking for whatever thing of the topic its clause names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from datelines.events import Part
from datelines.extraction.anchor import Dating
from datelines.extraction.clauses import clause_of
from datelines.extraction.detect import Candidate, passage_candidates, spare_candidates
from datelines.extraction.drafting import Drafter, Wanted
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.gapping import GapReader
from datelines.extraction.passages import Passage
from datelines.spans import Span

__all__ = ["Leftovers"]

# In how many sentences an article names each party that it is about.
_NAMED = 2
# A date that only bounds what is told.
_BOUNDS = frozenset({"by", "until", "before", "after", "to"})
# "Prime minister since 2023, he is a graduate": what is since then stands before it, unless the sentence opens so.
_SINCE = frozenset({"since", "origin"})
_OPENING = 2
# How many sentences back what is taken up may stand, and how far into its sentence the word that does so.
_BACK, _HEAD = 2, 5
_ANAPHORS = frozenset({"another", "first", "edition", "alike"})
_ONE = frozenset({"one_more"})
_PRONOUN, _DEEDS = frozenset({"it"}), frozenset({"hold", "begin", "dock", "give"})
# What may lie between a thing and its date, as the anchorer counts; where the whole article is about the thing, more.
_PRICE, _AT_HOME = 3.0, 8.0


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Asks the spare rules with one engine."""

    engine: Engine
    drafter: Drafter
    gaps: GapReader

    def drafts(
        self,
        found: Sequence[Candidate],
        drafts: Sequence[Draft],
        passages: Sequence[Passage],
        dct: date | None,
        theme: frozenset[str],
    ) -> list[Draft]:
        """The drafts of what the spare rules read beside dates that ``drafts`` leave over; all are of both parties."""
        told = {key: list(group) for key, group in groupby(found, key=_passage)}
        taken: dict[int, set[Span]] = {}
        for draft in drafts:
            if draft.dating:
                taken.setdefault(id(draft.candidate.passage), set()).add(draft.dating.timex.span)
        more: list[Draft] = []
        for passage in passages:
            if not passage.dates or passage.part is not Part.BODY:
                continue
            spans = {timex.span for i in passage.dates if (timex := passage.units[i].timex)}
            free = spans - taken.get(id(passage), set())
            if free:
                own = self._completed(passage, told.get(id(passage), []), free, dct)
                free -= {draft.dating.timex.span for draft in own if draft.dating}
                own += self._of_passage(passage, told.get(id(passage), []), free, dct, theme) if free else []
                free -= {draft.dating.timex.span for draft in own if draft.dating}
                if free and not told.get(id(passage)) and not own:
                    own = self._taken_up(passage, [*drafts, *more], free, dct)
                more += own
        return more

    def _completed(self, passage: Passage, told: Sequence[Candidate], free: set[Span], dct: date | None) -> list[Draft]:
        """What a date tells of in a clause that leaves out what the clause before it said."""
        found: list[Draft] = []
        for at in passage.dates:
            timex = passage.units[at].timex
            if timex is None or timex.span not in free:
                continue
            for whole, lead in self.gaps.completed(passage, told, at):
                drafts = self.drafter.drafts(passage_candidates(whole, self.engine), dct, _completing(timex.span, lead))
                own = [d for d in drafts if d.dating and d.roles.on_timeline and self._is_told(d, d.dating)]
                if own:
                    found.append(own[0])
                    break
            else:
                found += self._echoed(passage, told, at, dct)
        return found

    def _echoed(self, passage: Passage, told: Sequence[Candidate], at: int, dct: date | None) -> list[Draft]:
        """What a date tells of in a clause that names only another of what the clause before it told."""
        candidate, timex = self.gaps.echoed(passage, told, at), passage.units[at].timex
        if candidate is None or timex is None:
            return []
        span = timex.span
        drafts = self.drafter.drafts([candidate], dct, lambda _, dating: dating.timex.span == span)
        return [draft for draft in drafts if draft.dating and draft.roles.on_timeline][:1]

    def _taken_up(self, passage: Passage, before: Sequence[Draft], free: set[Span], dct: date | None) -> list[Draft]:
        """What the sentence before told, once more at another time: "The tenth was begun on June 16"."""
        if not self.engine.third.isdisjoint(passage.symbols):
            return []
        last = next(
            (
                d.candidate
                for d in sorted(before, key=lambda d: (d.order, d.candidate.at), reverse=True)
                if (d.candidate.passage.part, d.candidate.passage.paragraph) == (passage.part, passage.paragraph)
                and 0 < passage.order - d.order <= _BACK
                and d.roles.on_timeline
            ),
            None,
        )
        at = self._anaphor(passage)
        if last is None or at is None:
            return []
        # "The course ends in April; a second begins in June": what is taken up is the thing, not its end.
        candidate = Candidate(passage, replace(last.rule, bound=None), at, at, at + 1)
        return [
            draft
            for draft in self.drafter.drafts([candidate], dct, _free(free))
            if draft.dating and draft.roles.on_timeline and self._is_told(draft, draft.dating)
        ]

    def _of_passage(
        self,
        passage: Passage,
        earlier: Sequence[Candidate],
        free: set[Span],
        dct: date | None,
        theme: frozenset[str],
    ) -> list[Draft]:
        spare = list(spare_candidates(passage, earlier, self.engine, theme))
        if not spare:
            return []
        kept: dict[Span, Draft] = {}
        for draft in self.drafter.drafts([*earlier, *spare], dct, _spare(free)):
            dating = draft.dating
            if not (dating and draft.roles.on_timeline and self._is_told(draft, dating)):
                continue
            span = dating.timex.span
            best = kept.get(span)
            if best is None or best.dating is None or dating.price < best.dating.price:
                kept[span] = draft
        return list(kept.values())

    def _anaphor(self, passage: Passage) -> int | None:
        """The word in the sentence's head that takes up what was told; "it" only where a deed follows at once."""
        heads = [unit.entry.labels if unit.entry else frozenset[str]() for unit in passage.units[:_HEAD]]
        if heads and heads[0] & _PRONOUN:
            return 0 if any(labels & _DEEDS for labels in heads[1:]) else None
        for i, labels in enumerate(heads):
            if labels & _ANAPHORS or (labels & _ONE and self._is_dated(passage, i)):
                return i
        return None

    def _is_dated(self, passage: Passage, i: int) -> bool:
        """Whether a date follows at once: "ran one in 2019", not "one of them"."""
        return any(unit.timex for unit in passage.units[i + 1 : i + 3])

    def _is_told(self, draft: Draft, dating: Dating) -> bool:
        """Whether the date is the thing's own, and the clause no mere setting ("until the tanks came down")."""
        passage, at = draft.candidate.passage, draft.candidate.at
        place = next((i for i in passage.dates if passage.units[i].timex == dating.timex), at)
        if dating.relation in _BOUNDS or (dating.relation in _SINCE and place < at and place > _OPENING):
            return False
        low, _ = clause_of(draft.candidate)
        units = passage.units
        # "The training of peacekeepers since 2006, the visits of two ships": what stands before a date opens no clause.
        return not any(
            "temporal" in self.engine.labels.get(units[i].symbol, ()) and not units[i + 1].timex
            for i in range(max(0, low - 1), at)
        )

    def is_of_both(self, passages: Sequence[Passage]) -> bool:
        """Whether the headline or some sentences name each of the parties."""
        for code in self.engine.topic.parties:
            naming = self.engine.named[code]
            count = 0
            for passage in passages:
                if not naming.isdisjoint(passage.symbols):
                    count += _NAMED if passage.part is Part.TITLE else 1
                    if count >= _NAMED:
                        break
            if count < _NAMED:
                return False
        return True


def _free(free: set[Span]) -> Wanted:
    """Asks for what stands near one of these dates."""
    return lambda _, dating: dating.price <= _PRICE and dating.timex.span in free


def _spare(free: set[Span]) -> Wanted:
    """Asks for what a spare rule reads near one of these dates."""

    def is_wanted(candidate: Candidate, dating: Dating) -> bool:
        rule = candidate.rule
        return rule.spare and dating.price <= (_AT_HOME if rule.theme else _PRICE) and dating.timex.span in free

    return is_wanted


def _completing(span: Span, lead: int) -> Wanted:
    """Asks for what a completed clause tells by words of its own, near this date."""

    def is_wanted(candidate: Candidate, dating: Dating) -> bool:
        near = dating.timex.span == span and dating.price <= _PRICE
        return near and not (candidate.rule.bound or candidate.rule.alone) and _rests_on(candidate, lead)

    return is_wanted


def _rests_on(candidate: Candidate, lead: int) -> bool:
    """Whether it is a word of the completed clause's own that tells it, and not its date alone."""
    last = candidate.passage.units[candidate.high - 1]
    return candidate.at >= lead or (candidate.high > lead and last.timex is None)


def _passage(candidate: Candidate) -> int:
    return id(candidate.passage)
