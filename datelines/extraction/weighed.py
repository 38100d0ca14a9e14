"""Dates that no rule has taken: which type of event the words beside one tell most likely, by weights of a topic.

A rule asks for words in an order, and a language has more orders than anyone writes down. Where an article is of both
parties and a date is left over, the labels of its clause, of the rest of the sentence and of what was just told are
weighed together; the weights are fitted to annotated sentences and stand in the topic's files.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import add

from msgspec.structs import replace

from datelines.events import EventType, Part, Status
from datelines.extraction.datings import Dating
from datelines.extraction.detect import Candidate
from datelines.extraction.drafting import Drafter
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.spans import Span
from datelines.topics import Rule

__all__ = ["ALWAYS", "Weigher", "signs_of"]

ALWAYS = "always"
# How likely a type must be to be told, and what may lie between its word and the date, as the anchorer counts.
_SURE, _PRICE = 0.35, 4.0
# How much less a word counts for each word that it stands further from the date.
_FAR = 0.1
# Up to which word a sentence opens.
_OPENING = 2
# How many events told just before count, and how many sentences back.
_BEFORE, _BACK = 2, 3
# A position is news only where an article opens with it.
_ELSEWHERE = frozenset({EventType.STATEMENT, EventType.OTHER})
# Deaths and blasts of these days are accidents and crimes far more often than acts of war.
_LAST_YEAR = {EventType.INCIDENT: 1980}
_BOUNDS = frozenset({"by", "until", "before", "after", "to"})


def signs_of(
    passage: Passage, spot: int, before: Collection[str], beside: Collection[str], engine: Engine
) -> frozenset[str]:
    """What speaks for or against a type at the date ``spot``: labels by where they stand, and the types told nearby."""
    clauses, symbols, labels = passage.clauses, passage.symbols, engine.labels
    low, high = bisect_left(clauses, clauses[spot]), bisect_right(clauses, clauses[spot])
    own = frozenset[str]().union(*(labels[s] for s in set(symbols[low:high]) if s in labels))
    rest = frozenset[str]().union(*(labels[s] for s in set(symbols[:low] + symbols[high:]) if s in labels))
    foreign = engine.foreign
    signs = [ALWAYS]
    signs += [f"clause {label}" for label in own - foreign]
    signs += [f"sentence {label}" for label in rest - own - foreign]
    signs += [f"about {label}" for label in passage.about - foreign]
    signs += [f"before {kind}" for kind in before]
    signs += [f"beside {kind}" for kind in beside]
    return frozenset(signs)


class Weigher:
    """Weighs with one engine's topic; one without weights finds nothing."""

    def __init__(self, engine: Engine, drafter: Drafter) -> None:
        self._engine = engine
        self._drafter = drafter
        self._weights = engine.topic.weights
        self._kinds = tuple(sorted({kind for own in self._weights.values() for kind in own}))
        # What a sign adds to which types, by number: each date left over asks for a hundred signs.
        place = {kind: number for number, kind in enumerate(self._kinds)}
        self._adds = {sign: _row(own, place) for sign, own in self._weights.items()}
        self._telling = frozenset(self._adds)
        # As many as the topic's sets of labels times its types at most.
        self._words: dict[tuple[str, EventType], float] = {}
        self._asked = tuple(number for kind, number in reversed(place.items()) if kind not in _ELSEWHERE)
        self._rules = {
            kind: Rule(f"weighed_{kind}", kind, (), spare=True, until=_LAST_YEAR.get(kind))
            for kind in EventType
            if kind not in _ELSEWHERE
        }

    def drafts(self, drafts: Sequence[Draft], passages: Sequence[Passage], dct: date | None) -> list[Draft]:
        """The drafts of what dates most likely tell that ``drafts`` leave over; the passages are of both parties."""
        if not self._weights:
            return []
        more: list[Draft] = []
        for passage, spot, signs in left_over(drafts, passages, self._engine):
            kind = self._likely(signs)
            if kind and (draft := self._draft(passage, spot, kind, dct)):
                more.append(draft)
        return more

    def _likely(self, signs: Collection[str]) -> EventType | None:
        """The type that is likely enough beside all others and "nothing", which weighs nothing."""
        if not self._asked:
            return None
        sums = [0.0] * len(self._kinds)
        # In one order, so that the sums are the same to the last bit.
        for sign in sorted(self._telling.intersection(signs)):
            sums = list(map(add, sums, self._adds[sign]))
        chances = [math.exp(min(value, 50.0)) for value in sums]
        # Kinds are numbered in their order, so that of two that weigh the same the later one is taken.
        best = max(self._asked, key=sums.__getitem__)
        return self._kinds[best] if chances[best] >= _SURE * (1.0 + sum(chances)) else None

    def _draft(self, passage: Passage, spot: int, kind: EventType, dct: date | None) -> Draft | None:
        at = self._trigger(passage, spot, kind)
        if at is None:
            return None
        timex = passage.units[spot].timex
        if timex is None:
            return None
        candidate, span = Candidate(passage, self._rules[kind], at, at, at + 1), timex.span
        for draft in self._drafter.drafts([candidate], dct, lambda _, found: _is_near(found, span)):
            dating = draft.dating
            if dating is None or not draft.roles.on_timeline:
                continue
            # "A clerk since 2023, he likes lessons": what is since then stands before it.
            aside = passage.symbols[spot + 1 : spot + 2] == self._engine.grammar.marks["comma"]
            if dating.relation == "since" and spot > _OPENING and (aside or spot < at):
                continue
            # What somebody asked for when people met is one thing, that they met another.
            is_over = kind is EventType.VISIT_MEETING and dct is not None and dating.date.bounds[1] < dct
            asked = is_over and draft.status is Status.PROPOSED
            return replace(draft, status=Status.OCCURRED) if asked else draft
        return None

    def _weight(self, symbol: str, kind: EventType) -> float:
        """How much a word in the date's clause speaks for a type, by its labels."""
        known = self._words.get((symbol, kind))
        if known is None:
            own = (self._weights.get(f"clause {label}", {}).get(kind, 0.0) for label in self._engine.labels[symbol])
            known = self._words[symbol, kind] = math.fsum(own)
        return known

    def _trigger(self, passage: Passage, spot: int, kind: EventType) -> int | None:
        """The word of the date's clause that speaks most for the type."""
        clauses, labels = passage.clauses, self._engine.labels
        best, most = None, 0.0
        low, high = bisect_left(clauses, clauses[spot]), bisect_right(clauses, clauses[spot])
        for i, symbol in enumerate(passage.symbols[low:high], low):
            if symbol not in labels or i in passage.dates:
                continue
            weight = self._weight(symbol, kind) / (1 + _FAR * abs(i - spot))
            if weight > most:
                best, most = i, weight
        return best


