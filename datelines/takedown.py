"""A source that has to go leaves no text of it in any kept release, nor in the cache.

The raw folder is the operator's: a tombstone and a night come first. Whoever calls holds the topic's lock.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa

from datelines.releases import Release, ReleaseError, clear, latest, list_releases, read_table, release_at
from datelines.retention import remove, thin

__all__ = ["take_down"]

_CACHE = ".cache"


def take_down(out: Path, topic: str, source: str) -> tuple[str, ...]:
    """Take the text of a source, a file or folder below the raw folder, out of what is kept; a line for each step.

    A release that holds it keeps its timeline and its changes, whose words are our own; one that no day points to
    goes. Cut short at any point, the next call goes on. Raises ReleaseError, where readers' own release still holds
    it before anything is touched, and OSError.
    """
    home, seen = out / topic, latest(out, topic)
    listed = list_releases(out, topic)
    holding = [one for one in _whole(home) if _holds(one, source)]
    newest = {seen.path.resolve(), listed[-1].path.resolve()}
    if still := [one for one in holding if one.path.resolve() in newest]:
        raise ReleaseError(
            f"{still[0].path}: still holds {source}; put a tombstone beside it, delete the file, and run a night first"
        )
    # A call that died may have left a release on its way out.
    clear(home)
    pointed = {one.path.resolve() for one in listed}
    done: list[str] = []
    for one in holding:
        if one.path.resolve() in pointed:
            thin(home, one)
        else:
            remove(home, one.path)
        done.append(f"{one.path.name}: {'thinned' if one.path.resolve() in pointed else 'removed'}")
    if (home / _CACHE).exists():
        shutil.rmtree(home / _CACHE)
        done.append(f"{_CACHE}: removed; the next night reads everything again")
    return tuple(done)


def _whole(home: Path) -> list[Release]:
    """Every release not thinned, also those that no day points to."""
    return [release_at(path) for path in sorted((home / "releases").iterdir())]


def _holds(release: Release, source: str) -> bool:
    """Whether articles of the source are among those read, or among the rows held back."""
    below = source.rstrip("/") + "/"
    read = read_table(release, "articles", ["source"]).column("source").to_pylist()
    if any(one == source or str(one).startswith(below) for one in read):
        return True
    return any(source in str(value) for value in _strings(read_table(release, "quarantine")))


def _strings(table: pa.Table) -> list[object]:
    return [value for column in table.columns for value in column.to_pylist()]
