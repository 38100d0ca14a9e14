"""What comes into the raw folder from feeds and addresses, and what lies in it: every file with size and digest.

``python -m flows.ingest`` fetches without Prefect, and writes web archives. Reading articles is ``build``'s.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import click
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from datelines.fetching import Clock, Night, fetch_all, load_sources, warc
from datelines.issues import Issue
from datelines.known import Digests
from datelines.locks import held
from datelines.sources import walk
from flows import console
from flows.failures import InputUnusableError, status_of
from flows.progress import step
from flows.settings import log_file

__all__ = ["Inventory", "RawFile", "fetch_due", "fetch_sources", "ingest", "main", "take_inventory"]

FILES_IN_TASK = 5_000


@dataclass(frozen=True, slots=True)
class RawFile:
    """A raw file: its path below the raw folder with ``/``, bytes, and SHA-256; None where it cannot be read."""

    path: str
    size: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every file below ``raw`` that may hold articles, in order of path, and what is remembered of their bytes."""

    raw: str
    files: tuple[RawFile, ...]
    digests: Digests | None = None

    @property
    def digest(self) -> str:
        """One SHA-256 for all of them, as hexadecimal."""
        lines = "".join(f"{file.sha256}  {file.path}\n" for file in self.files)
        return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()


def fetch_due(sources: Path, raw: Path, day: date) -> Night:
    """Fetch what is due from the list of sources, under a lock. Raises ConfigError, LockHeldError and OSError."""
    wanted = load_sources(sources)
    step("fetching", 0)
    clock = Clock(day, lambda: datetime.now(UTC), time.monotonic, time.sleep, random.random)
    with held(raw / "fetched" / ".lock"):
        return fetch_all(wanted, raw, clock)


@task(name="fetch", cache_policy=NO_CACHE, persist_result=False)
def fetch_sources(sources: Path, raw: Path, day: date) -> dict[str, int]:
    """Fetch what is due; how many addresses by outcome. Each request is retried in the library, no run as a whole."""
    return fetch_due(sources, raw, day).counts


@task(name="take stock", cache_policy=NO_CACHE, persist_result=False)
def take_stock(raw: Path, paths: Sequence[Path], digests: Digests) -> tuple[RawFile, ...]:
    """Size and digest of files."""
    return tuple(_raw_file(path, raw, digests) for path in paths)


def _raw_file(path: Path, raw: Path, digests: Digests) -> RawFile:
    name = path.relative_to(raw).as_posix() if path != raw else path.name
    name = name.encode("utf-8", "replace").decode()
    try:
        return RawFile(name, path.stat().st_size, digests.of(path).hex())
    except OSError:
        # Reading the articles says what is wrong with it, once.
        return RawFile(name, None, None)


@flow(name="ingest", persist_result=False)
def ingest(raw: Path) -> Inventory:
    """Take stock of the raw folder, as a flow of its own. Raises InputUnusableError when there is none."""
    return take_inventory(raw)


def take_inventory(raw: Path, memory: Path | None = None) -> Inventory:
    """Take stock of the raw folder, within a flow. Raises InputUnusableError when there is none.

    ``memory`` is a folder that remembers the bytes of files that have not changed since.
    """
    if not raw.exists():
        raise InputUnusableError(f"{raw}: no such file or folder; RAW= names where the articles are")
    paths = [path for path in walk([raw]) if not isinstance(path, Issue)]
    digests = Digests(memory)
    files: list[RawFile] = []
    for start in range(0, len(paths), FILES_IN_TASK):
        # Not searched for futures, which costs more than the task.
        some, known = cast(Any, quote(paths[start : start + FILES_IN_TASK])), cast(Any, quote(digests))
        files += take_stock(raw, some, known)
        step("taking stock", len(files), len(paths))
    return Inventory(str(raw), tuple(files), digests)


@click.command(help="Fetch what the list of SOURCES names into RAW, or write what was fetched as a web archive.")
@click.option("--sources", type=click.Path(path_type=Path), help="The YAML file that lists feeds and addresses.")
@click.option("--raw", type=click.Path(path_type=Path), default=Path("data/raw"), show_default=True)
@click.option("--warc", "archive", type=click.Path(path_type=Path), help="Write a .warc or .warc.gz file.")
def main(sources: Path | None, raw: Path, archive: Path | None) -> None:
    """Fetch for today, in this machine's own zone, and leave with the exit status that ``flows.failures`` lists."""
    if not (sources or archive):
        raise click.UsageError("name a list with --sources, or an archive with --warc")
    try:
        if sources:
            night = fetch_due(sources, raw, datetime.now().astimezone().date())
            console.tell_fetched(night.counts, night.issues)
        if archive:
            count, issues = warc.write(raw, archive)
            console.tell_fetched({"archived": count}, issues)
    except Exception as error:  # noqa: BLE001 whatever it is, a person gets one line, and the log has the rest
        console.tell_failure(error, log_file())
        sys.exit(status_of(error))


if __name__ == "__main__":
    main()
