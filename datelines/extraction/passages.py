"""An article's headline, sentences and captions as rows of units.

What "it" takes up again is found in ``focus``, what the units tell in ``detect``; nothing here knows of events or
dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

import msgspec

from datelines.articles import Article
from datelines.edtf import Grain
from datelines.events import Part
from datelines.extraction.codes import without_codes
from datelines.extraction.engine import Engine
from datelines.extraction.focus import Focus, FocusWords
from datelines.extraction.lexicon import FILLER, PLAIN, Scan, Unit
from datelines.extraction.retold import Retold, RetoldWords
from datelines.extraction.sentences import sentences
from datelines.spans import Span
from datelines.timex import Timex, TimexType

__all__ = ["Passage", "Reader", "Reading", "home_symbols"]

# Borders that are none where a date follows: "and 2012", "until March".
_YIELDING = frozenset({"temporal", "coordinator", "comma", "infinitive", "causal"})
_BEFORE_DATE = 0.1
_NAMED = frozenset({"actor", "series"})
_SYMBOL = attrgetter("symbol")
_POSSESSIVE = frozenset("'’")


class Passage(msgspec.Struct, frozen=True, eq=False, dict=True):
    """One sentence: its units, their symbols with pronouns replaced, and what each unit speaks of.

    ``order`` counts through the article, ``paragraph`` and ``number`` from 0 within the part. ``dates`` are the units
    that name calendar time, ``vague`` those that name some other time; ``lengths`` says whether it gives a length of
    time. ``people`` has whom pronouns stand for, ``retold`` whom words of kind do, ``owners`` the people with an
    apostrophe behind, each by unit. ``abroad`` says that the sentence goes on about a third country. ``named`` are the
    actors and series that the article names anywhere, ``crossings`` the prices of the engine's borders.
    """

    part: Part
    caption: int
    order: int
    paragraph: int
    number: int
    span: Span
    units: tuple[Unit, ...]
    symbols: str
    series: tuple[str | None, ...]
    dates: tuple[int, ...]
    vague: tuple[int, ...]
    lengths: bool
    about: frozenset[str]
    people: tuple[str | None, ...]
    crossings: Mapping[str, tuple[str, float]]
    retold: tuple[tuple[int, str], ...] = ()
    owners: frozenset[int] = frozenset()
    abroad: bool = False
    named: frozenset[str] = frozenset()

    @cached_property
    def printed(self) -> str:
        """The symbols as the words are printed, no pronoun replaced."""
        return "".join([unit.symbol for unit in self.units])

    # Most sentences tell no event, and nobody asks for their borders.
    @cached_property
    def toll(self) -> tuple[float, ...]:
        """The summed price of the borders before each unit, and at last of all of them."""
        return tuple(accumulate(self._prices, initial=0.0))

    @cached_property
    def clauses(self) -> tuple[int, ...]:
        """The number of the clause that each unit is in."""
        return tuple(accumulate([1 if price > 1 else 0 for price in self._prices]))

    @cached_property
    def _prices(self) -> list[float]:
        """What it costs to cross each unit; a preposition or "and" before a date is no border."""
        crossings = self.crossings
        prices = [0.0] * len(self.units)
        for i in [i for i, unit in enumerate(self.units) if unit.symbol in crossings]:
            kind, price = crossings[self.units[i].symbol]
            prices[i] = _BEFORE_DATE if kind in _YIELDING and _before_date(self.units, i) else price
        return prices


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's passages, and whether it names the topic's home country, a place or somebody of it."""

    passages: tuple[Passage, ...]
    at_home: bool


