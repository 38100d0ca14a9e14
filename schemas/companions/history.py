"""What the releases changed, event by event: each release adds its changes to what the release before kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from schemas.companions import Subject

__all__ = ["COLUMNS", "History", "history", "read"]

# For each event its changes, oldest first, with the keys of the changes table.
History: TypeAlias = Mapping[str, list[dict[str, Any]]]
# Columns that say something of the event; the others follow from these, or count.
COLUMNS = frozenset(
    {
        "actors", "date_conflict", "event_date", "event_status", "event_type", "location", "record_status",
        "source_count", "title",
    }
)  # fmt: skip
# An event that changes every night is not worth a line for each; the tables of changes keep all.
_KEPT = 30


def history(subject: Subject) -> dict[str, list[dict[str, Any]]]:
    """The latest changes of each event that the timeline has, this release's included; its coming is no change."""
    known = set(subject.tables["timeline"]["event_id"].to_pylist())
    found = {event: list(changes) for event, changes in subject.history.items() if event in known}
    for row in _changes(subject.tables["changes"]):
        if row["event_id"] not in known or (row["op"] == "change" and row["column"] not in COLUMNS):
            continue
        kept = {key: row[key] for key in ("op", "column", "old", "new", "reason") if row[key] is not None}
        found.setdefault(row["event_id"], []).append({"day": row["release_day"].isoformat(), **kept})
    return {event: changes[-_KEPT:] for event, changes in sorted(found.items())}


def _changes(table: pa.Table) -> list[dict[str, Any]]:
    """All but what is new, in order: a first night has nothing but that."""
    op: Any = pc.cast(table["op"], pa.string())
    left = table.filter(pc.not_equal(op, pa.scalar("add")))
    return left.sort_by([("event_id", "ascending"), ("change_id", "ascending")]).to_pylist()


def read(text: str) -> History:
    """The history that a release kept; nothing where it kept none."""
    found: History = json.loads(text) if text else {}
    return found
