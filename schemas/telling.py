"""The milestones of an archive that no correction touches, and who tells each milestone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from datelines.assembly import Assembly
from datelines.events import Event
from datelines.identity import Claim

__all__ = ["Named", "Tellers"]


class Named(NamedTuple):
    """A milestone that no correction touches: its id, the place of its happening, and what it claims of the past."""

    id: str
    place: int
    claim: Claim


class Tellers(Mapping[str, frozenset[str]]):
    """The articles that tell each milestone, as the articles have it and as corrected, gathered when asked for."""

    def __init__(self, assembly: Assembly, plain: Sequence[Named], events: Sequence[Event]) -> None:
        self._assembly = assembly
        self._plain = {one.id: one.place for one in plain}
        self._corrected = {one.id: frozenset(mention.article_id for mention in one.mentions) for one in events}

    def __getitem__(self, event_id: str) -> frozenset[str]:
        found = self._corrected.get(event_id, frozenset())
        if event_id in self._plain:
            return found | self._assembly.tellers(self._plain[event_id])
        if event_id not in self._corrected:
            raise KeyError(event_id)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter({**self._plain, **self._corrected})

    def __len__(self) -> int:
        return len(self._plain.keys() | self._corrected.keys())
