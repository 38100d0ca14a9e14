"""Bytes that are set aside until they are asked for: a few in memory, more in a file that goes with the process.

Where there is no room on the disk for them, they are held in memory.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO

__all__ = ["Scratch"]

_ROOM = 16 * 2**20


class Scratch:
    """What is added stays to the end, each at its place; a file that nobody else sees takes what is over ``room``.

    ``folder`` is where that file lies, which has no name there; the folder is made when it is needed.
    """

    def __init__(self, folder: Path, room: int = _ROOM) -> None:
        self._folder = folder
        self._room = room
        self._file: IO[bytes] | None = None
        self._gave_up = False
        # What is in the file ends where what is in memory starts.
        self._start = 0
        self._tail = bytearray()

    def add(self, data: bytes) -> int:
        """Set it aside; its place."""
        place = self._start + len(self._tail)
        self._tail += data
        if len(self._tail) > self._room and not self._gave_up:
            self._put_away()
        return place

    def get(self, place: int, size: int) -> bytes:
        """The bytes that were added there. Raises OSError."""
        if place >= self._start:
            return bytes(self._tail[place - self._start : place - self._start + size])
        assert self._file is not None
        return os.pread(self._file.fileno(), size, place)

    def _put_away(self) -> None:
        try:
            if self._file is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 it is closed with us
            view, written = memoryview(self._tail), 0
            while written < len(view):
                written += os.pwrite(self._file.fileno(), view[written:], self._start + written)
            view.release()
        except OSError:
            self._gave_up = True
            return
        self._start += len(self._tail)
        self._tail = bytearray()
