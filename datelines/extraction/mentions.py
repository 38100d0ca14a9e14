"""An article and its time expressions to mentions: detect, date, status, roles, extents, derived events, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from datelines.articles import Article
from datelines.edtf import DateValue, Grain
from datelines.events import Basis, EventMention, Part, Status
from datelines.extraction.anchor import Anchorer, Dating
from datelines.extraction.containers import fill_from_containers
from datelines.extraction.detect import Candidate, candidates
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import PAST, Engine, engine_for
from datelines.extraction.extents import join_extents
from datelines.extraction.flashback import is_yearless, reanchor, with_year
from datelines.extraction.passages import passages_of
from datelines.extraction.roles import RoleReader
from datelines.extraction.shifts import Shifter
from datelines.extraction.spots import SpotReader
from datelines.extraction.status import StatusReader
from datelines.spans import Span
from datelines.timex import Timex
from datelines.topics import Bound, Topic

__all__ = ["find_mentions"]

_NUMBER = re.compile(r"\b(?P<years>\d{1,3})(?:st|nd|rd|th)?\b")


def find_mentions(article: Article, timexes: Sequence[Sequence[Timex]], topic: Topic) -> tuple[EventMention, ...]:
    """The article's mentions in the order of the text; ``timexes`` are those of title, body and each caption."""
    engine = engine_for(topic)
    strings = (article.title, article.text, *article.captions)
    moved = [
        reanchor(text, own, article.dct, engine.grammar, topic.fiscal_year_starts)
        for text, own in zip(strings, timexes, strict=True)
    ]
    passages = passages_of(article, moved, engine)
    drafts = _Reader(article, engine).drafts(candidates(passages, engine))
    drafts = fill_from_containers(join_extents(drafts, topic), passages, article.dct, engine)
    mentions = [_mention(draft, article) for draft in drafts if draft.candidate.rule.bound is not Bound.LENGTH]
    mentions += [derived for draft in drafts if (derived := _derived(draft, article))]
    return tuple(mentions)


class _Reader:
    """Turns the candidates of one article into drafts."""

    def __init__(self, article: Article, engine: Engine) -> None:
        self._types = engine.topic.types
        self._dct = article.dct
        self._language = engine.grammar.language
        self._anchorer = Anchorer(engine)
        self._spots = SpotReader(engine)
        self._shifter = Shifter(engine)
        self._status = StatusReader(engine)
        self._roles = RoleReader(engine)

    def drafts(self, found: Sequence[Candidate]) -> list[Draft]:
        drafts: list[Draft] = []
        for _, members in groupby(found, key=lambda candidate: id(candidate.passage)):
            group = list(members)
            passage = group[0].passage
            length = self._spots.length(passage)
            spots = self._spots.read(passage)
            datings = self._anchorer.date(group, spots)
            for candidate, dates in zip(group, datings, strict=True):
                subordinate, shifted = self._shifter.shift(candidate, spots)
                if subordinate:
                    dates = (shifted,) if shifted else ()
                drafts += self._of(candidate, () if candidate.rule.dateless else dates, length)
        return drafts

    def _is_past(self, candidate: Candidate) -> bool:
        """Whether the trigger is a past form."""
        entry = candidate.passage.units[candidate.at].entry
        return entry is not None and PAST in entry.labels

    def _told(self, candidate: Candidate, dating: Dating) -> Dating:
        """A month or day without a year moved to the side of the present that the words speak of."""
        value = dating.date
        if self._dct is None or value != dating.timex.date or not value.earliest:
            return dating
        ahead, behind = value.bounds[0] > self._dct, value.bounds[1] < self._dct
        if not (ahead or behind) or not is_yearless(dating.timex, self._language):
            return dating
        status = self._status.cued(candidate)[0]
        if ahead and status is Status.OCCURRED and self._is_past(candidate):
            return _moved(dating, value.earliest.year - 1, "the last such day, since it is told as past")
        if behind and status is Status.PLANNED:
            return _moved(dating, value.earliest.year + 1, "the next such day, since it is told as a plan")
        return dating

    def _since(self, candidate: Candidate, dating: Dating) -> Dating:
        """What began at some time and goes on lasts to the year of publication."""
        start, ongoing = dating.date, self._types[candidate.rule.event_type].ongoing
        if not ongoing or dating.relation != "since" or self._dct is None or start.bounds[1] >= self._dct:
            return dating
        return replace(dating, date=DateValue.span(start, DateValue.of(self._dct, Grain.YEAR)))

    def _of(self, candidate: Candidate, dates: tuple[Dating, ...], length: int | None) -> Iterator[Draft]:
        for dating in dates or (None,):
            dating = dating and self._since(candidate, self._told(candidate, dating))
            when = dating.date if dating else None
            relation = dating.relation if dating else None
            status, cue = self._status.read(candidate, when, self._dct, relation)
            # What is only wished for does not date from the last time that it was.
            if relation == "since" and status in (Status.PROPOSED, Status.PLANNED):
                dating = when = None
            told = dating is not None and dating.basis is Basis.DISCLOSURE
            roles = self._roles.read(candidate, _day(when, self._dct), told)
            yield Draft(candidate, candidate.passage.order, dating, length, status, cue, roles)


