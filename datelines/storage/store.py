"""One folder of an object store, by an address that fsspec knows: s3://bucket/folder. The only home of fsspec.

Who may read and write is for the environment to say; no credential is taken here, kept, or told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fsspec

from datelines.atomic import replaced

__all__ = ["ChangedError", "Entry", "StorageError", "Store", "is_address", "safe_path"]

_log = logging.getLogger(__name__)
_S3 = ("s3", "s3a")
# Nobody waits for minutes to hear that nobody answers.
_OF_S3 = {"config_kwargs": {"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 3}}}
# What stores call the mark of an object's bytes, the surest first.
_MARKS = ("ETag", "etag", "md5Hash", "md5", "checksum", "LastModified", "mtime", "modified", "updated", "created")
_CHANGED = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict", "409"})
_NOT_KNOWN = frozenset({"NotImplemented", "501"})


class StorageError(Exception):
    """A store that cannot be read or written; the message is one line: address, reason, what to do."""


class ChangedError(StorageError):
    """Somebody else has written the object since it was looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An object: its bytes, and a mark that is another one when they are others; None where the store has none."""

    size: int
    mark: str | None


def is_address(place: object) -> bool:
    """Whether it is an address of a store rather than a path; those of web servers are for others."""
    if not isinstance(place, str) or "://" not in place:
        return False
    return urlsplit(place).scheme.lower() not in ("http", "https")


class Store:
    """The folder at ``address``. Raises StorageError, as all that it does."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if "@" in parts.netloc or parts.query:
            # Not told again: what stands before the @ may be a secret.
            raise StorageError(
                f"{parts.scheme}://…{parts.path}: an address holds no user, password or key; set the environment "
                "variables of the store, such as AWS_ACCESS_KEY_ID"
            )
        self.address = address.rstrip("/")
        self._protocol = parts.scheme.lower()
        options: dict[str, Any] = dict(_OF_S3) if self._protocol in _S3 else {}
        try:
            self._files = fsspec.filesystem(
                self._protocol, skip_instance_cache=True, use_listings_cache=False, **options
            )
        except (ImportError, ValueError) as error:
            raise StorageError(
                f"{self.address}: {_line(error)}; s3:// works where `datelines[s3]` is installed"
            ) from error
        self._root = str(self._files._strip_protocol(self.address)).rstrip("/")

    def try_out(self) -> None:
        """Find out whether the store answers, and lets this process look."""
        with self._asking(""):
            self._files.exists(f"{self._root}/pointer.json")

    def files(self, below: str = "") -> dict[str, Entry]:
        """Every object in the folder ``below``, or in all of it, by its name from there."""
        root = f"{self._root}/{below}".rstrip("/")
        with self._asking(below):
            found = self._files.find(root, detail=True)
        return {
            str(path)[len(root) + 1 :]: Entry(int(one.get("size") or 0), _mark(one))
            for path, one in sorted(found.items())
            if one.get("type") != "directory" and str(path).startswith(f"{root}/") and not str(path).endswith("/")
        }

    def folders_with(self, name: str) -> list[str]:
        """The folders just below that hold an object of that name."""
        with self._asking(""):
            found = self._files.glob(f"{self._root}/*/{name}")
        return sorted(str(path)[len(self._root) + 1 : -len(name) - 1] for path in found)

    def entry(self, name: str) -> Entry | None:
        """What is there under a name; None where nothing is."""
        with self._asking(name):
            try:
                found = self._files.info(f"{self._root}/{name}")
            except FileNotFoundError:
                return None
        return None if found.get("type") == "directory" else Entry(int(found.get("size") or 0), _mark(found))

    def read(self, name: str) -> bytes | None:
        """The bytes of an object; None where there is none."""
        with self._asking(name):
            try:
                data: bytes = self._files.cat_file(f"{self._root}/{name}")
            except FileNotFoundError:
                return None
        return data

    def fetch(self, name: str, path: Path) -> None:
        """Bring an object here, whole or not at all. Raises OSError where it cannot be written here."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as staged, self._asking(name):
            self._files.get_file(f"{self._root}/{name}", str(staged))

    def fetch_all(self, paths: Mapping[str, Path]) -> None:
        """Bring objects here, several at a time; where that fails, some may be here, and some of them in part."""
        for folder in {path.parent for path in paths.values()}:
            folder.mkdir(parents=True, exist_ok=True)
        with self._asking(""):
            self._files.get([f"{self._root}/{name}" for name in paths], [str(path) for path in paths.values()])

    def put(self, name: str, path: Path) -> None:
        """Bring a file there; a reader sees all of it or what was there before."""
        with self._asking(name):
            self._files.put_file(str(path), f"{self._root}/{name}")

    def write(self, name: str, data: bytes) -> None:
        """Write an object, whatever was there."""
        with self._asking(name):
            self._files.pipe_file(f"{self._root}/{name}", data)

    def write_if(self, name: str, data: bytes, mark: str | None) -> None:
        """Write an object only if it still has that mark; with None, only if there is none. Raises ChangedError.

        One request where the store has conditions; elsewhere it is looked just before, which two at once can slip by.
        """
        condition: dict[str, Any] = {"IfMatch": mark} if mark else {"mode": "create"}
        if self._protocol in _S3:
            try:
                with self._asking(name):
                    self._files.pipe_file(f"{self._root}/{name}", data, **condition)
                return
            except _UnknownConditionError:
                _log.warning("%s: the server knows no conditions; it is looked before writing", self.address)
        there = self.entry(name)
        if (there.mark if there else None) != mark:
            raise ChangedError(f"{self.address}/{name}: was written by somebody else meanwhile")
        self.write(name, data)

    def remove(self, name: str) -> None:
        """Take away an object, where there is one."""
        with self._asking(name):
            try:
                self._files.rm_file(f"{self._root}/{name}")
            except FileNotFoundError:
                return

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        """Whatever a store's own package raises is one line; what the disk here raises comes through."""
        try:
            yield
        except Exception as error:
            if isinstance(error, FileExistsError) or _code(error) in _CHANGED:
                raise ChangedError(f"{self.address}/{name}: was written by somebody else meanwhile") from error
            if _code(error) in _NOT_KNOWN:
                raise _UnknownConditionError(f"{self.address}/{name}: {_line(error)}") from error
            raise StorageError(f"{self.address}{'/' + name if name else ''}: {_line(error)}") from error


class _UnknownConditionError(StorageError):
    """The server does not know what it was asked."""


def safe_path(folder: Path, name: str) -> Path | None:
    """Where below a folder the object of that name goes; None where no file can have the name."""
    parts = name.split("/")
    if "\0" in name or any(one in ("", ".", "..") for one in parts):
        return None
    return folder.joinpath(*parts)


def _mark(found: Mapping[str, Any]) -> str | None:
    return next((str(found[name]) for name in _MARKS if found.get(name)), None)


def _code(error: BaseException) -> str:
    """What the store calls it, found below the error that fsspec makes of it."""
    while error.__cause__ is not None:
        error = error.__cause__
    told = getattr(error, "response", None)
    return str(told.get("Error", {}).get("Code", "")) if isinstance(told, dict) else ""


def _line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
