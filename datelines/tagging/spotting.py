"""Finds where signs stand in a text: an automaton says where one can stand, the language's expression looks there.

The expression alone finds the same at twice the price, as it has to be tried at each of two hundred edges a kilobyte.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain

from ahocorasick_rs import BytesAhoCorasick, MatchKind

__all__ = ["Spotter", "can_spot"]

# A text as the automaton reads it, a byte a character: letters and digits of ASCII as they are, a blank for all else.
_BLANK = 0x20
_FLAT = bytes(code if chr(code).isalnum() or code == 0x5F else _BLANK for code in range(128)) + bytes([_BLANK]) * 128
# What continues a character in UTF-8 is left out.
_CONTINUED = bytes(range(0x80, 0xC0))
# How much is read at a time.
_PIECE = 1 << 16
_QUOTES = "'’‘"


def can_spot(words: Collection[str]) -> bool:
    """Whether signs of these words can be spotted: each begins with a letter of ASCII."""
    return all(word[0].isascii() and word[0].isalpha() for word in words)


class Spotter:
    """The signs of one language: ``scan`` matches an edge and a sign, a word of ``words`` or a number behind it."""

    def __init__(self, scan: re.Pattern[str], words: Collection[str]) -> None:
        self._scan = scan
        needles: list[bytes] = []
        for needle in sorted({_flat(f" {word}") for word in words}):
            # What begins with another one is found with that.
            if not needles or not needle.startswith(needles[-1]):
                needles.append(needle)
        self._numbers = len(needles)
        # A needle with a blank in it can hide a sign that begins there.
        self._broken = frozenset(at for at, needle in enumerate(needles) if _BLANK in needle[1:])
        needles += [_flat(f" {digit}") for digit in "0123456789"]
        self._longest = max(map(len, needles))
        self._automaton = BytesAhoCorasick(needles, matchkind=MatchKind.LeftmostLongest)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """What ``scan.finditer`` finds: each sign with its edge, in order."""
        return chain.from_iterable(self._spans(text))

    def _spans(self, text: str) -> Iterator[list[tuple[int, int]]]:
        """The same, piece by piece, so that a text of nothing but digits is not held as a million places."""
        flat, last = _flat(text), 0
        for begin in range(0, len(flat), _PIECE):
            # What begins in a piece may go on in the next.
            piece = flat if len(flat) <= _PIECE else flat[begin : begin + _PIECE + self._longest]
            found = self._in_piece(text, piece, begin, last)
            if found:
                last = found[-1][1]
                yield found

    def _in_piece(self, text: str, piece: bytes, begin: int, last: int) -> list[tuple[int, int]]:
        match, numbers, broken = self._scan.match, self._numbers, self._broken
        found: list[tuple[int, int]] = []
        for needle, start, end in self._automaton.find_matches_as_indexes(piece):
            if begin:
                start, end = start + begin, end + begin
            if start >= last:
                sign = None
                if needle >= numbers and start > last and text[start] in _QUOTES:
                    # "'94": the quotation mark is part of the number.
                    sign = match(text, start - 1)
                sign = sign or match(text, start)
                if sign:
                    found.append(sign.span())
                    last = sign.end()
            if needle in broken:
                last = self._hidden(text, max(start + 1, last), end, found) or last
        return found

    def _hidden(self, text: str, start: int, end: int, found: list[tuple[int, int]]) -> int:
        """Add the sign that begins within a needle; where it ends, 0 for none."""
        for at in range(start, end):
            sign = self._scan.match(text, at)
            if sign:
                found.append(sign.span())
                return sign.end()
        return 0


def _flat(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").translate(_FLAT, _CONTINUED)
