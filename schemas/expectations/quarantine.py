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
from datelines.history import Base, ChangeReason, Op, change_order, change_row
from datelines.issues import Issue, IssueCode, Stage
from datelines.rows import Row, issue_rows, key_of
from datelines.stored import AnyTable, Tables, selected
from schemas.build import with_review
from schemas.expectations.verdict import Outcome, Verdict
from schemas.spec import Level, Severity, load_specs
from schemas.tables import conformed, to_table

__all__ = ["Sifted", "sift"]


@dataclass(frozen=True, slots=True)
class Sifted:
    """The tables without the rows held back, which ``quarantine``, ``issues`` and ``changes`` tell of."""

    tables: dict[str, Any]
    held_back: int


@dataclass(frozen=True, slots=True)
class _Why:
    """The check that a row failed, and what it promises."""

    check: str
    promise: str


_Held = dict[str, dict[str, _Why]]


def sift(tables: Tables, verdict: Verdict, base: Base | None, run_day: date) -> Sifted:
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
    clean["changes"] = _changes(clean["changes"], held.get("timeline", {}), base, run_day)
    return Sifted(with_review(clean), len(rows))


def _failed(verdict: Verdict) -> _Held:
    """The keys of failed rows, by table; a row that failed several checks is held back for the first by name."""
    held: _Held = {}
    for one in verdict.checks:
        if one.outcome is Outcome.FAILED and one.level is Level.ROW and one.severity is Severity.BLOCK:
            for key in one.failed_ids:
                held.setdefault(one.table, {}).setdefault(key, _Why(one.name, one.description))
    return held


def _cascade(tables: Tables, held: _Held) -> None:
    """Add what hangs on the rows that are held: article → mentions, event → mentions, and events left without any."""
    articles, events = held.setdefault("articles", {}), held.setdefault("timeline", {})
    gone = held.setdefault("mentions", {})
    told = tables["mentions"].select(["mention_id", "event_id", "article_id"])
    for mention, _, article in _rows(told.filter(_among(told["article_id"], articles))):
        gone.setdefault(mention, _follows("article", article))
    is_gone = _among(told["mention_id"], gone)
    left = pc.unique(told.filter(pc.invert(is_gone))["event_id"])
    without = pc.and_(is_gone, pc.invert(pc.is_in(told["event_id"], value_set=left)))
    for mention, event, _ in _rows(told.filter(without)):
        events.setdefault(event, _follows("mention", mention))
    known = set(tables["timeline"]["event_id"].to_pylist())
    for mention, event, _ in _rows(told.filter(_among(told["event_id"], events))):
        gone.setdefault(mention, _follows("event", event))
    for key in events.keys() - known:
        del events[key]


def _among(column: Any, keys: Iterable[str]) -> Any:
    """Which values are among the keys."""
    return pc.is_in(column, value_set=pa.array(sorted(key for key in keys if key is not None), pa.string()))


def _rows(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    """The rows as tuples."""
    return zip(*(table[name].to_pylist() for name in table.column_names), strict=True)


def _follows(kind: str, key: str) -> _Why:
    return _Why(f"follows {key}", f"Its {kind} {key} is held back.")


def _quarantined(table: AnyTable, name: str, keys: Mapping[str, _Why]) -> Iterable[Row]:
    key_column = load_specs()[name].primary_key
    found = selected(table, table.column_names, lambda some: _among(some[key_column], keys))
    rows = {row[key_column]: row for row in found.to_pylist()}
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


def _without(table: Any, name: str, keys: Mapping[str, _Why]) -> Any:
    return table.filter(pc.invert(_among(table[load_specs()[name].primary_key], keys))) if keys else table


def _recounted(timeline: pa.Table, mentions: AnyTable, articles: pa.Table) -> pa.Table:
    """The timeline with its counts of mentions and sources as they are now."""
    told = mentions.select(["event_id", "article_id"])
    sources = _sources(articles).take(pc.index_in(told["article_id"], articles["article_id"].combine_chunks()))
    told = told.append_column("source", pc.coalesce(sources, told["article_id"]))
    counts = told.group_by("event_id").aggregate([("article_id", "count"), ("source", "count_distinct")])
    at = pc.index_in(timeline["event_id"], counts["event_id"].combine_chunks())
    active = pc.equal(timeline["record_status"].cast(pa.string()), pa.scalar("active"))
    for name, counted in {"mention_count": "article_id_count", "source_count": "source_count_distinct"}.items():
        count = pc.fill_null(counts[counted].take(at), pa.scalar(0, pa.int64())).cast(pa.int32())
        place = timeline.schema.get_field_index(name)
        now: Any = pc.if_else(active, count, timeline[name])
        timeline = timeline.set_column(place, timeline.schema.field(place), now)
    return conformed(load_specs()["timeline"], timeline)


def _sources(articles: pa.Table) -> Any:
    """Who tells each article: the publisher, where it repeats another one that of the first."""
    ids = articles["article_id"].combine_chunks()
    tellers = pc.coalesce(articles["duplicate_of"], articles["article_id"])
    publishers: Any = articles["publisher"].cast(pa.string()).take(pc.index_in(tellers, ids))
    return pc.coalesce(pc.if_else(pc.equal(publishers, pa.scalar("")), None, publishers), tellers)


def _changes(table: pa.Table, events: Mapping[str, _Why], base: Base | None, run_day: date) -> pa.Table:
    """The changes without those of events held back; one that readers saw before is told as retracted, for now."""
    spec = load_specs()["changes"]
    kept = table.filter(pc.invert(_among(table["event_id"], events)))
    gone = sorted(events.keys() & (base.published if base else frozenset()))
    if not base or not gone:
        return conformed(spec, kept)
    rows: list[Row] = kept.to_pylist()
    for key in gone:
        title = base.events[key]["title"]
        rows.append(change_row(run_day, key, Op.RETRACT, ChangeReason.QUARANTINE, old=title))
    return to_table(spec, sorted(rows, key=change_order))


def _issue(row: Row) -> Issue:
    message = f"{row['table_name']} row {row['row_id']} is held back by {row['check_name']}: {row['message']}"
    article = row["row_id"] if row["table_name"] == "articles" else None
    source = json.loads(row["row"]).get("source") if article else None
    return Issue(Stage.CHECK, IssueCode.ROW_QUARANTINED, message, source=source, article_id=article)
