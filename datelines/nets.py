"""A small net over words: each word and label is a row of numbers, rows are summed by where they stand, and one layer
above them speaks for each of some kinds.

It hears what ``weights`` cannot: that a word is like another which was fitted to, and that two things together tell
what neither tells alone. What words, labels and places are is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import msgspec
import numpy as np

__all__ = ["Net", "NetEntry", "Sight", "Vocabulary"]

# What stands in place of a word that has no row, and the row of all of them.
_UNKNOWN = 0
# The first kind is that nothing is told; the others are counted from it.
_NOTHING = 1


class NetEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A net as a file has it: words and labels parted by blanks, numbers as bytes.

    ``rows`` are whole numbers of 8 bits, one row of ``width`` for each word and then for each label; ``step`` is what 1
    is worth in those of words and in those of labels. ``layers`` are numbers of 16 bits: what is added to each row, the
    gate and what is added to it, then for each place and each sign ``hidden`` numbers for what it gives, what is
    added, and for nothing and each kind a row of ``hidden``, and what is added.
    """

    kinds: list[str]
    words: str
    labels: str
    signs: list[str]
    width: int
    hidden: int
    places: int
    step: tuple[float, float]
    rows: bytes
    layers: bytes

    def faults(self) -> Iterator[tuple[str, str]]:
        """What cannot be, as key and reason."""
        if min(self.width, self.hidden, self.places) < 1:
            yield "width", "width, hidden and places are numbers from 1 on"
            return
        rows = (len(self.words.split()) + len(self.labels.split())) * self.width
        if len(self.rows) != rows:
            yield "rows", f"has {len(self.rows)} numbers; words and labels of that width take {rows}"
        layers = sum(rows * columns for rows, columns in _shapes(self))
        if len(self.layers) != 2 * layers:
            yield "layers", f"has {len(self.layers) // 2} numbers; a net of that shape takes {layers}"


class Sight(NamedTuple):
    """What some things see that stand among the same tokens.

    ``rows`` are the numbers of the rows of all tokens, ``starts`` where those of each token begin. ``shares`` has for
    each thing, each place and each token how much the token counts there for it; ``signs`` the signs of each thing.
    """

    rows: Sequence[int]
    starts: Sequence[int]
    shares: np.ndarray
    signs: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Vocabulary:
    """The row of each word and label, and the number of each sign; row 0 is of what is unknown, and empty."""

    words: Mapping[str, int]
    labels: Mapping[str, int]
    signs: Mapping[str, int]

    @staticmethod
    def of(words: Sequence[str], labels: Sequence[str], signs: Sequence[str]) -> Vocabulary:
        """Rows in the order given, from 1 on."""
        return Vocabulary(
            {word: row for row, word in enumerate(words, 1)},
            {label: row for row, label in enumerate(labels, 1 + len(words))},
            {sign: number for number, sign in enumerate(signs)},
        )

    def row(self, word: str) -> int:
        """The row of a word in small letters; of one with an apostrophe that is not known, that of what stands before
        it."""
        found = self.words.get(word)
        if found is None:
            found = self.words.get(word.replace("’", "'").partition("'")[0], _UNKNOWN)
        return found


class Net:
    """Speaks for ``kinds``; made of a file."""

    def __init__(self, entry: NetEntry) -> None:
        words, labels = entry.words.split(), entry.labels.split()
        self.kinds = tuple(entry.kinds)
        self.vocabulary = Vocabulary.of(words, labels, entry.signs)
        rows = np.frombuffer(entry.rows, np.int8).reshape(-1, entry.width).astype(np.float32)
        steps = np.repeat(np.array(entry.step, np.float32), (len(words), len(labels)))
        self._rows = np.vstack([np.zeros((1, entry.width), np.float32), rows * steps[:, None]])
        numbers = np.frombuffer(entry.layers, np.float16).astype(np.float32)
        shapes = _shapes(entry)
        ends = list(accumulate(rows * columns for rows, columns in shapes))
        parts = [part.reshape(shape) for part, shape in zip(np.split(numbers, ends[:-1]), shapes, strict=True)]
        self._added, self._gate, self._gate_added, self._first, self._signs, self._hidden, self._last, self._out = parts

    def sums(self, sight: Sight) -> list[list[float]]:
        """For each thing what speaks for each kind, as the logarithm of a chance beside that of nothing."""
        things, places, tokens = sight.shares.shape
        seen = np.zeros((things, self._first.shape[0]), np.float32)
        if tokens:
            shares = sight.shares.reshape(things * places, tokens).astype(np.float32)
            seen = (shares @ self._read(sight)).reshape(things, -1)
        given = np.stack([self._signs[list(signs)].sum(axis=0) for signs in sight.signs])
        told = _lit(seen @ self._first + given + self._hidden) @ self._last + self._out
        found: list[list[float]] = (told[:, _NOTHING:] - told[:, :_NOTHING]).astype(np.float64).tolist()
        return found

    def _read(self, sight: Sight) -> np.ndarray:
        """What each token adds."""
        tokens = np.add.reduceat(self._rows[list(sight.rows)], list(sight.starts)) + self._added
        added: np.ndarray = _lit(tokens) * _sure(tokens @ self._gate.T + self._gate_added)
        return added


def _shapes(entry: NetEntry) -> tuple[tuple[int, int], ...]:
    """The shapes of the layers, one after the other."""
    kinds = _NOTHING + len(entry.kinds)
    return (
        (1, entry.width), (1, entry.width), (1, 1), (entry.width * entry.places, entry.hidden),
        (len(entry.signs), entry.hidden), (1, entry.hidden), (entry.hidden, kinds), (1, kinds),
    )  # fmt: skip


def _sure(numbers: np.ndarray) -> np.ndarray:
    share: np.ndarray = 1 / (1 + np.exp(-numbers))
    return share


def _lit(numbers: np.ndarray) -> np.ndarray:
    """What is well below nothing counts as nothing."""
    lit: np.ndarray = numbers * _sure(numbers)
    return lit
