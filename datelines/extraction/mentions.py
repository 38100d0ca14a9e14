"""An article and its time expressions to mentions: detect, date, status, roles, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from datelines.articles import Article
from datelines.edtf import DateValue
from datelines.events import Basis, EventMention, Part
from datelines.extraction.anchor import Clauses, Dating, best_date
from datelines.extraction.detect import Candidate, candidates
from datelines.extraction.engine import Engine, engine_for
from datelines.extraction.passages import passages_of
from datelines.extraction.roles import RoleReader
from datelines.extraction.status import StatusReader
from datelines.spans import Span
from datelines.timex import Timex
from datelines.topics import Topic

__all__ = ["find_mentions"]


def find_mentions(article: Article, timexes: Sequence[Sequence[Timex]], topic: Topic) -> tuple[EventMention, ...]:
    """The article's mentions in the order of the text; ``timexes`` are those of title, body and each caption."""
    engine = engine_for(topic)
    found = candidates(passages_of(article, timexes, engine), engine)
    reader = _Reader(article, engine)
    by_passage: dict[int, list[Candidate]] = {}
    for candidate in found:
        by_passage.setdefault(id(candidate.passage), []).append(candidate)
    mentions = [
        reader.mention(candidate, tuple(other.at for other in group if other is not candidate))
        for group in by_passage.values()
        for candidate in group
    ]
    return tuple(m for m in mentions if m is not None)


class _Reader:
    """Turns the candidates of one article into mentions."""

    def __init__(self, article: Article, engine: Engine) -> None:
        self._article = article
        self._engine = engine
        self._clauses = Clauses(engine)
        self._status = StatusReader(engine)
        self._roles = RoleReader(engine)

    def mention(self, candidate: Candidate, others: tuple[int, ...]) -> EventMention | None:
        dating = best_date(candidate, others, self._clauses)
        when = dating.date if dating else None
        status, cue = self._status.read(candidate, when, self._article.dct)
        roles = self._roles.read(candidate, _day(when, self._article.dct))
        passage = candidate.passage
        text = self._text(candidate)
        trigger = passage.units[candidate.at]
        return EventMention(
            article_id=self._article.id,
            part=passage.part,
            caption=passage.caption,
            sentence=passage.span,
            trigger=Span(trigger.start, trigger.end),
            quote=passage.span.of(text),
            event_type=candidate.rule.event_type,
            status=status,
            rule=candidate.rule.name,
            basis=dating.basis if dating else Basis.NONE,
            on_timeline=roles.on_timeline,
            actors=roles.actors,
            countries=roles.countries,
            date=when,
            timex=dating.timex if dating else None,
            status_cue=_cue(candidate, cue, text),
            series=roles.series,
            place=roles.place,
        )

    def _text(self, candidate: Candidate) -> str:
        match candidate.passage.part:
            case Part.TITLE:
                return self._article.title
            case Part.BODY:
                return self._article.text
            case Part.CAPTION:
                return self._article.captions[candidate.passage.caption]


def _cue(candidate: Candidate, cue: int | None, text: str) -> str | None:
    if cue is None:
        return None
    unit = candidate.passage.units[cue]
    return text[unit.start : unit.end]


def _day(when: DateValue | None, dct: date | None) -> date | None:
    return when.earliest if when and when.earliest else dct


_ = Dating
