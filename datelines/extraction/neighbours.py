"""Where a mention's kin can be: clusters filed by kind and by months, so that merging an archive stays near linear.

Files what ``kinship.fits_across`` would refuse apart, and nothing else: what is found here is still to be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Generic, TypeVar

from datelines.articles import Article
from datelines.events import EventMention, Status
from datelines.extraction.closeness import RECENT, SHORT
from datelines.extraction.kinship import GONE, YEARLY

__all__ = ["Neighbours"]

T = TypeVar("T")
_Kind = tuple[str, bool, bool, bool, bool]
# What lasts longer is filed as wide: a few decades and eras, which are compared with everything.
_WIDE = 800


class Neighbours(Generic[T]):
    """Values filed under the mention that leads them."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self._months: defaultdict[tuple[_Kind, int], list[T]] = defaultdict(list)
        self._wide: defaultdict[_Kind, list[T]] = defaultdict(list)
        self._dated: defaultdict[_Kind, list[T]] = defaultdict(list)
        self._undated: defaultdict[_Kind, list[T]] = defaultdict(list)

    def add(self, lead: EventMention, value: T) -> None:
        """File ``value`` under its lead's kind and days."""
        kind = _kind(lead)
        if lead.date is None:
            self._undated[kind].append(value)
            return
        self._dated[kind].append(value)
        first, last = _filed(lead, *lead.date.bounds)
        if _is_wide(first, last):
            self._wide[kind].append(value)
            return
        for month in _touched(first, last):
            self._months[kind, month].append(value)

    def near(self, mention: EventMention) -> Iterator[T]:
        """Every value whose lead can be of one happening with ``mention``, each once, and some that cannot."""
        for kind in _kinds(mention):
            yield from self._near(kind, mention)

    def _near(self, kind: _Kind, mention: EventMention) -> Iterator[T]:
        yield from self._undated[kind]
        days = self._days(mention)
        if days is None or _is_wide(*days):
            yield from self._dated[kind]
            return
        yield from self._wide[kind]
        seen: set[int] = set()
        for month in _touched(*days, margin=SHORT):
            for value in self._months.get((kind, month), ()):
                if id(value) not in seen:
                    seen.add(id(value))
                    yield value

    def _days(self, mention: EventMention) -> tuple[date, date] | None:
        """The days to look around; what is undated can be news of about the time when it was printed."""
        if mention.date is not None:
            return _filed(mention, *mention.date.bounds)
        printed = self._articles[mention.article_id].dct
        if printed is None:
            return None
        return _moved(printed, -RECENT), _moved(printed, RECENT)


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


def _filed(mention: EventMention, first: date, last: date) -> tuple[date, date]:
    """The days, or their whole years for what comes once a year."""
    if mention.event_type not in YEARLY:
        return first, last
    return date(first.year, 1, 1), date(last.year, 12, 31)


def _is_wide(first: date, last: date) -> bool:
    return (last - first).days > max(_WIDE, 2 * RECENT)


def _touched(first: date, last: date, margin: int = 0) -> range:
    """The months, counted from year 0, from ``margin`` days before the first day to as many after the last."""
    first, last = _moved(first, -margin), _moved(last, margin)
    return range(first.year * 12 + first.month, last.year * 12 + last.month + 1)


def _moved(day: date, days: int) -> date:
    """The day so many days on, kept on the calendar."""
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return day + timedelta(days=ordinal - day.toordinal())
