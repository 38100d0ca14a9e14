"""An article and its time expressions to mentions.

Detect, draft, join extents, fill from passages, add who attended, derive, in this order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from msgspec import structs

from datelines.articles import Article
from datelines.edtf import DateValue, Grain
from datelines.events import Basis, EventMention, EventType, Part, Status
from datelines.extraction.aftermath import Aftermath
from datelines.extraction.attendance import Attendance
from datelines.extraction.containers import Containers
from datelines.extraction.counted import years_counted
from datelines.extraction.detect import candidates
from datelines.extraction.drafting import Drafter
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine, engine_for
from datelines.extraction.extents import join_extents
from datelines.extraction.gapping import GapReader
from datelines.extraction.leftovers import Leftovers
from datelines.extraction.passages import Reader
from datelines.extraction.themes import theme_of
from datelines.extraction.weighed import Weigher
from datelines.extraction.whichyear import in_their_years
from datelines.spans import Span
from datelines.timex import Timex
from datelines.topics import Bound, Topic

__all__ = ["find_mentions"]

_STOPS = {EventType.EXERCISE: EventType.EXERCISE_SUSPENSION, EventType.MILITARY_AID: EventType.AID_SUSPENSION}


def find_mentions(article: Article, timexes: Sequence[Sequence[Timex]], topic: Topic) -> tuple[EventMention, ...]:
    """The article's mentions in the order of the text; ``timexes`` are those of title, body and each caption."""
    return _extractor(topic).mentions(article, timexes)


class _Extractor:
    """One engine's stages, made once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = Reader(engine)
        self._drafter = Drafter(engine)
        self._leftovers = Leftovers(engine, self._drafter, GapReader(engine))
        self._weigher = Weigher(engine, self._drafter)
        self._aftermath = Aftermath(engine)
        self._containers, self._attendance = Containers(engine), Attendance(engine)

    def mentions(self, article: Article, timexes: Sequence[Sequence[Timex]]) -> tuple[EventMention, ...]:
        engine, dct = self._engine, article.dct
        strings = (article.title, article.text, *article.captions)
        placed = [
            in_their_years(text, own, dct, engine.grammar, engine.topic.fiscal_year_starts)
            for text, own in zip(strings, timexes, strict=True)
        ]
        reading = self._reader.read(article, placed)
        # An article that never names the home country is not of the topic, whatever its words.
        if not reading.at_home:
            return ()
        passages = reading.passages
        theme = theme_of(passages, engine)
        found = candidates(passages, engine, theme)
        drafts = [_marked(draft, article, engine.grammar.counts) for draft in self._drafter.drafts(found, dct)]
        if self._leftovers.is_of_both(passages):
            drafts += self._leftovers.drafts(found, drafts, passages, dct, theme)
            drafts = self._weigher.weighed(drafts, passages, article)
        off = [d for d in drafts if d.status is Status.CANCELLED and d.dating is not None]
        drafts = [d for d in drafts if not _is_other_side(d, drafts, off) and (d.dating or not _is_asked(d, article))]
        drafts = self._aftermath.fill(drafts)
        drafts = self._containers.fill(join_extents(drafts, engine.topic), passages, dct)
        drafts = self._attendance.join(drafts, passages, dct)
        told = [_mention(draft, article) for draft in drafts if draft.candidate.rule.bound is not Bound.LENGTH]
        told += [derived for draft in drafts if (derived := _derived(draft, article, engine.grammar.counts))]
        return _once(told)


def _once(told: Iterable[EventMention]) -> tuple[EventMention, ...]:
    """The mentions without what two rules tell alike: the same words, type and time, of which the first stays."""
    found: dict[object, EventMention] = {}
    for mention in told:
        found.setdefault((mention.key, mention.timex and mention.timex.span.start, mention.date), mention)
    return tuple(found.values())


_EXTRACTORS: dict[str, _Extractor] = {}


def _extractor(topic: Topic) -> _Extractor:
    if topic.digest not in _EXTRACTORS:
        _EXTRACTORS[topic.digest] = _Extractor(engine_for(topic))
    return _EXTRACTORS[topic.digest]


def _is_other_side(draft: Draft, drafts: Sequence[Draft], off: Sequence[Draft]) -> bool:
    """Whether it only says what a stop of the same words and day means: what was stopped did not take place.

    ``off`` are those of the drafts that tell what was called off.
    """
    if _is_undone(draft, off):
        return True
    stop = _STOPS.get(draft.candidate.rule.event_type)
    if stop is None or draft.status is not Status.CANCELLED or draft.dating is None:
        return False
    return any(
        other.candidate.passage is draft.candidate.passage
        and other.candidate.rule.event_type is stop
        and other.dating is not None
        and other.dating.date == draft.dating.date
        for other in drafts
    )


def _is_undone(draft: Draft, off: Sequence[Draft]) -> bool:
    """Whether the same sentence tells that what it only names for its day was called off: "cancelled the course"."""
    if not off or draft.status not in (Status.OCCURRED, Status.PLANNED) or draft.dating is None:
        return False
    return any(
        other.candidate.passage is draft.candidate.passage
        and other.candidate.rule.event_type is draft.candidate.rule.event_type
        and other.dating is not None
        and other.dating.timex.span == draft.dating.timex.span
        for other in off
    )


def _is_asked(draft: Draft, article: Article) -> bool:
    """Whether its sentence is a question, which tells nothing but what it dates: "Where do the trucks come from?"."""
    passage = draft.candidate.passage
    return passage.span.of(_text(passage.part, passage.caption, article)).rstrip("\"'”’ ").endswith("?")


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


def _marked(draft: Draft, article: Article, counts: Mapping[str, int]) -> Draft:
    """An anniversary whose words date what it marks, moved on: "seventy-five years after envoys came in July 1950"."""
    dating, printed = draft.dating, article.dct
    if draft.candidate.rule.derives is None or dating is None or dating.date.earliest is None or printed is None:
        return draft
    passage = draft.candidate.passage
    years = years_counted(draft.candidate, _text(passage.part, passage.caption, article), counts)
    year = dating.date.earliest.year + (years or 0)
    if not years or abs(year - printed.year) > 1 or dating.date.earliest.year == printed.year:
        return draft
    when = structs.replace(dating, date=DateValue.of(date(year, 1, 1), Grain.YEAR), basis=Basis.DERIVED)
    return structs.replace(draft, dating=when, origin=dating.date)


def _derived(draft: Draft, article: Article, counts: Mapping[str, int]) -> EventMention | None:
    """The older event whose year follows from this one: what turns 75 in 2025 began in 1950."""
    kind, dating = draft.candidate.rule.derives, draft.dating
    if kind is None or dating is None or dating.date.earliest is None:
        return None
    passage = draft.candidate.passage
    years = years_counted(draft.candidate, _text(passage.part, passage.caption, article), counts)
    if years is None:
        return None
    year = dating.date.earliest.year - years
    if year < 1:
        return None
    mention = _mention(draft, article)
    value = draft.origin or DateValue.of(date(year, 1, 1), Grain.YEAR)
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
