"""Digests of files that need not be read again: kept by path, size, times and number of the file.

Only a shortcut to what the bytes give. The time at which a file's entry last changed, which nobody can set back, is
part of what is compared, and a file that changed shortly before it was kept is read again: within a tick of the disk's
clock it could change unseen.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import msgspec

from datelines.atomic import replaced

__all__ = ["Digests"]

_NAME = "digests.bin"
_MARGIN = 2 * 10**9
_Stamp = tuple[int, int, int, int, int]


class _File(msgspec.Struct, array_like=True):
    """A file as it was, and the SHA-256 of its bytes."""

    stamp: _Stamp
    digest: bytes


class Digests:
    """SHA-256 by path, as far as ``folder`` remembers them; without one, or from one that is broken, nothing is."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = folder / _NAME if folder else None
        self._kept = _read(self._path) if self._path else {}
        self._used: dict[str, _File] = {}

    def of(self, path: Path) -> bytes:
        """The digest of the file's bytes. Raises OSError."""
        name = str(path.absolute())
        seen = self._used.get(name)
        if seen is None or seen.stamp != _stamp(path):
            seen = self._used[name] = self._look(path, name)
        return seen.digest

    def _look(self, path: Path, name: str) -> _File:
        stamp = _stamp(path)
        kept = self._kept.get(name)
        if kept and kept.stamp == stamp:
            return kept
        with path.open("rb") as file:
            return _File(stamp, hashlib.file_digest(file, "sha256").digest())

    def save(self) -> None:
        """Remember what was asked for, and nothing else. Raises OSError."""
        if self._path is None or self._used == self._kept:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(self._path) as staged:
            now = staged.stat().st_ctime_ns
            settled = {name: one for name, one in self._used.items() if max(one.stamp[1:3]) < now - _MARGIN}
            data = msgspec.msgpack.encode(settled)
            staged.write_bytes(hashlib.sha256(data).digest() + data)


def _stamp(path: Path) -> _Stamp:
    seen = path.stat()
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, seen.st_dev


def _read(path: Path) -> dict[str, _File]:
    with suppress(OSError, msgspec.DecodeError):
        data = path.read_bytes()
        if hashlib.sha256(data[32:]).digest() == data[:32]:
            return msgspec.msgpack.decode(data[32:], type=dict[str, _File])
    return {}
