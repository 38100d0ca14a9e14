"""Values to plain rows, one function a table: what each column of the published tables holds.

Ids over nights are in ``identity``.

A row is a dict from column name to a plain value; the columns are those of ``schemas/<table>.yaml``.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from datelines.articles import Article
from datelines.cells import single
from datelines.confidence import Calibration
from datelines.duplicates import first_of
from datelines.edtf import DateValue, Grain, Qualifier
from datelines.events import PLOVER, Alternative, Event, EventMention, Part, precision_of
from datelines.issues import Issue
from datelines.timelines import Timeline
from datelines.timex import Timex

__all__ = [
    "Row",
    "article_row",
    "article_rows",
    "date_cells",
    "issue_rows",
    "key_of",
    "mention_id",
    "mention_row",
    "mention_rows",
    "midnight",
    "timeline_rows",
]

Row = dict[str, Any]

_QUOTE = 200
_ELLIPSIS = "…"


def key_of(prefix: str, *parts: object) -> str:
    """A key that follows from ``parts`` alone: the prefix and 16 hex digits."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return f"{prefix}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"


def mention_id(mention: EventMention) -> str:
    """The same for the same words of the same article, whatever event they are given to.

    One trigger can tell two events ("the exercises of 2014 and 2015"), so the time that is read for it counts, too.
    """
    told = mention.date.edtf if mention.date else None
    return key_of("me", *mention.key, mention.timex.span.start if mention.timex else None, told)


def date_cells(value: DateValue | None) -> Row:
    """The columns that say what a date can mean: ``edtf`` and the four that begin with ``date_``.

    Half-years and centuries have no place among the precisions and become intervals of the same days. A date that is
    both approximate and uncertain counts as uncertain.
    """
    plain = _as_interval(value) if value and value.grain in (Grain.HALF, Grain.CENTURY) else value
    qualifier = value.qualifier if value else None
    return {
        "edtf": plain.edtf if plain else None,
        "date_earliest": plain.earliest if plain else None,
        "date_latest": plain.latest if plain else None,
        "date_precision": precision_of(plain).value,
        "date_qualifier": (Qualifier.UNCERTAIN if qualifier is Qualifier.BOTH else qualifier),
    }


def _as_interval(value: DateValue) -> DateValue:
    first, last = value.bounds
    grain = Grain.MONTH if value.grain is Grain.HALF else Grain.YEAR
    return DateValue.span(DateValue.of(first, grain, value.qualifier), DateValue.of(last, grain, value.qualifier))


def timeline_rows(
    timeline: Timeline, articles: Mapping[str, Article], calibration: Calibration | None = None
) -> list[Row]:
    """One row a milestone, in the timeline's order; the columns of the history are left out.

    ``articles`` has the article of every mention, by id; without a calibration nothing is said of how sure a row is.
    """
    return [
        _timeline_row(event, articles, timeline.repeated) | {"confidence": _confidence(event, calibration)}
        for event in timeline.milestones
    ]


def _confidence(event: Event, calibration: Calibration | None) -> float | None:
    """None as well where a person has put the event right: that is no matter of chance."""
    if calibration is None or event.corrections:
        return None
    return single(round(calibration.chance(event), 2))


def _timeline_row(event: Event, articles: Mapping[str, Article], repeated: Mapping[str, str]) -> Row:
    sources = {mention.article_id: articles[mention.article_id] for mention in event.mentions}
    published = [article.published.astimezone(UTC) for article in sources.values() if article.published]
    days = date_cells(event.date)
    place = event.place
    return {
        "event_id": event.id,
        "title": event.title,
        "event_date": days.pop("edtf"),
        **days,
        "date_basis": event.basis.value,
        "date_alternatives": [_alternative(one) for one in event.alternatives],
        "date_conflict": event.conflict,
        "event_type": event.event_type.value,
        "plover_type": PLOVER[event.event_type],
        "event_status": event.status.value,
        "actors": list(event.actors),
        "countries": list(event.countries),
        "location": place.name if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "geo_precision": place.precision if place else None,
        "mention_count": len(event.mentions),
        "source_count": len({_source(name, articles, repeated) for name in sources}),
        "first_reported": min(published, default=None),
        "last_reported": max(published, default=None),
    }


def _source(name: str, articles: Mapping[str, Article], repeated: Mapping[str, str]) -> str:
    """Who tells it: the publisher, where the article repeats another one that of the first."""
    first = articles[first_of(name, repeated)]
    return first.publisher or first.id


def _alternative(one: Alternative) -> Row:
    return {"date": date_cells(one.date)["edtf"], "mentions": one.mentions, "sources": one.sources}


def mention_rows(timeline: Timeline, articles: Mapping[str, Article]) -> list[Row]:
    """One row a mention of a milestone, ordered by event and mention id."""
    rows = [
        mention_row(event.id, one, articles[one.article_id]) for event in timeline.milestones for one in event.mentions
    ]
    return sorted(rows, key=lambda row: (row["event_id"], row["mention_id"]))


