"""What tonight's rows have to do with last night's: first seen, last changed, every change and why.

Pure. Which event is which is worked out in ``identity``; where the base release lies on the disk is known to
``releases``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datelines.cells import items, join, plain
from datelines.identity import Past, with_ids
from datelines.rowmap import RowMap
from datelines.rows import Row, key_of, midnight

__all__ = [
    "STAMPS",
    "Base",
    "ChangeReason",
    "Op",
    "RecordStatus",
    "Tonight",
    "cell",
    "change_order",
    "change_row",
    "record",
    "recorded",
    "retired",
    "tonight_of",
    "with_ids",
]

# The history's own columns: a change in them is no change of the event.
STAMPS = frozenset({"first_seen", "last_seen", "last_changed"})


class Op(StrEnum):
    """What happened to an event."""

    ADD = "add"
    CHANGE = "change"
    MERGE = "merge"
    RETRACT = "retract"


class RecordStatus(StrEnum):
    """Whether a row is told, joined to another, or no longer told."""

    ACTIVE = "active"
    MERGED = "merged"
    RETRACTED = "retracted"


class ChangeReason(StrEnum):
    """Why a row changed."""

    NEW_ARTICLE = "new_article"
    RULE_CHANGE = "rule_change"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    QUARANTINE = "quarantine"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Base:
    """The release that tonight's is compared with: the newest of an earlier day.

    ``events`` are its timeline rows by id, those in its quarantine included, so that an event which was held back for
    a night keeps its id and its first day; ``published`` are the ids that its readers saw as active. ``tellers`` has
    the articles that told each event, ``articles`` all that were read; ``release`` is its folder's name.

    ``past`` is as published, ``origin`` as the articles alone had it, without corrections (None: there were none);
    ``corrected`` are the digests of those that altered each event.

    ``layouts`` has the versions of the tables that were written in an older one, ``untold`` the columns of the timeline
    that it could not tell yet: a value there is no change of the event.
    """

    day: date
    rules: str
    events: Mapping[str, Row]
    published: frozenset[str]
    past: Past
    tellers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()
    release: str | None = None
    origin: Past | None = None
    corrected: Mapping[str, frozenset[str]] = field(default_factory=dict)
    layouts: Mapping[str, int] = field(default_factory=dict)
    untold: frozenset[str] = frozenset()

    def seen(self, *columns: str) -> list[Row]:
        """These columns of the rows that its readers saw as active."""
        if isinstance(self.events, RowMap):
            table = self.events.table
            active = pc.is_in(table["event_id"], pa.array(sorted(self.published), pa.string()))
            rows: list[Row] = table.select(list(columns)).filter(active).to_pylist()
            return rows
        return [{name: row[name] for name in columns} for key, row in self.events.items() if key in self.published]


@dataclass(frozen=True, slots=True)
class Tonight:
    """What a reason follows from: who tells what tonight, which articles came and went, whether the rules did."""

    base: Base | None
    tellers: Mapping[str, frozenset[str]]
    came: frozenset[str]
    went: frozenset[str]
    new_rules: bool
    corrected: frozenset[str]

    def reason(self, event_id: str) -> ChangeReason:
        """Why the event changed: the most direct cause that there is."""
        if event_id in self.corrected:
            return ChangeReason.CORRECTION
        if self.base is None or self.tellers.get(event_id, frozenset()) & self.came:
            return ChangeReason.NEW_ARTICLE
        if self.base.tellers.get(event_id, frozenset()) & self.went:
            return ChangeReason.RETRACTION
        if self.new_rules:
            return ChangeReason.RULE_CHANGE
        if self.came:
            return ChangeReason.NEW_ARTICLE
        return ChangeReason.RETRACTION if self.went else ChangeReason.UNEXPLAINED


def tonight_of(
    base: Base | None,
    tellers: Mapping[str, frozenset[str]],
    read: frozenset[str],
    rules: str,
    corrected: Mapping[str, frozenset[str]],
) -> Tonight:
    """From who tells each event, all articles that were read, the digest of the rules, and those of corrections."""
    known = base.articles if base else frozenset()
    before = base.corrected if base else {}
    altered = frozenset(one for one in before.keys() | corrected.keys() if before.get(one) != corrected.get(one))
    new_rules = base is not None and rules != base.rules
    return Tonight(base, tellers, read - known, known - read, new_rules, altered)


def record(
    timeline: Sequence[Row],
    mentions: Iterable[Row],
    articles: Iterable[Row],
    *,
    base: Base | None,
    merged: Mapping[str, str],
    day: date,
    rules: str,
    corrected: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> tuple[list[Row], list[Row]]:
    """The timeline's rows with their history, inactive rows included, and the rows of the changes table.

    ``merged`` has the past ids that turned out to be another event; ``rules`` is the digest of all rules;
    ``corrected`` are the digests of the corrections that altered each event. Rows come in the timeline's order,
    inactive ones last, by id.
    """
    read = frozenset(row["article_id"] for row in articles)
    tonight = tonight_of(base, _tellers(mentions), read, rules, corrected)
    told, altered = recorded(timeline, tonight, day)
    gone, changes = retired((row["event_id"] for row in timeline), tonight, merged, day)
    return told + gone, sorted(altered + changes, key=change_order)


def recorded(timeline: Iterable[Row], tonight: Tonight, day: date) -> tuple[list[Row], list[Row]]:
    """Told rows with their history, and what changed in them."""
    rows: list[Row] = []
    changes: list[Row] = []
    for row in timeline:
        stamped, altered = _stamp(row, tonight.base, day, tonight.reason(row["event_id"]))
        rows.append(stamped)
        changes += altered
    return rows, changes


def retired(told: Iterable[str], tonight: Tonight, merged: Mapping[str, str], day: date) -> tuple[list[Row], list[Row]]:
    """The rows of the base that are not among those told tonight, by id, and what changed in them."""
    rows: list[Row] = []
    changes: list[Row] = []
    base = tonight.base
    for event_id in sorted(base.events.keys() - set(told)) if base else ():
        assert base
        kept, altered = _retire(base.events[event_id], merged, day, tonight)
        rows.append(kept)
        changes += altered
    return rows, changes


def _tellers(mentions: Iterable[Row]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in mentions:
        found[row["event_id"]].add(row["article_id"])
    return {event_id: frozenset(ids) for event_id, ids in found.items()}


def _stamp(row: Row, base: Base | None, day: date, reason: ChangeReason) -> tuple[Row, list[Row]]:
    """A told row with its history, and what changed in it."""
    now = midnight(day)
    active = {**row, "record_status": RecordStatus.ACTIVE.value, "superseded_by": None}
    before = base.events.get(row["event_id"]) if base else None
    if before is None:
        stamps = {"first_seen": now, "last_seen": now, "last_changed": now}
        return active | stamps, [change_row(day, row["event_id"], Op.ADD, reason, new=row["title"])]
    passed_over = STAMPS | base.untold if base else STAMPS
    altered = [name for name, value in active.items() if value != before.get(name) and name not in passed_over]
    stamps = {
        "first_seen": before["first_seen"],
        "last_seen": now,
        "last_changed": now if altered else before["last_changed"],
    }
    if base and before["record_status"] == RecordStatus.ACTIVE and row["event_id"] not in base.published:
        return active | stamps, [change_row(day, row["event_id"], Op.ADD, ChangeReason.QUARANTINE, new=row["title"])]
    changes = [
        change_row(day, row["event_id"], Op.CHANGE, reason, name, cell(before.get(name)), cell(active[name]))
        for name in altered
    ]
    return active | stamps, changes


def _retire(before: Row, merged: Mapping[str, str], day: date, tonight: Tonight) -> tuple[Row, list[Row]]:
    """The row of an event that no article tells tonight, and what changed."""
    event_id = before["event_id"]
    if before["record_status"] != RecordStatus.ACTIVE:
        return _follow(before, merged, day, tonight)
    successor = merged.get(event_id)
    status = RecordStatus.MERGED if successor else RecordStatus.RETRACTED
    kept = {**before, "record_status": status.value, "superseded_by": successor, "last_changed": midnight(day)}
    if event_id not in (tonight.base.published if tonight.base else ()):
        return kept, []
    op = Op.MERGE if successor else Op.RETRACT
    return kept, [change_row(day, event_id, op, tonight.reason(event_id), old=before["title"], new=successor)]


def _follow(before: Row, merged: Mapping[str, str], day: date, tonight: Tonight) -> tuple[Row, list[Row]]:
    """An inactive row as it was; where its successor has itself been merged, it points to the new one."""
    old = before["superseded_by"]
    new = merged.get(old) if old else None
    if new is None:
        return dict(before), []
    change = change_row(day, before["event_id"], Op.CHANGE, tonight.reason(old), "superseded_by", old, new)
    return {**before, "superseded_by": new, "last_changed": midnight(day)}, [change]


def change_row(
    day: date,
    event_id: str,
    op: Op,
    reason: ChangeReason,
    column: str | None = None,
    old: str | None = None,
    new: str | None = None,
) -> Row:
    """A row of the changes table."""
    return {
        "change_id": key_of("ch", day, event_id, op, column),
        "release_day": day,
        "event_id": event_id,
        "op": op.value,
        "column": column,
        "old": old,
        "new": new,
        "reason": reason.value,
    }


def change_order(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """By what the rows of the changes table are sorted."""
    return row["event_id"], row["op"], row["column"] or ""


def cell(value: object) -> str | None:
    """A column's value as the CSV writes it, without the guard against formulas; None stays None."""
    if value is None:
        return None
    if isinstance(value, list):
        return join(items(value), guarded=False)
    return plain(value)
