"""A text into sentences: paragraphs, lines of a list, and full stops that end one. Abbreviations are data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datelines.spans import Span

__all__ = ["sentences"]

_LINE = re.compile(r"[^\n]+")
# A stop, closing quotes or brackets, white space, and what can open a sentence.
_STOP = re.compile(r"""[.!?…]+["'”’)\]]*(?P<gap>\s+)(?=["'“‘(\[—–-]*[A-Z0-9])""")
_LAST_WORD = re.compile(r"""[^\s("'“‘\[]+\Z""")
_LOOK_BACK = 24
_NUMBERED = frozenset({"no", "nos"})


def sentences(text: str, abbreviations: frozenset[str]) -> tuple[Span, ...]:
    """The sentences of ``text`` in order, without surrounding white space; ``abbreviations`` end no sentence."""
    return tuple(span for line in _LINE.finditer(text) for span in _split(text, line.span(), abbreviations))


def _split(text: str, bounds: tuple[int, int], abbreviations: frozenset[str]) -> Iterator[Span]:
    start, end = bounds
    for stop in _STOP.finditer(text, start, end):
        if _is_abbreviation(text, start, stop, abbreviations):
            continue
        yield from _trimmed(text, start, stop.start("gap"))
        start = stop.end()
    yield from _trimmed(text, start, end)


def _is_abbreviation(text: str, start: int, stop: re.Match[str], abbreviations: frozenset[str]) -> bool:
    if text[stop.start()] != ".":
        return False
    word = _LAST_WORD.search(text, max(start, stop.start() - _LOOK_BACK), stop.start())
    if not word:
        return False
    last = word[0]
    # "No. 4" is a number, "it was no." an answer.
    if last.lower() in _NUMBERED:
        return text[stop.end()].isdigit()
    return last.lower() in abbreviations or (len(last) == 1 and last.isupper())


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        yield Span(left, right)