def mention_row(event_id: str, mention: EventMention, article: Article) -> Row:
    """The row of a mention that tells this event."""
    days = date_cells(mention.date)
    return {
        "mention_id": mention_id(mention),
        "event_id": event_id,
        "article_id": mention.article_id,
        "url": article.url,
        "publisher": article.publisher,
        "part": mention.part.value,
        "caption_number": mention.caption if mention.part is Part.CAPTION else None,
        "quote": _window(mention),
        "sentence_start": mention.sentence.start,
        "sentence_end": mention.sentence.end,
        "trigger": mention.trigger.shifted(-mention.sentence.start).of(mention.quote),
        "trigger_start": mention.trigger.start,
        "trigger_end": mention.trigger.end,
        "event_type": mention.event_type.value,
        "event_status": mention.status.value,
        "status_cue": mention.status_cue,
        "series": mention.series,
        "actors": list(mention.actors),
        "countries": list(mention.countries),
        "location": mention.place.name if mention.place else None,
        "date": days.pop("edtf"),
        **days,
        "basis": mention.basis.value,
        **_timex_cells(mention.timex),
        "rule": mention.rule,
    }


def _timex_cells(timex: Timex | None) -> Row:
    anchor = timex.anchor if timex else None
    place = anchor.span if anchor else None
    return {
        "timex_text": timex.text if timex else None,
        "timex_type": timex.type.value if timex else None,
        "timex_value": timex.value if timex else None,
        "timex_mod": timex.mod.value if timex and timex.mod else None,
        "timex_start": timex.span.start if timex else None,
        "timex_end": timex.span.end if timex else None,
        "anchor_kind": anchor.kind.value if anchor else None,
        "anchor_value": anchor.value if anchor else None,
        "anchor_start": place.start if place else None,
        "anchor_end": place.end if place else None,
        "anchor_why": (anchor.why or None) if anchor else None,
        "timex_rule": timex.rule if timex else None,
    }


def _window(mention: EventMention) -> str:
    """The sentence on one line; of a long one, 200 characters around the trigger, cut between words."""
    before = " ".join(mention.quote[: mention.trigger.start - mention.sentence.start].split())
    text = " ".join(mention.quote.split())
    if len(text) <= _QUOTE:
        return text
    room = _QUOTE - 2 * len(_ELLIPSIS)
    middle = len(before) + (mention.trigger.end - mention.trigger.start) // 2
    start = max(0, min(middle - room // 2, len(text) - room))
    end = min(len(text), start + room)
    if start and (space := text.find(" ", start, max(start, len(before)) + 1)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", max(start, middle), end)) > start:
        end = space
    return (_ELLIPSIS if start else "") + text[start:end] + (_ELLIPSIS if end < len(text) else "")


def article_rows(articles: Iterable[Article], timeline: Timeline) -> list[Row]:
    """One row an article, ordered by publication and id, with the number of milestones that it tells."""
    told: dict[str, set[str]] = defaultdict(set)
    for event in timeline.milestones:
        for mention in event.mentions:
            told[mention.article_id].add(event.id)
    rows = [
        article_row(article, len(told.get(article.id, ())), timeline.repeated.get(article.id)) for article in articles
    ]
    return sorted(rows, key=lambda row: (row["published"] is None, row["published"] or 0, row["article_id"]))


def article_row(article: Article, event_count: int = 0, repeats: str | None = None) -> Row:
    """The row of an article that tells so many milestones, and repeats another or none."""
    published = article.published
    return {
        "article_id": article.id,
        "source": article.source,
        "record": article.record,
        "url": article.url,
        "publisher": article.publisher,
        "title": article.title or None,
        "language": article.language,
        "published": published.astimezone(UTC) if published else None,
        "published_local": published.isoformat() if published else None,
        "published_grain": article.published_grain.value if article.published_grain else None,
        "zone_basis": article.zone_basis.value if article.zone_basis else None,
        "digest": article.digest,
        "word_count": article.word_count,
        "event_count": event_count,
        "duplicate_of": repeats,
        "retrieved": article.retrieved.astimezone(UTC) if article.retrieved else None,
    }


def issue_rows(issues: Iterable[Issue]) -> list[Row]:
    """One row a finding, ordered by stage, file and code; the same finding twice is one row."""
    rows = {row["issue_id"]: row for row in map(_issue_row, issues)}
    return sorted(rows.values(), key=lambda row: tuple(str(row[name] or "") for name in _ISSUE_ORDER))


_ISSUE_ORDER = ("stage", "source", "record", "article_id", "code", "issue_id")


def _issue_row(issue: Issue) -> Row:
    start, end = (issue.span.start, issue.span.end) if issue.span else (None, None)
    told = (
        issue.stage.value,
        issue.code.value,
        issue.source,
        issue.record,
        issue.article_id,
        start,
        end,
        issue.message,
    )
    return {
        "issue_id": key_of("is", *told),
        "stage": issue.stage.value,
        "code": issue.code.value,
        "message": issue.message,
        "source": issue.source,
        "record": issue.record,
        "article_id": issue.article_id,
        "span_start": start,
        "span_end": end,
    }


def midnight(day: date) -> datetime:
    """The run day as a stamp: its midnight in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
