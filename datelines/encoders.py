"""A small transformer: words in pieces, each piece a row of numbers that layers mix with those of the others, and what
then stands at some pieces speaks for each of some kinds.

It hears in which company words stand, where ``nets`` hears only how far off (a transformer; Vaswani et al. 2017). Rows
and layers are kept as whole numbers of 8 bits, and reckoned with as numbers of 32. What pieces, things and kinds are
about is not known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

import msgspec
import numpy as np

__all__ = ["Encoder", "EncoderEntry", "Pieces", "View", "Word"]

# What begins a text, parts its sections, and stands for what has no piece.
BEGIN, PART, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
# A piece that goes on with a word.
_GOES_ON = "##"
_LONGEST_WORD = 60
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
# How many views are known by heart.
_REMEMBERED = 8192
# The first kind is that nothing is told; the others are counted from it.
_NOTHING = 1
_TINY = 1e-12
# Of the usual approximation of the error function's curve (Hendrycks and Gimpel 2016).
_BEND, _CUBE = 0.7978846, 0.044715


class EncoderEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An encoder as a file has it: pieces parted by blanks, numbers as bytes.

    ``numbers`` are whole numbers of 8 bits, matrix after matrix: a row of ``width`` for each piece and each of
    ``longest`` places; for each of ``deep`` layers what is asked, offered and told, what is made of it, what is spread
    to ``inner`` numbers and gathered again; what is read of a thing, a row for each sign, and what speaks for nothing
    and each kind. ``steps`` (32 bits) are what 1 is worth in each column of each matrix, ``added`` (32 bits) what is
    added after each, with the measures and middles to which the rows are brought.
    """

    kinds: list[str]
    pieces: str
    signs: list[str]
    width: int
    heads: int
    inner: int
    deep: int
    longest: int
    numbers: bytes
    steps: bytes
    added: bytes

    def faults(self) -> Iterator[tuple[str, str]]:
        """What cannot be, as key and reason."""
        if min(self.width, self.heads, self.inner, self.deep, self.longest) < 1 or self.width % self.heads:
            yield "width", "width, heads, inner, deep and longest are numbers from 1 on, and heads divide width"
            return
        if lacking := {BEGIN, PART, UNKNOWN} - set(self.pieces.split()):
            yield "pieces", f"has no {sorted(lacking)[0]}"
            return
        shapes = matrices(self)
        sizes = {
            "numbers": sum(rows * columns for rows, columns in shapes),
            "steps": 4 * sum(columns for _, columns in shapes),
            "added": 4 * sum(vectors(self)),
        }
        for key, size in sizes.items():
            if len(getattr(self, key)) != size:
                yield key, f"has {len(getattr(self, key))} bytes; an encoder of that shape takes {size}"


class Word(NamedTuple):
    """One word or mark of a text, from ``start`` to ``end``, and its pieces."""

    start: int
    end: int
    pieces: tuple[int, ...]


class View(NamedTuple):
    """A text in pieces, and the things in it that are asked about.

    ``things`` are the places of each thing's pieces, ``around`` from where to where its sentence goes, ``signs`` what
    else is known of it.
    """

    pieces: tuple[int, ...]
    things: tuple[tuple[int, ...], ...]
    around: tuple[tuple[int, int], ...]
    signs: tuple[tuple[int, ...], ...]


