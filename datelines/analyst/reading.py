"""A table or document of a release, from a folder, a file, or an address."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from datelines import layouts
from datelines.analyst import remote
from datelines.releases import Release, ReleaseError, read_document, read_table, release_at, release_for

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Place", "document_of", "table_of"]

Place = str | Path
_T = TypeVar("_T")


def table_of(path: Place, topic: str | None, as_of: date | str | None, name: str) -> pa.Table:
    """The table ``name``, in its layout of today; where it was written in an older one, a warning says so.

    ``path`` is the folder with the releases, a topic's folder in it, one release, a Parquet file, the http(s) address
    of any of these, or the address in an object store of the folder with the releases. Raises ReleaseError: one line,
    what is missing and what to do.
    """
    found = _table(path, topic, _day(as_of), name)
    if told := layouts.note(found):
        # At the line of the notebook, past ``loading``.
        warnings.warn(told, layouts.OlderLayout, stacklevel=4)
    return found


def _table(path: Place, topic: str | None, day: date | None, name: str) -> pa.Table:
    if remote.is_address(path):
        return _today(remote.table(str(path), topic, day, name), name, path)
    if _is_stored(path):
        return _stored(str(path), topic, day, f"{name}.parquet", lambda release: read_table(release, name))
    path = Path(path)
    if path.suffix == ".parquet":
        return _today(_file(path, day, name), name, path)
    return read_table(_release(path, topic, day), name)


def _is_stored(path: Place) -> bool:
    """Whether it is an address of an object store; those of web servers are ``remote``'s."""
    return isinstance(path, str) and "://" in path


def _stored(address: str, topic: str | None, day: date | None, file: str, read: Callable[[Release], _T]) -> _T:
    """What is read of the release in an object store that the arguments mean. Raises ReleaseError."""
    try:
        storage = importlib.import_module("datelines.storage")
    except ImportError as error:
        raise ReleaseError(f"{address}: needs a package that is missing ({error}); install datelines[s3]") from error
    try:
        home, name = (address, topic) if topic else storage.topic_at(address)
        with storage.reader_copy(home, name, lambda pointer: [pointer.seen(day)], (file,)) as folder:
            return read(release_for(folder, name, day))
    except storage.StorageError as error:
        raise ReleaseError(str(error)) from error


def _today(table: pa.Table, name: str, path: Place) -> pa.Table:
    try:
        return layouts.renewed(table, name)
    except layouts.LayoutError as error:
        raise ReleaseError(f"{path}: {error}") from error


def document_of(path: Place, topic: str | None, as_of: date | str | None, name: str) -> Any:
    """The JSON document ``name`` of the release that the arguments mean. Raises ReleaseError."""
    day = _day(as_of)
    if remote.is_address(path):
        return remote.document(str(path), topic, day, name)
    if _is_stored(path):
        return _stored(str(path), topic, day, f"{name}.json", lambda release: read_document(release, name))
    return read_document(_release(Path(path), topic, day), name)


def _day(as_of: date | str | None) -> date | None:
    if not isinstance(as_of, str):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except ValueError as error:
        raise ReleaseError(f"as_of: {as_of!r} is no day; write it as 2025-03-01") from error


def _file(path: Path, day: date | None, name: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if day:
        raise ReleaseError(f"{path}: one file is one day; for another day give the folder with the releases")
    try:
        table = pq.read_table(path, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise ReleaseError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
    held = ((table.schema.metadata or {}).get(b"table") or name.encode()).decode()
    if held != name:
        raise ReleaseError(f"{path}: holds the table {held}, not {name}")
    return table


def _release(path: Path, topic: str | None, day: date | None) -> Release:
    """The release that the arguments mean. Raises ReleaseError."""
    if (path / "manifest.json").is_file():
        return release_at(path.resolve())
    if (path / "releases").is_dir():
        path, topic = path.resolve().parent, path.resolve().name
    return release_for(path, topic or _only_topic(path), day)


def _only_topic(path: Path) -> str:
    topics = sorted(folder.parent.name for folder in path.glob("*/releases"))
    if len(topics) != 1:
        found = f"it holds {', '.join(topics)}: say which topic" if topics else "no release yet; `make run` makes one"
        raise ReleaseError(f"{path}: {found}")
    return topics[0]
