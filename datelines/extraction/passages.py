"""An article's headline, sentences and captions as rows of units, with what "it" and "the drill" take up again.

What the units tell is found in ``detect``; nothing here knows of events or dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from datelines.articles import Article
from datelines.events import Part
from datelines.extraction.engine import Engine
from datelines.extraction.lexicon import PLAIN, PROPER, Unit
from datelines.extraction.sentences import sentences
from datelines.spans import Span
from datelines.timex import Timex

__all__ = ["Passage", "passages_of"]


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: its units and their symbols, and the labels and the series that its pronouns stand for.

    ``order`` counts through the article; ``toll`` holds the summed price of the borders before each unit (one more entry than units); ``paragraph`` and
    ``number`` count from 0 within the part.
    """

    part: Part
    caption: int
    order: int
    paragraph: int
    number: int
    span: Span
    units: tuple[Unit, ...]
    symbols: str
    toll: tuple[float, ...]
    clauses: tuple[int, ...]
    series: tuple[str | None, ...]
    dates: tuple[int, ...]

    def text_of(self, text: str) -> str:
        """The sentence as printed."""
        return self.span.of(text)


def passages_of(article: Article, timexes: Sequence[Sequence[Timex]], engine: Engine) -> tuple[Passage, ...]:
    """Headline, body and captions in this order; ``timexes`` has those of each string, in the same order."""
    strings = [(Part.TITLE, 0, article.title), (Part.BODY, 0, article.text)]
    strings += [(Part.CAPTION, number, caption) for number, caption in enumerate(article.captions)]
    found: list[Passage] = []
    focus = _Focus(engine)
    for (part, caption, text), own in zip(strings, timexes, strict=True):
        found += _passages(part, caption, len(found), text, own, engine, focus)
    return tuple(found)


class _Focus:
    """What the text is about at this point: the last thing that may be taken up again, and the last named series."""

    def __init__(self, engine: Engine) -> None:
        topic = engine.topic
        self._focusable = frozenset(topic.focus)
        self._labels = engine.labels
        self._pronouns = frozenset(engine.lexicon.symbols("it"))
        self.symbol: str | None = None
        self.series: dict[str, str] = {}
        self.current: str | None = None

    def read(self, units: Sequence[Unit]) -> tuple[str, tuple[str | None, ...]]:
        """The sentence's symbols, pronouns replaced, and the series that each unit speaks of."""
        symbols: list[str] = []
        series: list[str | None] = []
        first: str | None = None
        named = self.current
        for unit in units:
            symbol = unit.symbol
            labels = self._labels.get(symbol, frozenset())
            own: str | None = None
            if symbol in self._pronouns and (first or self.symbol):
                symbol = first or self.symbol or symbol
                own = named
            elif "series" in labels and unit.entry:
                named = own = unit.entry.name
            elif labels & self._focusable:
                own = named
            if first is None and labels & self._focusable:
                first = unit.symbol
            symbols.append(symbol)
            series.append(own)
        if first:
            self.symbol = first
        self.current = named
        return "".join(symbols), tuple(series)


def _passages(
    part: Part, caption: int, offset: int, text: str, timexes: Sequence[Timex], engine: Engine, focus: _Focus
) -> Iterator[Passage]:
    if not text:
        return
    units = engine.lexicon.units(text, timexes)
    at = paragraph = 0
    end_before = 0
    for number, span in enumerate(sentences(text, engine.grammar.abbreviations)):
        if "\n\n" in text[end_before : span.start]:
            paragraph += 1
        end_before = span.end
        while at < len(units) and units[at].start < span.start:
            at += 1
        start = at
        while at < len(units) and units[at].start < span.end:
            at += 1
        own = tuple(units[start:at])
        symbols, series = focus.read(own)
        prices = _prices(own, engine)
        yield Passage(
            part, caption, offset + number, paragraph, number, span, own, symbols,
            tuple(accumulate(prices, initial=0.0)),
            tuple(accumulate(int(price > 1) for price in prices)),
            series,
            tuple(i for i, unit in enumerate(own) if unit.timex and unit.timex.date),
        )  # fmt: skip


def _prices(units: Sequence[Unit], engine: Engine) -> list[float]:
    """What it costs to cross each unit; a preposition or "and" before a date is no border."""
    prices: list[float] = []
    for i, unit in enumerate(units):
        kind, price = engine.crossings.get(unit.symbol, ("", 0.0))
        if price and kind in ("temporal", "coordinator", "comma", "infinitive", "causal") and _before_date(units, i):
            price = 0.1
        prices.append(price)
    return prices


def _before_date(units: Sequence[Unit], i: int) -> bool:
    following: Iterable[Unit] = units[i + 1 : i + 3]
    for unit in following:
        if unit.timex:
            return True
        if unit.symbol not in (PLAIN, PROPER):
            return False
    return False
