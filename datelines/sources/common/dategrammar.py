"""The patterns behind ``dates``, made once from dates.yaml. What a match means is decided there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from datelines import yamlfile

__all__ = ["Grammar", "grammar"]


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    months: dict[int, list[str]]
    month_marks: list[str]
    year_marks: list[str]
    weekdays: list[list[str]]
    zones: dict[str, int]
    regions: dict[str, str]
    labels: list[list[str]]
    later_labels: list[list[str]]
    source_labels: list[str]
    fillers: list[str]
    particles: list[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Patterns for text with ASCII digits, and the words that they capture.

    ``dates`` capture ``year`` with ``month`` (a name) or ``m``, and ``day``, or else ``first`` and ``second`` whose
    order is open. ``zones`` are minutes east of Greenwich, ``regions`` IANA names.
    """

    months: dict[str, int]
    zones: dict[str, int]
    regions: dict[str, str]
    particles: frozenset[str]
    dates: tuple[re.Pattern[str], ...]
    time: re.Pattern[str]
    label: re.Pattern[str]
    later: re.Pattern[str]
    source: re.Pattern[str]
    noise: re.Pattern[str]


@cache
def grammar() -> Grammar:
    """The grammar of dates.yaml."""
    path = Path(__file__).with_name("dates.yaml")
    words = yamlfile.convert(yamlfile.load(path), _Words, path)
    months = {name: number for number, names in words.months.items() for name in names}
    weekdays = _flat(words.weekdays)
    return Grammar(
        months=months,
        zones=words.zones,
        regions=words.regions,
        particles=frozenset(words.particles),
        dates=_dates(words, months),
        time=_time([*words.zones, *words.regions]),
        label=_whole(_flat(words.labels), r"\s*[:：]?"),
        later=_whole(_flat(words.later_labels), r"\s*[:：]?"),
        source=_whole(words.source_labels, r"\s*[:：]"),
        noise=_whole([*weekdays, *words.fillers], r"\.?"),
    )


def _flat(groups: Iterable[Iterable[str]]) -> list[str]:
    return [word for group in groups for word in group]


def _any(words: Iterable[str]) -> str:
    """An alternation, longest first, so that no word hides a longer one."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _whole(words: Iterable[str], tail: str) -> re.Pattern[str]:
    """One of the words, whole where it is written in Latin letters."""
    return _compile(rf"(?<![^\W\d_])(?:{_any(words)})(?![a-zà-ỹ]){tail}")


def _dates(words: _Words, months: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<month>{_any(months)})"
    gap = rf"(?:[\s,.\-]|(?:{_any(words.fillers)})(?![a-z]))*"
    year_mark, month_mark = _any(words.year_marks), _any(words.month_marks)
    year = r"(?P<year>\d{4})(?!\d)"
    return (
        _compile(
            rf"(?<!\d)(?P<year>\d{{4}})\s*(?:[-/.]|{year_mark})\s*(?P<m>\d{{1,2}})\s*(?:[-/.]|{month_mark})\s*"
            r"(?P<day>\d{1,2})(?!\d)日?"
        ),
        _compile(rf"(?<![\d:.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º)?{gap}{month}{gap}{year}"),
        _compile(rf"(?<![^\W\d_]){month}\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+|\.\s*){year}"),
        _compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s*(?:{month_mark})\s*(?P<m>\d{{1,2}})\s*(?:,|/|{year_mark})?\s*{year}"),
        _compile(rf"(?<!\d)(?P<first>\d{{1,2}})(?P<sep>[-/.])(?P<second>\d{{1,2}})(?P=sep){year}"),
    )


def _time(zones: Iterable[str]) -> re.Pattern[str]:
    offset = r"(?:GMT|UTC)?\s?(?P<sign>[+-])(?P<off_hours>\d{1,2}):?(?P<off_minutes>[0-5]\d)?"
    zone = rf"\s*\(?(?:{offset}|(?P<zone>{_any(zones)}))(?![\w:])\)?"
    clock = (
        r"(?P<hour>\d{1,2})[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
        r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
    )
    return _compile(rf"(?<![\d:.])(?:{clock}|(?P<full>\d{{1,2}})\s?(?P<full_half>[ap])\.?m\b\.?)(?!\d)(?:{zone})?")
