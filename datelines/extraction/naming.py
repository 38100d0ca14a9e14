"""Whom a stretch of a sentence names: actors, those who hold an office, whom pronouns and words of kind stand for."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from operator import itemgetter

import msgspec

from datelines.events import EventType
from datelines.extraction.clauses import labels_of
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import PAST, Engine
from datelines.extraction.lexicon import PLAIN
from datelines.extraction.passages import Passage

__all__ = ["NameReader", "Named"]

_PLACE = itemgetter(0)
# How far a title may stand from its name, and "his" or "Clark's" from the visit.
_TITLE, _OWN = 6, 3
# "United Nations peacekeeping" has no part in what is told, unless it stands as the subject.
_UNION, _BODY = "union", "body"
_LED = 2
_EMBASSY, _SPOKESMAN = "embassy", "spokesman"


class Named(msgspec.Struct, frozen=True, gc=False):
    """The actors that some words name, those of them that stand before the trigger or only speak, and the countries."""

    names: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()
    lands: frozenset[str | None] = frozenset()
    speakers: frozenset[str] = frozenset()


class NameReader:
    """Reads names with one engine's words."""

    def __init__(self, engine: Engine) -> None:
        def symbols(*labels: str) -> frozenset[str]:
            return frozenset("".join(map(engine.lexicon.symbols, labels)))

        self._topic, self._code = engine.topic, engine.codes
        self._speech, self._source, self._his = symbols("say", "thank"), symbols("source"), symbols("his")
        self._announce, self._complement = symbols("announce"), symbols("complement")
        self._quotes = self._speech - symbols("address")
        self._infinitive = symbols("infinitive")
        self._when = symbols("temporal", "causal")
        self._where, self._verbs = symbols("where"), symbols(PAST)
        self._comma = frozenset(engine.grammar.marks["comma"])
        self._pause = self._comma | frozenset(engine.grammar.marks["quote"])
        self._beside_title = symbols("land", "official", "office", "coordinator", "this") | self._comma | {PLAIN}

    def between(self, candidate: Candidate, low: int, high: int, when: date | None, told: bool, is_news: bool) -> Named:
        """Who is named between two units; ``when`` is the day that offices are looked up for.

        Who only speaks or gives thanks takes no part, unless the news is the telling; a ministry or an embassy that
        tells its own news does.
        """
        passage = candidate.passage
        named: dict[str, int] = {}
        for i, name in self._names(candidate, low, high, when):
            if told or not self._speaks(candidate, i) or (is_news and self._topic.kind_of(name) == _BODY):
                named.setdefault(name, i)
        lands = {
            self._code.get(unit.symbol)
            for unit in passage.units[low:high]
            if (entry := unit.entry) and "land" in entry.labels
        }
        doers = tuple([name for name, i in named.items() if i <= candidate.at])
        kept = tuple([name for name in named if name in doers or self._topic.kind_of(name) != _UNION])
        speakers = frozenset([name for name, i in named.items() if self._speaks(candidate, i)])
        return Named(kept, doers, frozenset(lands), speakers)

    def _names(self, candidate: Candidate, low: int, high: int, when: date | None) -> list[tuple[int, str]]:
        passage = candidate.passage
        found = [(i, name) for i, name in passage.retold if low <= i < high]
        units, people = passage.units, passage.people
        # Fillers and plain words, which are most, name nobody.
        telling = [i for i in range(low, high) if people[i] or ((entry := units[i].entry) and entry.name)]
        found += [(i, name) for i in telling if (name := self._name(candidate, i, when))]
        found = [(i, n) for i, n in found if not (self._is_beside(candidate, i) or self._is_venue(passage, i, n))]
        if not found:
            return found
        return sorted([pair for pair in found if not self._is_kept_out(candidate, pair[1])], key=_PLACE)

    def _name(self, candidate: Candidate, i: int, when: date | None) -> str | None:
        """Whom a unit stands for; "his hosts" does not name him, only "his visit" where people meet."""
        passage, entry = candidate.passage, candidate.passage.units[i].entry
        ensemble = self._topic.types[candidate.rule.event_type].ensemble
        owner = i in passage.owners or passage.units[i].symbol in self._his
        if owner and not (ensemble and 0 < candidate.at - i <= _OWN):
            return None
        if entry and entry.name and "actor" in entry.labels:
            return entry.name
        if entry and entry.name and "office" in entry.labels:
            return None if self._is_title(passage, i) else self._holder(passage, entry.name, when)
        return passage.people[i]

    def _is_beside(self, candidate: Candidate, i: int) -> bool:
        """Whether it stands in a clause of its own that only says when or why: "a week after X had signed"."""
        passage = candidate.passage
        number = passage.clauses[i]
        # "In 2007, when the ship X called" goes on with the visit itself.
        if "vessel" in labels_of(passage.units[i : i + 1]):
            return False
        if any(passage.clauses[n] == number for n in range(candidate.low, candidate.high)):
            return False
        opener = passage.symbols[bisect_left(passage.clauses, number)]
        if i > candidate.high and self._topic.types[candidate.rule.event_type].ensemble:
            # Whom the guest told the host of is not there.
            return opener in self._when or opener in self._complement
        return opener in self._when

    def _is_venue(self, passage: Passage, i: int, name: str) -> bool:
        """Whether it is but where something takes place: "a helicopter lifts off near the embassy"."""
        actor = self._topic.actors.get(name)
        if actor is None or _EMBASSY not in actor.labels:
            return False
        before = passage.symbols[max(0, i - _LED) : i]
        return any(symbol in self._where for symbol in before) and self._verbs.isdisjoint(before)

    def _is_kept_out(self, candidate: Candidate, name: str) -> bool:
        """Whether it takes no part: the embassy that is opened, who speaks for others and meets nobody himself."""
        kind, actor = candidate.rule.event_type, self._topic.actors.get(name)
        if actor is None:
            return False
        if kind is EventType.DIPLOMATIC_TIES:
            return _EMBASSY in actor.labels
        return self._topic.types[kind].ensemble and _SPOKESMAN in actor.labels

    def _is_title(self, passage: Passage, i: int) -> bool:
        """Whether a person's name stands right behind the office, or before it and a comma: then it is their title."""
        if "person" in labels_of(passage.units[i + 1 : i + 2]):
            return True
        for n in range(i - 1, max(0, i - _TITLE), -1):
            if passage.symbols[n] in self._comma and "person" in labels_of(passage.units[n - 1 : n]):
                return True
            if passage.symbols[n] not in self._beside_title:
                return False
        return False

    def _holder(self, passage: Passage, name: str, when: date | None) -> str | None:
        """Who held an office on a day; where the article names one of its holders alone, that one."""
        holders = self._topic.offices[int(name.partition(":")[2])].holders
        named = {actor for actor, _, _ in holders} & passage.named
        if len(named) == 1:
            return named.pop()
        held = (actor for actor, first, last in holders if when and first <= when and (last is None or when < last))
        return next(held, None)

    def _speaks(self, candidate: Candidate, i: int) -> bool:
        """Whether the one at ``i`` is only who tells it: "X said", "told reporters, said Staff Sgt. X"."""
        units = candidate.passage.units
        # Words of a rule are its own, but not all that lies between a thing and a date.
        if candidate.low <= i < candidate.high and not candidate.rule.spare:
            return False
        if self._is_quoted(candidate.passage, i):
            return True
        if self._topic.types[candidate.rule.event_type].ensemble:
            return any(unit.symbol in self._source for unit in units[i + 1 : i + 2])
        beside = [*range(i + 1, min(i + 3, len(units)))]
        # "Wrote to General X to ask" has him asked.
        if beside and units[i + 1].symbol in self._infinitive:
            beside = []
        # What was told before stands before its verb.
        beside += [n for n in range(max(i - 3, 0), i) if n > candidate.at]
        return any(
            units[n].symbol in self._speech
            and (candidate.rule.spare or not candidate.low <= n < candidate.high)
            and not self._is_announced(candidate, n)
            for n in beside
        )

    def _is_quoted(self, passage: Passage, i: int) -> bool:
        """Whether a person stands behind the verb of what was just quoted: "..." said Staff Sgt. X, who came"."""
        if "person" not in labels_of(passage.units[i : i + 1]):
            return False
        verb = next((n for n in range(i - 1, max(0, i - _TITLE), -1) if passage.symbols[n] in self._quotes), 0)
        return verb > 0 and passage.symbols[verb - 1] in self._pause and self._pause.isdisjoint(passage.symbols[verb:i])

    def _is_announced(self, candidate: Candidate, verb: int) -> bool:
        """Whether the verb takes the thing itself ("announced the measures"), so that to tell it is to do it."""
        symbols = candidate.passage.symbols
        return symbols[verb] in self._announce and self._complement.isdisjoint(symbols[verb : candidate.at])
