"""Who takes part in a candidate: whom its words name, and who usually does where they name nobody of a side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.lexicon import Unit
from datelines.extraction.passages import Passage
from datelines.topics import TypeProfile

__all__ = ["ActorReader", "Setting", "clause_of"]

_ASIDE = 2
# Words that are no subject.
_CLOSED = (
    "be",
    "have",
    "will",
    "would",
    "not",
    "coordinator",
    "date",
    "within",
    "again",
    "after",
    "since",
    "by",
    "temporal",
    "length",
)
# How many clauses back the one who does it may stand, how many clauses on a list of names may go.
_BACK, _ON = 4, 6
_APPOSED = 14
# "United Nations peacekeeping" has no part in what is told, unless it stands as the subject.
_UNION = "union"


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
    """The actors that some words name, those of them that stand before the trigger or only speak, and the countries."""

    named: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()
    lands: frozenset[str | None] = frozenset()
    speakers: frozenset[str] = frozenset()


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


_NAMING = frozenset({"land", "actor", "office"})


def _labels(units: Sequence[Unit]) -> frozenset[str]:
    return frozenset().union(*(unit.entry.labels for unit in units if unit.entry))


class ActorReader:
    """Reads actors with one engine's names."""

    def __init__(self, engine: Engine) -> None:
        def symbols(*labels: str) -> frozenset[str]:
            return frozenset("".join(map(engine.lexicon.symbols, labels)))

        self._topic = engine.topic
        self._speech = symbols("say", "thank")
        self._say, self._complement = symbols("say"), symbols("complement")
        self._his = symbols("his")
        self._things = frozenset(engine.topic.focus) | {"money"}
        self._closed = symbols(*_CLOSED) | frozenset(engine.grammar.marks["comma"])
        self._opening = symbols("coordinator", "date", "complement", "temporal", "causal") | frozenset(
            "".join(engine.grammar.marks.values())
        )
        self._joining = symbols("coordinator")
        self._aside = symbols("relative", "temporal", "causal", "complement") - self._joining
        self._strong = frozenset(engine.grammar.marks["strong"])
        self._colon = frozenset(":") & self._strong
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
        if profile.alone and (found.doers or (profile.wide and persons)) and not self._variant(candidate, profile):
            return found.named
        usual = tuple(name for name in self._usual(candidate, setting) if self._is_there(name, setting.when))
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
            if profile.ships:
                own = replace(own, named=self._calling(candidate, own.named, setting))
            return own if own.named or not low else self._between(candidate, 0, len(passage.units), setting)
        low, high = self.clause(candidate)
        own = self._between(candidate, low, high, setting)
        own = replace(own, named=tuple(dict.fromkeys((*own.named, *self._listed(passage, high)))))
        if own.doers or self._has_subject(candidate, low):
            return own
        doer = self._doer(candidate, low, setting)
        return _Found(tuple(dict.fromkeys((*doer.doers[:1], *own.named))), doer.doers[:1], own.lands | doer.lands)

    def _calling(self, candidate: Candidate, named: tuple[str, ...], setting: Setting) -> tuple[str, ...]:
        """Who is named in the candidate's own clause, and the ships of the sentence where that names none."""
        own = self._between(candidate, *self.clause(candidate), setting).named
        ships = tuple(name for name in named if self._topic.kind_of(name) == "vessel")
        return own if set(ships) & set(own) else tuple(dict.fromkeys((*own, *ships)))

    def _between(self, candidate: Candidate, low: int, high: int, setting: Setting) -> _Found:
        """Who is named between two units.

        Who only speaks or gives thanks takes no part, unless the news is the telling.
        """
        passage, ensemble = candidate.passage, self._topic.types[candidate.rule.event_type].ensemble
        named: dict[str, int] = {}
        lands: set[str | None] = set()
        again = [(i, name) for i, name in passage.retold if low <= i < high]
        for i in range(low, high):
            own = self._name(passage, i, setting.when, ensemble)
            for name in (*((own,) if own else ()), *(name for at, name in again if at == i)):
                if setting.told or not self._speaks(passage, i, candidate):
                    named.setdefault(name, i)
            if passage.units[i].entry and "land" in passage.units[i].entry.labels:  # type: ignore[union-attr]
                lands.add(self.code.get(passage.units[i].symbol))
        doers = tuple(name for name, i in named.items() if i < candidate.at)
        speakers = frozenset(name for name, i in named.items() if self._speaks(passage, i, candidate))
        kept = tuple(name for name in named if name in doers or self._topic.kind_of(name) != _UNION)
        return _Found(kept, doers, frozenset(lands), speakers)

    def _name(self, passage: Passage, i: int, when: date | None, ensemble: bool) -> str | None:
        """Whom a unit stands for; "his hosts" names him only where people meet."""
        entry = passage.units[i].entry
        if entry and entry.name and "actor" in entry.labels:
            return entry.name
        if entry and entry.name and "office" in entry.labels:
            return self._holder(entry.name, when)
        if passage.units[i].symbol in self._his and not ensemble:
            return None
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
        beside = [*range(i + 1, min(i + 3, len(passage.units)))]
        # "Said Staff Sgt. X": what was told before stands before the verb.
        beside += [n for n in range(max(i - 3, 0), i) if n > candidate.at]
        return any(passage.units[n].symbol in self._speech and not candidate.low <= n < candidate.high for n in beside)

    def _said(self, candidate: Candidate) -> int:
        """Where what somebody said begins, if the candidate is part of it ("told the general that his chief comes")."""
        symbols = candidate.passage.symbols
        for i in range(candidate.at - 1, 0, -1):
            if symbols[i] in self._complement and any(s in self._say for s in symbols[:i]):
                return i
        return 0

    def _has_subject(self, candidate: Candidate, low: int) -> bool:
        """Whether the clause names its own subject: a country, or the thing that it is done to."""
        before = candidate.passage.units[low : candidate.at]
        if self._things & (_labels(before) | _labels(candidate.passage.units[candidate.at : candidate.at + 1])):
            return True
        return bool(_NAMING & _labels(before)) or sum(unit.symbol not in self._closed for unit in before) > _ASIDE - 1

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

    def _listed(self, passage: Passage, high: int) -> tuple[str, ...]:
        """The names of a list that a clause begins: "on X, the commander, and Y, his deputy"."""
        clauses, start = passage.clauses, high
        marks = self._comma | self._joining | self._colon
        found: list[str] = []
        for _ in range(_ON):
            if start >= len(clauses) or passage.symbols[start] in self._strong - self._colon:
                break
            end = max(i for i, clause in enumerate(clauses) if clause == clauses[start]) + 1
            head = [i for i in range(start, end) if passage.symbols[i] not in marks]
            entry = passage.units[head[0]].entry if head else None
            if len(head) == 1 and entry and entry.name and "actor" in entry.labels:
                found.append(entry.name)
            elif end - start > _APPOSED:
                break
            start = end
        return tuple(found)

    def _is_there(self, name: str, when: date | None) -> bool:
        """Whether it is of that time: what was founded later is not meant where nobody names it."""
        since = self._topic.actors[name].since if name in self._topic.actors else None
        return since is None or when is None or when >= since

    def _is_displaced(self, name: str, found: _Found, profile: TypeProfile) -> bool:
        """Whether somebody of the same side is named, so that the usual one is not meant as well."""
        usual = self._topic.actors.get(name)
        if usual is None:
            return False
        named = [
            actor for other in found.named if other not in found.speakers and (actor := self._topic.actors.get(other))
        ]
        kinds = {actor.kind for actor in named if actor.country == usual.country}
        if usual.kind == "government":
            return bool(kinds & {"government", "body", "person", "force"})
        return bool(kinds & ({"vessel"} if profile.ships else set() if profile.borrows else {"force", "person"}))

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
        if profile.alone and not variant and (code := self._land(candidate)) and rule.actors is None:
            return (self._topic.governments[code],)
        return variant or (profile.actors if rule.actors is None else rule.actors)

    def _land(self, candidate: Candidate) -> str | None:
        """The party that the clause has as its subject: "Cambodia renounced", not "the ban on Cambodia was lifted"."""
        units = candidate.passage.units
        low, _ = self.clause(candidate)
        first = next((i for i in range(low, candidate.at) if units[i].symbol not in self._opening), None)
        if first is None or not units[first].entry or "land" not in units[first].entry.labels:  # type: ignore[union-attr]
            return None
        code = self.code.get(units[first].symbol)
        direct = all(unit.symbol in self._closed for unit in units[first + 1 : candidate.at])
        return code if direct and code in self._topic.parties else None

    def _variant(self, candidate: Candidate, profile: TypeProfile) -> tuple[str, ...]:
        """Who usually takes part where the clause has words that say so."""
        low, high = self.clause(candidate)
        present = set(candidate.passage.symbols[low:high])
        return next((a for label, a in profile.variants.items() if not self._variants[label].isdisjoint(present)), ())
