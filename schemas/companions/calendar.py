"""Milestones that have a day as an iCalendar file (RFC 5545); the only importer of icalendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc
from icalendar import Calendar

if TYPE_CHECKING:
    from schemas.companions import Subject

__all__ = ["calendar", "event_text"]

_STATUS = {"occurred": "CONFIRMED", "planned": "TENTATIVE", "proposed": "TENTATIVE"}
_DAY = len("2025-02-24")
_END = "END:VCALENDAR\r\n"
_LINE = 75
_GEO = 7
_TO_ESCAPE = re.compile(r"[\\;,\r\n]")
_COLUMNS = [
    "event_id", "title", "event_date", "date_earliest", "date_latest", "date_precision", "date_basis", "date_conflict",
    "event_type", "event_status", "actors", "location", "latitude", "longitude", "source_count", "last_changed",
]  # fmt: skip


def calendar(subject: Subject) -> bytes:
    """All-day events with the ids of the timeline; what has no day, or is denied, is left out and counted."""
    rows = subject.tables["timeline"].filter(pc.field("record_status") == "active").select(_COLUMNS).to_pylist()
    shown = [row for row in rows if row["event_status"] != "denied" and _has_days(row)]
    made = Calendar()
    made.add("prodid", "-//datelines//timeline//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", subject.dataset.title)
    made.add(
        "x-wr-caldesc", f"{len(shown)} of {len(rows)} milestones; {len(rows) - len(shown)} without a day are left out."
    )
    head, end, _ = bytes(made.to_ical()).decode().partition(_END)
    stamp = f"{subject.day:%Y%m%d}T000000Z"
    shown.sort(key=lambda row: (row["date_earliest"], row["event_id"]))
    return "".join([head, *(event_text(row, stamp) for row in shown), end]).encode()


def _has_days(row: Mapping[str, Any]) -> bool:
    """A day, or a stretch from a day to a day."""
    if row["date_precision"] == "day":
        return True
    ends = (row["event_date"] or "").split("/")
    return len(ends) == 2 and all(len(end.rstrip("~?%")) == _DAY and "X" not in end for end in ends)


def event_text(row: Mapping[str, Any], stamp: str) -> str:
    """A row as its VEVENT: what icalendar gives, which takes a minute for a hundred thousand of them."""
    lines = [
        f"SUMMARY:{_escaped(row['title'])}",
        f"DTSTART;VALUE=DATE:{_day(row['date_earliest'])}",
        f"DTEND;VALUE=DATE:{_day(_after(row['date_latest']))}",
        f"DTSTAMP:{stamp}",
        f"UID:{row['event_id']}@datelines",
        f"CATEGORIES:{_escaped(row['event_type'])}",
        f"DESCRIPTION:{_escaped(_description(row))}",
        f"LAST-MODIFIED:{_time(row['last_changed'])}",
        f"STATUS:{_STATUS.get(row['event_status'], 'CANCELLED')}",
        "TRANSP:TRANSPARENT",
    ]
    if row["location"]:
        lines.insert(-2, f"LOCATION:{_escaped(row['location'])}")
    if row["latitude"] is not None and row["longitude"] is not None:
        lines.insert(_GEO, f"GEO:{row['latitude']};{row['longitude']}")
    return f"BEGIN:VEVENT\r\n{''.join(map(_folded, lines))}END:VEVENT\r\n"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


@lru_cache
def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """As RFC 5545, 3.3.11 has it; every end of a line is the same."""
    if not _TO_ESCAPE.search(text):
        return text
    text = text.replace("\\N", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """The line with its end, cut where it has more bytes than a line may have, between two letters."""
    parts = []
    while len(line) >= _LINE or not line.isascii():
        cut = _cut(line)
        if cut == len(line):
            break
        parts.append(line[:cut])
        line = line[cut:]
    return "\r\n ".join([*parts, line]) + "\r\n"


def _cut(line: str) -> int:
    """How many letters have room on one line; not one between a backslash and what it escapes."""
    room = len(line[: _LINE - 1].encode()[: _LINE - 1].decode(errors="ignore"))
    return room - 1 if room < len(line) and line[room - 1] in "\\^" else room


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
