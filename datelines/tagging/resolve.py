"""Candidate and anchor in, reading out: each kind of meaning has its reader."""

from __future__ import annotations

from collections.abc import Callable

from datelines.languages import (
    AbsoluteMeaning,
    DateMeaning,
    DurationMeaning,
    FestivalMeaning,
    NoMeaning,
    RefMeaning,
    SameMeaning,
    SetMeaning,
    ShiftMeaning,
)
from datelines.tagging.arithmetic import When, value_of
from datelines.tagging.counts import read_ref, read_same, read_shift
from datelines.tagging.dates import read_date
from datelines.tagging.festivals import read_festival
from datelines.tagging.lengths import read_duration, read_set
from datelines.tagging.match import Candidate
from datelines.tagging.mentions import Reading
from datelines.tagging.story import Story

__all__ = ["resolve"]


def _nothing(candidate: Candidate, story: Story) -> Reading | None:
    return None


def _absolute(candidate: Candidate, story: Story) -> Reading | None:
    """Imports dateparser only when a text asks for it."""
    from datelines.tagging.absolute import read_absolute

    text = story.text[candidate.start : candidate.end]
    found = read_absolute(text, story.language.code, story.dct_day)
    if found is None or found.earliest is None:
        return None
    day = found.earliest
    when = {"day": When.of(day), "month": When("month", day.year, day.month)}.get(found.grain, When("year", day.year))
    return Reading("DATE", value_of(when), when)


_READERS: dict[type, Callable[[Candidate, Story], Reading | None]] = {
    DateMeaning: read_date,
    ShiftMeaning: read_shift,
    DurationMeaning: read_duration,
    SetMeaning: read_set,
    RefMeaning: read_ref,
    SameMeaning: read_same,
    AbsoluteMeaning: _absolute,
    FestivalMeaning: read_festival,
    NoMeaning: _nothing,
}


def resolve(candidate: Candidate, story: Story) -> Reading | None:
    """What the candidate says; None when it is no time, or a day that the calendar does not have."""
    return _READERS[candidate.plan.op](candidate, story)