class Pieces:
    """Breaks words into the longest pieces that there are, from the front (WordPiece; Schuster and Nakajima 2012)."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.names = tuple(pieces)
        self._places: Mapping[str, int] = {piece: place for place, piece in enumerate(pieces)}
        self.begin, self.part = self._places[BEGIN], self._places[PART]
        self._unknown = (self._places[UNKNOWN],)

    def place(self, piece: str) -> int:
        """Which one a piece is; that of what has none where there is no such piece."""
        return self._places.get(piece, *self._unknown)

    def words(self, text: str, start: int = 0, end: int | None = None) -> list[Word]:
        """The words and marks of a stretch of text, in small letters and without accents."""
        found = _WORD.finditer(text, start, len(text) if end is None else end)
        return [Word(match.start(), match.end(), self._of(_plain(match[0]))) for match in found]

    def _of(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return self._unknown
        whole = self._places.get(word)
        if whole is not None:
            return (whole,)
        made: list[int] = []
        start = 0
        while start < len(word):
            end, prefix = len(word), _GOES_ON if start else ""
            while end > start and (prefix + word[start:end]) not in self._places:
                end -= 1
            if end == start:
                return self._unknown
            made.append(self._places[prefix + word[start:end]])
            start = end
        return tuple(made)


class _Layer(NamedTuple):
    """One layer's matrices, each with what is added, and its two measures with their middles."""

    asked: np.ndarray
    asked_added: np.ndarray
    made: np.ndarray
    made_added: np.ndarray
    first: tuple[np.ndarray, np.ndarray]
    spread: np.ndarray
    spread_added: np.ndarray
    gathered: np.ndarray
    gathered_added: np.ndarray
    second: tuple[np.ndarray, np.ndarray]


class _Numbers(NamedTuple):
    """All numbers as 32 bits."""

    pieces: np.ndarray
    places: np.ndarray
    measure: tuple[np.ndarray, np.ndarray]
    mark: np.ndarray
    layers: tuple[_Layer, ...]
    read: np.ndarray
    signs: np.ndarray
    read_added: np.ndarray
    told: np.ndarray
    told_added: np.ndarray


