"""Who, whose and where: the actors, countries and place of a candidate, and whether the topic's parties are in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from datelines.events import EventType, Part, Place
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.topics import TypeProfile

__all__ = ["RoleReader", "Roles"]

_ASIDE = 2
_DATELINE = 3


@dataclass(frozen=True, slots=True)
class Roles:
    """Actors by canonical name, ISO 3166-1 alpha-3 countries, the series, the place, whether it is a
    milestone, and which of the actors are persons."""

    actors: tuple[str, ...]
    countries: tuple[str, ...]
    series: str | None
    place: Place | None
    on_timeline: bool
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """The actors that some words name, and the countries that they name as such."""

    named: tuple[str, ...]
    lands: set[str | None]


class RoleReader:
    """Reads roles with one engine's names."""

    def __init__(self, engine: Engine) -> None:
        self._topic = engine.topic
        self._labels = engine.labels
        self._speech = frozenset(engine.lexicon.symbols("say") + engine.lexicon.symbols("thank"))
        codes = {code.lower(): code for code in engine.topic.countries}
        self._code = {s: codes[label] for s, labels in engine.labels.items() for label in labels if label in codes}
        self._variants = {
            label: frozenset(engine.lexicon.symbols(label))
            for profile in engine.topic.types.values()
            for label in profile.variants
        }

    def read(self, candidate: Candidate, when: date | None, told: bool) -> Roles:
        """The roles.

        ``when`` is the day that offices are looked up for, ``told`` means that the telling is the news.
        """
        passage = candidate.passage
        low, high = self._clause(candidate)
        series = self._series(candidate)
        profile = self._topic.types[candidate.rule.event_type]
        whole = profile.ensemble or profile.wide or told
        found = self._named(candidate, *((0, len(passage.units)) if whole else (low, high)), when, told)
        countries = self._countries(passage, candidate, low, high, series)
        foreign = tuple(c for c in countries if c not in self._topic.parties)
        both = set(self._topic.parties) <= set(countries)
        on_timeline = candidate.rule.event_type is not EventType.OTHER and (not foreign or both)
        if (
            series
            and self._topic.series[series].countries
            and not set(self._topic.parties) <= set(self._topic.series[series].countries)
        ):
            on_timeline = False
        if on_timeline:
            countries = tuple(dict.fromkeys((*self._topic.parties, *countries)))
        actors = self._actors(candidate, found, series, on_timeline, foreign)
        people = tuple(
            name for name in actors if name in self._topic.actors and self._topic.actors[name].kind == "person"
        )
        return Roles(actors, countries, series, self._place(passage, low, high), on_timeline, people)

    def _clause(self, candidate: Candidate) -> tuple[int, int]:
        """The units of the clauses that the candidate's words lie in."""
        clauses = candidate.passage.clauses
        first, last = clauses[candidate.low], clauses[candidate.high - 1]
        low = next(i for i, clause in enumerate(clauses) if clause >= first)
        # "China, meanwhile, held": a word or two between commas part no subject from its verb.
        while 0 < low <= candidate.low and (size := sum(clause == clauses[low - 1] for clause in clauses)) <= _ASIDE:
            low -= size
            low = next((i for i, clause in enumerate(clauses) if low and clause == clauses[low - 1]), 0)
        high = max(i for i, clause in enumerate(clauses) if clause <= last) + 1
        return low, high

    def _series(self, candidate: Candidate) -> str | None:
        """The series that the candidate's words name, else the one that they take up again."""
        passage = candidate.passage
        inside = range(candidate.low, candidate.high)
        named = (e.name for i in inside if (e := passage.units[i].entry) and "series" in e.labels)
        taken_up = (passage.series[i] for i in inside if passage.series[i])
        return next(named, None) or next(taken_up, None)

    def _named(self, candidate: Candidate, low: int, high: int, when: date | None, told: bool) -> _Found:
        """Who is named between two units.

        Who only speaks or gives thanks takes no part, unless the news is the telling.
        """
        passage = candidate.passage
        found: list[str] = []
        lands: set[str | None] = set()
        for i in range(low, high):
            unit, person = passage.units[i], passage.people[i]
            labels = unit.entry.labels if unit.entry else frozenset()
            name = person
            if unit.entry and unit.entry.name and "actor" in labels:
                name = unit.entry.name
            elif unit.entry and unit.entry.name and "office" in labels:
                name = self._holder(unit.entry.name, when)
            elif "land" in labels:
                lands.add(self._code.get(unit.symbol))
            if name and (told or not self._speaks(passage, i, candidate)):
                found.append(name)
        return _Found(tuple(dict.fromkeys(found)), lands)

    def _speaks(self, passage: Passage, i: int, candidate: Candidate) -> bool:
        if self._topic.types[candidate.rule.event_type].ensemble or candidate.low <= i < candidate.high:
            return False
        return any(unit.symbol in self._speech for unit in passage.units[i + 1 : i + 3])

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
        return sorted({code for symbol in passage.symbols[low:high] if (code := self._code.get(symbol))})

    def _actors(
        self, candidate: Candidate, found: _Found, series: str | None, on_timeline: bool, foreign: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Who is named, and for a side of which nobody is, who usually takes part."""
        profile = self._topic.types[candidate.rule.event_type]
        persons = tuple(name for name in found.named if self._topic.actors[name].kind == "person")
        if profile.ensemble and persons:
            return persons
        usual = self._usual(candidate, series, on_timeline, foreign)
        kept = tuple(name for name in usual if not self._is_displaced(name, found, profile))
        if not profile.actors and not profile.ensemble:
            kept += tuple(government for code, government in self._topic.governments.items() if code in found.lands)
        return tuple(dict.fromkeys((*found.named, *kept)))

    def _is_displaced(self, name: str, found: _Found, profile: TypeProfile) -> bool:
        """Whether somebody of the same side is named, so that the usual one is not meant as well."""
        usual = self._topic.actors.get(name)
        if usual is None or usual.country in found.lands:
            return False
        named = [self._topic.actors[other] for other in found.named]
        kinds = {actor.kind for actor in named if actor.country == usual.country}
        if usual.kind == "government":
            return bool(kinds & {"government", "body", "person", "force"})
        return bool(kinds & {"vessel"} if profile.borrows else kinds & {"force", "person"})

    def _usual(
        self, candidate: Candidate, series: str | None, on_timeline: bool, foreign: tuple[str, ...]
    ) -> tuple[str, ...]:
        rule, profile = candidate.rule, self._topic.types[candidate.rule.event_type]
        if not on_timeline and foreign and not series:
            return tuple(self._topic.governments[code] for code in foreign if code in self._topic.governments)
        if series and profile.borrows and self._topic.series[series].actors:
            return self._topic.series[series].actors
        low, high = self._clause(candidate)
        present = set(candidate.passage.symbols[low:high])
        for label, actors in profile.variants.items():
            if not self._variants[label].isdisjoint(present):
                return actors
        return profile.actors if rule.actors is None else rule.actors

    def _place(self, passage: Passage, low: int, high: int) -> Place | None:
        # The dateline says where the story was filed, not where the event was.
        filed = _DATELINE if passage.part is Part.BODY and passage.number == 0 else 0
        for unit in passage.units[max(low, filed) : high]:
            if unit.entry and unit.entry.name and "place" in unit.entry.labels:
                return self._topic.places.get(unit.entry.name)
        return None
