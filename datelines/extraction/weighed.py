"""What the words around a date most likely tell, by weights of a topic: a second opinion where rules read, the only one
where none does.

A rule asks for words in an order, and a language has more orders than anyone writes down. In an article of both
parties each date of the text is weighed: the signs around it speak for types of events, or for none. A date that no
rule has taken tells its likeliest type, if that is likely enough; a rule gives way to a type that is far likelier than
its own. The weights are fitted to annotated sentences and articles, and stand in the topic's files.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from datelines.articles import Article
from datelines.events import EventType, Part, Status
from datelines.extraction.around import Around, Surroundings, label_signs
from datelines.extraction.detect import Candidate
from datelines.extraction.drafting import Drafter
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.extraction.sights import Sights, label_rows
from datelines.extraction.spots import Spot
from datelines.extraction.views import Views
from datelines.spans import Span
from datelines.topics import Bound, Rule

__all__ = ["Weigher"]

# How likely the likeliest type must be to be told.
_SURE = 0.35
# How likely a rule's type must be to be heard, and that of a rule which bounds a thing or looks at all of the text.
_HEARD, _HARDLY = 0.2, 0.03
# How much less a word counts for each word that it stands further from the date, and how far away another clause is.
_FAR, _OUTSIDE = 0.12, 60
# What a word of saying counts at least, for a statement.
_FULLY = 1000
# From which sum on, the logarithm of a chance, a date is the end of something.
_ENDED = -0.2
# How much each of the two counts, weights and net: what is left when both have said much the same.
_BOTH = 0.6
# Below which chance of the likeliest, of nothing as well, the two are unsure, and how much the encoder counts then.
_UNSURE, _ASKED = 0.8, 0.5
# No chance is told apart from 1 beyond it.
_MOST = 50.0
# Deaths and blasts of these days are accidents and crimes far more often than acts of war.
_LAST_YEAR = {EventType.INCIDENT: 1980}

Chances = Mapping[EventType | None, float]


class Weigher:
    """Weighs with one engine's topic; one without weights changes nothing."""

    def __init__(self, engine: Engine, drafter: Drafter) -> None:
        self._engine = engine
        self._drafter = drafter
        self._weights = engine.topic.weights
        self._kinds = tuple(EventType(kind) for kind in self._weights.kinds)
        self._signs = label_signs(engine) if self._kinds else {}
        self._net, self._ends, self._encoder = engine.topic.net, engine.topic.ends, engine.topic.encoder
        self._say = frozenset(engine.lexicon.symbols("say"))
        self._extended = frozenset(kind for kind, profile in engine.topic.types.items() if profile.extent)
        self._rows = label_rows(engine, self._net.vocabulary) if self._net else {}
        self._rules = {
            kind: Rule(f"weighed_{kind}", kind, (), spare=True, disclosure=True, until=_LAST_YEAR.get(kind))
            for kind in self._kinds
        }

    def weighed(self, drafts: Sequence[Draft], passages: Sequence[Passage], article: Article) -> list[Draft]:
        """The drafts of an article of both parties, those changed or left out that are most unlikely, with what the
        dates tell that they leave over."""
        if not self._kinds:
            return list(drafts)
        around = Surroundings(self._engine, self._signs, article, passages)
        sights = Sights(self._net.vocabulary, self._rows, article, passages) if self._net else None
        views = Views(self._encoder, article, passages) if self._encoder else None
        by_passage: dict[int, list[Draft]] = {}
        for draft in drafts:
            by_passage.setdefault(draft.order, []).append(draft)
        kept: list[Draft] = []
        more: list[Draft] = []
        for passage in passages:
            own = by_passage.pop(passage.order, [])
            if self._is_weighed(passage):
                signs = {spot: around.of(passage, spot) for spot in passage.dates}
                own, found = self._of_passage(passage, own, self._chances(passage, signs, sights, views), article.dct)
                by_span = {timex.span: signs[spot] for spot in signs if (timex := passage.units[spot].timex)}
                own = [self._ended(draft, by_span) for draft in own]
                more += [self._ended(draft, by_span) for draft in found]
            kept += own
        return kept + [draft for own in by_passage.values() for draft in own] + more

    def chances(self, sums: Sequence[float]) -> Chances:
        """How likely each type is that the topic's weights know, and None, nothing."""
        told = [math.exp(min(total, _MOST)) for total in sums]
        whole = 1.0 + math.fsum(told)
        return {**{kind: chance / whole for kind, chance in zip(self._kinds, told, strict=True)}, None: 1.0 / whole}

    def _chances(
        self, passage: Passage, signs: Mapping[int, Around], sights: Sights | None, views: Views | None
    ) -> Mapping[int, Chances]:
        """The chances at each date of a sentence, by its unit."""
        sums: Sequence[Sequence[float]] = [self._weights.sums(own) for own in signs.values()]
        if self._net is not None and sights is not None:
            sums = _both(sums, self._net.sums(sights.of(passage)), _BOTH, _BOTH)
        found = dict(zip(signs, map(self.chances, sums), strict=True))
        unsure = any(max(chances.values()) < _UNSURE for chances in found.values())
        if self._encoder is not None and views is not None and unsure:
            sums = _both(sums, self._encoder.sums(views.of([passage])), 1 - _ASKED, _ASKED)
            found = dict(zip(signs, map(self.chances, sums), strict=True))
        return found

    def _ended(self, draft: Draft, signs: Mapping[Span, Around]) -> Draft:
        """The draft, as the end of what it tells where something most likely ended on its date."""
        candidate, span = draft.candidate, draft.dating.timex.span if draft.dating else None
        if span is None or span not in signs or candidate.rule.bound or candidate.rule.event_type not in self._extended:
            return draft
        if not self._ends.kinds or self._ends.sums(signs[span])[0] < _ENDED:
            return draft
        rule = dataclasses.replace(candidate.rule, bound=Bound.END)
        return replace(draft, candidate=replace(candidate, rule=rule))

    def _is_weighed(self, passage: Passage) -> bool:
        """Whether it is a sentence of the text with dates."""
        return passage.part is Part.BODY and bool(passage.dates)

    def _of_passage(
        self, passage: Passage, drafts: Sequence[Draft], by_spot: Mapping[int, Chances], dct: date | None
    ) -> tuple[list[Draft], list[Draft]]:
        """What stays of a sentence's drafts, and what its other dates tell."""
        chances = {timex.span: by_spot[spot] for spot in passage.dates if (timex := passage.units[spot].timex)}
        kept = self._judged(drafts, chances, dct)
        # What is told of a third country is told of nobody else.
        taken = {draft.dating.timex.span for draft in drafts if draft.dating and not draft.roles.on_timeline}
        more = []
        for spot in self._drafter.spots(passage):
            span = spot.timex.span
            kind = _likely(chances[span]) if span not in taken else None
            if kind is not None and not any(_tells(draft, kind, span) for draft in kept):
                draft = self._draft(passage, spot, kind, dct)
                more += [draft] if draft else []
        return kept, more

    def _judged(self, drafts: Sequence[Draft], chances: Mapping[Span, Chances], dct: date | None) -> list[Draft]:
        """The drafts, without those that hardly anything speaks for; in place of one that is left out the likeliest
        type, where that is likely and nobody tells it."""
        kept = [draft for draft in drafts if self._is_heard(draft, chances)]
        more: list[Draft] = []
        for draft in drafts:
            span = draft.dating.timex.span if draft.dating else None
            if span is None or any(draft is one for one in kept):
                continue
            likely = _likely(chances[span])
            if likely is not None and not any(_tells(other, likely, span) for other in (*kept, *more)):
                more.append(self._drafter.retold(draft, self._rules[likely], dct))
        return [*kept, *more]

    def _is_heard(self, draft: Draft, chances: Mapping[Span, Chances]) -> bool:
        """Whether its type is likely enough, or not for the words around its date to say."""
        span = draft.dating.timex.span if draft.dating else None
        if span is None or span not in chances or not draft.roles.on_timeline:
            return True
        rule = draft.candidate.rule
        least = _HARDLY if rule.bound or (rule.theme and not rule.spare) else _HEARD
        return chances[span].get(rule.event_type, 1.0) >= least

    def _draft(self, passage: Passage, spot: Spot, kind: EventType, dct: date | None) -> Draft | None:
        at = self._trigger(passage, spot.low, kind)
        if at is None:
            return None
        draft = self._drafter.told_at(Candidate(passage, self._rules[kind], at, at, at + 1), spot, dct)
        if draft is None or draft.dating is None or not draft.roles.on_timeline:
            return None
        # What somebody asked for when people met is one thing, that they met another.
        is_over = kind is EventType.VISIT_MEETING and dct is not None and draft.dating.date.bounds[1] < dct
        asked = is_over and draft.status is Status.PROPOSED
        return replace(draft, status=Status.OCCURRED) if asked else draft

    def _trigger(self, passage: Passage, spot: int, kind: EventType) -> int | None:
        """The word that speaks most for the type, near ones and those of the date's clause more; of statements, what is
        said."""
        clauses, column, signs = passage.clauses, self._kinds.index(kind), self._weights.signs
        said = kind is EventType.STATEMENT and not self._say.isdisjoint(passage.symbols)
        best, most = None, 0.0
        for i, symbol in enumerate(passage.symbols):
            if i in passage.dates or (said and symbol not in self._say):
                continue
            rows = [signs.get(f"label {label}") for label in self._engine.labels.get(symbol, ())]
            apart = abs(i - spot) + (_OUTSIDE if clauses[i] != clauses[spot] else 0)
            weight = (sum(row[column] for row in rows if row) + (_FULLY if said else 0)) / (1 + _FAR * apart)
            if weight > most:
                best, most = i, weight
        return best


def _both(
    sums: Sequence[Sequence[float]], others: Sequence[Sequence[float]], much: float, more: float
) -> list[list[float]]:
    """The sums of both for each date and kind, the first counting so ``much``, the others so much ``more``."""
    return [
        [much * one + more * other for one, other in zip(row, beside, strict=True)]
        for row, beside in zip(sums, others, strict=True)
    ]


def _likely(chances: Chances) -> EventType | None:
    """The type that is likely enough beside all others and nothing."""
    best = max((kind for kind in chances if kind is not None), key=chances.__getitem__, default=None)
    return best if best is not None and chances[best] >= _SURE else None


def _tells(draft: Draft, kind: EventType, span: Span) -> bool:
    """Whether it is of the type and dated by these words."""
    return draft.candidate.rule.event_type is kind and draft.dating is not None and draft.dating.timex.span == span
