"""What a release offers to a portal: its files with digests, its tables as rows of cells, and its description.

Nothing here knows a portal, and nothing is sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy
import pyarrow as pa
import pyarrow.types as kinds

from datelines.cells import guard, items, join
from datelines.datasets import Dataset
from datelines.releases import MANIFEST, Release, ReleaseError, damaged_files, read_document, read_table, stored_table

__all__ = ["Access", "Column", "Offer", "OfferedFile", "Outcome", "PortalError", "Rows", "coverage", "offer_of"]

_KINDS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_MAIN = "timeline"
_ROWS_AT_ONCE = 5000
# What belongs to the release as a whole, where the release has it.
_COMPANIONS = {
    "index.html": (
        "text/html",
        "Timeline as a page",
        "To look at in a browser, also offline: the timeline, each date with its sentence and source.",
    ),
    "timeline.png": ("image/png", "Timeline as a picture", "For slides: milestones by year and type."),
    "timeline.svg": ("image/svg+xml", "Timeline as a drawing", "The same picture, for any size."),
    "card.json": ("application/json", "Accuracy card", "How good the rules are that made it, on annotated articles."),
    "datapackage.json": (
        "application/json",
        "Data Package",
        "What the CSV files hold, column by column, for programs.",
    ),
    "timeline.xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Timeline as a workbook",
        "For spreadsheets: dates as text, so that none is guessed; a sheet of columns and one of terms.",
    ),
    "timeline.ics": ("text/calendar", "Calendar", "Milestones that have a day, for calendars."),
    "changes.atom": ("application/atom+xml", "Feed of changes", "What this release changed, with reasons."),
    "csv-metadata.json": ("application/csvm+json", "CSV on the Web", "The same description in the W3C's form."),
    "dcat.jsonld": ("application/ld+json", "DCAT", "The dataset in the form that catalogues harvest."),
    "schema-org.jsonld": ("application/ld+json", "schema.org", "The dataset in the form that search engines read."),
    "CITATION.cff": ("application/yaml", "Citation", "How this release is to be cited."),
    "history.json": ("application/json", "History", "What earlier releases changed, event by event."),
    "CHANGES.md": ("text/markdown", "Changelog", "What each release changed, newest first."),
}


class PortalError(Exception):
    """What a portal refused or could not do; the message is one line: what, where, what to do.

    ``outside`` is False where the release or the description is at fault, not the service.
    """

    def __init__(self, message: str, outside: bool = True) -> None:
        super().__init__(" ".join(message.split()))
        self.outside = outside


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a portal: a token (never told), seconds to wait for an answer, rounds to try; ``dry`` only tells."""

    token: str = ""
    timeout: float = 60.0
    dry: bool = False
    attempts: int = 3

    def __repr__(self) -> str:
        """Without the token."""
        return f"Access(token={'set' if self.token else 'none'}, timeout={self.timeout}, dry={self.dry})"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was changed (or would be), a line each, and where the dataset can be seen."""

    changes: tuple[str, ...]
    address: str

    def summary(self, dry: bool = False) -> str:
        """One line for a person."""
        count = len(self.changes)
        if not count:
            return f"nothing to change: {self.address}"
        return f"{count} {'change' if count == 1 else 'changes'} {'to make' if dry else 'made'}: {self.address}"


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """One file of the release: where it lies, its size in bytes, its SHA-256 in hex, what it is."""

    name: str
    path: Path
    size: int
    sha256: str
    media_type: str
    title: str
    description: str
    table: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a portal's database has it: ``kind`` is text, int, float, bool, day or moment."""

    name: str
    kind: str
    description: str
    unit: str

    @property
    def meaning(self) -> str:
        """What the column says, and in which unit."""
        return f"{self.description} Unit: {self.unit}." if self.unit else self.description


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as portals hold it: lists joined to one cell and texts guarded, as in the CSV; the rest typed."""

    name: str
    key: str
    columns: tuple[Column, ...]
    table: pa.Table

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = [column.name for column in self.columns]
        for batch in self.table.to_batches(max_chunksize=_ROWS_AT_ONCE):
            columns = [[_cell(value, values.type) for value in values.to_pylist()] for values in batch.columns]
            for row in zip(*columns, strict=True):
                yield dict(zip(names, row, strict=True))


@dataclass(frozen=True, slots=True)
class Offer:
    """A release, whole and as it was written, with the description of its dataset."""

    release: Release
    dataset: Dataset
    files: tuple[OfferedFile, ...]
    manifest: str

    @property
    def name(self) -> str:
        """What tells this release from every other: day and digest."""
        return self.release.path.name

    @property
    def day(self) -> date:
        """The day that the release stands for."""
        return self.release.day

    def rows(self, table: str) -> Rows:
        """A table for a portal's database. Raises PortalError where it cannot be read."""
        try:
            found = stored_table(self.release, table)
        except ReleaseError as error:
            raise PortalError(str(error), outside=False) from error
        metadata = found.schema.metadata or {}
        key = metadata.get(b"primary_key", b"").decode()
        return Rows(table, key, tuple(_column(field) for field in found.schema), found)

    def span(self) -> tuple[str | None, str | None]:
        """The first and the last day that the timeline covers, as ISO dates."""
        return coverage(read_table(self.release, _MAIN, ["date_earliest", "date_latest"]))


