"""Holding back rows that failed a check, with whatever hangs on them, so that the rest can be released. Pure.

An article takes its mentions along; an event whose mentions are all gone goes, too; an event takes its mentions along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datelines.cells import plain
from datelines.history import Base, ChangeReason, Op, change_row
from datelines.issues import Issue, IssueCode, Stage
from datelines.rows import Row, issue_rows, key_of
from schemas.build import with_review
from schemas.expectations.verdict import Outcome, Verdict
from schemas.spec import Level, Severity, load_specs
from schemas.tables import conformed, to_table

__all__ = ["Sifted", "sift"]


@dataclass(frozen=True, slots=True)
class Sifted:
    """The tables without the rows held back, which ``quarantine``, ``issues`` and ``changes`` tell of."""

    tables: dict[str, pa.Table]
    held_back: int


@dataclass(frozen=True, slots=True)
class _Why:
    """The check that a row failed, and what it promises."""

    check: str
    promise: str


_Held = dict[str, dict[str, _Why]]


def sift(tables: Mapping[str, pa.Table], verdict: Verdict, base: Base | None, run_day: date) -> Sifted:
    """Take out the rows that failed a row-level check. What the verdict blocks is not looked at."""
    held = _failed(verdict)
    if not held:
        return Sifted(dict(tables), 0)
    _cascade(tables, held)
    rows = [row for name, keys in sorted(held.items()) for row in _quarantined(tables[name], name, keys)]
    clean = {name: _without(table, name, held.get(name, {})) for name, table in tables.items()}
    specs = load_specs()
    clean["timeline"] = _recounted(clean["timeline"], clean["mentions"], clean["articles"])
    clean["quarantine"] = to_table(specs["quarantine"], rows)
    told = [*clean["issues"].to_pylist(), *issue_rows(map(_issue, rows))]
    clean["issues"] = to_table(specs["issues"], told)
    clean["changes"] = to_table(specs["changes"], _changes(clean["changes"], held.get("timeline", {}), base, run_day))
    return Sifted(with_review(clean), len(rows))


def _failed(verdict: Verdict) -> _Held:
    """The keys of failed rows, by table; a row that failed several checks is held back for the first by name."""
    held: _Held = {}
    for one in verdict.checks:
        if one.outcome is Outcome.FAILED and one.level is Level.ROW and one.severity is Severity.BLOCK:
            for key in one.failed_ids:
                held.setdefault(one.table, {}).setdefault(key, _Why(one.name, one.description))
    return held


def _cascade(tables: Mapping[str, pa.Table], held: _Held) -> None:
    """Add what hangs on the rows that are held: article → mentions, event → mentions, and events left without any."""
    mentions = list(_pairs(tables["mentions"], "mention_id", "event_id", "article_id"))
    articles, events = held.setdefault("articles", {}), held.setdefault("timeline", {})
    gone = held.setdefault("mentions", {})
    for mention, _, article in mentions:
        if article in articles:
            gone.setdefault(mention, _follows("article", article))
    left = {event for mention, event, _ in mentions if mention not in gone}
    for mention, event, _ in mentions:
        if event not in left:
            events.setdefault(event, _follows("mention", mention))
    for mention, event, _ in mentions:
        if event in events:
            gone.setdefault(mention, _follows("event", event))
    known = set(tables["timeline"]["event_id"].to_pylist())
    for key in events.keys() - known:
        del events[key]


def _follows(kind: str, key: str) -> _Why:
    return _Why(f"follows {key}", f"Its {kind} {key} is held back.")


def _quarantined(table: pa.Table, name: str, keys: Mapping[str, _Why]) -> Iterable[Row]:
    key_column = load_specs()[name].primary_key
    mask = pc.is_in(table[key_column], value_set=pa.array(sorted(keys), pa.string()))
    rows = {row[key_column]: row for row in table.filter(mask).to_pylist()}
    for key in sorted(rows):
        why = keys[key]
        yield {
            "quarantine_id": key_of("qu", name, key, why.check),
            "table_name": name,
            "row_id": key,
            "check_name": why.check,
            "message": why.promise,
            "row": json.dumps(rows[key], ensure_ascii=False, default=plain),
        }


def _without(table: pa.Table, name: str, keys: Mapping[str, _Why]) -> pa.Table:
    if not keys:
        return table
    column = table[load_specs()[name].primary_key]
    return table.filter(pc.invert(pc.is_in(column, value_set=pa.array(sorted(keys), pa.string()))))


def _recounted(timeline: pa.Table, mentions: pa.Table, articles: pa.Table) -> pa.Table:
    """The timeline with its counts of mentions and sources as they are now."""
    known: dict[str, list[Any]] = {
        str(key): rest for key, *rest in _pairs(articles, "article_id", "duplicate_of", "publisher")
    }
    told: dict[str, list[str]] = {}
    for event_id, article_id in _pairs(mentions, "event_id", "article_id"):
        teller = known.get(article_id, (None, None))[0] or article_id
        told.setdefault(event_id, []).append(known.get(teller, (None, None))[1] or teller)
    active = [status == "active" for status in timeline["record_status"].to_pylist()]
    events = [told.get(str(key), []) for key in timeline["event_id"].to_pylist()]
    for name, count in {
        "mention_count": [len(sources) for sources in events],
        "source_count": [len(set(sources)) for sources in events],
    }.items():
        now = pc.if_else(pa.array(active, pa.bool_()), pa.array(count, pa.int32()), timeline[name])
        place = timeline.schema.get_field_index(name)
        timeline = timeline.set_column(place, timeline.schema.field(place), now)
    return conformed(load_specs()["timeline"], timeline)


def _pairs(table: pa.Table, *columns: str) -> Iterable[tuple[Any, ...]]:
    """The rows as tuples of these columns."""
    return zip(*(table[name].to_pylist() for name in columns), strict=True)


def _changes(table: pa.Table, events: Mapping[str, _Why], base: Base | None, run_day: date) -> list[Row]:
    """The changes without those of events held back; one that readers saw before is told as retracted, for now."""
    rows: list[Row] = [row for row in table.to_pylist() if row["event_id"] not in events]
    for key in sorted(events.keys() & (base.published if base else frozenset())):
        title = base.events[key]["title"] if base else None
        rows.append(change_row(run_day, key, Op.RETRACT, ChangeReason.QUARANTINE, old=title))
    return sorted(rows, key=lambda row: (row["event_id"], row["op"], row["column"] or ""))


def _issue(row: Row) -> Issue:
    message = f"{row['table_name']} row {row['row_id']} is held back by {row['check_name']}: {row['message']}"
    article = row["row_id"] if row["table_name"] == "articles" else None
    source = json.loads(row["row"]).get("source") if article else None
    return Issue(Stage.CHECK, IssueCode.ROW_QUARANTINED, message, source=source, article_id=article)
