"""Start, end and length of what takes days, told in one sentence or in several, made one interval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.events import EventType
from datelines.extraction.anchor import Dating
from datelines.extraction.drafts import Draft
from datelines.topics import Bound, Topic

__all__ = ["join_extents"]

_REACH = 4
_LONGEST = 120
_RUN = 21
_WEEK = 7
_DATELINE = 60
# How far apart two months of one list stand.
_BESIDE = 5
_SEVEN = timedelta(days=7)


def join_extents(drafts: Sequence[Draft], topic: Topic) -> list[Draft]:
    """The drafts, those that tell a start, an end or a length replaced by the interval that follows."""
    drafts = _over_months([_in_order(draft, drafts) for draft in drafts], topic)
    found = list(drafts)
    for number, draft in enumerate(drafts):
        if not topic.types[draft.candidate.rule.event_type].extent or _bound(draft) is Bound.END:
            continue
        interval = _from_month(draft, drafts) if _is_month(draft) else None
        if _day(draft):
            interval = _with_end(draft, drafts) or (None if _is_end(draft, drafts) else _with_length(draft, drafts))
        if interval:
            found[number] = _dated(draft, interval)
    found = [_from_end(draft, found, topic) for draft in found]
    return [draft for draft in found if not _is_spent(draft, found)]


def _over_months(drafts: Sequence[Draft], topic: Topic) -> list[Draft]:
    """The drafts, those of what takes time in two months that follow each other as one: "they dug in June and July".

    What was built or pulled down in two months are two things.
    """
    months: dict[tuple[object, ...], list[int]] = {}
    for number, draft in enumerate(drafts):
        if draft.dating and _is_month(draft) and topic.types[draft.candidate.rule.event_type].extent:
            months.setdefault(_telling(draft, draft.dating.date.bounds[0].toordinal()), []).append(number)
    found = list(drafts)
    spent: set[int] = set()
    for number in (one for numbers in months.values() for one in numbers):
        draft = drafts[number]
        assert draft.dating is not None
        behind = months.get(_telling(draft, draft.dating.date.bounds[1].toordinal() + 1), ())
        if later := [one for one in behind if _is_beside(draft, drafts[one])]:
            dating = drafts[later[0]].dating
            assert dating is not None
            found[number] = _dated(draft, DateValue.span(draft.dating.date, dating.date))
            spent |= set(later)
    return [draft for number, draft in enumerate(found) if number not in spent]


def _telling(draft: Draft, day: int) -> tuple[object, ...]:
    """What drafts have in common that tell the same of two months; ``day`` is the first of one of these, by its number.

    The last month of the calendar has no day behind it, but a number.
    """
    return draft.order, draft.candidate.rule.event_type, draft.status, day


def _is_beside(draft: Draft, other: Draft) -> bool:
    """Whether nothing but a word stands between the two dates."""
    if draft.dating is None or other.dating is None:
        return False
    return 0 < other.dating.timex.span.start - draft.dating.timex.span.end <= _BESIDE


def _in_order(draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """The draft, a week earlier where its weekday would come after the one on which it ends: "tied up on Monday and is
    to stay until Friday"."""
    start = _day(draft)
    if start is None or draft.dating is None or _bound(draft) is Bound.END or not _is_weekday(draft):
        return draft
    ends = [_day(end) for end in _partners(draft, drafts, Bound.END) if end.order == draft.order and _is_weekday(end)]
    if not any(end and timedelta(0) < start - end < _SEVEN for end in ends):
        return draft
    return _dated(draft, DateValue.of(start - _SEVEN))


def _is_weekday(draft: Draft) -> bool:
    """Whether a day of the week is all that dates it."""
    return draft.dating is not None and draft.dating.timex.rule == "weekday"


def _is_month(draft: Draft) -> bool:
    return draft.dating is not None and draft.dating.date.grain is Grain.MONTH


def _from_month(draft: Draft, drafts: Sequence[Draft]) -> DateValue | None:
    """What began in a month, and ends on a day that the same sentence tells."""
    assert draft.dating is not None
    start = draft.dating.date
    for other in _partners(draft, drafts, Bound.END):
        end = _day(other)
        if end and other.order == draft.order and start.bounds[1] < end and (end - start.bounds[0]).days <= _LONGEST:
            return DateValue.span(start, DateValue.of(end))
    return None


