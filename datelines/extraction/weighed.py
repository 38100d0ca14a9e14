"""What the words around a date most likely tell, by weights of a topic: a second opinion where rules read, the only one
where none does.

A rule asks for words in an order, and a language has more orders than anyone writes down. In an article of both
parties each date of the text is weighed: the signs around it speak for types of events, or for none. A date that no
rule has taken tells its likeliest type, if that is likely enough; a rule gives way to a type that is far likelier than
its own. The weights are fitted to annotated sentences and articles, and stand in the topic's files.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from datelines.articles import Article
from datelines.events import EventType, Part, Status
from datelines.extraction.around import Around, Surroundings, label_signs
from datelines.extraction.datings import Dating
from datelines.extraction.detect import Candidate
from datelines.extraction.drafting import Drafter
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.spans import Span
from datelines.topics import Rule

__all__ = ["Weigher"]

# How likely a type must be to be told where no rule reads, and what may lie between its word and the date.
_SURE, _PRICE = 0.22, 6.0
# How likely a rule's type is at most that gives way to a likelier one.
_LIKELY = 0.3
# How sure it is that a date tells nothing, and how unlikely a rule's type, where that rule is not heard.
_NOTHING, _HARDLY = 0.6, 0.1
# How much less a word counts for each word that it stands further from the date, and how far away another clause is.
_FAR, _OUTSIDE = 0.12, 60
# No chance is told apart from 1 beyond it.
_MOST = 50.0
# Up to which word a sentence opens.
_OPENING = 2
# Deaths and blasts of these days are accidents and crimes far more often than acts of war.
_LAST_YEAR = {EventType.INCIDENT: 1980}
_BOUNDS = frozenset({"until", "before", "after", "to"})

Chances = Mapping[EventType | None, float]


class Weigher:
    """Weighs with one engine's topic; one without weights changes nothing."""

    def __init__(self, engine: Engine, drafter: Drafter) -> None:
        self._engine = engine
        self._drafter = drafter
        self._weights = engine.topic.weights
        self._kinds = tuple(EventType(kind) for kind in self._weights.kinds)
        self._signs = label_signs(engine) if self._kinds else {}
        self._rules = {
            kind: Rule(f"weighed_{kind}", kind, (), spare=True, until=_LAST_YEAR.get(kind)) for kind in self._kinds
        }

    def weighed(self, drafts: Sequence[Draft], passages: Sequence[Passage], article: Article) -> list[Draft]:
        """The drafts of an article of both parties, those changed or left out that are most unlikely, with what the
        dates tell that they leave over."""
        if not self._kinds:
            return list(drafts)
        around = Surroundings(self._engine, self._signs, article, passages)
        by_passage: dict[int, list[Draft]] = {}
        for draft in drafts:
            by_passage.setdefault(draft.order, []).append(draft)
        kept: list[Draft] = []
        more: list[Draft] = []
        for passage in passages:
            own = by_passage.pop(passage.order, [])
            if self._is_weighed(passage):
                own, found = self._of_passage(passage, own, around, article.dct)
                more += found
            kept += own
        return kept + [draft for own in by_passage.values() for draft in own] + more

    def chances(self, signs: Around) -> Chances:
        """How likely each type is that the topic's weights know, and None, nothing."""
        told = [math.exp(min(total, _MOST)) for total in self._weights.sums(signs)]
        whole = 1.0 + math.fsum(told)
        return {**{kind: chance / whole for kind, chance in zip(self._kinds, told, strict=True)}, None: 1.0 / whole}

    def _is_weighed(self, passage: Passage) -> bool:
        """Whether it is a sentence of the text with dates."""
        return passage.part is Part.BODY and bool(passage.dates)

    def _of_passage(
        self, passage: Passage, drafts: Sequence[Draft], around: Surroundings, dct: date | None
    ) -> tuple[list[Draft], list[Draft]]:
        """What stays of a sentence's drafts, and what its other dates tell."""
        places = {timex.span: spot for spot in passage.dates if (timex := passage.units[spot].timex)}
        chances = {span: self.chances(around.of(passage, spot)) for span, spot in places.items()}
        kept = self._judged(drafts, chances, dct)
        taken = {draft.dating.timex.span for draft in drafts if draft.dating}
        more = []
        for span, spot in places.items():
            if span not in taken and (kind := _likely(chances[span])) is not None:
                draft = self._draft(passage, spot, kind, dct)
                more += [draft] if draft else []
        return kept, more

    def _judged(self, drafts: Sequence[Draft], chances: Mapping[Span, Chances], dct: date | None) -> list[Draft]:
        """The drafts, without those that hardly anything speaks for, and with the likelier type where one is."""
        kept: list[Draft] = []
        for draft in drafts:
            span = draft.dating.timex.span if draft.dating else None
            if span is None or span not in chances or not _is_judged(draft):
                kept.append(draft)
                continue
            chance, kind = chances[span], draft.candidate.rule.event_type
            own = chance.get(kind, 1.0)
            if own <= _HARDLY and chance[None] >= _NOTHING:
                continue
            likely = max(self._kinds, key=chance.__getitem__)
            if own > _LIKELY or likely is kind or chance[likely] < _SURE:
                kept.append(draft)
            elif not any(_tells(other, likely, span) for other in (*drafts, *kept)):
                kept.append(self._drafter.retold(draft, self._rules[likely], dct))
        return kept

    def _draft(self, passage: Passage, spot: int, kind: EventType, dct: date | None) -> Draft | None:
        at, timex = self._trigger(passage, spot, kind), passage.units[spot].timex
        if at is None or timex is None:
            return None
        candidate, span = Candidate(passage, self._rules[kind], at, at, at + 1), timex.span
        for draft in self._drafter.drafts([candidate], dct, lambda _, found: _is_near(found), only=span):
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

    def _trigger(self, passage: Passage, spot: int, kind: EventType) -> int | None:
        """The word that speaks most for the type, near ones and those of the date's clause more."""
        clauses, column, signs = passage.clauses, self._kinds.index(kind), self._weights.signs
        best, most = None, 0.0
        for i, symbol in enumerate(passage.symbols):
            if i in passage.dates:
                continue
            rows = [signs.get(f"label {label}") for label in self._engine.labels.get(symbol, ())]
            apart = abs(i - spot) + (_OUTSIDE if clauses[i] != clauses[spot] else 0)
            weight = sum(row[column] for row in rows if row) / (1 + _FAR * apart)
            if weight > most:
                best, most = i, weight
        return best


def _likely(chances: Chances) -> EventType | None:
    """The type that is likely enough beside all others and nothing."""
    best = max((kind for kind in chances if kind is not None), key=chances.__getitem__, default=None)
    return best if best is not None and chances[best] >= _SURE else None


def _is_judged(draft: Draft) -> bool:
    """Whether the words around its date have a say in what it tells.

    When a thing ended or how long it took is told anywhere, and what an article is about in each of its sentences.
    """
    rule = draft.candidate.rule
    return draft.roles.on_timeline and not rule.bound and (rule.spare or not rule.theme)


def _tells(draft: Draft, kind: EventType, span: Span) -> bool:
    """Whether it is of the type and dated by these words."""
    return draft.candidate.rule.event_type is kind and draft.dating is not None and draft.dating.timex.span == span


def _is_near(dating: Dating) -> bool:
    """Whether the date stands near, and does not only bound what is told."""
    return dating.price <= _PRICE and dating.relation not in _BOUNDS
