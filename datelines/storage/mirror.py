"""The raw files of a store as files of this machine, as they lie there: what is new is fetched, what is gone goes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from datelines.atomic import write_bytes
from datelines.storage.store import Entry, StorageError, Store, safe_path

__all__ = ["mirror"]

_KNOWN = "mirror.json"
_FILES = "raw"
# So many objects are fetched before it is noted which are here.
_AT_ONCE = 500


def mirror(address: str, home: Path, tell: Callable[[int, int], None] = lambda done, of: None) -> Path:
    """The folder below ``home`` that holds what lies at ``address``; ``tell`` hears how many of how many are here.

    An object is fetched once, and again when its mark or size is another. Raises StorageError and OSError.
    """
    store, folder = Store(address), home / _FILES
    there = store.files()
    if not there:
        raise StorageError(f"{address}: nothing lies below it; RAW= names where the articles are")
    folder.mkdir(parents=True, exist_ok=True)
    known = _known(home)
    paths = {name: _path(folder, name, address) for name in there}
    _forget(folder, set(paths.values()))
    here = {name: entry for name, entry in there.items() if _is_here(paths[name], entry, known.get(name))}
    missing = [name for name in there if name not in here]
    for start in range(0, len(missing), _AT_ONCE):
        some = missing[start : start + _AT_ONCE]
        # What is cut off in the middle is not noted, and fetched again.
        _note(home, here)
        _fetch(store, {name: paths[name] for name in some})
        here |= {name: there[name] for name in some}
        tell(len(here), len(there))
    _note(home, here)
    return folder


def _is_here(path: Path, entry: Entry, known: Entry | None) -> bool:
    return entry.mark is not None and known == entry and path.is_file()


def _fetch(store: Store, paths: dict[str, Path]) -> None:
    try:
        store.fetch_all(paths)
    except OSError as error:
        raise StorageError(f"{store.address}: cannot be kept here: {error.filename}: {error.strerror}") from error


def _path(folder: Path, name: str, address: str) -> Path:
    path = safe_path(folder, name)
    if path is None:
        raise StorageError(f"{address}/{name}: no file can have that name; rename the object")
    return path


def _forget(folder: Path, wanted: set[Path]) -> None:
    """Remove what the store has no more, and folders that are empty then."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):
                path.rmdir()
        elif path not in wanted:
            path.unlink()


def _known(home: Path) -> dict[str, Entry]:
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode((home / _KNOWN).read_bytes(), type=dict[str, Entry])
    return {}


def _note(home: Path, entries: dict[str, Entry]) -> None:
    write_bytes(home / _KNOWN, msgspec.json.encode(entries))
