"""A topic's milestones in order, as the articles published by one day support them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from datelines.events import Event

__all__ = ["Timeline"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of ``topic``, in order of date, with only the articles published by ``as_of``."""

    topic: str
    as_of: date | None
    events: tuple[Event, ...]

    @property
    def milestones(self) -> tuple[Event, ...]:
        """The events that the topic admits to its timeline."""
        return tuple(event for event in self.events if event.on_timeline)
