"""Rows that a person should look at, each with what a correction would say.

Corrections themselves are applied elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from datelines.edtf import DateValue
from datelines.history import ChangeReason, Op
from datelines.rows import Row, key_of

__all__ = ["ReviewKind", "review_rows"]


class ReviewKind(StrEnum):
    """Why a row is put before a person."""

    DATE_CONFLICT = "date_conflict"
    UNDATED = "undated"
    VANISHED = "vanished"
    MERGED = "merged"
    QUARANTINED = "quarantined"


def review_rows(timeline: Iterable[Mapping[str, Any]], changes: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Active rows in conflict or undated, and what this release merged, retracted or held back; by kind and id.

    ``timeline`` and ``changes`` are rows of these tables.
    """
    known = {row["event_id"]: row for row in timeline}
    rows = [row for event in known.values() if event["record_status"] == "active" for row in _doubts(event)]
    rows += [_gone(change, known) for change in changes if change["op"] in (Op.MERGE, Op.RETRACT)]
    return sorted(rows, key=lambda row: (row["kind"], row["event_id"]))


def _doubts(event: Mapping[str, Any]) -> Iterable[Row]:
    event_id = event["event_id"]
    if event["date_conflict"]:
        others = event["date_alternatives"]
        told = "; ".join(f"{one['date']} by {one['mentions']} mentions" for one in others) or "another date"
        first = next((one["date"] for one in others if _excludes(one["date"], event["event_date"])), "the right date")
        text = f"sources cannot all be right: {event['event_date']} stands, told otherwise: {told}"
        wanted = f"set event_date of {event_id} from {event['event_date']} to {first}, with a reason and a source"
        yield _row(event, ReviewKind.DATE_CONFLICT, text, wanted)
    if event["event_date"] is None:
        wanted = f"set event_date of {event_id} from nothing to a date, with a reason and a source"
        yield _row(event, ReviewKind.UNDATED, "no words of any source date it", wanted)


def _excludes(told: str, stands: str | None) -> bool:
    """Whether the two cannot both be right: a coarser telling of the same time is no correction."""
    return stands is None or not DateValue.parse(told).overlaps(DateValue.parse(stands))


def _gone(change: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Row:
    event_id = change["event_id"]
    event = known.get(event_id) or {"event_id": event_id, "title": change["old"] or event_id, "event_date": None}
    if change["op"] == Op.MERGE:
        wanted = f"keep {event_id} apart from {change['new']}, with a reason and a source"
        return _row(event, ReviewKind.MERGED, f"it turned out to be {change['new']}", wanted)
    if change["reason"] == ChangeReason.QUARANTINE:
        wanted = f"correct {event_id} so that it passes the check that its quarantine row names"
        return _row(event, ReviewKind.QUARANTINED, "its row failed a check and is held back", wanted)
    wanted = f"keep {event_id}, with a reason and a source that tells it"
    return _row(event, ReviewKind.VANISHED, f"no article tells it any more ({change['reason']})", wanted)


def _row(event: Mapping[str, Any], kind: ReviewKind, message: str, correction: str) -> Row:
    return {
        "review_id": key_of("re", event["event_id"], kind),
        "event_id": event["event_id"],
        "kind": kind.value,
        "title": event["title"],
        "event_date": event["event_date"],
        "message": message,
        "correction": correction,
    }
