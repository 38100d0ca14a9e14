"""Whether a topic's processed folder is sound: every release, every pointer, what lies beside them, and the history.

Only looks. Mending what can be mended is in ``recovery``; the raw folder is nobody's business here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from datelines.differences import Difference, differences
from datelines.history import Op
from datelines.holds import HOLD, Hold, read_hold
from datelines.layouts import untold_since
from datelines.nights import FAILED, PAGE, STOPPED
from datelines.releases import (
    MANIFEST,
    PAST,
    Release,
    ReleaseError,
    damaged_files,
    digest_of,
    layout_of,
    leftovers,
    list_releases,
    read_document,
    read_table,
    release_at,
    stored_table,
)

__all__ = ["Finding", "Grade", "examine"]

_PARTS = frozenset({"releases", "days", STOPPED, FAILED, PAGE, "latest", ".lock", ".cache", HOLD, PAST})
# Rows held back by a check take their counts along after the changes were written down.
_RECOUNTED = frozenset({"mention_count", "source_count"})


class Grade(StrEnum):
    """Whether readers are harmed, or an operator merely may want to know."""

    PROBLEM = "problem"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: where, what, and what to do about it."""

    grade: Grade
    path: Path
    what: str
    remedy: str

    @property
    def line(self) -> str:
        """The finding on one line."""
        return f"{self.path}: {self.what}; {self.remedy}"


def examine(out: Path, topic: str) -> tuple[Finding, ...]:
    """Everything that is wrong or left over, problems first. Reads every byte of every release."""
    home = out / topic
    if not (home / "releases").is_dir():
        return (Finding(Grade.PROBLEM, home, "holds no release", "run `make run`"),)
    found = [*_releases(home), *_pointers(home), *_leftovers(home), *_history(out, topic)]
    return tuple(sorted(found, key=lambda one: (one.grade is Grade.NOTE, str(one.path), one.what)))


def _releases(home: Path) -> Iterator[Finding]:
    pointed = {link.resolve() for link in _links(home)}
    for path in sorted([*(home / "releases").iterdir(), *(home / PAST).glob("*")]):
        try:
            release = release_at(path)
        except ReleaseError:
            yield Finding(Grade.PROBLEM, path, "is no release", "move it away; releases are named <run day>-<digest>")
            continue
        yield from _release(release, path.resolve() in pointed)


def _release(release: Release, is_pointed: bool) -> Iterator[Finding]:
    again = f"run that night again: `make run AS_OF={release.day}`"
    grade = Grade.PROBLEM if is_pointed else Grade.NOTE
    try:
        damaged = damaged_files(release.path)
        manifest = read_document(release, "manifest")
        files = sorted([*manifest["files"], *manifest.get("pruned", ())], key=lambda file: str(file["name"]))
        name = digest_of(files)
    except (ReleaseError, KeyError, TypeError, ValueError):
        yield Finding(grade, release.path / MANIFEST, "is missing or damaged", again)
        return
    for file in damaged:
        yield Finding(
            grade, release.path / file, "is not as the manifest has it", f"`datelines doctor --rebuild`, or {again}"
        )
    if name != release.digest or manifest["run_day"] != str(release.day):
        yield Finding(grade, release.path, "its name does not fit its tables", again)
    listed = {MANIFEST, *(str(file["name"]) for file in manifest["files"])}
    for extra in sorted({path.name for path in release.path.iterdir()} - listed):
        yield Finding(Grade.NOTE, release.path / extra, "is not in the manifest", "move it away")
    if not is_pointed:
        what = "no day points to it: replaced by another run of that day, or a run died before it was done"
        yield Finding(Grade.NOTE, release.path, what, "nothing needs to be done")


def _links(home: Path) -> list[Path]:
    return [*sorted((home / "days").glob("[0-9]*")), home / "latest"]


def _pointers(home: Path) -> Iterator[Finding]:
    newest: date | None = None
    for link in _links(home)[:-1]:
        day, target = _day_of(link.name), link.resolve()
        if day is None or not link.is_symlink() or not target.is_dir() or not target.name.startswith(f"{day}-"):
            again = f"`datelines doctor --rebuild`, or run that night again: `make run AS_OF={link.name}`"
            yield Finding(Grade.PROBLEM, link, "does not point to a release of that day", again)
        else:
            newest = day
    latest, hold = home / "latest", _hold(home)
    if isinstance(hold, Finding):
        yield hold
    elif hold and latest.resolve().name == hold.at:
        what = f"readers are held at {hold.at}, {hold.taken_back} was taken back: {hold.reason}"
        yield Finding(Grade.NOTE, home / HOLD, what, "`datelines rollback --resume` when the newest is right")
        return
    if not latest.is_symlink() or not latest.is_dir():
        yield Finding(Grade.PROBLEM, latest, "points to no release", "`datelines doctor --rebuild`, or `make run`")
    elif newest and not latest.resolve().name.startswith(f"{newest}-"):
        what = f"is not at the newest day, {newest}: a run died before it was done"
        yield Finding(Grade.NOTE, latest, what, f"the next run moves it, or `make run AS_OF={newest}`")


def _hold(home: Path) -> Hold | Finding | None:
    try:
        return read_hold(home)
    except OSError as error:
        return Finding(Grade.PROBLEM, home / HOLD, "cannot be read", error.strerror or "remove it")


def _day_of(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _leftovers(home: Path) -> Iterator[Finding]:
    left = leftovers(home)
    for path in left:
        yield Finding(Grade.NOTE, path, "was left by a run that died", "the next run removes it")
    for path in sorted(home.iterdir()):
        if path.name not in _PARTS and path not in left:
            yield Finding(Grade.NOTE, path, "is no part of a topic's folder", "move it away")


def _history(out: Path, topic: str) -> Iterator[Finding]:
    """The changes of every night against what really differs from the release that it was built on."""
    for before, after in pairwise(list_releases(out, topic)):
        try:
            run = read_document(after, "run")
            if run.get("base_release") == before.path.name:
                yield from _changes(before, after)
        except (ReleaseError, AttributeError, json.JSONDecodeError):
            # Told already, as a damaged file.
            continue


def _changes(before: Release, after: Release) -> Iterator[Finding]:
    told = {
        _key(row["event_id"], row["op"], row["column"], row["old"], row["new"])
        for row in stored_table(after, "changes").to_pylist()
    }
    # In the layout of the night that wrote the changes.
    layout = layout_of(after, "timeline")
    untold = untold_since("timeline", layout_of(before, "timeline"), layout)
    rows = read_table(before, "timeline", layout=layout).to_pylist()
    seen = {_key_of(one) for one in differences(rows, stored_table(after, "timeline").to_pylist(), untold)}
    for key in sorted((told ^ seen), key=str):
        event_id, op, column = key[:3]
        if column in _RECOUNTED:
            continue
        what = f"{op} of {event_id}{f', {column},' if column else ''} is " + ("untold" if key in seen else "untrue")
        remedy = f"run the nights from {after.day} on again: `make run AS_OF={after.day}`"
        yield Finding(Grade.PROBLEM, after.path / "changes.parquet", what, remedy)


def _key(event_id: str, op: str, column: str | None, old: str | None, new: str | None) -> tuple[str | None, ...]:
    # The title that a retracted row had may stand in the quarantine alone.
    return (event_id, str(op), column, old, new) if op == Op.CHANGE else (event_id, str(op), None, None, None)


def _key_of(one: Difference) -> tuple[str | None, ...]:
    return _key(one.event_id, one.op.value, one.column, one.old, one.new)
