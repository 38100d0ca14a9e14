"""The JSON that the `datelines` command reads and writes. How a value came about is not decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from datelines.articles import Article
from datelines.edtf import DateValue
from datelines.events import Event, EventMention, precision_of
from datelines.spans import Span
from datelines.timex import Timex

__all__ = [
    "AnchoringInput",
    "TaggingInput",
    "WireError",
    "anchored_record",
    "encode",
    "event_record",
    "milestone_record",
    "read_anchoring_line",
    "read_tagging_line",
    "timex_record",
]


class WireError(ValueError):
    """A line that cannot be read; the message is one line."""


@dataclass(frozen=True, slots=True)
class TaggingInput:
    """A text to tag: what `datelines tag` takes from a line, and nothing else of it."""

    doc_id: str | None
    text: str
    dct: date | None
    doc_type: str
    language: str


@dataclass(frozen=True, slots=True)
class AnchoringInput:
    """A text with spans of event mentions: what `datelines anchor` takes from a line, and nothing else of it."""

    doc_id: str | None
    text: str
    dct: date | None
    language: str
    mentions: tuple[Span, ...]


class _Mention(msgspec.Struct):
    start: int
    end: int


class _AnchoringLine(msgspec.Struct):
    text: str
    mentions: tuple[_Mention, ...]
    doc_id: str | int | None = None
    dct: str | None = None
    language: str = "en"


class _TaggingLine(msgspec.Struct):
    """The keys that are used; whatever else a line holds is never looked at."""

    text: str
    doc_id: str | int | None = None
    dct: str | None = None
    doc_type: str = "news"
    language: str = "en"


_decoder = msgspec.json.Decoder(_TaggingLine)
_anchoring_decoder = msgspec.json.Decoder(_AnchoringLine)
_DOC_TYPES = ("news", "narrative")


def encode(record: Mapping[str, Any]) -> str:
    """One line of JSON, its keys in their order, text as it is."""
    return msgspec.json.encode(record).decode()


def read_tagging_line(line: str) -> TaggingInput:
    """The text and its document date. Raises WireError."""
    try:
        row = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise WireError(f"not a JSON object with a text: {error}") from error
    if row.doc_type not in _DOC_TYPES:
        raise WireError(f"doc_type is {row.doc_type!r}; it is one of {', '.join(_DOC_TYPES)}")
    doc_id = None if row.doc_id is None else str(row.doc_id)
    return TaggingInput(doc_id, row.text, _day(row.dct), row.doc_type, row.language)


def read_anchoring_line(line: str) -> AnchoringInput:
    """The text, its document date and the mentions' spans. Raises WireError."""
    try:
        row = _anchoring_decoder.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise WireError(f"not a JSON object with a text and mentions: {error}") from error
    for one in row.mentions:
        if not 0 <= one.start < one.end <= len(row.text):
            raise WireError(
                f"a mention lies at {one.start} to {one.end}, outside the text of {len(row.text)} characters"
            )
    spans = tuple(Span(one.start, one.end) for one in row.mentions)
    doc_id = None if row.doc_id is None else str(row.doc_id)
    return AnchoringInput(doc_id, row.text, _day(row.dct), row.language, spans)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise WireError(f"dct is {text!r}; a day looks like 2025-02-25") from error


def timex_record(timex: Timex) -> dict[str, Any]:
    """A timex with its offsets (code points), as the tagging corpora have it, and how it was read."""
    record: dict[str, Any] = {
        "start": timex.span.start,
        "end": timex.span.end,
        "text": timex.text,
        "type": timex.type.value,
        "value": timex.value,
    }
    if timex.mod:
        record["mod"] = timex.mod.value
    if timex.date:
        record["edtf"] = timex.date.edtf
    record["rule"] = timex.rule
    if timex.anchor:
        anchor = timex.anchor
        record["anchor"] = {"kind": anchor.kind.value, "value": anchor.value, "why": anchor.why}
        if anchor.span:
            record["anchor"] |= {"start": anchor.span.start, "end": anchor.span.end}
    return record


def anchored_record(row: AnchoringInput, dates: Sequence[DateValue | None], rules: Sequence[str]) -> dict[str, Any]:
    """The line that came in, with the date of every mention and the name of the rule that says so."""
    mentions = [
        {
            "start": span.start,
            "end": span.end,
            "text": span.of(row.text),
            "date": found.edtf if found else None,
            "rule": rule,
        }
        for span, found, rule in zip(row.mentions, dates, rules, strict=True)
    ]
    day = row.dct.isoformat() if row.dct else None
    return {"doc_id": row.doc_id, "dct": day, "text": row.text, "mentions": mentions}


def event_record(event: Event) -> dict[str, Any]:
    """An event of one article, with the mention that shows it best."""
    lead = lead_mention(event)
    return {
        "date": event.date.edtf if event.date else None,
        "precision": precision_of(event.date).value,
        "type": event.event_type.value,
        "status": event.status.value,
        "actors": list(event.actors),
        "countries": list(event.countries),
        "on_timeline": event.on_timeline,
        "title": event.title,
        "basis": event.basis.value,
        "timex": timex_record(lead.timex) if lead.timex else None,
        "rule": lead.rule,
        "sentence": lead.quote,
    }


def milestone_record(event: Event, articles: Mapping[str, Article]) -> dict[str, Any]:
    """An event of the merged timeline; ``articles`` has the article of every mention, by id."""
    names = {_file_name(articles[mention.article_id]) for mention in event.mentions}
    return {
        "event_id": event.id,
        "title": event.title,
        "date": event.date.edtf if event.date else None,
        "precision": precision_of(event.date).value,
        "type": event.event_type.value,
        "status": event.status.value,
        "on_timeline": event.on_timeline,
        "actors": list(event.actors),
        "countries": list(event.countries),
        "date_conflict": event.conflict,
        "articles": sorted(names),
    }


def lead_mention(event: Event) -> EventMention:
    """The mention whose date the event has, else its first one."""
    dated = (mention for mention in event.mentions if event.date is None or mention.date == event.date)
    return next(dated, event.mentions[0])


def _file_name(article: Article) -> str:
    return article.source.rsplit("/", 1)[-1]
