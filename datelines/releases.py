"""Releases on the disk: written aside, published by one rename, pointed to by two symbolic links, read back whole.

``<out>/<topic>/releases/<run day>-<digest>/`` is never changed once it is there. ``days/<run day>`` points to the
release that stands for a day, ``latest`` to that of the newest day; both are replaced in one step. What the tables
hold is made elsewhere, and whoever publishes holds the lock of ``locks``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from datelines import layouts, outputs
from datelines.atomic import fsync_folder, point, write_bytes
from datelines.holds import read_hold
from datelines.stored import Tables

__all__ = [
    "MANIFEST",
    "PAST",
    "Release",
    "ReleaseError",
    "as_json",
    "before",
    "clear",
    "damaged_files",
    "digest_of",
    "fits",
    "is_whole",
    "latest",
    "layout_of",
    "leftovers",
    "list_releases",
    "publish",
    "read_document",
    "read_rows",
    "read_table",
    "release_at",
    "release_for",
    "stored_table",
]

MANIFEST = "manifest.json"
PAST = "past"
# From the entries of a release's tables to further files, by name.
_T = TypeVar("_T")
Companions: TypeAlias = Callable[[tuple[dict[str, object], ...]], Mapping[str, bytes]]
_LAYOUT = 1
_STAGING = ".staging-"


class ReleaseError(Exception):
    """A release that cannot be written or read; the message is one line: place, reason, what stands."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published folder: its topic, the day it stands for, and the digest of its tables (12 hex digits)."""

    path: Path
    topic: str
    day: date
    digest: str


def publish(
    out: Path,
    topic: str,
    day: date,
    tables: Tables,
    documents: Mapping[str, object],
    companions: Companions | None = None,
) -> Release:
    """Write all tables in every output format, and ``documents`` as JSON, and publish them in one step.

    ``companions`` makes further files, by name, from the manifest's entries of the tables.

    The same tables for the same day are the same folder: publishing them again changes nothing. The pointer ``latest``
    never moves to an earlier day, and stays where a rollback has put it. Raises ReleaseError; then the release that
    stood before still stands.
    """
    home = out / topic
    staging = home / f"{_STAGING}{day}"
    try:
        (home / "releases").mkdir(parents=True, exist_ok=True)
        (home / "days").mkdir(exist_ok=True)
        clear(home)
        staging.mkdir()
        release = _place(staging, home, topic, day, _stage(staging, topic, day, tables, documents, companions))
        _point(home, release)
    except OSError as error:
        with suppress(OSError):
            shutil.rmtree(staging)
        raise ReleaseError(f"{error.filename or home}: {_reason(error)}; the release before still stands") from error
    return release


def _reason(error: OSError) -> str:
    """What the operating system says; Arrow wraps it in words of its own."""
    return error.strerror or (os.strerror(error.errno) if error.errno else " ".join(str(error).split()))


def leftovers(home: Path) -> tuple[Path, ...]:
    """What runs that died have left: staging folders and half-made links."""
    return tuple(sorted([*home.glob(f"{_STAGING}*"), *home.glob(".latest.*"), *home.glob("days/.*")]))


def clear(home: Path) -> tuple[Path, ...]:
    """Remove what runs that died have left, and name it; the caller's lock says that none is alive. Raises OSError."""
    found = leftovers(home)
    for left in found:
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()
    return found


def _stage(
    staging: Path,
    topic: str,
    day: date,
    tables: Tables,
    documents: Mapping[str, object],
    companions: Companions | None,
) -> str:
    """Fill the staging folder; the digest of the tables' bytes."""
    files: list[dict[str, object]] = []
    for name, table in sorted(tables.items()):
        version = int((table.schema.metadata or {}).get(b"schema_version", b"0"))
        for kind in outputs.formats():
            path = outputs.write(table, staging, name, kind)
            entry = _entry(path) | {"table": name, "rows": table.num_rows, "schema_version": version}
            files.append(entry)
    further = {f"{name}.json": as_json(value) for name, value in documents.items()}
    further |= companions(tuple(files)) if companions else {}
    for file, content in sorted(further.items()):
        write_bytes(staging / file, content)
        files.append(_entry(staging / file))
    short = digest_of(files)
    manifest = {"layout": _LAYOUT, "topic": topic, "run_day": day.isoformat(), "digest": short, "files": files}
    write_bytes(staging / MANIFEST, as_json(manifest))
    return short


def digest_of(files: Iterable[Mapping[str, object]]) -> str:
    """The digest that names a release, from the entries of its manifest: over the tables alone."""
    lines = "".join(f"{file['sha256']}  {file['name']}\n" for file in files if "table" in file)
    return hashlib.sha256(lines.encode()).hexdigest()[:12]


def _entry(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}


def as_json(value: object) -> bytes:
    """A document as it is written: UTF-8, indented, ending in a line feed."""
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n").encode("utf-8", "replace")


def _plain(value: object) -> str:
    if isinstance(value, date | Path):
        return str(value)
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


def _place(staging: Path, home: Path, topic: str, day: date, digest: str) -> Release:
    """Move the staged folder to its name, in one step, unless the same release is already there."""
    release = Release(home / "releases" / f"{day}-{digest}", topic, day, digest)
    if release.path.exists():
        if is_whole(release.path):
            shutil.rmtree(staging)
            return release
        release.path.rename(home / f"{_STAGING}broken-{release.path.name}")
    fsync_folder(staging)
    staging.rename(release.path)
    fsync_folder(release.path.parent)
    return release


