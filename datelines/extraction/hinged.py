"""Times that hang on another of the text: "in 1994, a year after ties were restored" dates the ties, too, and "a week
later" is a day where it counts from a day.

The tagger has the first as a length and the second as a week, which is what TIMEX3 asks for; as the date of an event
one is a year and the other a day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.extraction.grammar import Grammar
from datelines.extraction.shifts import length_at, moved
from datelines.extraction.yearless import lacks_year, with_year
from datelines.timex import Anchor, AnchorKind, Timex, TimexType

__all__ = ["hinged"]

_DAY, _WEEK = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-W\d\d")
# What may stand between the time told and the length: a comma, a dash or a bracket, and a word that says how exactly.
_JOINT = re.compile(r"(?:,|\s?[–—-]|\s\()?\s(?:(?:and|or|just|only|exactly|some|barely|almost|nearly) )?")
_FROM_HERE = re.compile(r"\s(?:to the day )?(?P<side>[a-z]+)\s(?P<next>[\w'’]+)")
# A day without its month, how far behind another of the range it stands, and why it is of that year.
_NUMBER, _JOINED, _WHY = re.compile(r"(?:the )?\d{1,2}(?:st|nd|rd|th)?"), 9, "the year of the other end"
# How an entry of a chronology opens: the year, what may stand before it, and what parts it from the rest.
_ENTRY, _BULLET, _RULE = re.compile(r"(?:1[89]|20)\d\d"), re.compile(r"[\s*•–—-]*"), re.compile(r"\s?(?:[–—-]|:)\s")
# What stands between a year and a day or month of it.
_BEHIND_YEAR = re.compile(r", (?:on|in) (?:the )?")
# What stands between a day or month and the year that it is of, and between those of a list.
_OF_YEAR, _LISTED = re.compile(r" of | (?=last|this|next)"), re.compile(r", | (?:and|or|to|until|through) |[–-]")
# "The week after" is a week; "a week after" is seven days.
_NAMED = ("the ", "that ", "this ")
# "A year after that" counts from what is told before, not on to something else.
_BACK = frozenset({"that", "this", "it", "which"})


def hinged(timexes: Sequence[Timex], text: str, grammar: Grammar) -> tuple[Timex, ...]:
    """The time expressions, lengths that lead from one to an event with the date of that event."""
    signs = dict.fromkeys(grammar.words["after"], -1) | dict.fromkeys(grammar.words["before"], 1)
    found: list[Timex] = []
    timexes = _in_the_year_before(_in_their_entries(timexes, text, grammar), text, grammar)
    timexes = _of_that_year(_in_one_year(timexes), text)
    for number, timex in enumerate(timexes):
        following = timexes[number + 1] if number + 1 < len(timexes) else None
        before = found[-1] if found else None
        counted = _counted(timex, before, following, text, signs) if before else None
        found.append(counted or _to_the_day(timex))
    return tuple(found)


def _in_one_year(timexes: Sequence[Timex]) -> list[Timex]:
    """The time expressions, a day without its month in the year of the one that it shares the month with."""
    found = list(timexes)
    for number in range(1, len(found)):
        for own, other in ((number, number - 1), (number - 1, number)):
            day, whole = found[own], found[other]
            if not _NUMBER.fullmatch(day.text) or _NUMBER.fullmatch(whole.text) or not _share_month(day, whole):
                continue
            assert whole.date is not None
            found[own] = with_year(day, whole.date.bounds[0].year, _WHY) or day
    return found


def _of_that_year(timexes: Sequence[Timex], text: str) -> list[Timex]:
    """The time expressions, days and months in the year that stands behind them: "in May and June of last year"."""
    found = list(timexes)
    for number in range(1, len(found)):
        year = found[number]
        if year.date is None or year.date.grain is not Grain.YEAR:
            continue
        at, joint = number - 1, _OF_YEAR
        while at >= 0 and joint.fullmatch(text, found[at].span.end, found[at + 1].span.start):
            value = found[at].date
            if value is None or value.grain not in (Grain.DAY, Grain.MONTH):
                break
            if value.bounds[0].year != year.date.bounds[0].year:
                found[at] = with_year(found[at], year.date.bounds[0].year, _WHY) or found[at]
            at, joint = at - 1, _LISTED
    return found


def _in_their_entries(timexes: Sequence[Timex], text: str, grammar: Grammar) -> list[Timex]:
    """The time expressions, those of a chronology's entry in the year that it opens with, until it names another."""
    found = list(timexes)
    for number, opening in enumerate(timexes):
        line = text.rfind("\n", 0, opening.span.start) + 1
        if not _ENTRY.fullmatch(opening.text) or not _BULLET.fullmatch(text, line, opening.span.start):
            continue
        if not _RULE.match(text, opening.span.end) or opening.date is None:
            continue
        end = text.find("\n", line)
        for own in range(number + 1, len(found)):
            if not lacks_year(found[own], grammar.language) or (0 <= end <= found[own].span.start):
                break
            found[own] = with_year(found[own], opening.date.bounds[0].year, _WHY) or found[own]
    return found