def _is_spent(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether it tells no more than the rough end of what other drafts date."""
    if (
        _bound(draft) is not Bound.END
        or _day(draft)
        or (draft.dating and draft.dating.date.grain is Grain.INTERVAL and draft.dating.date != draft.dating.timex.date)
    ):
        return False
    return any(
        other.dating
        and _bound(other) is None
        and other.candidate.rule.event_type is draft.candidate.rule.event_type
        and _can_end(draft, other)
        for other in drafts
    )


def _can_end(end: Draft, other: Draft) -> bool:
    """Whether what the other tells can have ended then: the second edition does not end the third."""
    if end.dating is None or other.dating is None:
        return True
    (first, last), (start, close) = end.dating.date.bounds, other.dating.date.bounds
    return start <= last and (first - close).days <= _LONGEST


def _is_end(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether another draft of the same sentence tells that the draft's day is the end."""
    return any(
        other.order == draft.order
        and _bound(other) is Bound.END
        and other.candidate.rule.event_type is draft.candidate.rule.event_type
        and _day(other) == _day(draft)
        for other in drafts
    )


def _bound(draft: Draft) -> Bound | None:
    return draft.candidate.rule.bound


def _day(draft: Draft) -> date | None:
    dating = draft.dating
    return dating.date.earliest if dating and dating.date.grain is Grain.DAY else None


def _partners(draft: Draft, drafts: Sequence[Draft], bound: Bound) -> list[Draft]:
    """Drafts nearby that tell the wanted bound of what may be the same thing, the nearest first."""
    near = [
        other
        for other in drafts
        if other is not draft
        and _bound(other) is bound
        and other.candidate.rule.event_type is draft.candidate.rule.event_type
        and (other.roles.series == draft.roles.series or not other.roles.series or not draft.roles.series)
        and (abs(other.order - draft.order) <= _REACH or _are_of_these_days(draft, other))
    ]
    return sorted(near, key=lambda other: (abs(other.order - draft.order), other.order, other.candidate.at))


def _are_of_these_days(start: Draft, end: Draft) -> bool:
    """Whether the two days, told far apart in the text, are so near that one thing is meant: it opens, it concludes."""
    first, last, passage = _day(start), _day(end), start.candidate.passage
    # The day in the dateline may be any of those that it ran.
    if start.dating and passage.number == 0 and start.dating.timex.span.start < _DATELINE:
        return False
    # Two days are a visit, and seldom a whole drill.
    least = 1 if start.candidate.rule.event_type is EventType.VISIT_MEETING else 2
    return first is not None and last is not None and least <= (last - first).days <= _RUN


def _with_end(draft: Draft, drafts: Sequence[Draft]) -> DateValue | None:
    start = _day(draft)
    assert start is not None
    for other in _partners(draft, drafts, Bound.END):
        end = _day(other)
        if end and start < end and (end - start).days <= _LONGEST and _lasted(other, draft, end - start):
            return _interval(start, end)
    return None


def _lasted(other: Draft, draft: Draft, time: timedelta) -> bool:
    """Whether the end's own sentence tells no other length: "wound up a three-day trip on Thursday"."""
    if not other.length or other.order == draft.order:
        return True
    # "Two weeks" may be thirteen days.
    return abs(other.length - time.days - 1) <= (other.length >= _WEEK)


def _with_length(draft: Draft, drafts: Sequence[Draft]) -> DateValue | None:
    start = _day(draft)
    assert start is not None
    ended = any(other.candidate.rule.at_end and other.order == draft.order for other in drafts)
    own = [draft.length] if draft.length and not ended else []
    for days in own + [o.length for o in _partners(draft, drafts, Bound.LENGTH) if o.length]:
        if 1 < days <= _LONGEST:
            return _interval(start, start + timedelta(days=days - 1))
    return None


def _from_end(draft: Draft, drafts: Sequence[Draft], topic: Topic) -> Draft:
    """An end becomes the interval that a start nearby has already, or that its own length gives."""
    end = _day(draft)
    if _bound(draft) is not Bound.END or not end or not topic.types[draft.candidate.rule.event_type].extent:
        return draft
    for other in drafts:
        if (
            other.candidate.rule.event_type is draft.candidate.rule.event_type
            and other.dating
            and other.dating.date.grain is Grain.INTERVAL
            and other.dating.date.latest == end
            and other.roles.on_timeline == draft.roles.on_timeline
        ):
            return _dated(draft, other.dating.date)
    if draft.length and draft.length > 1 and draft.length <= _LONGEST:
        return _dated(draft, _interval(end - timedelta(days=draft.length - 1), end))
    return draft


def _interval(start: date, end: date) -> DateValue:
    return DateValue.span(DateValue.of(start), DateValue.of(end))


def _dated(draft: Draft, value: DateValue) -> Draft:
    assert isinstance(draft.dating, Dating)
    return replace(draft, dating=replace(draft.dating, date=value))
