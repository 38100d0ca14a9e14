"""What stands around a date, as signs with a number each: words and labels, near ones more than far ones.

A sign says nothing of order. What signs speak for which type of event is a matter of weights, in ``weighed``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from datelines.articles import Article
from datelines.events import Part
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.spans import Span
from datelines.weights import FULL

__all__ = ["STEM", "Around", "LabelSigns", "Surroundings", "by_nearness", "era", "label_signs", "nearness", "stems"]

# How much less for each word between, up to which distance words are told apart.
_FADES, _FARTHEST = 0.12, 60
_NEAR = tuple(round(FULL / (1 + _FADES * words)) for words in range(_FARTHEST + 1))
# Words that begin alike are one: "suspend", "suspended", "suspension".
STEM = 7
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# How many days back is news, and what is of the last year.
_WEEK, _YEAR = 8, 366
_DECADE = 10

# The families of a label by whether it stands behind the date, and whether in its clause.
_SIDES = {
    (behind, inside): ("label ", "behind " if behind else "ahead of ", *(("clause ",) if inside else ()))
    for behind in (False, True)
    for inside in (False, True)
}

Around: TypeAlias = dict[str, int]
LabelSigns: TypeAlias = Mapping[str, Mapping[tuple[bool, bool], tuple[str, ...]]]


def nearness(words: int) -> int:
    """What a sign counts with so many words between."""
    return _NEAR[min(words, _FARTHEST)]


def label_signs(engine: Engine) -> LabelSigns:
    """For each symbol the signs of its labels, by where it stands; made once for an engine.

    The countries themselves say little, and are other ones in each topic.
    """
    found = {}
    for symbol, labels in engine.labels.items():
        own = sorted(labels - engine.foreign)
        if own:
            found[symbol] = {side: tuple(f + label for label in own for f in _SIDES[side]) for side in _SIDES}
    return found


class Surroundings:
    """Reads what stands around the dates of one article; ``signs`` are those of the engine's labels."""

    def __init__(self, engine: Engine, signs: LabelSigns, article: Article, passages: Sequence[Passage]) -> None:
        self._engine, self._signs, self._dct = engine, signs, article.dct
        self._texts = {Part.TITLE: (article.title,), Part.BODY: (article.text,), Part.CAPTION: article.captions}
        self._before = {later.order: first for first, later in pairwise(passages)}
        self._title = frozenset(match[0][:STEM].lower() for match in _WORD.finditer(article.title))
        self._words: dict[int, tuple[list[tuple[int, str]], frozenset[str]]] = {}

    def of(self, passage: Passage, spot: int) -> Around:
        """The signs around the date at unit ``spot``."""
        timex = passage.units[spot].timex
        found: Around = {"always": FULL}
        if timex is None or timex.date is None:
            return found
        words, _ = self._read(passage)
        for word, near, _ in by_nearness(words, timex.span):
            sign = f"word {word}"
            if near > found.get(sign, 0):
                found[sign] = near
        self._add_labels(found, passage, spot)
        before = self._before.get(passage.order)
        if before is not None and (before.part, before.paragraph) == (passage.part, passage.paragraph):
            found.update((f"before {word}", FULL) for word in self._read(before)[1])
        found.update((f"about {label}", FULL) for label in passage.about - self._engine.foreign)
        found.update((f"title {word}", FULL) for word in self._title)
        found[f"grain {timex.date.grain}"] = FULL
        found.update((sign, FULL) for sign in era(timex.date.bounds[1], self._dct))
        return found

    def _read(self, passage: Passage) -> tuple[list[tuple[int, str]], frozenset[str]]:
        """A sentence's words by where they begin, those of its dates left out."""
        known = self._words.get(passage.order)
        if known is None:
            spans = [timex.span for i in passage.dates if (timex := passage.units[i].timex)]
            text = self._texts[passage.part][passage.caption]
            own = stems(text, passage.span, spans, _WORD)
            known = self._words[passage.order] = own, frozenset([word for _, word in own])
        return known

    def _add_labels(self, found: Around, passage: Passage, spot: int) -> None:
        """The labels of the sentence, of the date's clause, and of each side of the date."""
        clauses = passage.clauses
        low, high = bisect_left(clauses, clauses[spot]), bisect_right(clauses, clauses[spot])
        dates, known, get = frozenset(passage.dates), self._signs, found.get
        for i, symbol in enumerate(passage.symbols):
            signs = known.get(symbol)
            if signs is None or i in dates:
                continue
            near = nearness(abs(i - spot) - 1)
            for sign in signs[i > spot, low <= i < high]:
                if near > get(sign, 0):
                    found[sign] = near


def by_nearness(words: Sequence[tuple[int, str]], span: Span) -> Iterator[tuple[str, int, bool]]:
    """Each word with what it counts so far from the date, and whether it stands ahead of it."""
    place = sum(1 for start, _ in words if start < span.start)
    for i, (_, word) in enumerate(words):
        yield word, nearness(place - 1 - i if i < place else i - place), i < place


def stems(text: str, sentence: Span, dates: Sequence[Span], word: re.Pattern[str]) -> list[tuple[int, str]]:
    """A sentence's words by where they begin, those of its dates left out, as far as words that begin alike are one."""
    return [
        (match.start(), match[0][:STEM].lower())
        for match in word.finditer(text, sentence.start, sentence.end)
        if not any(span.start <= match.start() < span.end for span in dates)
    ]


def era(last: date, dct: date | None) -> Iterator[str]:
    """The decade, and how long before publication."""
    yield f"decade {last.year // _DECADE}"
    if dct is not None:
        days = (dct - last).days
        yield "age ahead" if days < 0 else "age week" if days < _WEEK else "age year" if days < _YEAR else "age past"
