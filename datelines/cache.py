"""Values by key that outlive the process: appended a file at a time, checked on reading, never trusted to be there.

A cache is a folder of segments. A segment is written once, whole, and named after its content; one that is torn or
altered counts as not there. What the values mean, and when they no longer hold, is for whoever asks.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import weakref
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyarrow as pa

from datelines.atomic import replaced
from datelines.scratch import Scratch

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

    Opening reads only the lists of keys; a value is unpacked when it is asked for. Nobody else sees what is new before
    ``save``, and little of it is held in memory.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._home = folder / name
        self._new: dict[bytes, _Entry] = {}
        self._unsaved = Scratch(folder)
        self._used: set[bytes] = set()
        self._segments = [one for path in sorted(self._home.glob(f"*{_SUFFIX}")) if (one := _opened(path))]
        self._known = {entry.key: (segment, entry) for segment in self._segments for entry in segment.entries}

    def __contains__(self, key: bytes) -> bool:
        return key in self._new or key in self._known

    def __bool__(self) -> bool:
        """Whether it holds anything from earlier."""
        return bool(self._known)

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, None where there is none or it cannot be trusted."""
        if new := self._new.get(key):
            return _unpacked(self._unsaved.get(new.start, new.packed), new.size)
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
        """Whether the value was put there since the cache was opened, and is not saved."""
        return key in self._new

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value with the next ``save``."""
        self.put_packed(key, packed(value))

    def put_packed(self, key: bytes, value: Packed) -> None:
        """Keep a value that is packed already."""
        data, size = value
        self._new[key] = _Entry(key, self._unsaved.add(data), len(data), size, zlib.crc32(data))

    def save(self) -> None:
        """Write what is new, and forget what was not asked for where that is most of it. Raises OSError.

        Values under other names are removed: their rules are gone. So is what a run that died had not finished, here or
        in what others keep beside the values; whoever saves is the only one there.
        """
        self._home.mkdir(parents=True, exist_ok=True)
        before = sorted(self._home.glob(f"*{_SUFFIX}"))
        crowded = len(before) >= _MOST_SEGMENTS or 2 * len(self._used) < len(self._known)
        kept = self._used - self._new.keys() if crowded else set()
        if self._new or crowded:
            path = self._write([*((None, entry) for entry in self._new.values()), *(self._known[key] for key in kept)])
            for old in before if crowded else ():
                if old != path:
                    old.unlink()
            self._settle(path)
        for other in self._folder.iterdir():
            if other != self._home and other.is_dir():
                shutil.rmtree(other)
        for folder in (self._folder, self._home):
            for left in folder.glob(".*"):
                left.unlink()

    def _settle(self, path: Path) -> None:
        """What was new is read where it is kept now, and the room that it took is free."""
        segment = _opened(path)
        if segment is not None:
            self._known |= {entry.key: (segment, entry) for entry in segment.entries}
            self._new, self._unsaved = {}, Scratch(self._folder)

    def _write(self, values: Iterable[tuple[_Segment | None, _Entry]]) -> Path:
        """A segment of the values of these, and with None of the new ones, without those that cannot be trusted."""
        found = sorted(((one, entry) for one, entry in values if not one or _packed(one, entry) is not None), key=_key)
        entries: list[_Entry] = []
        start = 0
        for _, entry in found:
            entries.append(_Entry(entry.key, start, entry.packed, entry.size, entry.check))
            start += entry.packed
        index = msgspec.msgpack.encode(entries)
        digest = hashlib.sha256(index).digest()
        path = self._home / f"{digest.hex()[:16]}{_SUFFIX}"
        with replaced(path) as staged, staged.open("wb") as file:
            file.write(_MAGIC + digest + len(index).to_bytes(_ROOM, "big") + index)
            for one, entry in found:
                file.write(one.read(entry) if one else self._unsaved.get(entry.start, entry.packed))
        return path


class _Segment:
    """A segment's entries, and its file, of which only what is asked for is read: a mapped one would stay in memory."""

    def __init__(self, handle: int, start: int, entries: list[_Entry]) -> None:
        self.entries = entries
        self._handle, self._start = handle, start
        weakref.finalize(self, os.close, handle)

    def read(self, entry: _Entry) -> bytes:
        """Its packed value, as it is. Raises OSError."""
        return os.pread(self._handle, entry.packed, self._start + entry.start)


def _key(value: tuple[_Segment | None, _Entry]) -> bytes:
    return value[1].key


def _opened(path: Path) -> _Segment | None:
    """The segment; None where it is not whole at its front."""
    front = len(_MAGIC) + _DIGEST
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    with suppress(OSError, ValueError, msgspec.DecodeError):
        head = os.pread(handle, front + _ROOM, 0)
        length = int.from_bytes(head[front:], "big")
        if head[: len(_MAGIC)] == _MAGIC and length <= os.fstat(handle).st_size:
            index = os.pread(handle, length, front + _ROOM)
            if hashlib.sha256(index).digest() == head[len(_MAGIC) : front]:
                return _Segment(handle, front + _ROOM + length, msgspec.msgpack.decode(index, type=list[_Entry]))
    os.close(handle)
    return None


def _packed(segment: _Segment, entry: _Entry) -> bytes | None:
    """The packed value; None where its bytes are not those that were written."""
    with suppress(OSError):
        found = segment.read(entry) if entry.packed else b""
        return found if not entry.packed or zlib.crc32(found) == entry.check else None
    return None


def _unpacked(data: bytes, size: int) -> bytes:
    return bytes(_CODEC.decompress(data, size, asbytes=True)) if size else b""
