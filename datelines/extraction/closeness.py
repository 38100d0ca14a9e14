"""How the days of two mentions compare: the same, a slip apart, or told before it could be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from datelines.articles import Article
from datelines.edtf import DateValue, Grain
from datelines.events import EventMention, EventType, Status

__all__ = [
    "LONG",
    "RECENT",
    "SHORT",
    "SLIP",
    "by_then",
    "day_apart",
    "in_time",
    "of_one_time",
    "recent",
    "same_days",
    "same_since",
    "same_year",
    "slipped",
    "to_come",
]

_DAY, _INTERVAL = Grain.DAY, Grain.INTERVAL
SHORT, LONG = 31, 120
SLIP, RECENT = 3, 400


def same_days(a: DateValue, b: DateValue) -> bool:
    """Whether one value covers the other, or two short stretches overlap; years of a series are not its editions."""
    if a.grain is _DAY and b.grain is _DAY:
        return a.earliest == b.earliest
    if _lasts(a) or _lasts(b):
        return a.bounds == b.bounds
    return a.covers(b) or b.covers(a) or (_days(a) <= SHORT and _days(b) <= SHORT and a.overlaps(b))


def same_since(a: DateValue, b: DateValue) -> bool:
    """Whether both are long stretches from the same beginning; each source lets what goes on last to its own day."""
    return _lasts(a) and _lasts(b) and a.bounds[0] == b.bounds[0]


def same_year(a: DateValue, b: DateValue) -> bool:
    """Whether both lie in one calendar year."""
    return len({day.year for value in (a, b) for day in value.bounds}) == 1


def by_then(told: EventMention, of: EventMention, articles: Mapping[str, Article]) -> bool:
    """Whether ``told`` was printed when the other had begun: what is offered later cannot be told before."""
    printed = articles[told.article_id].dct
    return printed is None or of.date is None or of.date.grain is not Grain.DAY or of.date.bounds[0] <= printed


def slipped(a: DateValue, b: DateValue) -> bool:
    """Days that sources put a little apart, or neighbouring months, or a day beside a month."""
    if a.earliest is None or b.earliest is None:
        return False
    if {a.grain, b.grain} == {Grain.DAY, Grain.MONTH}:
        (a_first, a_last), (b_first, b_last) = a.bounds, b.bounds
        return max((b_first - a_last).days, (a_first - b_last).days) <= SLIP
    if a.grain is not b.grain:
        return False
    apart = abs((a.earliest - b.earliest).days)
    if a.grain in (Grain.DAY, Grain.INTERVAL):
        return apart <= SLIP and _days(a) <= SHORT and _days(b) <= SHORT
    return a.grain is Grain.MONTH and apart <= SHORT


def recent(a: EventMention, b: EventMention, articles: Mapping[str, Article]) -> bool:
    """Whether the dated one is news of about the time when the undated one was printed."""
    undated, dated = (a, b) if a.date is None else (b, a)
    printed = articles[undated.article_id].dct
    if printed is None or dated.date is None or _lasts(dated.date) or not in_time(a, b, printed):
        return False
    return abs((printed - max(dated.date.bounds[0], date(1, 1, 2))).days) <= RECENT


def of_one_time(a: EventMention, b: EventMention, articles: Mapping[str, Article]) -> bool:
    """Whether two undated ones were printed so close to each other that they can speak of one thing."""
    days = articles[a.article_id].dct, articles[b.article_id].dct
    return days[0] is None or days[1] is None or abs((days[0] - days[1]).days) <= RECENT


def in_time(a: EventMention, b: EventMention, printed: date | None) -> bool:
    """Whether the undated one of the two could be told so of the dated one on the day when it was printed.

    What is told as a plan had not ended then, what is told as held had begun.
    """
    undated, dated = (a, b) if a.date is None else (b, a)
    if printed is None or dated.date is None:
        return True
    first, last = dated.date.bounds
    if undated.status is Status.PLANNED:
        return last.toordinal() >= printed.toordinal() - SLIP
    return undated.status is not Status.OCCURRED or first.toordinal() <= printed.toordinal() + SLIP


def _lasts(value: DateValue) -> bool:
    """Whether it is a stretch of many months, as of a series or a policy."""
    return value.grain is _INTERVAL and _days(value) > LONG


def _days(value: DateValue) -> int:
    first, last = value.bounds
    return (last - first).days


def day_apart(a: EventMention, b: EventMention) -> bool:
    """Whether one is a meeting on a day of its own, told apart from the visit that it belongs to."""
    if a.event_type is not EventType.VISIT_MEETING or a.date is None or b.date is None or a.sentence == b.sentence:
        return False
    stay, day = (a, b) if a.date.grain is Grain.INTERVAL else (b, a)
    assert stay.date is not None
    assert day.date is not None
    if stay.date.ends != (Grain.DAY, Grain.DAY) or day.date.grain is not Grain.DAY:
        return False
    return stay.date.bounds[0] < day.date.bounds[0]


def to_come(a: EventMention, b: EventMention, printed: date | None) -> bool:
    """Whether one was over and the other ahead when the article was printed: a visit this year, another in May."""
    if printed is None or a.date is None or b.date is None or a.date == b.date:
        return False
    done, plan = (a, b) if a.status is Status.OCCURRED else (b, a)
    if done.status is not Status.OCCURRED or plan.status is not Status.PLANNED or plan.date is None:
        return False
    if plan.date.grain is Grain.YEAR and done.date is not None and done.date.grain is Grain.DAY:
        # "Handed over on Monday", and "will be delivered by the end of the year".
        return done.date.bounds[1] <= printed < plan.date.bounds[1]
    # The last day of what is under way is no other one.
    return plan.date.bounds[0] > printed and (done.date is None or done.date.grain is not Grain.INTERVAL)
