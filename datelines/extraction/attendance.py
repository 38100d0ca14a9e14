"""Who was there: "The ambassador and General X attended the ceremony", told a sentence or more after the news itself.

What the ceremony was for is the first thing of these days that was told before. Units and ships that "also took part"
are of the exercise that is the news, the navy is of its ship's call, and those who clear the mines of a grant for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from datelines.events import EventType, Part, Status
from datelines.extraction.clauses import labels_of
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.lexicon import Unit
from datelines.extraction.passages import Passage

__all__ = ["Attendance"]

# For how many sentences the news is still what the ceremony is for, and how old it may be.
_REACH, _FRESH = 8, 40
# For how many days the call of a ship is news.
_CALL = 14
# How many words the unit of a soldier stands behind the name, and what a text on mines is about.
_OF, _MINES = 4, "mines"
# How long a season of clearing mines may be, and the label of who clears them.
_SEASON, _CLEARER = 200, "demining_body"
_OCCASIONS = frozenset(
    {
        EventType.EXERCISE,
        EventType.MILITARY_AID,
        EventType.BASE_INFRASTRUCTURE,
        EventType.DEMINING_SUPPORT,
        EventType.PERSONNEL_ACCOUNTING,
    }
)


class Attendance:
    """Finds who was there with one engine's words."""

    def __init__(self, engine: Engine) -> None:
        self._topic, self._parties = engine.topic, frozenset(engine.topic.parties)
        self._say = frozenset(engine.lexicon.symbols("say"))
        self._contingent = frozenset(engine.lexicon.symbols("contingent"))
        self._forces = frozenset(engine.lexicon.symbols("force"))
        self._ships = frozenset(s for s in engine.lexicon.symbols("vessel") if "actor" in engine.labels[s])
        self._clearing = frozenset(engine.lexicon.symbols("mines"))
        self._attended = frozenset(engine.lexicon.symbols("attended"))
        self._occasion = frozenset(engine.lexicon.symbols("occasion"))
        self._persons = frozenset(engine.lexicon.symbols("person"))
        # Without one of these a sentence says of nobody that they were there.
        self._heeded = self._forces | self._ships | self._attended

    def join(self, drafts: Sequence[Draft], passages: Sequence[Passage], dct: date | None) -> list[Draft]:
        """The drafts, those that a ceremony was for with the people who attended it."""
        found = [self._with_its_own(draft, dct) for draft in drafts]
        for passage in passages:
            if passage.part is not Part.BODY or self._heeded.isdisjoint(passage.symbols):
                continue
            people, units = self._people(passage), self._units(passage)
            order = _told_before(passage, found, dct) if people else None
            drilled = any(d.order == passage.order and d.candidate.rule.event_type is EventType.EXERCISE for d in found)
            ships = () if drilled else self._crew(passage, dct)
            for i, draft in enumerate(found):
                if not _is_news(draft, dct):
                    continue
                joined = people if draft.order == order else ()
                if draft.candidate.rule.event_type is EventType.EXERCISE and 0 <= passage.order - draft.order <= _REACH:
                    joined += units + (ships if self._is_afloat(draft) else ())
                found[i] = _with(draft, joined) if joined else draft
        return found

    def _with_its_own(self, draft: Draft, dct: date | None) -> Draft:
        """The draft with those whom the news implies: the navy of the ship that calls, the body that clears mines."""
        kind, roles = draft.candidate.rule.event_type, draft.roles
        kinds = {self._topic.kind_of(name) for name in roles.actors}
        if (
            kind is EventType.PORT_CALL
            and "vessel" in kinds
            and "force" not in kinds
            and _is_recent(draft, dct, age=_CALL)
        ):
            return _with(draft, self._topic.types[kind].actors)
        if kind is EventType.DEMINING_SUPPORT and roles.on_timeline and _is_recent(draft, dct, _SEASON):
            return _with(draft, self._clearers(draft))
        passage = draft.candidate.passage
        mines = _MINES in passage.about or not self._clearing.isdisjoint(passage.symbols)
        if kind is EventType.AID_SUSPENSION and mines:
            return _with(draft, self._clearers(draft)) if not draft.dating or _is_recent(draft, dct) else draft
        return draft

    def _clearers(self, draft: Draft) -> tuple[str, ...]:
        """The one body of the home country that clears mines, where the article names it and no body is named here."""
        named = draft.candidate.passage.named
        bodies = [name for name in sorted(named) if self._is_clearer(name)]
        taken = any(self._is_clearer(name) for name in draft.roles.actors)
        return tuple(bodies) if len(bodies) == 1 and not taken else ()

    def _is_clearer(self, name: str) -> bool:
        actor = self._topic.actors.get(name)
        return actor is not None and actor.country == self._topic.home and _CLEARER in actor.labels

    def _units(self, passage: Passage) -> tuple[str, ...]:
        """The forces named before a verb of taking part that has no date of its own."""
        symbols = passage.symbols
        verb = next((i for i, symbol in enumerate(symbols) if symbol in self._contingent), 0)
        named = [i for i in range(verb) if symbols[i] in self._forces]
        if not named or any(i < named[0] or i > verb for i in passage.dates):
            named = []
        return _names(passage.units[i] for i in (*named, *self._quoted(passage)))

    def _quoted(self, passage: Passage) -> list[int]:
        """The force of a soldier who is quoted: ""...", said Staff Sgt. X of the Idaho Army National Guard"."""
        units, symbols = passage.units, passage.symbols
        if self._say.isdisjoint(symbols):
            return []
        forces = [i for i, symbol in enumerate(symbols) if symbol in self._forces]
        return [
            i
            for i in forces
            if "person" in labels_of(units[max(0, i - _OF) : i]) and not self._say.isdisjoint(symbols[:i])
        ]

    def _crew(self, passage: Passage, dct: date | None) -> tuple[str, ...]:
        """The ships of the parties that a sentence of these days names."""
        if dct is None or self._ships.isdisjoint(passage.symbols):
            return ()
        timexes = (passage.units[i].timex for i in passage.dates)
        spans = [timex.date.bounds for timex in timexes if timex and timex.date]
        if any((dct - last).days > _FRESH or (first - dct).days > _FRESH for first, last in spans):
            return ()
        return _names(unit for unit in passage.units if unit.symbol in self._ships)

    def _is_afloat(self, draft: Draft) -> bool:
        """Whether it is a drill of navies."""
        actors = (self._topic.actors[name] for name in draft.roles.actors if name in self._topic.actors)
        return any("sea" in actor.labels and actor.country in self._parties for actor in actors)

    def _people(self, passage: Passage) -> tuple[str, ...]:
        """The people named before the verb of a sentence that tells who attended."""
        symbols = passage.symbols
        verb = next((i for i, symbol in enumerate(symbols) if symbol in self._attended), None)
        if verb is None or self._occasion.isdisjoint(symbols[verb:]):
            return ()
        return _names(unit for unit in passage.units[:verb] if unit.symbol in self._persons)


