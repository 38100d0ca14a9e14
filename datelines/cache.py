"""Values by key that outlive the process: appended a file at a time, checked on reading, never trusted to be there.

A cache is a folder of segments. A segment is written once, whole, and named after its content; one that is torn or
altered counts as not there. What the values mean, and when they no longer hold, is for whoever asks.
"""

from __future__ import annotations

import hashlib
import mmap
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyarrow as pa

from datelines.atomic import replaced

__all__ = ["Cache", "Packed", "packed"]

_MAGIC = b"datelines cache 1\n"
_SUFFIX = ".segment"
_MOST_SEGMENTS = 16
_ROOM = 8
_CODEC = pa.Codec("zstd")
_DIGEST = hashlib.sha256().digest_size


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """Where a value lies in its segment, how long it is packed and unpacked, and the CRC-32 of what is packed."""

    key: bytes
    start: int
    packed: int
    size: int
    check: int


class Packed(NamedTuple):
    """A value as a segment has it, and how long it is unpacked."""

    data: bytes
    size: int


def packed(value: bytes) -> Packed:
    """The value packed; nothing stays nothing."""
    return Packed(_CODEC.compress(value, asbytes=True) if value else b"", len(value))


class Cache:
    """The values kept under ``<folder>/<name>``; ``name`` says under which rules they hold.

    Opening reads only the lists of keys; a value is unpacked when it is asked for. Nothing is on the disk before
    ``save``.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._home = folder / name
        self._new: dict[bytes, Packed] = {}
        self._used: set[bytes] = set()
        self._segments = [one for path in sorted(self._home.glob(f"*{_SUFFIX}")) if (one := _opened(path))]
        self._known = {entry.key: (segment, entry) for segment, entries in self._segments for entry in entries}

    def __contains__(self, key: bytes) -> bool:
        return key in self._new or key in self._known

    def __bool__(self) -> bool:
        """Whether it holds anything from earlier."""
        return bool(self._known)

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, None where there is none or it cannot be trusted."""
        if key in self._new:
            return _unpacked(*self._new[key])
        place = self._known.get(key)
        found = _packed(*place) if place else None
        if place is None or found is None:
            return None
        self._used.add(key)
        return _unpacked(found, place[1].size)

    def has(self, key: bytes) -> bool:
        """Whether ``get`` would give a value; as good as asking for it, without unpacking."""
        if key in self._new:
            return True
        place = self._known.get(key)
        if place is None or _packed(*place) is None:
            return False
        self._used.add(key)
        return True

    def is_new(self, key: bytes) -> bool:
        """Whether the value was put there since the cache was opened."""
        return key in self._new

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value with the next ``save``."""
        self.put_packed(key, packed(value))

    def put_packed(self, key: bytes, value: Packed) -> None:
        """Keep a value that is packed already."""
        self._new[key] = value

    def save(self) -> None:
        """Write what is new, and forget what was not asked for where that is most of it. Raises OSError.

        Values under other names are removed: their rules are gone.
        """
        self._home.mkdir(parents=True, exist_ok=True)
        before = sorted(self._home.glob(f"*{_SUFFIX}"))
        crowded = len(before) >= _MOST_SEGMENTS or 2 * len(self._used) < len(self._known)
        kept = self._used - self._new.keys() if crowded else set()
        if self._new or crowded:
            path = self._write([*self._packed_new(), *self._packed_old(kept)])
            for old in before if crowded else ():
                if old != path:
                    old.unlink()
        for other in self._folder.iterdir():
            if other != self._home and other.is_dir():
                shutil.rmtree(other)

    def _packed_new(self) -> Iterator[tuple[bytes, bytes, int]]:
        for key, (data, size) in self._new.items():
            yield key, data, size

    def _packed_old(self, keys: Iterable[bytes]) -> Iterator[tuple[bytes, bytes, int]]:
        for key in keys:
            segment, entry = self._known[key]
            found = _packed(segment, entry)
            if found is not None:
                yield key, bytes(found), entry.size

    def _write(self, values: list[tuple[bytes, bytes, int]]) -> Path:
        entries: list[_Entry] = []
        start = 0
        values.sort()
        for key, data, size in values:
            entries.append(_Entry(key, start, len(data), size, zlib.crc32(data)))
            start += len(data)
        index = msgspec.msgpack.encode(entries)
        digest = hashlib.sha256(index).digest()
        path = self._home / f"{digest.hex()[:16]}{_SUFFIX}"
        with replaced(path) as staged, staged.open("wb") as file:
            file.write(_MAGIC + digest + len(index).to_bytes(_ROOM, "big") + index)
            file.writelines(data for _, data, _ in values)
        return path


_Segment = tuple[memoryview, list[_Entry]]


def _opened(path: Path) -> _Segment | None:
    """The values of a segment as a view of the file, and its entries; None where it is not whole at its front."""
    with suppress(OSError, ValueError, msgspec.DecodeError), path.open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        front = len(_MAGIC) + _DIGEST
        length = int.from_bytes(view[front : front + _ROOM], "big")
        index = view[front + _ROOM : front + _ROOM + length]
        if view[: len(_MAGIC)] == _MAGIC and hashlib.sha256(index).digest() == view[len(_MAGIC) : front]:
            return view[front + _ROOM + length :], msgspec.msgpack.decode(index, type=list[_Entry])
    return None


def _packed(segment: memoryview, entry: _Entry) -> memoryview | None:
    """The packed value; None where its bytes are not those that were written."""
    if not entry.packed:
        return memoryview(b"")
    found = segment[entry.start : entry.start + entry.packed]
    return found if zlib.crc32(found) == entry.check else None


def _unpacked(data: bytes | memoryview, size: int) -> bytes:
    return bytes(_CODEC.decompress(data, size, asbytes=True)) if size else b""