class Reader:
    """Reads articles into passages with one engine; with ``every``, also sentences that can tell nothing."""

    def __init__(self, engine: Engine, every: bool = False) -> None:
        self._engine = engine
        self._every = every
        self._words = FocusWords(engine)
        self._retold = RetoldWords(engine)
        told = (*engine.lexicon.symbols("attended"), *engine.lexicon.symbols("contingent"))
        self._triggers = frozenset(engine.triggers.symbols).union(told)
        self._naming = frozenset(s for s, labels in engine.labels.items() if not _NAMED.isdisjoint(labels))
        self._persons = frozenset(engine.lexicon.symbols("person"))
        self._home = frozenset(home_symbols(engine))

    def read(self, article: Article, timexes: Sequence[Sequence[Timex]]) -> Reading:
        """The sentences of headline, body and captions that can tell an event or a time, in this order.

        ``timexes`` has those of each string, in the same order.
        """
        strings = [(Part.TITLE, 0, article.title), (Part.BODY, 0, article.text)]
        strings += [(Part.CAPTION, number, caption) for number, caption in enumerate(article.captions)]
        found: list[Passage] = []
        focus, retold = Focus(self._words), Retold(self._retold)
        order = 0
        texts = [text for _, _, text in strings]
        scans = [
            without_codes(self._engine.lexicon.scan(text, own), text) for text, own in zip(texts, timexes, strict=True)
        ]
        # Who the people are matters only where the article can be of the topic.
        local = any(not self._home.isdisjoint(map(_SYMBOL, scan.hits)) for scan in scans)
        strangers = self._engine.strangers.introduced(texts, scans) if local else {}
        ships = self._engine.ships.introduced(texts) if local else frozenset[str]()
        named = frozenset(self._names(scans))
        for (part, caption, text), found_in in zip(strings, scans, strict=True):
            scan = self._engine.strangers.placed(text, self._engine.ships.placed(text, found_in, ships), strangers)
            for passage in self._passages(part, caption, order, text, scan, focus, retold, named):
                found.append(passage)
                order = passage.order + 1
        return Reading(tuple(found), local)

    def _passages(
        self,
        part: Part,
        caption: int,
        offset: int,
        text: str,
        scan: Scan,
        focus: Focus,
        retold: Retold,
        named: frozenset[str],
    ) -> Iterator[Passage]:
        hits, count = scan.hits, len(scan.hits)
        at = paragraph = before = 0
        for number, span in enumerate(sentences(text, self._engine.grammar.abbreviations)):
            paragraph += "\n\n" in text[before : span.start]
            before = span.end
            start = at
            while at < count and hits[at].start < span.end:
                at += 1
            units, timed = _filled(hits[start:at], scan, span)
            owners = self._owners(units, text)
            resolved, again = focus.read(units, owners), retold.read(text, span, units, scan)
            # A century is the age of a temple, and no time when something happened.
            dates = tuple([i for i, timex in timed if timex.date and timex.date.grain is not Grain.CENTURY])
            if not dates and not self._every and self._triggers.isdisjoint(resolved.symbols):
                continue
            yield Passage(
                part, caption, offset + number, paragraph, number, span, tuple(units), resolved.symbols,
                resolved.series,
                dates,
                tuple([i for i, timex in timed if _is_vague(timex)]),
                bool(timed) and any(timex.type is TimexType.DURATION for _, timex in timed),
                resolved.about,
                resolved.people,
                self._engine.crossings,
                again,
                owners,
                resolved.abroad,
                named,
            )  # fmt: skip

    def _names(self, scans: Sequence[Scan]) -> Iterator[str]:
        """The actors and series that an article names."""
        naming = self._naming
        hits = [hit for scan in scans for hit in scan.hits if hit.symbol in naming]
        yield from (hit.entry.name for hit in hits if hit.entry and hit.entry.name)

    def _owners(self, units: Sequence[Unit], text: str) -> frozenset[int]:
        """The units that name people with an apostrophe behind: "Hun Sen's government" is not he himself."""
        persons = self._persons
        people = [(i, unit.end) for i, unit in enumerate(units) if unit.symbol in persons]
        return frozenset([i for i, end in people if text[end : end + 1] in _POSSESSIVE])


def home_symbols(engine: Engine) -> str:
    """The symbols of what is of the home country, and of the topic's own series."""
    return engine.lexicon.symbols(engine.topic.home.lower()) + _own_series(engine)


def _own_series(engine: Engine) -> str:
    """The symbols of the series that are no third country's."""
    return "".join(s for s, labels in engine.labels.items() if "series" in labels and "third" not in labels)


def _filled(hits: Sequence[Unit], scan: Scan, span: Span) -> tuple[list[Unit], list[tuple[int, Timex]]]:
    """The hits of a sentence with a filler for each word between them, and where among them the times are."""
    units: list[Unit] = []
    timed: list[tuple[int, Timex]] = []
    end, plain = span.start, scan.plain
    for hit in hits:
        start, to, timex = hit.start, hit.end, hit.timex
        # The hyphen of "Indo-Pacific" is part of the name.
        if to <= end:
            continue
        if start > end + 1:
            units += [FILLER] * len(plain[end + 1 : start + 1].split())
        if timex:
            timed.append((len(units), timex))
        units.append(hit)
        end = to
    if span.end > end + 1:
        units += [FILLER] * scan.words_between(end, span.end)
    return units, timed


def _is_vague(timex: Timex) -> bool:
    """Whether it names a time that nobody can point to on the calendar ("weeks later", "soon")."""
    return timex.type is TimexType.DATE and timex.date is None and timex.value != "PRESENT_REF"


def _before_date(units: Sequence[Unit], i: int) -> bool:
    for unit in units[i + 1 : i + 3]:
        if unit.timex:
            # "in 2004 and took six months off" goes on with a new deed, "in 2004 and in 2005" with a date.
            return unit is units[i + 1] or unit.timex.type is not TimexType.DURATION
        if unit.symbol != PLAIN:
            return False
    return False
