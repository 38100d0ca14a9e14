"""Candidate and anchor in, reading out: each kind of meaning has its reader."""

from __future__ import annotations

from collections.abc import Callable

from datelines.languages import (
    DateMeaning,
    DurationMeaning,
    NoMeaning,
    NthMeaning,
    RefMeaning,
    SameMeaning,
    SetMeaning,
    ShiftMeaning,
)
from datelines.tagging.counts import read_duration, read_nth, read_ref, read_same, read_set, read_shift
from datelines.tagging.dates import read_date
from datelines.tagging.match import Candidate
from datelines.tagging.story import Reading, Story

__all__ = ["resolve"]


def _nothing(candidate: Candidate, story: Story) -> Reading | None:
    return None


_READERS: dict[type, Callable[[Candidate, Story], Reading | None]] = {
    DateMeaning: read_date,
    ShiftMeaning: read_shift,
    NthMeaning: read_nth,
    DurationMeaning: read_duration,
    SetMeaning: read_set,
    RefMeaning: read_ref,
    SameMeaning: read_same,
    NoMeaning: _nothing,
}


def resolve(candidate: Candidate, story: Story) -> Reading | None:
    """What the candidate says; None when it is no time, or a day that the calendar does not have."""
    return _READERS[candidate.plan.op](candidate, story)
