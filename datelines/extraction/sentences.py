"""A text into sentences: paragraphs, lines of a list, and full stops that end one. Abbreviations are data."""

from __future__ import annotations

import re
from functools import lru_cache

from datelines.spans import Span

__all__ = ["sentences"]

_LINE = re.compile(r"[^\n]+")
# A stop, closing quotes or brackets, white space, and what can open a sentence.
_STOP = re.compile(r"""[.!?…]+["'”’)\]]*(?P<gap>\s+)(?=["'“‘(\[—–-]*[A-Z0-9])""")
# What can open a word.
_OPENERS = str.maketrans(dict.fromkeys("(\"'“‘[", " "))
_LOOK_BACK = 24
# How many characters a sentence has at most; rules look from any word of one to any other.
_LONGEST = 1500
# "P.J. Crowley", "W.P. Murphy".
_INITIALS = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_NUMBERED = frozenset({"no", "nos"})


# The stages that read an article one after the other ask for the sentences of the same few strings.
@lru_cache(maxsize=16)
def sentences(text: str, abbreviations: frozenset[str]) -> tuple[Span, ...]:
    """The sentences of ``text`` in order, without surrounding white space; ``abbreviations`` end no sentence."""
    found: list[Span] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        for stop in _STOP.finditer(text, start, end):
            if not _is_abbreviation(text, start, stop, abbreviations):
                _add(found, text, start, stop.start("gap"))
                start = stop.end()
        _add(found, text, start, end)
    return tuple(found)


def _is_abbreviation(text: str, start: int, stop: re.Match[str], abbreviations: frozenset[str]) -> bool:
    at = stop.start()
    if text[at] != ".":
        return False
    before = text[max(start, at - _LOOK_BACK) : at].translate(_OPENERS)
    if not before or before[-1].isspace():
        return False
    last = before.rsplit(None, 1)[-1]
    # "No. 4" is a number, "it was no." an answer.
    small = last.lower()
    if small in _NUMBERED:
        return text[stop.end()].isdigit()
    return small in abbreviations or (len(last) == 1 and last.isupper()) or _INITIALS.fullmatch(last) is not None


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    """Add what stands between two places, without white space around it; what no newspaper prints, in pieces."""
    while end - start > _LONGEST:
        cut = _cut(text, start, start + _LONGEST)
        _add(found, text, start, cut)
        start = cut
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        left = start + piece.find(bare[0])
        found.append(Span(left, left + len(bare)))


def _cut(text: str, start: int, end: int) -> int:
    """Where to part a sentence without end: behind the last semicolon, else comma, else blank, else anywhere."""
    for mark in (";", ",", " "):
        at = text.rfind(mark, (start + end) // 2, end)
        if at > 0:
            return at + 1
    return end
