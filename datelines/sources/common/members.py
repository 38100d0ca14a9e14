"""A file unpacked on the way, member by member: what is damaged in one costs nothing of the next. Memory is bounded."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from datelines.sources.common.files import RawFile, opened, salvaged

__all__ = ["Piece", "pieces"]

GZIP = b"\x1f\x8b\x08"
_CHUNK = 2**16
_GROWTH = 2**18
# Small enough that little is lost before the damage in a chunk.
_STEP = 64


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that follow on the last ones.

    ``begins`` says that a member begins with them, ``fault`` what is wrong with the member right behind them.
    """

    data: bytes
    begins: bool = False
    fault: str | None = None


def pieces(file: RawFile) -> Iterator[Piece]:
    """The file's bytes in pieces of bounded size, unpacked where it is gzip. Raises UnusableError."""
    with opened(file) as stream:
        start = stream.read(_CHUNK)
        if start.startswith(GZIP):
            yield from _Members(stream, start).pieces()
            return
        begins = True
        while start:
            yield Piece(start, begins)
            begins, start = False, stream.read(_CHUNK)


class _Members:
    """The members of a gzip file; ``_packed`` is what was read of it and not yet unpacked."""

    def __init__(self, stream: BinaryIO, packed: bytes) -> None:
        self._stream = stream
        self._packed = packed

    def pieces(self) -> Iterator[Piece]:
        damaged = False
        while len(self._packed) >= len(GZIP) or self._more() or self._packed:
            if self._packed.startswith(GZIP):
                is_behind, damaged = damaged, False
                for piece in self._member():
                    damaged = piece.fault is not None
                    # What only looked like a member, behind one that is damaged, is not told of again.
                    if not (damaged and is_behind and piece.begins and not piece.data):
                        yield piece
            elif not self._packed.strip(b"\0"):
                self._packed = b""  # padding
            else:
                if not damaged:
                    yield Piece(b"", fault="holds bytes between its gzip members that are none")
                damaged = True
            if damaged:
                self._skip()

    def _more(self) -> bool:
        more = self._stream.read(_CHUNK)
        self._packed += more
        return bool(more)

    def _member(self) -> Iterator[Piece]:
        """The member that ``_packed`` starts with; after a fault, ``_packed`` starts behind where the member did."""
        machine, begins = zlib.decompressobj(wbits=31), True
        while True:
            before, packed = None if begins else machine.copy(), self._packed
            try:
                data = machine.decompress(packed, _GROWTH)
            except zlib.error:
                self._packed = packed[1:]
                data = salvaged(packed, _GROWTH, _STEP, before)
                yield Piece(data, begins, "holds gzip data that is damaged")
                return
            self._packed = machine.unused_data if machine.eof else machine.unconsumed_tail
            if data:
                yield Piece(data, begins)
                begins = False
            if machine.eof:
                return
            if not self._packed and not self._more():
                # It may have swallowed the members that follow.
                self._packed = packed[1:]
                yield Piece(b"", fault="ends before its end")
                return

    def _skip(self) -> None:
        """Go on to what looks like the next member."""
        while True:
            at = self._packed.find(GZIP)
            if at >= 0:
                self._packed = self._packed[at:]
                return
            self._packed = self._packed[-2:]
            if not self._more():
                self._packed = b""
                return
