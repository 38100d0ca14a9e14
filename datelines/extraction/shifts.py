"""Events dated by another one: "in June, a month after she had come", "in 1994, the year after ties were restored"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from datelines.edtf import DateValue, Grain
from datelines.events import Basis
from datelines.extraction.anchor import Dating
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.lexicon import Unit
from datelines.extraction.spots import Spot
from datelines.timex import Timex, TimexType

__all__ = ["Length", "Shifter", "length_at", "moved"]

# Within how many words an opening "a month after" stands.
_HEAD = 4
# How near before the length "comes" stands: "comes less than a month after".
_JUST_BEFORE = 4
# Within how many words the clause's trigger stands behind a spot that ends in "after".
_CLOSE = 9
_LENGTH = re.compile(r"P(?P<number>\d+)(?P<unit>[YMWD])")
_UNIT_OF = {Grain.YEAR: "Y", Grain.MONTH: "M", Grain.DAY: "D"}
_GRAINS = [Grain.DAY, Grain.MONTH, Grain.YEAR]


class Length(NamedTuple):
    """So many years, months, weeks or days, by the letter that ISO 8601 has for them."""

    number: int
    unit: str


class Shifter:
    """Counts back or forth from the time of the main clause, with one engine's words for after and before."""

    def __init__(self, engine: Engine) -> None:
        after, before = engine.lexicon.symbols("after"), engine.lexicon.symbols("before")
        self._since = frozenset(engine.lexicon.symbols("since"))
        self._sign = dict.fromkeys(after, -1) | dict.fromkeys(before, 1)
        self._comes = frozenset(engine.lexicon.symbols("comes"))
        marks = engine.grammar.marks
        parting = (
            symbol for label in ("by", "for", "coordinator", "infinitive") for symbol in engine.lexicon.symbols(label)
        )
        self._parting = frozenset((*parting, *marks["comma"], *marks["strong"]))
        words = engine.grammar.words
        self._signs = dict.fromkeys(words["after"], -1) | dict.fromkeys(words["before"], 1)

    def shift(self, candidate: Candidate, spots: Sequence[Spot], dct: date | None = None) -> tuple[bool, Dating | None]:
        """Whether the candidate stands in such a clause, and its date where that can be counted.

        Where no time is told before it, but that this comes so much later ("the move comes a month after"), it is
        counted from ``dct``.
        """
        found = self._by_length(candidate) or self._by_spot(candidate, spots)
        if not found:
            return False, None
        at, number, unit = found
        mains = [spot for spot in spots if spot.high < at]
        if not mains and self._has_own(candidate, spots):
            return False, None
        if not mains and unit and dct and self._is_news(candidate.passage.units, at):
            timex = candidate.passage.units[at].timex
            value = moved(DateValue.of(dct), number, unit)
            return True, Dating(value, timex, Basis.RELATIVE, 0.0) if value and timex else None
        if not mains or not unit:
            return True, None
        main = mains[-1]
        value = moved(main.date, number, unit)
        return True, Dating(value, main.timex, Basis.ANAPHORIC, 0.0) if value else None

    def _has_own(self, candidate: Candidate, spots: Sequence[Spot]) -> bool:
        """Whether the clause names its own time: "it is two years since they last trained, in March 2016"."""
        clauses, at = candidate.passage.clauses, candidate.at
        return any(spot.low > at and clauses[spot.low] - clauses[at] <= 1 for spot in spots)

    def _is_news(self, units: Sequence[Unit], at: int) -> bool:
        """Whether the words before tell what is new: "the move comes less than"."""
        return any(unit.symbol in self._comes for unit in units[max(0, at - _JUST_BEFORE) : at])

    def _by_length(self, candidate: Candidate) -> tuple[int, int, str] | None:
        """A length right before the "after" that opens the candidate's clause."""
        units = candidate.passage.units
        if not candidate.passage.lengths:
            return None
        for i in range(candidate.at - 1, 0, -1):
            if units[i].symbol in ";:":
                return None
            # "A month after she came, the drill began": what follows the comma is the main clause.
            if units[i].symbol == "," and self._opens(units, i):
                return None
            # "In the days after the coup of July 1997 aid was cut": the main clause needs no comma.
            if i <= _HEAD and any(unit.timex for unit in units[i + 1 : candidate.at]) and self._is_vague(units[i - 1]):
                return None
            sign = self._sign.get(units[i].symbol) or (-1 if units[i].symbol in self._since else 0)
            timex = units[i - 1].timex
            if sign and timex and timex.type is TimexType.DURATION:
                length = length_at(timex)
                # "Months after" is a time that nobody can count.
                return (i - 1, sign * length.number, length.unit) if length else (i - 1, 0, "")
        return None

    @staticmethod
    def _is_vague(unit: Unit) -> bool:
        """Whether it is a length that nobody can count: "the days", "weeks"."""
        timex = unit.timex
        return timex is not None and timex.type is TimexType.DURATION and not _LENGTH.fullmatch(timex.value)

    def _opens(self, units: Sequence[Unit], comma: int) -> bool:
        """Whether the comma ends a clause that a length and "after" open, at the sentence's head or as an aside."""
        sign = next((i for i in range(comma - 1, 0, -1) if units[i].symbol in self._sign), None)
        if sign is None or not units[sign - 1].timex or any(unit.symbol == "," for unit in units[sign:comma]):
            return False
        return sign < _HEAD or units[sign - 2].symbol == ","

    def _by_spot(self, candidate: Candidate, spots: Sequence[Spot]) -> tuple[int, int, str] | None:
        """A spot that itself ends in "after", right before the candidate's clause."""
        for number, spot in enumerate(spots):
            if not (number and 0 < candidate.at - spot.high < _CLOSE) or self._parts_off(candidate, spot):
                continue
            words = spot.timex.text.lower().split()
            sign = self._signs.get(words[-1]) if len(words) > 1 else None
            unit = _UNIT_OF.get(spot.date.grain)
            if sign and unit:
                return spot.low, sign, unit
        return None

    def _parts_off(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether no clause follows that it could open: "the month after by banning sales", "the year after, they"."""
        units = candidate.passage.units
        return spot.high + 1 < len(units) and units[spot.high + 1].symbol in self._parting


def length_at(timex: Timex | None) -> Length | None:
    """The length that an expression tells as a number of years, months, weeks or days; None for any other."""
    match = _LENGTH.fullmatch(timex.value) if timex and timex.type is TimexType.DURATION else None
    return Length(int(match["number"]), match["unit"]) if match else None


def moved(value: DateValue, number: int, unit: str) -> DateValue | None:
    """The value ``number`` units on, no finer than the unit."""
    start = value.earliest
    if start is None or value.grain not in _GRAINS:
        return None
    if unit in "DW":
        if value.grain is not Grain.DAY:
            return None
        return DateValue.of(start + timedelta(days=number * (7 if unit == "W" else 1)))
    months = number * (12 if unit == "Y" else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 0 < year < 10000:
        return None
    finest = Grain.YEAR if unit == "Y" else Grain.MONTH
    return DateValue.of(date(year, month + 1, 1), max(value.grain, finest, key=_GRAINS.index))
