"""The gates of a night: what is measured, how much is usual, and when a release is stopped. Runs no check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from datelines.history import Base
from datelines.issues import IssueCode
from datelines.stored import Tables
from datelines.yamlfile import ConfigError, convert, load

__all__ = ["FILE", "Gate", "Measured", "load_gates", "measure", "unknown"]

FILE = Path(__file__).with_name("gates.yaml")
# An outlet is silent that had articles on so many days of the month before, and none in the last week.
_USUAL_DAYS = 5
_MONTH = timedelta(days=30)
_WEEK = timedelta(days=7)


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One gate: what it measures, what it promises, and the values from which it warns and stops.

    ``at_least`` is the number of things that must be there before the measure says anything.
    """

    name: str
    measure: Literal[
        "vanished_share", "undated_rise", "conflict_rise", "issue_share", "silent_outlets", "newest_age", "shortfall"
    ]
    says: str
    warn: float | None = None
    block: float | None = None
    at_least: int = 1


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    gates: list[Gate]


class Measured(msgspec.Struct, frozen=True):
    """A value, of how many things it speaks, and what was seen, in words."""

    value: float
    of: int
    seen: str = ""


@cache
def load_gates(path: Path = FILE) -> tuple[Gate, ...]:
    """The gates of a file. Raises ConfigError: file, gate, reason."""
    gates = convert(load(path), _File, path).gates
    names = [gate.name for gate in gates]
    for gate in gates:
        if names.count(gate.name) > 1:
            raise ConfigError(f"{path}: gates.{gate.name}: stands twice")
        if gate.warn is None and gate.block is None:
            raise ConfigError(f"{path}: gates.{gate.name}: neither warns nor stops; give warn, block or both")
        if gate.warn is not None and gate.block is not None and gate.warn > gate.block:
            raise ConfigError(f"{path}: gates.{gate.name}: warns only after it has stopped the release")
    return tuple(gates)


def unknown(names: Collection[str]) -> str | None:
    """A line about the first name that is no gate; None where all are."""
    known = [gate.name for gate in load_gates()]
    wrong = sorted(set(names) - set(known))
    return f"there is no gate {wrong[0]!r}; there are {', '.join(known)}" if wrong else None


def measure(tables: Tables, base: Base | None, day: date, shortfall: str | None = None) -> dict[str, Measured]:
    """Every measure that can be taken; those against the release before only where there is one.

    ``shortfall`` is what the accuracy card of the rules lacks, None where it lacks nothing.
    """
    found = {
        "issue_share": _issues(tables),
        "silent_outlets": _silent(tables["articles"], day),
        "newest_age": _age(tables["articles"], day),
        "shortfall": Measured(1.0 if shortfall else 0.0, 1, shortfall or "nothing"),
    }
    if base is not None:
        before = base.seen("date_precision", "date_conflict")
        now = tables["timeline"].select(["event_id", "record_status", "date_precision", "date_conflict"]).to_pylist()
        active = [row for row in now if row["record_status"] == "active"]
        found["vanished_share"] = _vanished(now, base.published)
        found["undated_rise"] = _rise(before, active, _is_undated, "without a date")
        found["conflict_rise"] = _rise(before, active, _is_disputed, "in conflict")
    return found


def _issues(tables: Tables) -> Measured:
    # What waits for its day was read; a night for a day long past leaves most of the archive waiting. What a crawl
    # holds beside the topic is no fault.
    codes = tables["issues"]["code"].to_pylist()
    fine = (IssueCode.FUTURE_PUBLICATION_DATE.value, IssueCode.PASSED_OVER.value)
    unread = sum(code not in fine for code in codes)
    read = tables["articles"].num_rows
    return Measured(_share(unread, unread + read), unread + read, f"{unread} of {unread + read}")


def _vanished(now: list[dict[str, Any]], published: frozenset[str]) -> Measured:
    kept = {row["event_id"] for row in now if row["record_status"] in ("active", "merged")}
    gone = len(published - kept)
    return Measured(_share(gone, len(published)), len(published), f"{gone} of {len(published)}")


def _is_undated(row: Mapping[str, Any]) -> bool:
    return bool(row["date_precision"] == "undated")


def _is_disputed(row: Mapping[str, Any]) -> bool:
    return bool(row["date_conflict"])


def _rise(before: list[Any], now: list[Any], is_so: Any, what: str) -> Measured:
    was, has = _share(sum(map(is_so, before)), len(before)), _share(sum(map(is_so, now)), len(now))
    return Measured(has - was, min(len(before), len(now)), f"{has:.0%} {what}, {was:.0%} before")


def _silent(articles: pa.Table, day: date) -> Measured:
    days: dict[str, set[date]] = defaultdict(set)
    told = articles.select(["publisher"]).append_column("day", articles["published"].cast(pa.date32()))
    for row in told.group_by(["publisher", "day"]).aggregate([]).to_pylist():
        if row["publisher"] and row["day"]:
            days[row["publisher"]].add(row["day"])
    usual = {
        name
        for name, seen in days.items()
        if sum(day - _MONTH - _WEEK < one <= day - _WEEK for one in seen) >= _USUAL_DAYS
    }
    silent = sorted(name for name in usual if max(days[name]) <= day - _WEEK)
    return Measured(len(silent), len(usual), ", ".join(silent[:5]) or "none")


def _age(articles: pa.Table, day: date) -> Measured:
    newest = pc.max(articles["published"]).as_py() if articles.num_rows else None
    if newest is None:
        return Measured(0, 0, "no article has a day")
    return Measured((day - newest.date()).days, 1, f"of {newest.date()}")


def _share(part: int, of: int) -> float:
    return part / of if of else 0.0
