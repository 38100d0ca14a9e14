"""Who, whose and where: the actors, countries and place of a candidate, and whether the topic's parties are in it."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from datelines.events import EventType, Part, Place
from datelines.extraction.actors import ActorReader, Setting
from datelines.extraction.clauses import clause_of
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage

__all__ = ["RoleReader", "Roles"]

# How many words a dateline has, and how near "in" stands before a place.
_DATELINE, _LED = 3, 3
_RELIEF = "relief_mission"
# How long before publication what is told is of the news.
_NEWS = timedelta(days=8)
_DRILL = frozenset({"series", "exercise"})
# What need not be in the home country.
_ANYWHERE = frozenset(
    {EventType.VISIT_MEETING, EventType.TRAINING_PROGRAM, EventType.AGREEMENT, EventType.STATEMENT, EventType.OTHER}
)


class Roles(msgspec.Struct, frozen=True, gc=False):
    """Actors by canonical name, ISO 3166-1 alpha-3 countries, the series, the place, whether it is a
    milestone, and which of the actors are persons."""

    actors: tuple[str, ...]
    countries: tuple[str, ...]
    series: str | None
    place: Place | None
    on_timeline: bool
    people: tuple[str, ...] = ()


class RoleReader:
    """Reads roles with one engine's names."""

    def __init__(self, engine: Engine) -> None:
        self._topic = engine.topic
        self._parties = frozenset(engine.topic.parties)
        self._actors, self._code = ActorReader(engine), engine.codes
        self._labels = engine.labels
        self._it = frozenset(engine.lexicon.symbols("it"))
        self._whence = frozenset(engine.lexicon.symbols("away_from")) & frozenset(engine.lexicon.symbols("from"))
        self._where = frozenset(engine.lexicon.symbols("where"))
        self._auxiliary = frozenset("".join(map(engine.lexicon.symbols, ("have", "will", "would"))))
        self._comma = engine.grammar.marks["comma"]
        self._aside = frozenset(engine.lexicon.symbols("relative") + engine.lexicon.symbols("after"))
        self._before_subject = frozenset(
            "".join(engine.grammar.marks.values())
            + "".join(map(engine.lexicon.symbols, ("temporal", "causal", "coordinator", "complement", "relative")))
        )

    def read(self, candidate: Candidate, when: date | None, dct: date | None, told: bool) -> Roles:
        """The roles.

        ``when`` is the day that offices are looked up for, that of publication where it is not known; ``told`` means
        that the telling is the news.
        """
        day = when or dct
        is_news = day is not None and dct is not None and timedelta(0) <= dct - day <= _NEWS
        passage = candidate.passage
        low, high = clause_of(candidate)
        series = self._series(candidate, low, high)
        countries = self._countries(passage, candidate, low, high, series)
        foreign = tuple(c for c in countries if c not in self._topic.parties)
        # Beside a third country, a pronoun is too little to be a party: "he signed a pact with India's minister".
        spoken = {self._code.get(symbol) for symbol in passage.printed} if foreign else set()
        named = spoken if foreign and not series else countries
        both = self._parties.issubset(countries) and self._parties.issubset(named)
        on_timeline = candidate.rule.event_type is not EventType.OTHER and (not foreign or both)
        if (
            series
            and self._topic.series[series].countries
            and not self._parties.issubset(self._topic.series[series].countries)
        ):
            on_timeline = False
        # A round of calls goes on elsewhere: "the mission will move on to Mongolia in July".
        if foreign and series and _RELIEF in self._topic.series[series].labels and self._topic.home not in spoken:
            on_timeline = False
        if candidate.rule.outside or self._is_of_third(candidate) or passage.abroad:
            on_timeline = False
        if on_timeline:
            countries = tuple(dict.fromkeys((*self._topic.parties, *countries)))
        actors = self._actors.read(candidate, Setting(day, told, is_news, series, on_timeline, foreign))
        people = tuple([name for name in actors if self._topic.kind_of(name) == "person"])
        return Roles(actors, countries, series, self._place(candidate, low, high), on_timeline, people)

    def _is_of_third(self, candidate: Candidate) -> bool:
        """Whether a third country is the one who acts: "in answer to the halt Beijing sent trucks of its own"."""
        symbols, at = candidate.passage.symbols, candidate.at - 1
        while at > 0 and symbols[at] in self._auxiliary:
            at -= 1
        if at < 0 or "third" not in self._labels.get(symbols[at], ()):
            return False
        return at == 0 or symbols[at - 1] in self._before_subject

    def _series(self, candidate: Candidate, low: int, high: int) -> str | None:
        """The series that the candidate's words name, else the one that they take up again."""
        passage, at = candidate.passage, candidate.at
        own = enumerate(passage.units[candidate.low : candidate.high], candidate.low)
        inside = [i for i, unit in own if unit.entry and "series" in unit.entry.labels]
        # What "it" stands for is less than a name in the clause: "it is the navy's turn to hold CARAT".
        if not inside and candidate.rule.event_type is EventType.EXERCISE:
            around = enumerate(passage.units[low:high], low)
            inside = [i for i, unit in around if unit.entry and unit.entry.labels >= _DRILL]
        nearest = min(inside, key=lambda i: (not low <= i < high, abs(i - at)), default=None)
        if nearest is not None and (entry := passage.units[nearest].entry) and entry.name:
            return entry.name
        taken_up = next(filter(None, passage.series[candidate.low : candidate.high]), None)
        if taken_up and (self._is_with_others(candidate, low, high) or self._is_of_us(candidate, taken_up)):
            return None
        return taken_up

    def _is_of_us(self, candidate: Candidate, series: str) -> bool:
        """Whether the sentence names the parties, one of whom takes no part in the series that "the drill" takes up."""
        passage = candidate.passage
        codes = set(self._codes_in(passage, candidate, 0, len(passage.symbols)))
        countries = set(self._topic.series[series].countries)
        return self._parties <= codes and bool(countries) and not self._parties <= countries

    def _is_with_others(self, candidate: Candidate, low: int, high: int) -> bool:
        """Whether its clause names third countries and no second party: no series of the two is taken up then."""
        codes = set(self._codes_in(candidate.passage, candidate, low, high))
        parties = set(self._topic.parties)
        held = candidate.rule.event_type is EventType.EXERCISE
        return held and bool(codes - parties) and not parties <= codes

    def _countries(
        self, passage: Passage, candidate: Candidate, low: int, high: int, series: str | None
    ) -> tuple[str, ...]:
        found = list(self._topic.series[series].countries) if series else []
        found += self._codes_in(passage, candidate, low, high)
        # "That it had scrapped a drill with the United States": the one party is named, the other is "it".
        half = self._parties.intersection(found) and not self._it.isdisjoint(passage.symbols[low : candidate.at])
        if not found or (not self._parties.issubset(found) and (half or self._takes_up(passage, low, high))):
            found += self._codes_in(passage, candidate, 0, candidate.high)
        return tuple(dict.fromkeys(found))

    def _takes_up(self, passage: Passage, low: int, high: int) -> bool:
        """Whether a pronoun between two units has been replaced."""
        return passage.printed[low:high] != passage.symbols[low:high]

    def _codes_in(self, passage: Passage, candidate: Candidate, low: int, high: int) -> list[str]:
        """The countries named between two units, but for asides: "the ship, whose home is in Japan, will stay"."""
        symbols, at = passage.symbols, candidate.at
        codes = [(k, self._code[symbols[k]]) for k in range(low, high) if symbols[k] in self._code]
        if not codes:
            return []
        for i in [] if self._aside.isdisjoint(symbols[low:high]) else range(max(low, 1), high - 1):
            if symbols[i] in self._aside and symbols[i - 1] == self._comma:
                end = symbols.find(self._comma, i)
                if end > 0 and not i < at < end:
                    codes = [(k, code) for k, code in codes if not i <= k < end]
        # "Flown in from Saigon" says whence, "reached in Kuala Lumpur" where, and neither who takes part.
        parties = self._topic.parties
        return sorted(
            {
                code
                for k, code in codes
                if code in parties or not (self._is_whence(symbols, k) or self._is_venue(symbols, k))
            }
        )

    def _is_whence(self, symbols: str, i: int) -> bool:
        """Whether a country or place is only where something comes from."""
        return i > 0 and symbols[i - 1] in self._whence

    def _is_venue(self, symbols: str, i: int) -> bool:
        """Whether it is but a town abroad in which something took place: "reached in Kuala Lumpur"."""
        labels = self._labels.get(symbols[i], frozenset())
        return i > 0 and {"place", "third"} <= labels and "land" not in labels and symbols[i - 1] in self._where

    def _place(self, candidate: Candidate, low: int, high: int) -> Place | None:
        """The place nearest to the trigger, one that "in" or "at" leads up to before one that is only named."""
        passage, at = candidate.passage, candidate.at
        # The dateline says where the story was filed, not where the event was.
        filed = _DATELINE if passage.part is Part.BODY and passage.number == 0 else 0
        abroad = candidate.rule.event_type in _ANYWHERE
        found: list[tuple[bool, int, str]] = []
        for i in range(max(low, filed), high):
            entry = passage.units[i].entry
            if not entry or not entry.name or "place" not in entry.labels:
                continue
            # "Stopped in" is one word here, and "visited" needs no "in".
            led = 0 < i - at <= _LED or not self._where.isdisjoint(passage.symbols[max(0, i - _LED) : i])
            home = self._topic.place_countries.get(entry.name) == self._topic.home
            # A capital without "in" is a government; a school or a base abroad is often but somebody's past.
            if (home or (abroad and led)) and (led or "land" not in entry.labels):
                found.append((not led, abs(i - at), entry.name))
        return self._topic.places.get(min(found)[2]) if found else None
