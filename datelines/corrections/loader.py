"""The file of corrections to values: every key, id, date and word checked, before anything runs.

Whether an entry fits the timeline of a night is ``apply``'s to say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec

from datelines.corrections import COLUMNS, NO_CORRECTIONS, Action, Correction, Corrections
from datelines.edtf import DateValue
from datelines.events import EventType, Status
from datelines.yamlfile import ConfigError, convert, load

__all__ = ["load_corrections"]

_EVENT, _TELLER = re.compile(r"ev-[0-9a-f]{12}"), re.compile(r"(?:me|art)-\S+")
_LONGEST_TITLE = 300
_WORDS: dict[str, type[Enum]] = {"event_status": Status, "event_type": EventType}


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    event: str
    expects: dict[str, Any]
    reason: str
    source: str
    by: str
    day: date
    until: date | None = None
    split: list[str] | None = None
    merge_into: str | None = None
    retract: bool | None = None
    pin: dict[str, Any] | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    topic: str
    corrections: list[_Entry]


def load_corrections(folder: Path, topic: str) -> Corrections:
    """What ``<folder>/<topic>.yaml`` says, nothing where there is none. Raises ConfigError: file, key, reason."""
    path = folder / f"{topic}.yaml"
    if not path.exists():
        return NO_CORRECTIONS
    file = convert(load(path), _File, path)
    if file.topic != topic:
        raise ConfigError(f"{path}: topic: {file.topic!r} is not {topic!r}, by which the file is named")
    entries = tuple(_entry(one, path) for one in file.corrections)
    names = [one.name for one in entries]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigError(f"{path}: corrections.{twice}: the name stands twice")
    return Corrections(entries, path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _entry(one: _Entry, path: Path) -> Correction:
    place = f"{path}: corrections.{one.name}"
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", one.name):
        raise ConfigError(f"{path}: corrections: the name {one.name!r} has other signs than a-z, 0-9 and dashes")
    for key in ("reason", "source", "by"):
        if not getattr(one, key).strip():
            raise ConfigError(f"{place}.{key}: empty; a correction says why, after what, and by whom")
    _event(one.event, f"{place}.event")
    if one.until is not None and one.until <= one.day:
        raise ConfigError(f"{place}.until: {one.until} is not after the day {one.day}; it would never count")
    action = _action(one, place)
    pin = _columns(one.pin, f"{place}.pin") if one.pin is not None else None
    expects = _columns(one.expects, f"{place}.expects")
    if lacking := [column for column in pin or () if column not in expects]:
        raise ConfigError(f"{place}.expects: {lacking[0]} is pinned; say what it is without the correction")
    return Correction(
        name=one.name,
        event=one.event,
        expects=expects,
        action=action,
        reason=" ".join(one.reason.split()),
        source=" ".join(one.source.split()),
        by=" ".join(one.by.split()),
        day=one.day,
        until=one.until,
        pin=pin,
        into=one.merge_into,
        apart=tuple(sorted(one.split or ())),
        digest=hashlib.sha256(msgspec.json.encode(one, order="sorted")).hexdigest()[:16],
    )


def _action(one: _Entry, place: str) -> Action:
    given = [action for action in Action if getattr(one, action.value) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "none"
        raise ConfigError(f"{place}: one of {', '.join(Action)} is needed, {found} is there")
    if given[0] is Action.MERGE:
        _event(one.merge_into or "", f"{place}.merge_into")
        if one.merge_into == one.event:
            raise ConfigError(f"{place}.merge_into: {one.event} cannot be joined to itself")
    if given[0] is Action.RETRACT and not one.retract:
        raise ConfigError(f"{place}.retract: only true makes sense; remove the correction to undo it")
    if given[0] is Action.SPLIT:
        _tellers(one.split or [], f"{place}.split")
    return given[0]


def _event(text: str, place: str) -> None:
    if not _EVENT.fullmatch(text):
        raise ConfigError(f"{place}: {text!r} is no event id; they look like ev-3f9a1c0b72de")


def _tellers(ids: list[str], place: str) -> None:
    if not ids:
        raise ConfigError(f"{place}: empty; it lists the mentions or articles that become an event of their own")
    for one in ids:
        if not _TELLER.fullmatch(one):
            raise ConfigError(f"{place}: {one!r} is no id of a mention (me-...) or an article (art-...)")


def _columns(told: Mapping[str, Any], place: str) -> dict[str, str | None]:
    if not told:
        raise ConfigError(f"{place}: empty; it names one or more of {', '.join(COLUMNS)}")
    return {column: _value(column, value, place) for column, value in sorted(told.items())}


def _value(column: str, value: Any, place: str) -> str | None:
    if column not in COLUMNS:
        raise ConfigError(f"{place}.{column}: no column that a correction can name; there are {', '.join(COLUMNS)}")
    if value is None and column == "event_date":
        return None
    # YAML reads 2017-01-16 without quotes as a day, and 2017 as a number.
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise ConfigError(f"{place}.{column}: {value!r} is no value of this column")
    text = str(value).strip()
    if column == "title":
        if not 0 < len(text) <= _LONGEST_TITLE or "\n" in text:
            raise ConfigError(f"{place}.title: a title is one line of 1 to {_LONGEST_TITLE} characters")
    elif column == "event_date":
        _check_date(text, f"{place}.event_date")
    elif text not in {str(word.value) for word in _WORDS[column]}:
        words = ", ".join(str(word.value) for word in _WORDS[column])
        raise ConfigError(f"{place}.{column}: {text!r} is not one of {words}")
    return text


def _check_date(text: str, place: str) -> None:
    try:
        DateValue.parse(text)
    except ValueError as error:
        raise ConfigError(f"{place}: {text!r} is no date in EDTF (2017-01-16, 2017-01, 2016-05/2016-06)") from error
