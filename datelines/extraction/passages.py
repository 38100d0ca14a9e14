"""An article's headline, sentences and captions as rows of units, with what "it" and "the drill" take up again.

What the units tell is found in ``detect``; nothing here knows of events or dates.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from datelines.articles import Article
from datelines.events import Part
from datelines.extraction.engine import Engine
from datelines.extraction.lexicon import PLAIN, PROPER, Unit
from datelines.extraction.sentences import sentences
from datelines.spans import Span
from datelines.timex import Timex, TimexType

__all__ = ["Passage", "passages_of"]

_NOTHING: frozenset[str] = frozenset()
# For how many sentences a text stays with what it was about.
_MEMORY = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: its units and their symbols, and the labels and the series that its pronouns stand for.

    ``order`` counts through the article; ``toll`` holds the summed price of the borders before each unit (one more entry than units); ``dates`` are the units
    that name calendar time, ``vague`` those that name some other time; ``paragraph`` and
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
    vague: tuple[int, ...]
    about: frozenset[str]
    people: tuple[str | None, ...]

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
    """What the text is about at this point: what "it" and "its" take up again, and the last named series."""

    def __init__(self, engine: Engine) -> None:
        lexicon = engine.lexicon
        self._labels = engine.labels
        self._focusable = frozenset(engine.topic.focus)
        self._leaning = engine.topic.leaning
        self._subject = frozenset(lexicon.symbols("it"))
        self._they = frozenset(lexicon.symbols("they"))
        self._owner = frozenset(lexicon.symbols("its"))
        self._indefinite = frozenset(lexicon.symbols("indefinite"))
        self._kinds = {name: frozenset(series.labels) for name, series in engine.topic.series.items()}
        self._first: str | None = None
        self._last: str | None = None
        self._series: str | None = None
        self._he = frozenset(lexicon.symbols("he"))
        self._person: Unit | None = None
        self.people: tuple[str | None, ...] = ()
        self._leant: frozenset[str] = frozenset()
        self._recent: deque[frozenset[str]] = deque(maxlen=_MEMORY)
        self.about: frozenset[str] = frozenset()

    def read(self, units: Sequence[Unit]) -> tuple[str, tuple[str | None, ...]]:
        """The sentence's symbols, pronouns replaced, and the series that each unit speaks of."""
        symbols: list[str] = []
        series: list[str | None] = []
        found: list[str] = []
        people: list[str | None] = []
        told = False
        for i, unit in enumerate(units):
            symbol, own = self._resolve(units, i, found)
            person = None
            if unit.symbol in self._he and self._person:
                symbol, person = self._person.symbol, self._person.entry.name if self._person.entry else None
            people.append(person)
            if unit.entry and "person" in unit.entry.labels and not told:
                told, self._person = True, unit
            labels = self._labels.get(symbol, _NOTHING)
            if unit.entry and "series" in labels and "series" in unit.entry.labels:
                self._series = own = unit.entry.name
            if labels & self._focusable:
                found.append(symbol)
            symbols.append(symbol)
            series.append(own)
        self._remember(found)
        self.people = tuple(people)
        return "".join(symbols), tuple(series)

    def _resolve(self, units: Sequence[Unit], i: int, found: Sequence[str]) -> tuple[str, str | None]:
        symbol = units[i].symbol
        if symbol in self._subject or symbol in self._owner:
            earlier = found[0] if found else self._first if symbol in self._subject else self._last
            if earlier is None:
                return symbol, None
            same = self._series and self._labels[earlier] & self._kinds[self._series]
            return earlier, self._series if same else None
        labels = self._labels.get(symbol, _NOTHING)
        for label in labels:
            leans_on = self._leaning.get(label)
            if leans_on:
                here = self.about | frozenset().union(*(self._labels[s] for s in found))
                if not here & set(leans_on):
                    return PLAIN, None
                self._leant = here & set(leans_on)
                return symbol, self._series
        if self._series and labels & self._focusable & self._kinds[self._series] and not self._is_indefinite(units, i):
            return symbol, self._series
        return symbol, None

    def _is_indefinite(self, units: Sequence[Unit], i: int) -> bool:
        for unit in reversed(units[max(0, i - 3) : i]):
            if unit.symbol in self._indefinite:
                return True
            if unit.symbol not in (PLAIN, PROPER):
                return False
        return False

    def _remember(self, found: Sequence[str]) -> None:
        if found:
            self._first, self._last = found[0], found[-1]
        self._recent.append(self._leant.union(*(self._labels[symbol] for symbol in found)))
        self._leant = _NOTHING
        self.about = frozenset().union(*self._recent)


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
        before = focus.about
        symbols, series = focus.read(own)
        prices = _prices(own, engine)
        yield Passage(
            part, caption, offset + number, paragraph, number, span, own, symbols,
            tuple(accumulate(prices, initial=0.0)),
            tuple(accumulate(int(price > 1) for price in prices)),
            series,
            tuple(i for i, unit in enumerate(own) if unit.timex and unit.timex.date),
            tuple(i for i, unit in enumerate(own) if unit.timex and _is_vague(unit.timex)),
            before | focus.about,
            focus.people,
        )  # fmt: skip


def _is_vague(timex: Timex) -> bool:
    """Whether it names a time that nobody can point to on the calendar ("weeks later", "soon")."""
    return timex.type is TimexType.DATE and timex.date is None and timex.value != "PRESENT_REF"


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
