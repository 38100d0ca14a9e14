"""What portals and standards are told of a topic's dataset: title, licence, people, coverage. Reads no file."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

__all__ = ["Area", "Dataset", "License", "Party"]


class License(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An SPDX id, its title and where it can be read."""

    id: str
    title: str
    url: str


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person or a body, and an address for letters."""

    name: str
    email: str


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the data covers: a name, an ISO 3166-1 alpha-3 code, and a box in degrees (WGS 84)."""

    name: str
    code: str
    west: float
    south: float
    east: float
    north: float

    @property
    def ring(self) -> list[tuple[float, float]]:
        """The corners of the box, east then north, from the south-west once round and back."""
        corners = [(self.west, self.south), (self.east, self.south), (self.east, self.north), (self.west, self.north)]
        return [*corners, corners[0]]


class Dataset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One description for every portal and every standard.

    ``tables`` are put on a portal as files, ``database`` those of them that a portal also holds row by row.
    ``ckan_fields`` says where a CKAN keeps what plain CKAN has no field for. ``report`` is the address of a form for
    errors, in which {event_id} and {title} are filled in; where there is none, the maintainer gets a letter.
    """

    topic: str
    name: str
    title: str
    notes: str
    license: License
    copyright: str
    organization: str
    version: str
    languages: list[str]
    created: date
    keywords: list[str]
    spatial: Area
    publisher: Party
    author: Party
    maintainer: Party
    tables: list[str]
    database: list[str]
    frequency: str = "daily"
    taxonomy: list[str] = []
    accuracy: str = ""
    logical_consistency: str = ""
    completeness: str = ""
    process: str = ""
    source: str = ""
    report: str = ""
    ckan_fields: Literal["extras", "fields"] = "extras"
