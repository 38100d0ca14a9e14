"""What a date sees of its article, as a net takes it: the words around it with their labels, by where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from datelines.articles import Article
from datelines.events import Part
from datelines.extraction.around import era
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.nets import Sight, Vocabulary
from datelines.timex import Timex

__all__ = ["NUMBER", "PLACES", "LabelRows", "Sights", "label_rows", "signs_of"]

# Ahead of the date in its clause and outside it, behind it in its clause and outside it, the sentence before, close by.
PLACES = 6
_BEFORE, _BESIDE = 4, 5
# How far a date sees in its own sentence and in the one before, and how near "close by" is, in words.
_FAR, _BACK, _CLOSE = 30, 35, 3
# How much less for each word between; what the sentence before counts; and that sums stay near 1.
_FADES, _FAINT, _HALF = 0.12, 0.3, 0.5
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d,.]*|[^\w\s]")
# The word that all numbers are.
NUMBER = "10"

LabelRows = Mapping[str, tuple[int, ...]]


class _Tokens(NamedTuple):
    """The words and marks of one sentence, a date being one: their rows, their clauses, and which is which date."""

    rows: list[tuple[int, ...]]
    clauses: np.ndarray
    dates: dict[int, int]


def label_rows(engine: Engine, vocabulary: Vocabulary) -> LabelRows:
    """For each symbol the rows of its labels, countries left out; made once for an engine."""
    rows = vocabulary.labels
    return {
        symbol: tuple(rows[label] for label in sorted(set(labels) - engine.foreign) if label in rows)
        for symbol, labels in engine.labels.items()
    }


def signs_of(timex: Timex, dct: date | None) -> Iterator[str]:
    """The signs of a date itself: its grain, its decade, and how long ago it was."""
    assert timex.date is not None
    yield f"grain {timex.date.grain}"
    yield from era(timex.date.bounds[1], dct)


class Sights:
    """Sees for the dates of one article; ``labels`` are those of the engine."""

    def __init__(
        self, vocabulary: Vocabulary, labels: LabelRows, article: Article, passages: Sequence[Passage]
    ) -> None:
        self._vocabulary, self._labels, self._dct = vocabulary, labels, article.dct
        self._texts = {Part.TITLE: (article.title,), Part.BODY: (article.text,), Part.CAPTION: article.captions}
        self._before = {later.order: first for first, later in pairwise(passages)}
        self._tokens: dict[int, _Tokens] = {}

    def of(self, passage: Passage) -> Sight:
        """What the dates of the passage see, in their order."""
        own, before = self._read(passage), self._before.get(passage.order)
        back: Sequence[tuple[int, ...]] = ()
        if before is not None and (before.part, before.paragraph) == (passage.part, passage.paragraph):
            back = self._read(before).rows[-_BACK:]
        tokens = [*back, *own.rows]
        shares = np.zeros((len(passage.dates), PLACES, len(tokens)))
        shares[:, _BEFORE, : len(back)] = _FAINT * _HALF
        places = np.arange(len(own.rows))
        for number, spot in enumerate(passage.dates):
            away = places - own.dates.get(spot, len(own.rows))
            apart = np.abs(away)
            share = np.where((apart > 0) & (apart <= _FAR), _HALF / (1 + _FADES * apart), 0.0)
            side = 2 * (away > 0) + (own.clauses != passage.clauses[spot])
            shares[number, side, len(back) + places] = share
            shares[number, _BESIDE, len(back) :] = np.where(apart <= _CLOSE, share, 0.0)
        ends = list(accumulate(map(len, tokens), initial=0))
        rows = [row for token in tokens for row in token]
        return Sight(rows, ends[:-1], shares, [self._signs(passage.units[spot].timex) for spot in passage.dates])

    def _signs(self, timex: Timex | None) -> list[int]:
        known = self._vocabulary.signs
        signs = signs_of(timex, self._dct) if timex and timex.date else ()
        return [known[sign] for sign in signs if sign in known]

    def _read(self, passage: Passage) -> _Tokens:
        known = self._tokens.get(passage.order)
        if known is None:
            known = self._tokens[passage.order] = self._tokens_of(passage)
        return known

    def _tokens_of(self, passage: Passage) -> _Tokens:
        """What a unit's words have in common is in each of them."""
        text, labels, row = self._texts[passage.part][passage.caption], self._labels, self._row
        units = [(unit.start, unit.end, i) for i, unit in enumerate(passage.units) if unit.start >= 0]
        units.append((len(text), len(text), -1))
        symbols, clauses, spots = passage.symbols, passage.clauses, frozenset(passage.dates)
        rows: list[tuple[int, ...]] = []
        own: list[int] = []
        dates: dict[int, int] = {}
        place, clause = 0, 0
        for match in _TOKEN.finditer(text, passage.span.start, passage.span.end):
            at = match.start()
            while units[place][1] <= at:
                place += 1
            start, _, i = units[place]
            if start > at:
                rows.append((row(match[0]),))
            elif i not in spots:
                clause = clauses[i]
                rows.append((row(match[0]), *labels.get(symbols[i], ())))
            elif i not in dates:
                clause, dates[i] = clauses[i], len(rows)
                rows.append((0, *labels.get(symbols[i], ())))
            else:
                continue
            own.append(clause)
        return _Tokens(rows, np.array(own, dtype=np.int64), dates)

    def _row(self, word: str) -> int:
        return self._vocabulary.row(NUMBER if word[0].isdigit() else word.lower())
