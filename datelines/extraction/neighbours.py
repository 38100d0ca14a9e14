"""Where a mention's kin can be: clusters filed by kind and by days, so that merging an archive stays near linear.

Files what ``kinship.fits_across`` would refuse apart, and nothing else: what is found here is still to be compared. Who
finds another is found by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Generic, TypeVar

from datelines.articles import Article
from datelines.edtf import DateValue, Grain
from datelines.events import EventMention, Status
from datelines.extraction.closeness import LONG, RECENT, SHORT, SLIP
from datelines.extraction.kinship import GONE, YEARLY

__all__ = ["Neighbours"]

T = TypeVar("T")
_Kind = tuple[str, bool, bool, bool, bool]
# Stretches up to so many days long are filed by the first of them, in boxes of so many days.
_SIZES = ((0, 8), (SHORT, 32), (800, 256))
# What is asked for over more boxes than that is looked for in all.
_MOST_BOXES = 500


class _Dated(Generic[T]):
    """Values of one kind by their first and last days, as numbers, and by how long these are."""

    def __init__(self) -> None:
        self._boxes: tuple[defaultdict[int, list[tuple[int, int, T]]], ...] = tuple(defaultdict(list) for _ in _SIZES)
        # A few decades and eras.
        self._wide: list[tuple[int, int, T]] = []

    def add(self, first: int, last: int, value: T) -> None:
        for (longest, size), boxes in zip(_SIZES, self._boxes, strict=True):
            if last - first <= longest:
                boxes[first // size].append((first, last, value))
                return
        self._wide.append((first, last, value))

    def near(self, first: int, last: int) -> Iterator[T]:
        """What lies no further from these days than two sources slip."""
        first, last = first - SLIP, last + SLIP
        for (longest, size), boxes in zip(_SIZES, self._boxes, strict=True):
            places = range((first - longest) // size, last // size + 1)
            for place in list(boxes) if len(places) > _MOST_BOXES else places:
                for start, end, value in boxes.get(place, ()):
                    if start <= last and end >= first:
                        yield value
        for start, end, value in self._wide:
            if start <= last and end >= first:
                yield value


class Neighbours(Generic[T]):
    """Values filed under the mention that leads them."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self._dated: defaultdict[_Kind, _Dated[T]] = defaultdict(_Dated)
        # Series and policies that go on are only ever one with what begins on the same day.
        self._lasting: defaultdict[tuple[_Kind, date], list[T]] = defaultdict(list)
        self._long: defaultdict[tuple[_Kind, date], list[T]] = defaultdict(list)
        # By when it was printed; under None what does not say.
        self._undated: defaultdict[_Kind, defaultdict[int | None, list[T]]] = defaultdict(lambda: defaultdict(list))

    def add(self, lead: EventMention, value: T) -> None:
        """File ``value`` under its lead's kind and days."""
        kind = _kind(lead)
        if lead.date is None:
            printed = self._printed(lead)
            self._undated[kind][None if printed is None else printed // RECENT].append(value)
            return
        is_long = _is_long(lead.date)
        if is_long and _lasts(lead):
            self._lasting[kind, lead.date.bounds[0]].append(value)
            return
        self._dated[kind].add(*_filed(lead, lead.date), value)
        if is_long:
            self._long[kind, lead.date.bounds[0]].append(value)

    def near(self, mention: EventMention) -> Iterator[T]:
        """Every value whose lead can be of one happening with ``mention``, each once, and some that cannot."""
        for kind in _kinds(mention):
            yield from self._near(kind, mention) if mention.date else self._near_undated(kind, mention)

    def _near(self, kind: _Kind, mention: EventMention) -> Iterator[T]:
        assert mention.date is not None
        first = mention.date.bounds[0]
        if _is_long(mention.date):
            yield from self._lasting.get((kind, first), ())
            if _lasts(mention):
                yield from self._long.get((kind, first), ())
                return
        if kind in self._undated:
            yield from self._printed_about(kind, first.toordinal())
        if kind in self._dated:
            yield from self._dated[kind].near(*_filed(mention, mention.date))

    def _near_undated(self, kind: _Kind, mention: EventMention) -> Iterator[T]:
        """What is undated can be news of about the time when it was printed."""
        printed = self._printed(mention)
        undated = self._undated.get(kind)
        if printed is None:
            for values in undated.values() if undated else ():
                yield from values
            return
        if undated:
            yield from undated.get(None, ())
            yield from self._printed_about(kind, printed)
        if kind in self._dated:
            yield from self._dated[kind].near(printed - RECENT - 1, printed + RECENT + 1)

    def _printed_about(self, kind: _Kind, day: int) -> Iterator[T]:
        undated = self._undated[kind]
        for box in range((day - RECENT - 1) // RECENT, (day + RECENT + 1) // RECENT + 1):
            yield from undated.get(box, ())

    def _printed(self, mention: EventMention) -> int | None:
        printed = self._articles[mention.article_id].dct
        return printed.toordinal() if printed else None


def _kind(mention: EventMention) -> _Kind:
    status = mention.status
    gone, suspended, proposed = status in GONE, status is Status.SUSPENDED, status is Status.PROPOSED
    return mention.event_type.value, mention.on_timeline, gone, suspended, proposed


def _kinds(mention: EventMention) -> tuple[_Kind, ...]:
    """Where kin are filed: what is planned can have been called off."""
    own = _kind(mention)
    if mention.status not in (Status.PLANNED, Status.CANCELLED):
        return (own,)
    event_type, on_timeline, gone, suspended, proposed = own
    return own, (event_type, on_timeline, not gone, suspended, proposed)


def _is_long(value: DateValue) -> bool:
    first, last = value.bounds
    return (last - first).days > LONG


def _lasts(mention: EventMention) -> bool:
    """Of what is long, whether it is an interval; what comes once a year is of that year, however long it is said."""
    return mention.date is not None and mention.date.grain is Grain.INTERVAL and mention.event_type not in YEARLY


def _filed(mention: EventMention, value: DateValue) -> tuple[int, int]:
    """The days, or their whole years for what comes once a year."""
    first, last = value.bounds
    if mention.event_type in YEARLY:
        first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    return first.toordinal(), last.toordinal()
