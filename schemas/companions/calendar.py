"""Milestones that have a day as an iCalendar file (RFC 5545); the only importer of icalendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from icalendar import Calendar, Event

if TYPE_CHECKING:
    from schemas.companions import Subject

__all__ = ["calendar"]

_STATUS = {"occurred": "CONFIRMED", "planned": "TENTATIVE", "proposed": "TENTATIVE"}
_DAY = len("2025-02-24")


def calendar(subject: Subject) -> bytes:
    """All-day events with the ids of the timeline; what has no day, or is denied, is left out and counted."""
    rows = [row for row in subject.tables["timeline"].to_pylist() if row["record_status"] == "active"]
    shown = [row for row in rows if _has_days(row) and row["event_status"] != "denied"]
    made = Calendar()
    made.add("prodid", "-//datelines//timeline//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", subject.dataset.title)
    made.add(
        "x-wr-caldesc", f"{len(shown)} of {len(rows)} milestones; {len(rows) - len(shown)} without a day are left out."
    )
    stamp = datetime.combine(subject.day, time(), tzinfo=UTC)
    for row in sorted(shown, key=lambda row: (row["date_earliest"], row["event_id"])):
        made.add_component(_event(row, stamp))
    return bytes(made.to_ical())


def _has_days(row: Mapping[str, Any]) -> bool:
    """A day, or a stretch from a day to a day."""
    if row["date_precision"] == "day":
        return True
    ends = (row["event_date"] or "").split("/")
    return len(ends) == 2 and all(len(end.rstrip("~?%")) == _DAY and "X" not in end for end in ends)


def _event(row: Mapping[str, Any], stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{row['event_id']}@datelines")
    event.add("dtstamp", stamp)
    event.add("last-modified", row["last_changed"])
    event.add("dtstart", row["date_earliest"])
    event.add("dtend", _after(row["date_latest"]))
    event.add("summary", row["title"])
    event.add("status", _STATUS.get(row["event_status"], "CANCELLED"))
    event.add("categories", [row["event_type"]])
    event.add("transp", "TRANSPARENT")
    event.add("description", _description(row))
    if row["location"]:
        event.add("location", row["location"])
    if row["latitude"] is not None and row["longitude"] is not None:
        event.add("geo", (row["latitude"], row["longitude"]))
    return event


def _after(last: date) -> date:
    """An all-day event ends before this day."""
    return last + timedelta(days=1) if last < date.max else last


def _description(row: Mapping[str, Any]) -> str:
    lines = [f"Date as told: {row['event_date']} ({row['date_basis']})", f"Status: {row['event_status']}"]
    if row["actors"]:
        lines.append(f"Actors: {', '.join(row['actors'])}")
    if row["date_conflict"]:
        lines.append("The sources do not agree on the date.")
    lines.append(f"Sources: {row['source_count']}")
    return "\n".join(lines)
