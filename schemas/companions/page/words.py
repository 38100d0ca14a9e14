"""The words of the page, from ``labels.yaml``, and dates in the languages that are not English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from datelines.edtf import DateValue, Grain
from datelines.events import TYPES_IN_WORDS
from datelines.stories import PRECISIONS, STATUSES, in_words
from datelines.yamlfile import load

__all__ = ["families", "in_language", "languages"]

_FILE = Path(__file__).with_name("labels.yaml")
# What only this module needs of a language.
_OURS = ("dates", "seasons")


@cache
def _labels() -> Mapping[str, Any]:
    found: Mapping[str, Any] = load(_FILE)
    return found


def families() -> dict[str, list[str]]:
    """The types of event that stand together, in order, by the name of the family."""
    return {name: list(types) for name, types in _labels()["families"].items()}


@cache
def languages() -> dict[str, dict[str, Any]]:
    """All labels by language; English says types as pictures do, dates and statuses as ``explain``."""
    made = {
        code: {key: value for key, value in labels.items() if key not in _OURS}
        for code, labels in _labels()["languages"].items()
    }
    made["en"] |= {"types": dict(TYPES_IN_WORDS), "precisions": PRECISIONS, "told": STATUSES}
    return made


def in_language(value: DateValue, code: str) -> str:
    """The value as a newspaper of that language would print it."""
    return in_words(value) if code == "en" else _in_words(value, _labels()["languages"][code])


def _in_words(value: DateValue, labels: Mapping[str, Any]) -> str:
    if value.qualifier:
        return str(labels["dates"][value.qualifier.value]).format(_in_words(value.without_qualifier(), labels))
    if value.ends:
        return _interval(value.edtf, labels)
    assert value.earliest is not None
    return _point(value, labels)


def _interval(edtf: str, labels: Mapping[str, Any]) -> str:
    ends = edtf.split("/")
    first, last = (None if end == ".." else _in_words(DateValue.parse(end), labels) for end in ends)
    form = "interval" if first and last else "since" if first else "until"
    return str(labels["dates"][form]).format(first=first, last=last)


def _point(value: DateValue, labels: Mapping[str, Any]) -> str:
    first = value.earliest
    assert first is not None
    form = labels["day_format"] if value.grain is Grain.DAY else labels["dates"][value.grain.value]
    return str(form).format(
        day=first.day,
        month=labels["months"][first.month - 1],
        year=first.year,
        last=first.year + 99,
        season=labels["seasons"].get(str(first.month)),
        n=first.month // (6 if value.grain is Grain.HALF else 3) + 1,
    )