def coverage(timeline: pa.Table) -> tuple[str | None, str | None]:
    """The first and the last day that a timeline covers, as ISO dates; None where no row has one."""
    first = [value for value in timeline["date_earliest"].to_pylist() if value]
    last = [value for value in timeline["date_latest"].to_pylist() if value]
    return (min(first).isoformat() if first else None, max(last).isoformat() if last else None)


def offer_of(release: Release, dataset: Dataset) -> Offer:
    """What the release offers. Raises PortalError for a release that is not as its manifest says."""
    try:
        damaged = damaged_files(release.path)
        manifest = read_document(release, "manifest")
    except ReleaseError as error:
        raise PortalError(str(error), outside=False) from error
    if damaged:
        raise PortalError(
            f"{release.path / damaged[0]}: is not as {MANIFEST} has it; run `datelines doctor`", outside=False
        )
    listed = {entry["name"]: entry for entry in manifest["files"]}
    files = [*_tables(release, dataset, listed), *_companions(release, listed)]
    return Offer(release, dataset, tuple(files), _digest(release))


def _digest(release: Release) -> str:
    return hashlib.sha256((release.path / MANIFEST).read_bytes()).hexdigest()


def _tables(release: Release, dataset: Dataset, listed: dict[str, Any]) -> Iterator[OfferedFile]:
    for table in dataset.tables:
        if f"{table}.csv" not in listed:
            raise PortalError(
                f"{release.path}: has no table {table!r}, which the dataset's description names", outside=False
            )
        metadata = stored_table(release, table, []).schema.metadata or {}
        title, told = (metadata.get(key, b"").decode() for key in (b"title", b"description"))
        for suffix, kind in _KINDS.items():
            entry = listed[f"{table}.{suffix}"]
            label = title if suffix == "csv" else f"{title} ({suffix.capitalize()})"
            yield _offered(release, entry, kind, label, told, table if suffix == "csv" else None)


def _companions(release: Release, listed: dict[str, Any]) -> Iterator[OfferedFile]:
    for name, (kind, title, told) in _COMPANIONS.items():
        if name in listed:
            yield _offered(release, listed[name], kind, title, told, None)


def _offered(
    release: Release, entry: dict[str, Any], kind: str, title: str, told: str, table: str | None
) -> OfferedFile:
    name = str(entry["name"])
    return OfferedFile(name, release.path / name, int(entry["bytes"]), str(entry["sha256"]), kind, title, told, table)


def _column(field: pa.Field[Any]) -> Column:
    metadata = field.metadata or {}
    return Column(
        field.name,
        _kind(field.type),
        metadata.get(b"description", b"").decode(),
        metadata.get(b"unit", b"").decode(),
    )


def _kind(kind: pa.DataType) -> str:
    if kinds.is_boolean(kind):
        return "bool"
    if kinds.is_integer(kind):
        return "int"
    if kinds.is_floating(kind):
        return "float"
    if kinds.is_date(kind):
        return "day"
    return "moment" if kinds.is_timestamp(kind) else "text"


def _cell(value: Any, kind: pa.DataType) -> Any:
    """A value as JSON has it; None where there is none."""
    match value:
        case list():
            return join(items(value)) or None
        case str():
            return guard(value) or None
        case datetime():
            return value.replace(tzinfo=None).isoformat()
        case date():
            return value.isoformat()
        case float() if kinds.is_float32(kind):
            # The shortest digits that give the same float32, not those of the double it was widened to.
            return float(str(numpy.float32(value)))
    return value