def _is_near(dating: Dating, span: Span) -> bool:
    """Whether the date is that at ``span``, stands near, and does not only bound what is told."""
    return dating.timex.span == span and dating.price <= _PRICE and dating.relation not in _BOUNDS


def _row(weights: Mapping[EventType, float], place: Mapping[EventType, int]) -> tuple[float, ...]:
    """What a sign adds to each type, by number."""
    row = [0.0] * len(place)
    for kind, weight in weights.items():
        row[place[kind]] = weight
    return tuple(row)


def left_over(
    drafts: Sequence[Draft], passages: Sequence[Passage], engine: Engine, every: bool = False
) -> Iterator[tuple[Passage, int, frozenset[str]]]:
    """The dates of the text proper that no draft has, with their signs; with ``every``, the others as well."""
    told = sorted((d for d in drafts if d.roles.on_timeline), key=lambda d: (d.order, d.candidate.at))
    by_passage = {order: list(group) for order, group in groupby(told, key=lambda d: d.order)}
    taken = {(draft.order, draft.dating.timex.span) for draft in drafts if draft.dating}
    for passage in passages:
        if passage.part is not Part.BODY:
            continue
        free = [
            (spot, timex)
            for spot in passage.dates
            if (timex := passage.units[spot].timex) and (every or (passage.order, timex.span) not in taken)
        ]
        if not free or not engine.third.isdisjoint(passage.symbols):
            continue
        for spot, timex in free:
            own = _told_in(by_passage.get(passage.order, ()), timex.span)
            yield passage, spot, signs_of(passage, spot, _told_before(by_passage, passage), own, engine)


def _told_in(drafts: Sequence[Draft], span: Span) -> set[str]:
    """The types told in the sentence, but for what the date itself dates."""
    return {str(d.candidate.rule.event_type) for d in drafts if not d.dating or d.dating.timex.span != span}


def _told_before(by_passage: Mapping[int, Sequence[Draft]], passage: Passage) -> set[str]:
    """The types told last in the sentences before, in the same paragraph."""
    found: list[str] = []
    for order in range(passage.order - 1, passage.order - 1 - _BACK, -1):
        for draft in reversed(by_passage.get(order, ())):
            own = draft.candidate.passage
            if (own.part, own.paragraph) == (passage.part, passage.paragraph):
                found.append(str(draft.candidate.rule.event_type))
    return set(found[:_BEFORE])