def _in_the_year_before(timexes: Sequence[Timex], text: str, grammar: Grammar) -> list[Timex]:
    """The time expressions, a day or month right behind a year in that year: "two years later, on 3 May"."""
    found = list(timexes)
    for number in range(1, len(found)):
        year, own = found[number - 1], found[number]
        if year.date is None or year.date.grain is not Grain.YEAR or not lacks_year(own, grammar.language):
            continue
        if _BEHIND_YEAR.fullmatch(text, year.span.end, own.span.start):
            found[number] = with_year(own, year.date.bounds[0].year, _WHY) or own
    return found


def _share_month(day: Timex, whole: Timex) -> bool:
    """Whether two days of one month stand side by side, in different years."""
    if day.date is None or whole.date is None or {day.date.grain, whole.date.grain} != {Grain.DAY}:
        return False
    first, second = day.date.bounds[0], whole.date.bounds[0]
    apart = max(day.span.start, whole.span.start) - min(day.span.end, whole.span.end)
    return first.month == second.month and first.year != second.year and apart <= _JOINED


def _counted(
    timex: Timex, before: Timex | None, following: Timex | None, text: str, signs: dict[str, int]
) -> Timex | None:
    """The date of the event that so much time lies between and the time told right before; None for other lengths."""
    length = length_at(timex)
    if length is None or before is None or before.date is None:
        return None
    if _JOINT.fullmatch(text, before.span.end, timex.span.start) is None:
        return None
    match = _FROM_HERE.match(text, timex.span.end)
    sign = signs.get(match["side"], 0) if match else 0
    if match is None or not sign or match["next"].lower() in _BACK:
        return None
    # "A week before 3 May" is that week.
    if following is not None and following.date is not None and following.span.start <= match.end():
        return None
    value = moved(before.date, sign * length.number, length.unit)
    if value is None:
        return None
    anchor = Anchor(AnchorKind.TIMEX, before.value, before.span, "so long before or after what follows")
    return replace(timex, type=TimexType.DATE, value=value.edtf, date=value, anchor=anchor)


def _to_the_day(timex: Timex) -> Timex:
    """ "Two weeks later" than a day is a day."""
    anchor, value = timex.anchor, timex.date
    if anchor is None or anchor.kind is not AnchorKind.TIMEX or not _DAY.fullmatch(anchor.value):
        return timex
    if value is None or value.grain is not Grain.INTERVAL or not _WEEK.fullmatch(timex.value):
        return timex
    if timex.text.lower().startswith(_NAMED):
        return timex
    weekday, monday = DateValue.parse(anchor.value).bounds[0].weekday(), value.bounds[0]
    day = DateValue.of(monday + timedelta(days=weekday))
    return replace(timex, date=day, value=day.edtf)
