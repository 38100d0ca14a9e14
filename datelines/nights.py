"""What became of each night: released, stopped, failed or missing, read from what the nights left on the disk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from datelines.atomic import write_bytes
from datelines.releases import Release, ReleaseError, as_json, list_releases, read_document

__all__ = ["FAILED", "PAGE", "STOPPED", "Night", "Outcome", "last_nights", "note_failure"]

# Beside the releases: a file for each day that ended without one.
STOPPED, FAILED = "stopped", "failed"
# The page that shows them.
PAGE = "status.html"


class Outcome(StrEnum):
    """How a night ended."""

    RELEASED = "released"
    STOPPED = "stopped"
    FAILED = "failed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Night:
    """One day: how its night ended, the release, rows by table, and a line for each thing a person should know."""

    day: date
    outcome: Outcome
    release: str | None = None
    rows: dict[str, int] | None = None
    lines: tuple[str, ...] = ()


def note_failure(home: Path, day: date, line: str) -> None:
    """Leave word of a night that ended without release or verdict. Raises OSError."""
    (home / FAILED).mkdir(parents=True, exist_ok=True)
    write_bytes(home / FAILED / f"{day}.json", as_json({"day": day, "line": " ".join(line.split())}))


def last_nights(out: Path, topic: str, until: date, count: int = 60) -> tuple[Night, ...]:
    """The nights up to ``until``, newest first, from the first that left anything; at most ``count``."""
    home = out / topic
    released = {release.day: release for release in list_releases(out, topic)}
    stopped, failed = _noted(home / STOPPED), _noted(home / FAILED)
    known = sorted({*released, *stopped, *failed})
    if not known:
        return ()
    first = max(known[0], until - timedelta(days=count - 1))
    days = (until - timedelta(days=number) for number in range((until - first).days + 1))
    return tuple(_night(day, released.get(day), stopped.get(day), failed.get(day)) for day in days)


def _noted(folder: Path) -> dict[date, Path]:
    found = {}
    for file in folder.glob("*.json"):
        try:
            found[date.fromisoformat(file.stem)] = file
        except ValueError:
            continue
    return found


def _night(day: date, release: Release | None, stopped: Path | None, failed: Path | None) -> Night:
    if release is not None:
        return _released(release)
    if stopped is not None:
        checks = _read(stopped).get("checks", [])
        return Night(day, Outcome.STOPPED, lines=tuple(_told(checks, "block")) or ("stopped by a check",))
    if failed is not None:
        return Night(day, Outcome.FAILED, lines=(str(_read(failed).get("line", "no reason is known")),))
    return Night(day, Outcome.MISSING, lines=("no run for this day left anything",))


def _released(release: Release) -> Night:
    try:
        run = read_document(release, "run")
    except ReleaseError:
        return Night(release.day, Outcome.RELEASED, release.path.name)
    try:
        warnings = tuple(_told(read_document(release, "verdict")["checks"], "warn"))
    except (ReleaseError, KeyError):
        warnings = ()
    accepted = tuple(f"let through by name: {name}" for name in run.get("accepted", []))
    return Night(release.day, Outcome.RELEASED, release.path.name, run.get("rows"), warnings + accepted)


def _told(checks: Iterable[dict[str, Any]], severity: str) -> Iterable[str]:
    for one in checks:
        if (
            one["severity"] == severity
            and one["outcome"] != "passed"
            and (severity == "warn" or one["level"] == "table")
        ):
            yield f"{one['check']}: {one['description']}"


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
