"""What lies in the raw folder: every file with its size and digest.

Fetching from feeds and addresses will come here; reading articles is ``build``'s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from datelines.issues import Issue
from datelines.sources import walk
from flows.failures import InputUnusableError
from flows.progress import step

__all__ = ["Inventory", "RawFile", "ingest", "take_inventory"]

FILES_IN_TASK = 500


@dataclass(frozen=True, slots=True)
class RawFile:
    """A raw file: its path below the raw folder with ``/``, bytes, and SHA-256; None where it cannot be read."""

    path: str
    size: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every file below ``raw`` that may hold articles, in order of path."""

    raw: str
    files: tuple[RawFile, ...]

    @property
    def digest(self) -> str:
        """One SHA-256 for all of them, as hexadecimal."""
        lines = "".join(f"{file.sha256}  {file.path}\n" for file in self.files)
        return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()


@task(name="take stock", cache_policy=NO_CACHE, persist_result=False)
def take_stock(raw: Path, paths: Sequence[Path]) -> tuple[RawFile, ...]:
    """Size and digest of some hundreds of files."""
    return tuple(_raw_file(path, raw) for path in paths)


def _raw_file(path: Path, raw: Path) -> RawFile:
    name = path.relative_to(raw).as_posix() if path != raw else path.name
    name = name.encode("utf-8", "replace").decode()
    try:
        with path.open("rb") as file:
            return RawFile(name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError:
        # Reading the articles says what is wrong with it, once.
        return RawFile(name, None, None)


@flow(name="ingest", persist_result=False)
def ingest(raw: Path) -> Inventory:
    """Take stock of the raw folder, as a flow of its own. Raises InputUnusableError when there is none."""
    return take_inventory(raw)


def take_inventory(raw: Path) -> Inventory:
    """Take stock of the raw folder, within a flow. Raises InputUnusableError when there is none."""
    if not raw.exists():
        raise InputUnusableError(f"{raw}: no such file or folder; RAW= names where the articles are")
    paths = [path for path in walk([raw]) if not isinstance(path, Issue)]
    files: list[RawFile] = []
    for start in range(0, len(paths), FILES_IN_TASK):
        files += take_stock(raw, paths[start : start + FILES_IN_TASK])
        step("taking stock", len(files), len(paths))
    return Inventory(str(raw), tuple(files))
