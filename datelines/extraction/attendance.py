"""Who was there: "The ambassador and General X attended the ceremony", told a sentence or more after the news itself.

What the ceremony was for is the first thing of these days that was told before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from datelines.events import EventType, Part, Status
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage

__all__ = ["Attendance"]

# For how many sentences the news is still what the ceremony is for, and how old it may be.
_REACH, _FRESH = 8, 40
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
        self._attended = frozenset(engine.lexicon.symbols("attended"))
        self._occasion = frozenset(engine.lexicon.symbols("occasion"))
        self._persons = frozenset(engine.lexicon.symbols("person"))

    def join(self, drafts: Sequence[Draft], passages: Sequence[Passage], dct: date | None) -> list[Draft]:
        """The drafts, those that a ceremony was for with the people who attended it."""
        found = list(drafts)
        for passage in passages:
            people = self._people(passage) if passage.part is Part.BODY else ()
            order = _told_before(passage, found, dct) if people else None
            if order is None:
                continue
            for i, draft in enumerate(found):
                if draft.order == order and _is_news(draft, dct):
                    actors = tuple(dict.fromkeys((*draft.roles.actors, *people)))
                    found[i] = replace(draft, roles=replace(draft.roles, actors=actors))
        return found

    def _people(self, passage: Passage) -> tuple[str, ...]:
        """The people named before the verb of a sentence that tells who attended."""
        symbols = passage.symbols
        verb = next((i for i, symbol in enumerate(symbols) if symbol in self._attended), None)
        if verb is None or self._occasion.isdisjoint(symbols[verb:]):
            return ()
        named = [unit.entry for unit in passage.units[:verb] if unit.symbol in self._persons and unit.entry]
        return tuple(dict.fromkeys(entry.name for entry in named if entry.name))


def _told_before(passage: Passage, drafts: Sequence[Draft], dct: date | None) -> int | None:
    """The sentence that told the news which the ceremony is for: the first that told any, not far before."""
    orders = [d.order for d in drafts if 0 <= passage.order - d.order <= _REACH and _is_news(d, dct)]
    return min(orders, default=None)


def _is_news(draft: Draft, dct: date | None) -> bool:
    """Whether it is told of these days in the text."""
    if draft.dating is None or dct is None or draft.candidate.passage.part is not Part.BODY:
        return False
    if draft.candidate.rule.event_type not in _OCCASIONS or draft.status not in (Status.OCCURRED, Status.PLANNED):
        return False
    first, last = draft.dating.date.bounds
    return (dct - last).days <= _FRESH and (first - dct).days <= _FRESH and (last - first).days <= _FRESH
