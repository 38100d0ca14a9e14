"""Who takes part in a candidate: whom its words name, and who usually does where they name nobody of a side."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import msgspec
from msgspec.structs import replace

from datelines.events import EventType, Status
from datelines.extraction.clauses import ClauseReader
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.naming import Named, NameReader
from datelines.extraction.passages import Passage
from datelines.topics import TypeProfile

__all__ = ["ActorReader", "Setting"]

# The label of exercises among the series.
_DRILL = "exercise"
# With a word of a variant behind it, the label of a series whose forces do such a thing.
_DOES = "does_"


class Setting(msgspec.Struct, frozen=True, gc=False):
    """What is known of a candidate before its actors.

    The day that offices are looked up for, whether the telling is the news, whether the day is of the news, the series,
    whether it is a milestone, and the third countries in it.
    """

    when: date | None
    told: bool
    is_news: bool
    series: str | None
    on_timeline: bool
    foreign: tuple[str, ...]


class ActorReader:
    """Reads actors with one engine's names."""

    def __init__(self, engine: Engine) -> None:
        self._topic, self._parties = engine.topic, frozenset(engine.topic.parties)
        self._breaking = frozenset(engine.lexicon.symbols("ties_broken"))
        self._clauses, self._names = ClauseReader(engine), NameReader(engine)
        self._variants = {
            label: frozenset(engine.lexicon.symbols(label))
            for profile in engine.topic.types.values()
            for label in profile.variants
        }

    def read(self, candidate: Candidate, setting: Setting) -> tuple[str, ...]:
        """The actors, in the order of the text, the usual ones last."""
        profile = self._topic.types[candidate.rule.event_type]
        found = self._found(candidate, profile, setting)
        persons = tuple([name for name in found.names if self._topic.kind_of(name) == "person"])
        if profile.ensemble and persons:
            return persons
        # A pupil, and a prince who breaks with everybody, need nobody from the other side.
        apart = profile.pupils or candidate.passage.symbols[candidate.at] in self._breaking
        if apart and found.doers and all(map(self._is_at_home, found.names)):
            return found.names
        if profile.alone and (found.doers or (profile.wide and persons)) and not self._variant(candidate, profile):
            return found.names
        usual = tuple([name for name in self._usual(candidate, setting) if self._is_there(name, setting.when)])
        if profile.ensemble and found.names:
            # Who comes is named: whom it was that they saw nobody says, unless it is a side that is named as well.
            usual = tuple(name for name in usual if self._country(name) in found.lands)
        elif profile.ensemble and usual == profile.actors and (guest := self._clauses.guest(candidate)):
            usual = tuple(name for name in usual if self._country(name) == guest)
        usual = self._by_agents(usual, candidate, profile, setting)
        ties = candidate.rule.event_type is EventType.DIPLOMATIC_TIES
        kept = tuple([name for name in usual if not self._is_displaced(name, found, profile, ties)])
        if not profile.actors and not profile.ensemble:
            kept += tuple(government for code, government in self._topic.governments.items() if code in found.lands)
        return _once((*found.names, *kept))

    def _found(self, candidate: Candidate, profile: TypeProfile, setting: Setting) -> Named:
        if setting.told:
            return self._between(candidate, setting)
        if profile.ensemble:
            said = self._clauses.said(candidate)
            own = self._apart(candidate, self._between(candidate, setting, low=said), setting)
            return own if own.names or not said else self._between(candidate, setting)
        if profile.wide:
            own = self._between(candidate, setting, low=0 if profile.voiced else self._clauses.said(candidate))
            names = self._without_past_ships(candidate, own.names)
            return replace(own, names=self._calling(candidate, names, setting) if profile.ships else names)
        return self._of_clause(candidate, setting)

    def _between(self, candidate: Candidate, setting: Setting, low: int = 0, high: int | None = None) -> Named:
        high = len(candidate.passage.units) if high is None else high
        voiced = self._topic.types[candidate.rule.event_type].voiced
        return self._names.between(candidate, low, high, setting.when, setting.told or voiced, setting.is_news)

    def _of_clause(self, candidate: Candidate, setting: Setting) -> Named:
        """Who is named in the clause and in the list that it begins, and the subject where that stands before."""
        low, high = self._clauses.clause(candidate)
        own = self._between(candidate, setting, low, high)
        own = replace(own, names=_once((*own.names, *self._clauses.listed(candidate.passage, high))))
        if own.doers or self._clauses.has_subject(candidate):
            return own
        for clause in self._clauses.back(candidate):
            found = self._between(candidate, setting, *clause)
            if found.doers or found.lands:
                doers = found.doers[:1]
                return replace(own, names=_once((*doers, *own.names)), doers=doers, lands=own.lands | found.lands)
        return own

    def _apart(self, candidate: Candidate, found: Named, setting: Setting) -> Named:
        """Without whom another clause has with a date of its own: "X came in January, and Y is expected in May"."""
        passage, (low, high) = candidate.passage, self._clauses.clause(candidate)
        dated = {passage.clauses[i] for i in passage.dates}
        inside = set(passage.clauses[low:high])
        if not dated & inside or not dated - inside:
            return found
        own = self._between(candidate, setting, low, high)
        people = [name for name in own.doers if self._topic.kind_of(name) == "person"]
        return own if people else found

    def _without_past_ships(self, candidate: Candidate, names: tuple[str, ...]) -> tuple[str, ...]:
        """Without ships that another clause has with a date of its own."""
        passage, (low, high) = candidate.passage, self._clauses.clause(candidate)
        dated = {passage.clauses[i] for i in passage.dates}
        if not dated & set(passage.clauses[low:high]):
            return names
        elsewhere = [u for i, u in enumerate(passage.units) if not low <= i < high and passage.clauses[i] in dated]
        ships = {unit.entry.name for unit in elsewhere if unit.entry and "vessel" in unit.entry.labels}
        return tuple(name for name in names if name not in ships)

    def _calling(self, candidate: Candidate, names: tuple[str, ...], setting: Setting) -> tuple[str, ...]:
        """Who is named in the candidate's own clause, and the ships of the sentence where that names none."""
        own = self._between(candidate, setting, *self._clauses.clause(candidate)).names
        ships = tuple(name for name in names if self._topic.kind_of(name) == "vessel")
        # Who waves from the bridge or the quay is not the one that calls.
        own = tuple(name for name in own if not ships or self._topic.kind_of(name) != "person")
        return own if set(ships) & set(own) else _once((*own, *ships))

    def _is_there(self, name: str, when: date | None) -> bool:
        """Whether it is of that time: what was founded later is not meant where nobody names it."""
        since = self._topic.actors[name].since if name in self._topic.actors else None
        return since is None or when is None or when >= since

    def _country(self, name: str) -> str | None:
        return self._topic.actors[name].country if name in self._topic.actors else None

    def _is_at_home(self, name: str) -> bool:
        """Whether it is a person of the home country."""
        actor = self._topic.actors.get(name)
        return actor is not None and actor.kind == "person" and actor.country == self._topic.home

    def _by_agents(
        self, usual: tuple[str, ...], candidate: Candidate, profile: TypeProfile, setting: Setting
    ) -> tuple[str, ...]:
        """The usual ones, or those that do it for a government alone where the article names them."""
        passage = candidate.passage
        agents = tuple(a for a in profile.agents if a in passage.named and self._is_there(a, setting.when))
        return agents if agents and usual == profile.actors else usual

    def _is_displaced(self, name: str, found: Named, profile: TypeProfile, ties: bool) -> bool:
        """Whether somebody of the same side is named, so that the usual one is not meant as well.

        Who opens a mission does it for the government, which ``ties`` are always of.
        """
        usual = self._topic.actors.get(name)
        if usual is None:
            return False
        known = (self._topic.actors.get(other) for other in found.names if other not in found.speakers)
        kinds = {actor.kind for actor in known if actor and actor.country == usual.country}
        if usual.kind == "government":
            return bool(kinds & ({"government", "body", "force"} | ({"person"} if not ties else set())))
        if profile.ships:
            return "vessel" in kinds
        # Where the army is named, the forces of its country are not meant beside it.
        if profile.wide and usual.country == self._topic.home and "force" in kinds:
            return True
        # What is given to one body is not given to the forces.
        others = set() if profile.wide else {"body"}
        return bool(kinds & (others if profile.borrows else others | {"force", "person"}))

    def _usual(self, candidate: Candidate, setting: Setting) -> tuple[str, ...]:
        rule, profile = candidate.rule, self._topic.types[candidate.rule.event_type]
        series, foreign = setting.series, setting.foreign
        if rule.actors == ():
            return ()
        if not setting.on_timeline and foreign and not series:
            return tuple(self._topic.governments[code] for code in foreign if code in self._topic.governments)
        if series and profile.borrows and self._topic.series[series].actors:
            return self._topic.series[series].actors
        variant = self._variant(candidate, profile)
        if variant and profile.ensemble and (prepared := self._prepared(candidate.passage)):
            return prepared
        if profile.alone and not variant and rule.actors is None and (code := self._clauses.land(candidate)):
            return (self._topic.governments[code],)
        return variant or (profile.actors if rule.actors is None else rule.actors)

    def _prepared(self, passage: Passage) -> tuple[str, ...]:
        """Who takes part in the one exercise that the article names, which planners meet to prepare."""
        named = (self._topic.series[name] for name in sorted(passage.named) if name in self._topic.series)
        drills = [series for series in named if _DRILL in series.labels and self._parties <= set(series.countries)]
        return drills[0].actors if len(drills) == 1 else ()

    def _variant(self, candidate: Candidate, profile: TypeProfile) -> tuple[str, ...]:
        """Who usually takes part where the clause has words that say so, with what "and" alone sets off before it."""
        low, high = self._clauses.clause(candidate)
        if profile.wide:
            low = self._clauses.joined(candidate.passage, low)
        present = set(candidate.passage.symbols[low:high])
        label = next((name for name in profile.variants if not self._variants[name].isdisjoint(present)), None)
        if label is None:
            return ()
        # In a text on those who do such work it is theirs: "six bathroom blocks had been budgeted" for the Seabees.
        named = [name for name in candidate.passage.named if _DRILL not in self._labels_of(name)]
        series = [name for name in named if name in self._topic.series]
        doers = [name for name in series if f"{_DOES}{label}" in self._labels_of(name)]
        # A text that names others as well leaves open whose it is.
        theirs = doers and len(series) == 1 and candidate.rule.status is not Status.PROPOSED
        return self._topic.series[doers[0]].actors if theirs else profile.variants[label]

    def _labels_of(self, name: str) -> Collection[str]:
        return self._topic.series[name].labels if name in self._topic.series else ()


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
