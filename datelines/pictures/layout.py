"""Where each milestone goes in a picture: its lane, the row in it, and which stretch of years is drawn at which scale.

Pure, and knows no drawing library.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

__all__ = ["Lane", "Layout", "Look", "Mark", "Panel", "Shape", "a_year", "lay_out"]

Row = Mapping[str, Any]

# A lane has so many rows at most; marks beyond share the last one.
_ROWS = 5
# How much room a mark takes beside its days, as a share of its panel's width: less, and neighbours would touch.
_ROOM = 0.014
# Early years with few events are drawn narrower when most of the rest lies in so small a share of the time.
_CROWDED = 0.5
_MOST = 0.8
_LONG = 30
# Above so many marks they would hide each other: then each lane shows how many events there are a year.
_COUNTABLE = 600
_COUNTED_ROWS = 2


class Shape(StrEnum):
    """How fine the date is: a day, some time within a month or a year, or all the time from a day to another."""

    DAY = "day"
    WITHIN = "within"
    SPAN = "span"


class Look(StrEnum):
    """Whether it happened."""

    HAPPENED = "happened"
    AHEAD = "ahead"
    NOT = "not"


_LOOKS = {"occurred": Look.HAPPENED, "planned": Look.AHEAD, "proposed": Look.AHEAD}


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone in its lane: ``start`` and ``end`` in years (2017.5 is the middle of 2017), ``row`` from 0 up.

    ``open_start`` and ``open_end``: the sources name no such end, and the picture's edge stands for it.
    """

    start: float
    end: float
    shape: Shape
    look: Look
    row: int
    vague: bool
    conflict: bool
    open_start: bool = False
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """All milestones of a type: the dated ones as marks, the undated as a number."""

    event_type: str
    marks: tuple[Mark, ...]
    rows: int
    undated: int


@dataclass(frozen=True, slots=True)
class Panel:
    """A stretch of years at one scale; ``width`` is its share of the picture's."""

    first: float
    last: float
    width: float


@dataclass(frozen=True)
class Layout:
    """The whole picture: lanes from top to bottom, panels from left to right."""

    lanes: tuple[Lane, ...]
    panels: tuple[Panel, ...]

    @property
    def dated(self) -> int:
        return sum(len(lane.marks) for lane in self.lanes)

    @property
    def crowded(self) -> bool:
        """Whether there are too many marks to be told apart."""
        return self.dated > _COUNTABLE

    @cached_property
    def counts(self) -> tuple[dict[int, float], ...]:
        """For each lane, how many of its events lie in each year."""
        return tuple(a_year(lane) for lane in self.lanes)

    @cached_property
    def most(self) -> float:
        """The highest number of events of one type in one year."""
        return max((number for years in self.counts for number in years.values()), default=1.0)


def a_year(lane: Lane) -> dict[int, float]:
    """How many of the lane's events lie in each year; one that may lie in several is spread over its days."""
    found: dict[int, float] = defaultdict(float)
    for mark in lane.marks:
        length = mark.end - mark.start
        for year in range(int(mark.start), -int(-mark.end // 1)):
            found[year] += max(0.0, min(mark.end, year + 1) - max(mark.start, year)) / length
    return dict(sorted(found.items()))


def lay_out(rows: Iterable[Row]) -> Layout:
    """Rows of the timeline table to a layout; types in order of their first milestone. The order of rows is no matter.

    Raises ValueError where no row is dated: there is nothing to draw.
    """
    known = sorted(rows, key=lambda row: str(row["event_id"]))
    dated = [row for row in known if row["event_date"]]
    if not dated:
        raise ValueError("no milestone has a date: there is nothing to draw")
    days = [day for row in dated for day in (row["date_earliest"], row["date_latest"]) if day]
    panels = _panels([_middle(row) for row in dated], _year(min(days)), _year(max(days), end=True))
    most = _ROWS if len(dated) <= _COUNTABLE else _COUNTED_ROWS
    lanes = [_lane(name, of_type, panels, most) for name, of_type in _by_type(known).items()]
    return Layout(tuple(sorted(lanes, key=_first)), panels)


def _by_type(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["event_type"]].append(row)
    return found


def _first(lane: Lane) -> tuple[float, str]:
    return min((mark.start for mark in lane.marks), default=float("inf")), lane.event_type


# Days come again and again: an archive has thousands of them, and rows by the hundred thousand.
@lru_cache(maxsize=65536)
def _year(day: date, end: bool = False) -> float:
    """The day as a fraction of its year: its beginning, or its end."""
    first = date(day.year, 1, 1).toordinal()
    length = date(day.year, 12, 31).toordinal() - first + 1
    return day.year + (day.toordinal() - first + end) / length


def _middle(row: Row) -> float:
    first, last = row["date_earliest"] or row["date_latest"], row["date_latest"] or row["date_earliest"]
    return (_year(first) + _year(last, end=True)) / 2


def _panels(middles: Sequence[float], first: float, last: float) -> tuple[Panel, ...]:
    """One scale for all years, or a narrower one for a long sparse beginning."""
    start, end = float(int(first)), float(-int(-last // 1))
    end = max(end, start + 1)
    ordered = sorted(middles)
    # The decade before the point from which most events lie.
    turn = float(int(ordered[int(len(ordered) * (1 - _MOST))]) // 10 * 10)
    if end - start < _LONG or turn - start < 20 or (end - turn) / (end - start) > _CROWDED:
        return (Panel(start, end, 1.0),)
    return (Panel(start, turn, 0.25), Panel(turn, end, 0.75))


def _lane(name: str, rows: Sequence[Row], panels: Sequence[Panel], most: int) -> Lane:
    dated = sorted((row for row in rows if row["event_date"]), key=lambda row: (_middle(row), str(row["event_id"])))
    ends: list[float] = []
    marks = [_mark(row, panels, ends, most) for row in dated]
    return Lane(name, tuple(marks), max(1, len(ends)), len(rows) - len(dated))


def _mark(row: Row, panels: Sequence[Panel], ends: list[float], most: int) -> Mark:
    """The mark in the first row of its lane that is free there; ``ends`` are where each row is free again, ``most``
    the rows that there may be."""
    first, last = row["date_earliest"], row["date_latest"]
    start = _year(first) if first else panels[0].first
    end = _year(last, end=True) if last else panels[-1].last
    left, right = _place(start, panels), _place(end, panels)
    at = next((number for number, free in enumerate(ends) if free <= left), len(ends))
    if at == len(ends) and len(ends) < most:
        ends.append(0.0)
    at = min(at, most - 1)
    ends[at] = max(ends[at], right + _ROOM)
    return Mark(
        start,
        end,
        _shape(row),
        _LOOKS.get(row["event_status"], Look.NOT),
        at,
        row["date_qualifier"] is not None,
        bool(row["date_conflict"]),
        first is None,
        last is None,
    )


def _shape(row: Row) -> Shape:
    if row["date_earliest"] == row["date_latest"]:
        return Shape.DAY
    return Shape.SPAN if row["date_precision"] == "interval" else Shape.WITHIN


def _place(year: float, panels: Sequence[Panel]) -> float:
    """Where a moment lies in the picture, from 0 on the left to 1."""
    left = 0.0
    for panel in panels:
        if year <= panel.last:
            return left + panel.width * (year - panel.first) / (panel.last - panel.first)
        left += panel.width
    return 1.0
