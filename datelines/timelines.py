"""A topic's milestones in order, as the articles published by one day support them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from datelines.events import Event

__all__ = ["Timeline"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of ``topic``, in order of date, with only the articles published by ``as_of``.

    ``repeated`` has the first article that tells the story, for each article that only repeats it.
    """

    topic: str
    as_of: date | None
    events: tuple[Event, ...]
    repeated: Mapping[str, str] = field(default_factory=dict)

    @property
    def milestones(self) -> tuple[Event, ...]:
        """The events that the topic admits to its timeline."""
        return tuple(event for event in self.events if event.on_timeline)
