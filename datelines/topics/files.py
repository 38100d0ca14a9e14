"""What a topic file and the files it includes may say, as types that forbid unknown keys. Reading is ``include``'s."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

import msgspec

from datelines.encoders import EncoderEntry
from datelines.events import EventType, Status
from datelines.nets import NetEntry
from datelines.topics import Bound
from datelines.weights import WeightsEntry

__all__ = [
    "ActorEntry",
    "OfficeEntry",
    "PlaceEntry",
    "RuleEntry",
    "SeriesEntry",
    "SharedFile",
    "TopicFile",
    "TypeEntry",
]

Nothing: TypeAlias = msgspec.UnsetType
_UNSET = msgspec.UNSET


class ActorEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person, body or vessel."""

    kind: str
    country: str | None = None
    aliases: list[str] = []
    labels: list[str] = []
    since: date | None = None


class OfficeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A post; ``holders`` are name, first day, last day or nothing."""

    titles: list[str]
    country: str
    holders: list[tuple[str, str, str]]


class SeriesEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What recurs under one name."""

    countries: list[str]
    actors: list[str]
    labels: list[str]
    aliases: list[str] = []
    since: int | None = None


class PlaceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place, latitude first."""

    country: str
    at: tuple[float, float]
    precision: int = 1
    aliases: list[str] = []


class RuleEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule, as ``datelines.topics.Rule`` explains it."""

    name: str
    type: EventType
    match: list[str] = []
    heads: list[str] = []
    things: list[str] = []
    status: Status | None = None
    undated: list[Status] = []
    dateless: bool = False
    disclosure: bool = False
    container: bool = False
    sets_time: bool = False
    bound: Bound | None = None
    derives: EventType | None = None
    about: list[str] = []
    theme: list[str] = []
    off_theme: list[str] = []
    until: int | None = None
    yields: bool = False
    alone: bool = False
    ships: bool = False
    shares: bool = False
    plain: bool = False
    spare: bool = False
    outside: bool = False
    at_end: bool = False
    at_until: bool = False
    actors: list[str] | None = None
    only_in: list[str] = []
    unless: list[str] = []
    needs: list[str] = []
    examples: list[str] = []
    title: str | None = None
    thing: str | None = None


class TypeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event type, as ``datelines.topics.TypeProfile`` explains it."""

    title: str | list[str]
    titles: dict[str, str] = {}
    actors: list[str] = []
    variants: dict[str, list[str]] = {}
    ensemble: bool = False
    wide: bool = False
    borrows: bool = True
    alone: bool = False
    ships: bool = False
    agents: list[str] = []
    pupils: bool = False
    voiced: bool = False
    statuses: dict[Status, Status] = {}
    extent: bool = False
    ongoing: bool = False
    deed: bool = False
    ahead: EventType | None = None
    ahead_status: Status | None = None
    beside: list[EventType] = []
    over: list[EventType] = []


class SharedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What several topics include: any part of a topic but what makes it one; ``slots`` are left open in its texts."""

    slots: list[str] | Nothing = _UNSET
    fiscal_year_starts: int | Nothing = _UNSET
    governments: dict[str, str] | Nothing = _UNSET
    countries: dict[str, list[str]] | Nothing = _UNSET
    actors: dict[str, ActorEntry] | Nothing = _UNSET
    offices: list[OfficeEntry] | Nothing = _UNSET
    series: dict[str, SeriesEntry] | Nothing = _UNSET
    places: dict[str, PlaceEntry] | Nothing = _UNSET
    focus: list[str] | Nothing = _UNSET
    leaning: dict[str, list[str]] | Nothing = _UNSET
    words: dict[str, list[str]] | Nothing = _UNSET
    types: dict[EventType, TypeEntry] | Nothing = _UNSET
    rules: list[RuleEntry] | Nothing = _UNSET
    weights: WeightsEntry | Nothing = _UNSET
    ends: WeightsEntry | Nothing = _UNSET
    net: NetEntry | Nothing = _UNSET
    encoder: EncoderEntry | Nothing = _UNSET


class TopicFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A topic with all that it includes."""

    name: str
    title: str
    zone: str
    language: str
    parties: list[str]
    home: str
    fiscal_year_starts: int
    governments: dict[str, str]
    countries: dict[str, list[str]]
    actors: dict[str, ActorEntry]
    offices: list[OfficeEntry]
    series: dict[str, SeriesEntry]
    places: dict[str, PlaceEntry]
    focus: list[str]
    leaning: dict[str, list[str]]
    words: dict[str, list[str]]
    types: dict[EventType, TypeEntry]
    rules: list[RuleEntry]
    include: list[str] = []
    rivals: list[str] = []
    weights: WeightsEntry | None = None
    ends: WeightsEntry | None = None
    net: NetEntry | None = None
    encoder: EncoderEntry | None = None
    slots: dict[str, str] = {}