def is_whole(path: Path) -> bool:
    """Whether every file that the release's manifest lists is there with its bytes."""
    try:
        return not damaged_files(path)
    except ReleaseError:
        return False


def damaged_files(path: Path) -> tuple[str, ...]:
    """The files of a release that are missing or differ from its manifest; ReleaseError where that is unreadable."""
    try:
        return tuple(name for name in _listed(path) if not fits(path, path / name))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path / MANIFEST}: cannot be read; run that night again") from error


def fits(path: Path, file: Path) -> bool:
    """Whether a file, wherever it lies, has the bytes that the release ``path`` lists under its name."""
    try:
        return _entry(file).items() <= _listed(path)[file.name].items()
    except OSError:
        return False


def _listed(path: Path) -> dict[str, dict[str, object]]:
    return {file["name"]: file for file in json.loads((path / MANIFEST).read_bytes())["files"]}


def _point(home: Path, release: Release) -> None:
    name = release.path.name
    point(home / "days" / release.day.isoformat(), f"../releases/{name}")
    if read_hold(home):
        return
    newest = _pointed(home / "latest")
    if newest is None or newest.day <= release.day:
        point(home / "latest", f"releases/{name}")


def _pointed(link: Path) -> Release | None:
    """The release that a pointer leads to; None where there is no pointer or no release."""
    target = link.resolve()
    return release_at(target) if link.is_symlink() and target.is_dir() else None


def release_at(path: Path) -> Release:
    """The release that the folder ``<out>/<topic>/releases/<run day>-<digest>`` is.

    Raises ReleaseError for another name.
    """
    text, _, digest = path.name.rpartition("-")
    try:
        return Release(path, path.parents[1].name, date.fromisoformat(text), digest)
    except ValueError as error:
        raise ReleaseError(f"{path}: is no release; those are named <run day>-<digest>") from error


def latest(out: Path, topic: str) -> Release:
    """The newest release. Raises ReleaseError when there is none."""
    found = _pointed(out / topic / "latest")
    if found is None:
        raise ReleaseError(f"no release in {out / topic}: run `make run`")
    return found


def list_releases(out: Path, topic: str) -> list[Release]:
    """The release that stands for each day, in order of day."""
    links = sorted((out / topic / "days").glob("[0-9]*"))
    return [found for link in links if (found := _pointed(link))]


def release_for(out: Path, topic: str, as_of: date | None = None) -> Release:
    """The timeline as released on a day: the newest release up to it; without a day, the newest.

    Raises ReleaseError.
    """
    newest = latest(out, topic)
    if as_of is None:
        return newest
    # After a rollback, later nights have their days, but no reader has seen them yet.
    last = min(as_of, newest.day) if _is_held(out / topic) else as_of
    found = [release for release in list_releases(out, topic) if release.day <= last]
    if not found:
        raise ReleaseError(f"{out / topic}: no release up to {as_of}")
    return found[-1]


def _is_held(home: Path) -> bool:
    try:
        return read_hold(home) is not None
    except OSError as error:
        raise ReleaseError(f"{error.filename}: {error.strerror}") from error


def before(out: Path, topic: str, day: date) -> Release | None:
    """The newest release of an earlier day: what a run for ``day`` is compared with, also when it is run again."""
    return next((release for release in reversed(list_releases(out, topic)) if release.day < day), None)


def read_table(release: Release, name: str, columns: list[str] | None = None, layout: int | None = None) -> pa.Table:
    """A table of the release, with the columns of today's layout, or of another one. Raises ReleaseError.

    What was written in an older layout says so (``layouts.note``); one that is newer cannot be read.
    """
    wanted = layout or layouts.current(name)
    if layout_of(release, name) == wanted:
        return stored_table(release, name, columns)
    try:
        found = layouts.renewed(stored_table(release, name), name, wanted)
    except layouts.LayoutError as error:
        raise ReleaseError(f"{release.path}: {error}") from error
    return found if columns is None else found.select(columns)


def stored_table(release: Release, name: str, columns: list[str] | None = None) -> pa.Table:
    """A table of the release just as it was written, in whatever layout. Raises ReleaseError."""
    return _of_file(release, name, lambda path: pq.read_table(path, columns=columns, partitioning=None))


def layout_of(release: Release, name: str) -> int:
    """The version of the layout in which a table of the release was written. Raises ReleaseError."""
    return layouts.version_of(_of_file(release, name, pq.read_schema), name)


def _of_file(release: Release, name: str, read: Callable[[Path], _T]) -> _T:
    path = release.path / f"{name}.parquet"
    if release.path.parent.name == PAST and not path.exists():
        raise ReleaseError(f"{path}: was pruned; only the timeline and the changes of that day are kept")
    try:
        return read(path)
    except (OSError, pa.ArrowException) as error:
        raise ReleaseError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error


def read_document(release: Release, name: str) -> Any:
    """A JSON document of the release: ``run``, ``verdict``, ``manifest``. Raises ReleaseError."""
    path = release.path / f"{name}.json"
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error


def read_rows(out: Path, topic: str, table: str, as_of: date | None = None) -> list[dict[str, Any]]:
    """The rows of a table as released on a day (the newest release up to it), as plain values. Raises ReleaseError."""
    return read_table(release_for(out, topic, as_of), table).to_pylist()