class Encoder:
    """Speaks for ``kinds``; made of a file. Its numbers are unfolded when it is first asked."""

    def __init__(self, entry: EncoderEntry) -> None:
        self._entry = entry
        self.kinds = tuple(entry.kinds)
        self.longest = entry.longest
        self.pieces = Pieces(entry.pieces.split())
        self.signs: Mapping[str, int] = {sign: number for number, sign in enumerate(entry.signs)}

    def sums(self, view: View) -> tuple[tuple[float, ...], ...]:
        """For each thing what speaks for each kind, as the logarithm of a chance beside that of nothing."""
        return _remembered(self, view)

    def reckoned(self, view: View) -> tuple[tuple[float, ...], ...]:
        """The same sums, reckoned anew."""
        numbers = self._numbers
        rows = numbers.pieces[list(view.pieces)] + numbers.places[: len(view.pieces)]
        rows = _measured(rows, numbers.measure)
        for thing in view.things:
            rows[list(thing)] += numbers.mark
        for layer in numbers.layers[:-1]:
            rows = self._mixed(rows, layer)
        # Of the last layer only the sentences are read.
        first, last = min(start for start, _ in view.around), max(end for _, end in view.around)
        rows = self._mixed(rows, numbers.layers[-1], first, last)
        own = [rows[[place - first for place in thing]].mean(axis=0) for thing in view.things]
        around = [rows[start - first : end - first].mean(axis=0) for start, end in view.around]
        signs = [numbers.signs[list(signs)].sum(axis=0) for signs in view.signs]
        read = np.hstack([np.stack(own), np.stack(around)]) @ numbers.read + numbers.read_added + np.stack(signs)
        told = _bent(read) @ numbers.told + numbers.told_added
        found = (told[:, _NOTHING:] - told[:, :_NOTHING]).astype(np.float64)
        return tuple(map(tuple, found.tolist()))

    def _mixed(self, rows: np.ndarray, layer: _Layer, first: int = 0, last: int | None = None) -> np.ndarray:
        """The rows from the first to before the last after one layer."""
        heads, width = self._entry.heads, self._entry.width
        whole, rows = rows, rows[first:last]
        asked = (rows @ layer.asked[:, :width] + layer.asked_added[:width]).reshape(len(rows), heads, -1)
        parts = (whole @ layer.asked[:, width:] + layer.asked_added[width:]).reshape(len(whole), 2, heads, -1)
        offered, told = parts.transpose(1, 2, 3, 0)
        heed = asked.transpose(1, 0, 2) @ offered / np.float32((width // heads) ** 0.5)
        heed = np.exp(heed - heed.max(axis=-1, keepdims=True))
        heed /= heed.sum(axis=-1, keepdims=True)
        mixed = (heed @ told.transpose(0, 2, 1)).transpose(1, 0, 2).reshape(len(rows), width)
        rows = _measured(rows + mixed @ layer.made + layer.made_added, layer.first)
        spread = _bent(rows @ layer.spread + layer.spread_added)
        return _measured(rows + spread @ layer.gathered + layer.gathered_added, layer.second)

    @cached_property
    def _numbers(self) -> _Numbers:
        tables, added = iter(_tables(self._entry)), iter(_added(self._entry))
        pieces, places = next(tables), next(tables)
        measure, mark = (next(added), next(added)), next(added)
        layers = tuple(
            _Layer(
                next(tables), next(added), next(tables), next(added), (next(added), next(added)),
                next(tables), next(added), next(tables), next(added), (next(added), next(added)),
            )
            for _ in range(self._entry.deep)
        )  # fmt: skip
        return _Numbers(
            pieces, places, measure, mark, layers, next(tables), next(tables), next(added), next(tables), next(added)
        )


@lru_cache(maxsize=_REMEMBERED)
def _remembered(encoder: Encoder, view: View) -> tuple[tuple[float, ...], ...]:
    """One story stands in many papers, and is read again."""
    return encoder.reckoned(view)


def matrices(entry: EncoderEntry) -> list[tuple[int, int]]:
    """The rows and columns of its matrices, one after the other."""
    width, inner, kinds = entry.width, entry.inner, _NOTHING + len(entry.kinds)
    layer = [(width, 3 * width), (width, width), (width, inner), (inner, width)]
    rows = [(len(entry.pieces.split()), width), (entry.longest, width)]
    return [*rows, *(layer * entry.deep), (2 * width, width), (len(entry.signs), width), (width, kinds)]


def vectors(entry: EncoderEntry) -> list[int]:
    """How many numbers are added, or rows measured by, one after the other."""
    width, kinds = entry.width, _NOTHING + len(entry.kinds)
    layer = [3 * width, width, width, width, entry.inner, width, width, width]
    return [width, width, width, *(layer * entry.deep), width, kinds]


def _tables(entry: EncoderEntry) -> list[np.ndarray]:
    """The matrices of a file."""
    shapes = matrices(entry)
    ends = list(accumulate(rows * columns for rows, columns in shapes))
    steps = list(accumulate(columns for _, columns in shapes))
    parts = np.split(np.frombuffer(entry.numbers, np.int8), ends[:-1])
    worth = np.split(np.frombuffer(entry.steps, np.float32), steps[:-1])
    return [part.reshape(shape) * step for part, shape, step in zip(parts, shapes, worth, strict=True)]


def _added(entry: EncoderEntry) -> list[np.ndarray]:
    ends = list(accumulate(vectors(entry)))
    return np.split(np.frombuffer(entry.added, np.float32), ends[:-1])


def _plain(word: str) -> str:
    """A word in small letters without accents."""
    word = word.lower()
    if word.isascii():
        return word
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if unicodedata.category(letter) != "Mn")


def _measured(rows: np.ndarray, measure: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Each row with its middle at nothing and of one spread, then to the measure."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    spread = np.sqrt((rows * rows).mean(axis=1, keepdims=True) + np.float32(_TINY))
    found: np.ndarray = rows / spread * measure[0] + measure[1]
    return found


def _bent(numbers: np.ndarray) -> np.ndarray:
    """What is well below nothing counts as nothing (GELU)."""
    bent: np.ndarray = np.float32(_CUBE) * numbers * numbers
    bent += 1
    bent *= numbers
    bent *= np.float32(_BEND)
    np.tanh(bent, out=bent)
    bent += 1
    bent *= numbers
    bent *= np.float32(0.5)
    return bent
