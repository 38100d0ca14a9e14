"""What lies in a release beside its tables: the same data for calendars, feeds and spreadsheets, and its description in
the forms that machines read. One module a form; nothing here is checked or written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from datelines.cards import Card
from datelines.datasets import Dataset
from datelines.stored import Tables

__all__ = ["Entry", "Subject", "companions"]

# A file of the release as its manifest lists it: name, bytes, sha256, for a table also table and rows.
Entry: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """The release that is described: its tables, the day it stands for, the release before, and its dataset.

    ``changelog`` and ``history`` are those of the release before, empty for the first; ``corrections`` are those that
    were applied, as the run keeps them; ``card`` says how good the rules are that made it.
    """

    tables: Tables
    dataset: Dataset
    day: date
    previous: str | None = None
    changelog: str = ""
    history: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    corrections: Sequence[Mapping[str, Any]] = ()
    card: Card | None = None


def companions(subject: Subject) -> Callable[[Sequence[Entry]], dict[str, bytes]]:
    """Makes the further files of a release, by name, once the digests of its tables are known."""

    def make(entries: Sequence[Entry]) -> dict[str, bytes]:
        from datelines.releases import as_json
        from schemas.companions import (
            calendar,
            catalogue,
            changelog,
            citation,
            csvw,
            feed,
            history,
            pictures,
            workbook,
        )
        from schemas.companions.page import page
        from schemas.datapackage import described

        kept = history.history(subject)
        made = {
            "CHANGES.md": changelog.changelog(subject),
            "CITATION.cff": citation.citation(subject),
            "changes.atom": feed.feed(subject),
            "csv-metadata.json": as_json(csvw.csvw(subject)),
            "datapackage.json": as_json(described(subject.dataset, subject.day, entries, subject.card)),
            "dcat.jsonld": as_json(catalogue.dcat(subject, entries)),
            "schema-org.jsonld": as_json(catalogue.schema_org(subject, entries)),
            "history.json": as_json(kept),
            "timeline.ics": calendar.calendar(subject),
            "timeline.xlsx": workbook.workbook(subject),
            **pictures.pictures(subject),
        }
        names = [*made, *(str(entry["name"]) for entry in entries), *(["card.json"] if subject.card else [])]
        return {**made, "index.html": page(subject, names, kept)}

    return make