def _names(units: Iterable[Unit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.entry.name for unit in units if unit.entry and unit.entry.name))


def _with(draft: Draft, names: Sequence[str]) -> Draft:
    actors = tuple(dict.fromkeys((*draft.roles.actors, *names)))
    return replace(draft, roles=replace(draft.roles, actors=actors))


def _told_before(passage: Passage, drafts: Sequence[Draft], dct: date | None) -> int | None:
    """The sentence that told the news which the ceremony is for: the first that told any, not far before."""
    orders = [d.order for d in drafts if 0 <= passage.order - d.order <= _REACH and _is_news(d, dct)]
    return min(orders, default=None)


def _is_news(draft: Draft, dct: date | None) -> bool:
    """Whether it is told of these days in the text."""
    if draft.candidate.passage.part is not Part.BODY:
        return False
    if draft.candidate.rule.event_type not in _OCCASIONS or draft.status not in (Status.OCCURRED, Status.PLANNED):
        return False
    return _is_recent(draft, dct)


def _is_recent(draft: Draft, dct: date | None, length: int = _FRESH, age: int = _FRESH) -> bool:
    """Whether it is of the days around publication, at most ``age`` days old and ``length`` days long."""
    if draft.dating is None or dct is None:
        return False
    first, last = draft.dating.date.bounds
    return (dct - last).days <= age and (first - dct).days <= _FRESH and (last - first).days <= length
