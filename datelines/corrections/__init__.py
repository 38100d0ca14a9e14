"""What a person has put right, as data: a date pinned, two events joined, one parted, one taken back.

Reading the file is ``loader``'s, applying it ``apply``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["COLUMNS", "NO_CORRECTIONS", "Action", "Correction", "Corrections"]

# What can be pinned and expected: columns of the timeline.
COLUMNS = ("event_date", "event_status", "event_type", "title")


class Action(StrEnum):
    """What a correction does, in the order in which they are applied."""

    SPLIT = "split"
    MERGE = "merge_into"
    RETRACT = "retract"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the file.

    ``expects`` has what the columns of ``event`` must say without this correction, None for an undated event. Of the
    fields after it, the one that ``action`` names is filled: ``pin`` a new value a column, ``into`` the event that
    this one joins, ``apart`` the ids of the mentions or articles that become an event of their own. It counts from the
    night of ``day`` on, and up to the night before ``until``.
    """

    name: str
    event: str
    expects: Mapping[str, str | None]
    action: Action
    reason: str
    source: str
    by: str
    day: date
    until: date | None = None
    pin: Mapping[str, str | None] | None = None
    into: str | None = None
    apart: tuple[str, ...] = ()
    digest: str = ""

    def counts_on(self, day: date) -> bool:
        """Whether the night of ``day`` applies it."""
        return self.day <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Corrections:
    """All entries of a topic's file, in its order, with the file's name and digest; nothing where there is no file."""

    entries: tuple[Correction, ...] = ()
    file: str | None = None
    digest: str | None = None


NO_CORRECTIONS = Corrections()
