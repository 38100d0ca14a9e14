"""Where a sentence speaks of calendar time.

Each date with the preposition that binds it, two ends of a range as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec
from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.events import Basis
from datelines.extraction.engine import Engine
from datelines.extraction.lexicon import PLAIN, Unit
from datelines.extraction.passages import Passage
from datelines.extraction.yearless import is_yearless, with_year
from datelines.timex import AnchorKind, Timex, TimexType

__all__ = ["Spot", "SpotReader", "basis_of"]

# Comma and "and" at most join two dates.
_JOINTS = 2
_BESIDE = 3
# How many words that tell nothing may stand before the end of a range: "from May to the second week of June".
_FILLERS = 4
# How far before "until" the words stand that make it the time when something came at last: "it took her until 2005 to".
_AWAITED = 10
# Within how many words behind "put off" the new time stands.
_MOVED = 5
_YEAR = 365
_RELATIONS = ("within", "for", "by", "after", "before", "to", "from", "until", "since", "origin")

# Prepositions that bound an event by an hour of the day that it is on.
_OF_HOURS = ("by", "after", "before", "to")
_ONE_DAY = timedelta(days=1)


class Spot(msgspec.Struct, frozen=True, gc=False):
    """Units ``low`` to ``high``, both included, that name ``date``; ``twin`` is the spot that "and" joins to it."""

    low: int
    high: int
    date: DateValue
    timex: Timex
    relation: str | None
    twin: int | None = None


class SpotReader:
    """Finds spots with one engine's prepositions; with ``awaits``, what is not until a time comes then."""

    def __init__(self, engine: Engine, awaits: bool = False) -> None:
        self._awaits = awaits
        self._language = engine.grammar.language
        self._relation = {s: name for name in _RELATIONS for s in engine.lexicon.symbols(name)}
        self._to = frozenset(
            engine.lexicon.symbols("to")
            + engine.lexicon.symbols("until")
            + engine.grammar.marks["dash"]
            + engine.grammar.marks["hyphen"]
        )
        self._from = frozenset(engine.lexicon.symbols("from"))
        self._awaiting = frozenset(engine.lexicon.symbols("not") + engine.lexicon.symbols("awaiting"))
        self._deferred = frozenset(engine.lexicon.symbols("deferred"))
        self._strong = frozenset(engine.grammar.marks["strong"])
        self._comma = engine.grammar.marks["comma"]
        self._out = frozenset(engine.lexicon.symbols("run_out"))
        self._sides = frozenset("".join(map(engine.lexicon.symbols, ("after", "before", "since", "ago"))))
        self._again = frozenset(engine.lexicon.symbols("again") + engine.lexicon.symbols("another"))
        self._binding = frozenset(engine.lexicon.symbols("within") + engine.grammar.marks["comma"] + PLAIN)
        self._or = frozenset(engine.lexicon.symbols("coordinator"))
        self._either = frozenset(engine.lexicon.symbols("either"))
        fillers = ("within", "this", "his", "its", "another")
        self._fillers = frozenset("".join(map(engine.lexicon.symbols, fillers)) + PLAIN)
        self._and = frozenset(engine.lexicon.symbols("coordinator") + engine.grammar.marks["comma"])

    def read(self, passage: Passage) -> tuple[Spot, ...]:
        """The passage's spots in order."""
        found: list[Spot] = []
        indexes = [index for index in passage.dates if not self._is_hour(passage, index)]
        while indexes:
            index = indexes.pop(0)
            timex = passage.units[index].timex
            assert timex is not None
            assert timex.date is not None
            relation = self._bound_by(passage, index)
            # "Just before 5 p.m. on Tuesday" is on Tuesday.
            if timex.type is TimexType.TIME and relation in _OF_HOURS:
                relation = "within"
            if relation == "before" and self._is_run_out(passage, index):
                relation = "within"
            if self._awaits and relation == "until" and self._is_awaited(passage, index):
                relation = "within"
            if self._awaits and self._is_moved(passage, index):
                # "Put off from September to January" is in January.
                if indexes and relation == "from":
                    continue
                relation = "within"
            joined = self._range(passage, index, indexes[0], relation) if indexes else None
            if joined:
                found.append(Spot(index, indexes.pop(0), joined, timex, "within"))
            else:
                found.append(Spot(index, index, timex.date, timex, relation))
        return self._twins(passage, found)

    def _is_hour(self, passage: Passage, index: int) -> bool:
        """Whether it is the hour of a day that stands beside it ("at noon on 15 August")."""
        timex = passage.units[index].timex
        if timex is None or timex.type is not TimexType.TIME or timex.anchor is None:
            return False
        near = (i for i in passage.dates if i != index and 0 < abs(i - index) <= _BESIDE)
        return any(
            (other := passage.units[i].timex) is not None
            and other.type is TimexType.DATE
            and all(unit.symbol in self._binding for unit in passage.units[min(i, index) + 1 : max(i, index)])
            for i in near
        )

    def _is_run_out(self, passage: Passage, index: int) -> bool:
        """ "Before the year was out": in that year."""
        return passage.symbols[index + 1 : index + 2] in self._out

    def _is_awaited(self, passage: Passage, index: int) -> bool:
        """ "Not until 2005", "it took until 2005": what it is until comes then."""
        for unit in reversed(passage.units[max(0, index - _AWAITED) : index]):
            if unit.symbol in self._strong:
                return False
            if unit.symbol in self._awaiting:
                return True
        return False

    def _is_moved(self, passage: Passage, index: int) -> bool:
        """Whether a plan is told to have been moved to or from the time: "has been put off until May"."""
        near = passage.printed[max(0, index - _MOVED) : index]
        if self._deferred.isdisjoint(near):
            return False
        first = next(i for i, symbol in enumerate(near) if symbol in self._deferred)
        return self._strong.isdisjoint(near[first:]) and self._and.isdisjoint(near[first:])

    def length(self, passage: Passage) -> int | None:
        """The first length in whole days that the passage gives ("nine days", "two-week"), else None."""
        if not passage.lengths:
            return None
        after = (*passage.symbols[1:], "")
        for unit, following in zip(passage.units, after, strict=True):
            # "Five days before the city fell" is no length.
            if following in self._sides or not unit.timex or unit.timex.type is not TimexType.DURATION:
                continue
            if days := _days(unit.timex.value):
                return days
        return None

    def _bound_by(self, passage: Passage, index: int) -> str | None:
        """The preposition before a date; of "until at least" the first counts."""
        near = None
        for i in range(index - 1, max(-1, index - 4), -1):
            symbol = passage.units[i].symbol
            found = self._relation.get(symbol)
            if found and found != "within":
                return found
            if not found and (near or symbol != PLAIN):
                break
            near = near or found
        return near

    def _range(self, passage: Passage, first: int, second: int, relation: str | None) -> DateValue | None:
        between = passage.units[first + 1 : second]
        opened = first > 0 and (passage.units[first - 1].symbol in self._from or relation == "from")
        joining = self._to | self._or if opened else self._to
        start, end = passage.units[first].timex, passage.units[second].timex
        if not (start and end and start.date and end.date):
            return None
        # "On June 8 and 9": two days that follow each other are one stretch.
        if len(between) == 1 and _is_next_day(start.date, end.date):
            joining = joining | self._or
        # "In May or June": in one of two that follow each other. Years are told one by one: "none this year or next".
        if len(between) == 1 and between[0].symbol in self._either and _is_next(start.date, end.date):
            joining = joining | self._either
        if not self._joins(between, joining, opened):
            return None
        if start.date.bounds[0] > end.date.bounds[1] and is_yearless(start, self._language):
            start = with_year(start, end.date.bounds[0].year, "the year of the end") or start
        elif start.date and _is_long(start.date, end.date) and is_yearless(start, self._language):
            # "May 4 to 15" is of one year.
            start = with_year(start, end.date.bounds[0].year, "the year of the end") or start
        if start.date is None or start.date.bounds[0] > end.date.bounds[1]:
            return None
        return DateValue.span(start.date.without_qualifier(), end.date.without_qualifier())

    def _joins(self, between: Sequence[Unit], joining: frozenset[str], opened: bool) -> bool:
        """Whether the words between two dates make them the ends of a range: "from May to the second week of June"."""
        if not between or between[0].symbol not in joining:
            return False
        if all(unit.symbol in joining for unit in between):
            return len(between) <= _JOINTS
        return opened and len(between) <= 1 + _FILLERS and all(unit.symbol in self._fillers for unit in between[1:])

    def _twins(self, passage: Passage, found: list[Spot]) -> tuple[Spot, ...]:
        if len(found) < 2:
            return tuple(found)
        twins: dict[int, int] = {}
        # From the end on: a comma alone makes a list only where "and" ends it ("in 2007, 2009 and 2010").
        for number in range(len(found) - 2, -1, -1):
            spot, after = found[number], found[number + 1]
            between = passage.units[spot.high + 1 : after.low]
            alike = spot.date.grain is after.date.grain
            listed = number + 1 in twins and alike and self._is_comma(between)
            # "In 2021, 2022, and 2024": a comma before "and" joins only what another comma joins already.
            before = passage.units[found[number - 1].high + 1 : spot.low] if number else ()
            if alike and self._is_comma(before) and self._is_comma(between[:1]):
                listed = listed or (len(between) == 2 and between[1].symbol in self._or)
            if listed or self._is_listed(between):
                twins[number] = number + 1
        return tuple(
            [replace(spot, twin=twins[number]) if number in twins else spot for number, spot in enumerate(found)]
        )

    def _is_comma(self, between: Sequence[Unit]) -> bool:
        """Whether nothing but a comma stands between two dates."""
        return len(between) == 1 and between[0].symbol == self._comma

    def _is_listed(self, between: Sequence[Unit]) -> bool:
        """Whether words between two dates make them a list: "and in", ", and again", ", another"."""
        joints = [unit for unit in between if unit.symbol in self._and]
        rest = [unit for unit in between if unit.symbol not in self._and]
        if not joints or between[0] is not joints[0] or len(joints) > _JOINTS:
            return False
        again = any(unit.symbol in self._again for unit in rest)
        # "In May, and six months later an admiral" goes on with something else.
        if not again and not (len(joints) == 1 and joints[0].symbol in self._or):
            return False
        return all(unit.symbol in self._relation or unit.symbol in self._again for unit in rest)


def _is_next_day(day: DateValue, other: DateValue) -> bool:
    """Whether both are days, and the other is the next."""
    if not (day.grain is other.grain is Grain.DAY and day.earliest and other.earliest):
        return False
    return other.earliest - day.earliest == _ONE_DAY


def _is_next(one: DateValue, other: DateValue) -> bool:
    """Whether both are of one grain below the year, and the other begins where the first ends."""
    return one.grain is other.grain is not Grain.YEAR and other.bounds[0] - one.bounds[1] == _ONE_DAY


def _is_long(start: DateValue, end: DateValue) -> bool:
    """Whether a stretch takes a year or more."""
    return (end.bounds[0] - start.bounds[0]).days >= _YEAR


def _days(value: str) -> int | None:
    if not value.startswith("P") or len(value) < 3 or not value[1:-1].isdigit():
        return None
    number = int(value[1:-1])
    return {"D": number, "W": 7 * number}.get(value[-1])


def basis_of(timex: Timex) -> Basis:
    """How its date was read."""
    if timex.anchor is None:
        return Basis.EXPLICIT
    return Basis.RELATIVE if timex.anchor.kind is AnchorKind.DCT else Basis.ANAPHORIC
