"""Who takes part in a candidate: whom its words name, and who usually does where they name nobody of a side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.topics import TypeProfile

__all__ = ["ActorReader", "Setting", "clause_of"]

_ASIDE = 2
# How many clauses back the one who does it may stand, how many clauses on a list of names may go.
_BACK, _ON = 4, 3
_APPOSED = 7


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a candidate before its actors: the day that offices are looked up for, and whether the telling
    is the news; its series, whether it is a milestone, and the third countries in it."""

    when: date | None
    told: bool
    series: str | None
    on_timeline: bool
    foreign: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """The actors that some words name, those of them that stand before the trigger, and the countries named as such."""

    named: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()
    lands: frozenset[str | None] = frozenset()


def clause_of(candidate: Candidate, openers: frozenset[str] = frozenset()) -> tuple[int, int]:
    """The units of the clauses that the candidate's words lie in; ``openers`` begin a clause of its own."""
    passage, clauses = candidate.passage, candidate.passage.clauses
    first, last = clauses[candidate.low], clauses[candidate.high - 1]
    low = next(i for i, clause in enumerate(clauses) if clause >= first)
    # "China, meanwhile, held": a word or two between commas part no subject from its verb.
    while 0 < low <= candidate.low and passage.symbols[low] not in openers:
        if sum(clause == clauses[low - 1] for clause in clauses) > _ASIDE:
            break
        low = clauses.index(clauses[low - 1])
        low = clauses.index(clauses[low - 1]) if low else 0
    high = max(i for i, clause in enumerate(clauses) if clause <= last) + 1
    return low, high