def _moved(dating: Dating, year: int, why: str) -> Dating:
    moved = with_year(dating.timex, year, why)
    return replace(dating, date=moved.date, timex=moved) if moved and moved.date else dating


def _mention(draft: Draft, article: Article) -> EventMention:
    passage, dating, roles = draft.candidate.passage, draft.dating, draft.roles
    text = _text(passage.part, passage.caption, article)
    trigger = passage.units[draft.candidate.at]
    return EventMention(
        article_id=article.id,
        part=passage.part,
        caption=passage.caption,
        sentence=passage.span,
        trigger=Span(trigger.start, trigger.end),
        quote=passage.span.of(text),
        event_type=draft.candidate.rule.event_type,
        status=draft.status,
        rule=draft.candidate.rule.name,
        basis=dating.basis if dating else Basis.NONE,
        on_timeline=roles.on_timeline,
        actors=roles.actors,
        countries=roles.countries,
        date=dating.date if dating else None,
        timex=dating.timex if dating else None,
        status_cue=_cue(draft, text),
        series=roles.series,
        place=roles.place,
    )


def _derived(draft: Draft, article: Article) -> EventMention | None:
    """The older event whose year follows from this one: what turns 75 in 2025 began in 1950."""
    kind, dating = draft.candidate.rule.derives, draft.dating
    if kind is None or dating is None or dating.date.earliest is None:
        return None
    passage = draft.candidate.passage
    text = _text(passage.part, passage.caption, article)
    low, high = passage.units[draft.candidate.low].start, passage.units[draft.candidate.high - 1].end
    match = _NUMBER.search(text, max(passage.span.start, low - 8), min(passage.span.end, high + 8))
    if not match:
        return None
    year = dating.date.earliest.year - int(match["years"])
    if year < 1:
        return None
    mention = _mention(draft, article)
    value = DateValue.of(date(year, 1, 1), Grain.YEAR)
    return replace(mention, event_type=kind, status=Status.OCCURRED, date=value, basis=Basis.DERIVED)


def _text(part: Part, caption: int, article: Article) -> str:
    match part:
        case Part.TITLE:
            return article.title
        case Part.BODY:
            return article.text
        case Part.CAPTION:
            return article.captions[caption]


def _cue(draft: Draft, text: str) -> str | None:
    if draft.cue is None:
        return None
    unit = draft.candidate.passage.units[draft.cue]
    return text[unit.start : unit.end]


def _day(when: DateValue | None, dct: date | None) -> date | None:
    return when.earliest if when and when.earliest else dct
