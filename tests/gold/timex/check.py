"""Sums over the marks of the texts: do words and value agree? It knows the calendar, not the language of news."""

from __future__ import annotations

import calendar
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from convert import HERE, NARRATIVE, Document, Mark, documents

__all__ = ["complaints", "unmarked"]

_WEEKDAYS = [name.lower() for name in calendar.day_name]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAY = re.compile(r"\b(?P<name>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?P<name>(?:jan|feb|aug|sept|oct|nov|dec)\b|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)\b(?:\.? (?P<day>\d{1,2})\b)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)
_YEAR = re.compile(r"(?<![$\d,.])\b(?P<year>1[5-9]\d\d|20\d\d)\b(?!'?s| GMT| hours)")
_DAY_VALUE = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:T(?:\d\d(?::\d\d)*|MO|MI|AF|EV|NI|DT))?$")
_VALUES = {
    "DATE": re.compile(
        r"(?:PAST|PRESENT|FUTURE)_REF|(?:BC)?\d{2,4}|FY\d{4}|(?:\d{4}|XXXX)-(?:\d\d(?:-(?:\d\d|XX))?|XX(?:-XX)?|"
        r"SP|SU|FA|WI|Q[1-4]|H[12]|W\d\d(?:-WE)?|WXX-[1-7])"
    ),
    "TIME": re.compile(r"(?:\d{4}-\d\d-\d\d)?T(?:\d\d(?::\d\d)*|MO|MI|AF|EV|NI|DT)|PRESENT_REF"),
    "DURATION": re.compile(r"PT?(?:\d+(?:\.\d+)?|X)(?:Y|M|W|D|H|S|DE|CE)(?:\d+M)?"),
    "SET": re.compile(
        r"PT?(?:\d+|X)(?:Y|M|W|D|H|S|DE)|XXXX-(?:WXX-[1-7](?:T\w\w)?|WXX-WE|\d\d(?:-\d\d)?|XX|S[PU]|FA|WI|Q\d)"
        r"|XXXX-XX-XXT(?:\w\w|\d\d:\d\d)"
    ),
}
_PLAIN_DAYS = {"today": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0}
_PLAIN_DAYS |= {"yesterday": -1, "last night": -1, "tomorrow": 1}
_TIME_WORD = re.compile(
    r"\b(?:(?:minute|hour|day|night|week|weekend|fortnight|month|year|decade|season)s?|centur(?:y|ies)|seconds|quarters?"
    r"|ago|now|recent(?:ly)?|current(?:ly)?|previous(?:ly)?|formerly|once|soon|lately|nowadays|past|future|later|earlier"
    r"|today|tonight|tomorrow|yesterday|overnight|noon|midnight|morning|afternoon|evening|dawn|dusk"
    r"|annual(?:ly)?|daily|weekly|monthly|quarterly|spring|summer|autumn|winter|early|late|mid-\w+)\b",
    re.IGNORECASE,
)


def complaints(document: Document) -> Iterator[str]:
    """One line for every mark whose words and value cannot both be right, with the document's id."""
    dct = date.fromisoformat(document.dct)
    for mark in document.marks:
        for said in (*_syntax(mark), *_calendar(mark), *_relative(mark, dct)):
            yield f"{document.doc_id}: {mark.text!r} {mark.type} {mark.value}: {said}"


def unmarked(document: Document) -> Iterator[str]:
    """Words that look like time and carry no mark, each with what stands around it: for the annotator's eye."""
    covered = {place for mark in document.marks for place in range(mark.start, mark.end)}
    for pattern in (_WEEKDAY, _MONTH, _YEAR, _TIME_WORD):
        for found in pattern.finditer(document.text):
            if not covered.issuperset(range(found.start(), found.end())):
                around = document.text[max(0, found.start() - 30) : found.end() + 25].replace("\n", " ")
                yield f"{document.doc_id}: {found.group()!r} in {around!r}"


def _syntax(mark: Mark) -> Iterator[str]:
    if not _VALUES[mark.type].fullmatch(mark.value):
        yield "not a value of this type"
    if mark.text != mark.text.strip() or re.match(
        r"(?:on|in|at|since|by|until|for|of|from) (?!least|most)", mark.text, re.I
    ):
        yield "the extent begins or ends wrongly"


def _calendar(mark: Mark) -> Iterator[str]:
    day = _day(mark)
    if (weekday := _WEEKDAY.search(mark.text)) and day and weekday["name"].lower() != _WEEKDAYS[day.weekday()]:
        yield f"that day is a {_WEEKDAYS[day.weekday()]}"
    if mark.type in {"DATE", "TIME"}:
        yield from _named(mark)


def _named(mark: Mark) -> Iterator[str]:
    month = _MONTH.search(mark.text)
    if (
        month
        and re.match(r"\d{4}-\d\d", mark.value)
        and mark.value[5:7] != f"{_MONTHS.index(month['name'][:3].lower()) + 1:02}"
    ):
        yield "another month"
    named = _DAY_FIRST.search(mark.text) or month
    if named and named["day"] and mark.value[8:10] != f"{int(named['day']):02}":
        yield "another day of the month"
    if (year := _YEAR.search(mark.text)) and year["year"] not in mark.value:
        yield "another year"


def _relative(mark: Mark, dct: date) -> Iterator[str]:
    words, day = mark.text.lower(), _day(mark)
    if words in _PLAIN_DAYS and day and day != dct + timedelta(days=_PLAIN_DAYS[words]):
        yield "not that many days from the dct"
    if _WEEKDAY.fullmatch(words) and day and abs((day - dct).days) > 9:
        yield "a bare weekday more than nine days away"
    if found := re.fullmatch(r"(?P<which>this|last|next) (?P<unit>year|month|week)", words):
        step = {"last": -1, "this": 0, "next": 1}[found["which"]]
        if mark.type == "DATE" and mark.value != _unit(dct, found["unit"], step):
            yield f"it should be {_unit(dct, found['unit'], step)}"


def _unit(dct: date, unit: str, step: int) -> str:
    if unit == "year":
        return str(dct.year + step)
    if unit == "month":
        months = dct.year * 12 + dct.month - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    week = (dct + timedelta(weeks=step)).isocalendar()
    return f"{week.year}-W{week.week:02}"


def _day(mark: Mark) -> date | None:
    found = _DAY_VALUE.match(mark.value)
    return date.fromisoformat(found["day"]) if found else None


if __name__ == "__main__":
    for each in (*documents(HERE), *documents(NARRATIVE)):
        for line in (*complaints(each), *(unmarked(each) if "--unmarked" in sys.argv else ())):
            sys.stdout.write(line + "\n")
