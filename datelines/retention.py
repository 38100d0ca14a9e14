"""Which releases stay whole, and what of the others stays for ever: their timeline and their changes.

Whoever calls holds the topic's lock.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from datelines.atomic import fsync_folder, point, write_bytes
from datelines.holds import read_hold
from datelines.releases import (
    MANIFEST,
    PAST,
    Release,
    ReleaseError,
    as_json,
    is_whole,
    latest,
    list_releases,
    read_document,
)

__all__ = ["prune", "remove", "staying_whole", "thin"]

_KEPT_FILES = frozenset(
    {"timeline.csv", "timeline.parquet", "changes.csv", "changes.parquet", "run.json", "verdict.json"}
)


def staying_whole(days: Sequence[date], keep: int) -> frozenset[date]:
    """The last ``keep`` days and the last of every month; ``days`` are in order."""
    months = (list(group)[-1] for _, group in groupby(days, key=lambda day: (day.year, day.month)))
    return frozenset(days[-keep:]) | frozenset(months)


def prune(out: Path, topic: str, keep: int) -> tuple[str, ...]:
    """Thin what need not stay whole, and say what was done, a line each. Raises ReleaseError and OSError.

    A thinned release moves to ``past/<name>`` with its timeline, its changes, its run and its verdict, so that the
    timeline as of its day is what it was; its manifest names what is gone. A release that no day points to is removed.
    Cut short at any point, every day has its release, and the next call goes on.
    """
    home = out / topic
    releases = list_releases(out, topic)
    stay = staying_whole([release.day for release in releases], keep)
    seen = latest(out, topic).path.name
    done: list[str] = []
    for release in releases:
        if release.day not in stay and release.path.name != seen and release.path.parent.name != PAST:
            thin(home, release)
            done.append(f"{release.path.name}: thinned")
    return (*done, *_unpointed(home, list_releases(out, topic)))


def thin(home: Path, release: Release) -> None:
    """A thin copy, the day's pointer on it, and then away with the whole; in this order, for the sake of readers."""
    name = release.path.name
    if not is_whole(release.path):
        raise ReleaseError(f"{release.path}: is damaged; `datelines doctor` says what to do; nothing of it was thinned")
    target = home / PAST / name
    if not target.exists():
        _stage(release, home / f".staging-{PAST}-{name}", target)
    point(home / "days" / release.day.isoformat(), f"../{PAST}/{name}")
    remove(home, release.path)


def _stage(release: Release, staging: Path, target: Path) -> None:
    manifest: dict[str, Any] = read_document(release, "manifest")
    files = manifest["files"]
    if staging.exists():
        shutil.rmtree(staging)
    staging.mkdir()
    for file in files:
        if file["name"] in _KEPT_FILES:
            os.link(release.path / file["name"], staging / file["name"])
    kept = [file for file in files if file["name"] in _KEPT_FILES]
    gone = [file for file in files if file["name"] not in _KEPT_FILES]
    write_bytes(staging / MANIFEST, as_json({**manifest, "files": kept, "pruned": gone}))
    fsync_folder(staging)
    target.parent.mkdir(exist_ok=True)
    staging.rename(target)
    fsync_folder(target.parent)


def _unpointed(home: Path, releases: Sequence[Release]) -> Iterator[str]:
    """Remove the releases that no day stands for, but not one that a rollback took back: it may be looked at."""
    hold = read_hold(home)
    pointed = {release.path.name for release in releases if release.path.parent.name != PAST}
    pointed |= {(home / "latest").resolve().name} | ({hold.taken_back} if hold else set())
    for path in sorted((home / "releases").iterdir()):
        if path.name not in pointed:
            remove(home, path)
            yield f"{path.name}: removed"


def remove(home: Path, path: Path) -> None:
    """Out of sight in one step, then away; the next run clears what is left."""
    gone = home / f".staging-gone-{path.name}"
    if gone.exists():
        shutil.rmtree(gone)
    path.rename(gone)
    fsync_folder(path.parent)
    shutil.rmtree(gone)
