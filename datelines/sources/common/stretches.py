"""An archive as streams that fastwarc reads: a new one wherever reading can begin anew, behind any damage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datelines.sources.common.members import Piece

__all__ = ["READ_AHEAD", "Stretches"]

# How far fastwarc reads ahead, so that what it stumbled over is still at hand.
READ_AHEAD = 2**16
_KEPT = 2 * READ_AHEAD
_RECORD = re.compile(rb"^WARC/[01]\.\d+\r?$", re.MULTILINE)
_START = b"WARC/"
_OVERLAP = 16


class Stretches:
    """Unpacked bytes as a file. What looks like the end of the file is that of a stretch; ``begin`` goes to the next.

    A stretch ends before a gzip member that starts with a record, and where a member is damaged; ``faults`` says how.
    """

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        # The last bytes handed out and those that are next, from ``_next`` on.
        self._window = b""
        self._next = 0
        self._at = 0
        self._ahead: Piece | None = None
        self._is_at_fault = False
        self._is_over = False
        self.faults: list[str] = []

    def begin(self) -> bool:
        """Go to the next stretch that holds anything; False where there is none. Raises UnusableError."""
        self._window, self._next = b"", 0
        while not self._is_over:
            if self._fill():
                return True
        return False

    def tell(self) -> int:
        """How many bytes lie before the next one."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, none at the end of the stretch. Raises UnusableError."""
        if self._next == len(self._window) and not self._fill():
            return b""
        end = len(self._window) if size < 0 else self._next + size
        part = self._window[self._next : end]
        self._next += len(part)
        self._at += len(part)
        return part

    def search(self, behind: int) -> bool:
        """Go to the first record that starts behind that place, within what is at hand or follows in the stretch."""
        while True:
            start = self._at - self._next
            if found := _RECORD.search(self._window, max(0, behind + 1 - start)):
                self._next, self._at = found.start(), start + found.start()
                return True
            self._next, self._at = len(self._window), start + len(self._window)
            behind = max(behind, self._at - _OVERLAP)
            if not self._fill():
                return False

    def _fill(self) -> bool:
        """Get the next bytes of the stretch; False at its end."""
        while not self._is_at_fault and (piece := self._ahead or next(self._pieces, None)) is not None:
            self._ahead = None
            if piece.begins and self._window and piece.data.startswith(_START):
                self._ahead = piece
                return False
            if piece.fault:
                self.faults.append(piece.fault)
                self._is_at_fault = True
            if piece.data:
                kept = self._window[: self._next][-_KEPT:]
                self._window, self._next = kept + piece.data, len(kept)
                return True
        self._is_over = not self._is_at_fault
        self._is_at_fault = False
        return False