class ActorReader:
    """Reads actors with one engine's names."""

    def __init__(self, engine: Engine) -> None:
        def symbols(*labels: str) -> frozenset[str]:
            return frozenset("".join(map(engine.lexicon.symbols, labels)))

        self._topic = engine.topic
        self._speech = symbols("say", "thank")
        self._say, self._complement = symbols("say"), symbols("complement")
        self._joining = symbols("coordinator")
        self._aside = symbols("relative", "temporal", "causal", "complement") - self._joining
        self._strong = frozenset(engine.grammar.marks["strong"])
        self._comma = frozenset(engine.grammar.marks["comma"])
        self.code = engine.codes
        self._variants = {
            label: symbols(label) for profile in engine.topic.types.values() for label in profile.variants
        }

    def clause(self, candidate: Candidate) -> tuple[int, int]:
        """The units of the candidate's clause."""
        return clause_of(candidate, self._joining)

    def read(self, candidate: Candidate, setting: Setting) -> tuple[str, ...]:
        """The actors, in the order of the text, the usual ones last."""
        profile = self._topic.types[candidate.rule.event_type]
        found = self._found(candidate, profile, setting)
        persons = tuple(name for name in found.named if self._topic.kind_of(name) == "person")
        if profile.ensemble and persons:
            return persons
        if profile.alone and found.doers:
            return found.named
        usual = self._usual(candidate, setting)
        kept = tuple(name for name in usual if not self._is_displaced(name, found, profile))
        if not profile.actors and not profile.ensemble:
            kept += tuple(government for code, government in self._topic.governments.items() if code in found.lands)
        return tuple(dict.fromkeys((*found.named, *kept)))

    def _found(self, candidate: Candidate, profile: TypeProfile, setting: Setting) -> _Found:
        passage = candidate.passage
        if setting.told:
            return self._between(candidate, 0, len(passage.units), setting)
        if profile.ensemble or profile.wide:
            low = self._said(candidate) if profile.ensemble else 0
            own = self._between(candidate, low, len(passage.units), setting)
            return own if own.named or not low else self._between(candidate, 0, len(passage.units), setting)
        low, high = self.clause(candidate)
        own = self._between(candidate, low, self._listed(passage, high), setting)
        if own.doers or self._has_subject(candidate, low):
            return own
        doer = self._doer(candidate, low, setting)
        return _Found(tuple(dict.fromkeys((*doer.doers[:1], *own.named))), doer.doers[:1], own.lands | doer.lands)

    def _between(self, candidate: Candidate, low: int, high: int, setting: Setting) -> _Found:
        """Who is named between two units.

        Who only speaks or gives thanks takes no part, unless the news is the telling.
        """
        passage = candidate.passage
        named: dict[str, int] = {}
        lands: set[str | None] = set()
        for i in range(low, high):
            name = self._name(passage, i, setting.when)
            if name and (setting.told or not self._speaks(passage, i, candidate)):
                named.setdefault(name, i)
            if passage.units[i].entry and "land" in passage.units[i].entry.labels:  # type: ignore[union-attr]
                lands.add(self.code.get(passage.units[i].symbol))
        doers = tuple(name for name, i in named.items() if i < candidate.at)
        return _Found(tuple(named), doers, frozenset(lands))

    def _name(self, passage: Passage, i: int, when: date | None) -> str | None:
        entry = passage.units[i].entry
        if entry and entry.name and "actor" in entry.labels:
            return entry.name
        if entry and entry.name and "office" in entry.labels:
            return self._holder(entry.name, when)
        return passage.people[i]

    def _holder(self, name: str, when: date | None) -> str | None:
        if when is None:
            return None
        office = self._topic.offices[int(name.partition(":")[2])]
        for actor, first, last in office.holders:
            if first <= when and (last is None or when < last):
                return actor
        return None

    def _speaks(self, passage: Passage, i: int, candidate: Candidate) -> bool:
        if self._topic.types[candidate.rule.event_type].ensemble or candidate.low <= i < candidate.high:
            return False
        after = range(i + 1, min(i + 3, len(passage.units)))
        return any(passage.units[n].symbol in self._speech and not candidate.low <= n < candidate.high for n in after)

    def _said(self, candidate: Candidate) -> int:
        """Where what somebody said begins, if the candidate is part of it ("told the general that his chief comes")."""
        symbols = candidate.passage.symbols
        for i in range(candidate.at - 1, 0, -1):
            if symbols[i] in self._complement and any(s in self._say for s in symbols[:i]):
                return i
        return 0

    def _has_subject(self, candidate: Candidate, low: int) -> bool:
        """Whether the clause names its own subject: a country, or the thing that it is done to."""
        if candidate.low < candidate.at:
            return True
        return any(
            unit.entry and unit.entry.labels & {"land", "actor", "office"}
            for unit in candidate.passage.units[low : candidate.at]
        )

    def _doer(self, candidate: Candidate, low: int, setting: Setting) -> _Found:
        """Who does it, where the subject stands clauses before: "X called a halt and, two years later, broke off"."""
        passage = candidate.passage
        for _ in range(_BACK):
            if low == 0 or passage.symbols[low] in self._strong or passage.symbols[low - 1] in self._strong:
                break
            high, low = low, passage.clauses.index(passage.clauses[low - 1])
            opener = next((s for s in passage.symbols[low:high] if s not in self._comma), "")
            if opener in self._aside:
                continue
            found = self._between(candidate, low, high, setting)
            if found.doers or found.lands:
                return found
        return _Found()

    def _listed(self, passage: Passage, high: int) -> int:
        """Where the list of names ends that a clause begins ("on X, the commander, and Y, his deputy")."""
        clauses, start = passage.clauses, high
        for _ in range(_ON):
            if start >= len(clauses) or passage.symbols[start] in self._strong:
                break
            end = max(i for i, clause in enumerate(clauses) if clause == clauses[start]) + 1
            head = [
                i
                for i in range(start, end)
                if passage.symbols[i] not in self._comma and passage.symbols[i] not in self._joining
            ]
            if head and self._is_actor(passage, head[0]) and end - head[0] == 1:
                high = end
            elif end - start > _APPOSED:
                break
            start = end
        return high

    def _is_actor(self, passage: Passage, i: int) -> bool:
        entry = passage.units[i].entry
        return bool(entry and "actor" in entry.labels)

    def _is_displaced(self, name: str, found: _Found, profile: TypeProfile) -> bool:
        """Whether somebody of the same side is named, so that the usual one is not meant as well."""
        usual = self._topic.actors.get(name)
        if usual is None:
            return False
        named = [actor for other in found.named if (actor := self._topic.actors.get(other))]
        kinds = {actor.kind for actor in named if actor.country == usual.country}
        if usual.kind == "government":
            return bool(kinds & {"government", "body", "person", "force"})
        return bool(kinds & {"vessel"} if profile.borrows else kinds & {"force", "person"})

    def _usual(self, candidate: Candidate, setting: Setting) -> tuple[str, ...]:
        rule, profile = candidate.rule, self._topic.types[candidate.rule.event_type]
        series, foreign = setting.series, setting.foreign
        if not setting.on_timeline and foreign and not series:
            return tuple(self._topic.governments[code] for code in foreign if code in self._topic.governments)
        if series and profile.borrows and self._topic.series[series].actors:
            return self._topic.series[series].actors
        low, high = self.clause(candidate)
        present = set(candidate.passage.symbols[low:high])
        for label, actors in profile.variants.items():
            if not self._variants[label].isdisjoint(present):
                return actors
        return profile.actors if rule.actors is None else rule.actors
