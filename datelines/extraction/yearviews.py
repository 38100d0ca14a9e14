"""What an encoder sees of a date without a year: its sentence behind what stands before, dates there marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile

from datelines.encoders import Encoder, View
from datelines.spans import Span

__all__ = ["MARKS", "view_of"]

# The pieces that stand before a date told with its year, without it, and counted from some day.
MARKS = {"told": "[unused1]", "before": "[unused2]", "counted": "[unused3]"}
# How many pieces are seen before the sentence and behind it, and of how many letters they are looked for.
BEFORE, BEHIND = 70, 16
_LETTERS = 8


def view_of(
    encoder: Encoder, text: str, sentence: Span, date: Span, heard: Mapping[str, Span], signs: Iterable[str]
) -> View:
    """The view of one date; ``heard`` are the dates before it by what they are to it."""
    known, room = encoder.pieces, encoder.longest - 2
    marks = _marks(encoder, heard)
    before = _pieces(encoder, text, Span(max(0, sentence.start - _LETTERS * BEFORE), sentence.start), marks)[-BEFORE:]
    # Of a sentence without end as much as there is room for.
    near = _LETTERS * encoder.longest
    own = _pieces(
        encoder, text, Span(max(sentence.start, date.start - near), min(sentence.end, date.end + near)), marks
    )
    behind = _pieces(encoder, text, Span(sentence.end, min(len(text), sentence.end + _LETTERS * BEHIND)), {})[:BEHIND]
    row = [*before, (known.part, sentence.start), *own, (known.part, sentence.end), *behind]
    # A date at the end of a long sentence is seen with what is nearest to it.
    ahead = len(list(takewhile(lambda one: one[1] < date.end, row)))
    cut = max(0, min(len(row) - room, ahead - room + min(BEHIND, room // 2)))
    row = row[cut : cut + room]
    first = len(before) + 1 - cut
    thing = [1 + i for i, (_, at) in enumerate(row) if date.start <= at < date.end and i >= first]
    around = (1 + max(0, first), 1 + min(len(row), max(1, first + len(own))))
    told = tuple(sorted(encoder.signs[sign] for sign in signs if sign in encoder.signs))
    return View((known.begin, *(piece for piece, _ in row), known.part), (tuple(thing) or (1,),), (around,), (told,))


def _marks(encoder: Encoder, heard: Mapping[str, Span]) -> dict[int, list[int]]:
    """The pieces that mark dates, by where these begin."""
    found: dict[int, list[int]] = {}
    for name, span in heard.items():
        found.setdefault(span.start, []).append(encoder.pieces.place(MARKS[name]))
    return found


def _pieces(encoder: Encoder, text: str, span: Span, marks: Mapping[int, list[int]]) -> list[tuple[int, int]]:
    """The pieces of a stretch of text, each with where its word begins; marks before the words that begin there."""
    found: list[tuple[int, int]] = []
    for word in encoder.pieces.words(text, span.start, span.end):
        found += [(mark, word.start) for mark in marks.get(word.start, ())]
        found += [(piece, word.start) for piece in word.pieces]
    return found
