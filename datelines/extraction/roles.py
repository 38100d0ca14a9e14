"""Who, whose and where: the actors, countries and place of a candidate, and whether the topic's parties are in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from datelines.events import EventType, Place
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage

__all__ = ["RoleReader", "Roles"]


@dataclass(frozen=True, slots=True)
class Roles:
    """Actors by canonical name, ISO 3166-1 alpha-3 countries, the series, the place, and whether it is a milestone."""

    actors: tuple[str, ...]
    countries: tuple[str, ...]
    series: str | None
    place: Place | None
    on_timeline: bool


class RoleReader:
    """Reads roles with one engine's names."""

    def __init__(self, engine: Engine) -> None:
        self._topic = engine.topic
        self._labels = engine.labels
        self._codes = {code.lower(): code for code in engine.topic.countries}

    def read(self, candidate: Candidate, when: date | None) -> Roles:
        """The roles; ``when`` is the day that offices are looked up for."""
        passage = candidate.passage
        low, high = self._clause(candidate)
        series = self._series(candidate)
        named = self._named(passage, low, high, when)
        countries = self._countries(passage, candidate, low, high, series)
        foreign = tuple(c for c in countries if c not in self._topic.parties)
        both = set(self._topic.parties) <= set(countries)
        on_timeline = candidate.rule.event_type is not EventType.OTHER and (not foreign or both)
        if series and self._topic.series[series].countries and not set(self._topic.parties) <= set(self._topic.series[series].countries):
            on_timeline = False
        if on_timeline:
            countries = tuple(dict.fromkeys((*self._topic.parties, *countries)))
        actors = self._actors(candidate, named, series, on_timeline, foreign)
        return Roles(actors, countries, series, self._place(passage, low, high), on_timeline)

    def _clause(self, candidate: Candidate) -> tuple[int, int]:
        """The units of the clauses that the candidate's words lie in."""
        clauses = candidate.passage.clauses
        first, last = clauses[candidate.low], clauses[candidate.high - 1]
        low = next(i for i, clause in enumerate(clauses) if clause >= first)
        high = max(i for i, clause in enumerate(clauses) if clause <= last) + 1
        return low, high

    def _series(self, candidate: Candidate) -> str | None:
        for i in range(candidate.low, candidate.high):
            if candidate.passage.series[i]:
                return candidate.passage.series[i]
        return None

    def _named(self, passage: Passage, low: int, high: int, when: date | None) -> tuple[str, ...]:
        found: list[str] = []
        for unit, person in zip(passage.units[low:high], passage.people[low:high], strict=True):
            if person:
                found.append(person)
            if unit.entry is None or unit.entry.name is None:
                continue
            if "actor" in unit.entry.labels:
                found.append(unit.entry.name)
            elif "office" in unit.entry.labels and (holder := self._holder(unit.entry.name, when)):
                found.append(holder)
        return tuple(dict.fromkeys(found))

    def _holder(self, name: str, when: date | None) -> str | None:
        if when is None:
            return None
        office = self._topic.offices[int(name.partition(":")[2])]
        for actor, first, last in office.holders:
            if first <= when and (last is None or when < last):
                return actor
        return None

    def _countries(
        self, passage: Passage, candidate: Candidate, low: int, high: int, series: str | None
    ) -> tuple[str, ...]:
        found = list(self._topic.series[series].countries) if series else []
        found += self._codes_in(passage, low, high)
        taken_up = any(u.symbol != s for u, s in zip(passage.units[low:high], passage.symbols[low:high], strict=True))
        if not found or (taken_up and not set(self._topic.parties) <= set(found)):
            found += self._codes_in(passage, 0, candidate.high)
        return tuple(dict.fromkeys(found))

    def _codes_in(self, passage: Passage, low: int, high: int) -> list[str]:
        labels = (label for symbol in passage.symbols[low:high] for label in self._labels.get(symbol, ()))
        return sorted({self._codes[label] for label in labels if label in self._codes})

    def _actors(
        self, candidate: Candidate, named: tuple[str, ...], series: str | None, on_timeline: bool, foreign: tuple[str, ...]
    ) -> tuple[str, ...]:
        usual = self._topic.series[series].actors if series else self._topic.types[candidate.rule.event_type].actors
        if foreign and not series:
            usual = tuple(self._topic.governments[code] for code in foreign if code in self._topic.governments)
        persons = tuple(name for name in named if self._topic.actors[name].kind == "person")
        if candidate.rule.event_type is EventType.VISIT_MEETING:
            return persons or named or usual
        return tuple(dict.fromkeys((*named, *usual)))

    def _place(self, passage: Passage, low: int, high: int) -> Place | None:
        for unit in passage.units[low:high]:
            if unit.entry and "place" in unit.entry.labels and unit.entry.name in self._topic.places:
                return self._topic.places[unit.entry.name]
        return None
