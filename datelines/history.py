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

from datelines.cells import items, join, plain
from datelines.identity import Past, with_ids
from datelines.rows import Row, key_of, midnight

__all__ = ["STAMPS", "Base", "ChangeReason", "Op", "RecordStatus", "cell", "change_row", "record", "with_ids"]

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


@dataclass(frozen=True, slots=True)
class _Tonight:
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


def _tonight(
    base: Base | None,
    mentions: Iterable[Row],
    articles: Iterable[Row],
    rules: str,
    corrected: Mapping[str, frozenset[str]],
) -> _Tonight:
    read = frozenset(row["article_id"] for row in articles)
    known = base.articles if base else frozenset()
    before = base.corrected if base else {}
    altered = frozenset(one for one in before.keys() | corrected.keys() if before.get(one) != corrected.get(one))
    new_rules = base is not None and rules != base.rules
    return _Tonight(base, _tellers(mentions), read - known, known - read, new_rules, altered)


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
    tonight = _tonight(base, mentions, articles, rules, corrected)
    rows: list[Row] = []
    changes: list[Row] = []
    for row in timeline:
        stamped, altered = _stamp(row, base, day, tonight.reason(row["event_id"]))
        rows.append(stamped)
        changes += altered
    if base:
        told = {row["event_id"] for row in timeline}
        for event_id in sorted(base.events.keys() - told):
            kept, altered = _retire(base.events[event_id], merged, day, tonight)
            rows.append(kept)
            changes += altered
    return rows, sorted(changes, key=lambda row: (row["event_id"], row["op"], row["column"] or ""))


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
    altered = [name for name, value in active.items() if value != before.get(name) and name not in STAMPS]
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


def _retire(before: Row, merged: Mapping[str, str], day: date, tonight: _Tonight) -> tuple[Row, list[Row]]:
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


def _follow(before: Row, merged: Mapping[str, str], day: date, tonight: _Tonight) -> tuple[Row, list[Row]]:
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


def cell(value: object) -> str | None:
    """A column's value as the CSV writes it, without the guard against formulas; None stays None."""
    if value is None:
        return None
    if isinstance(value, list):
        return join(items(value), guarded=False)
    return plain(value)
