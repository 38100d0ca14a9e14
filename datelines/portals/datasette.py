"""A release as a SQLite file and its metadata, which datasette serves with a JSON API."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from datelines.atomic import replaced, write_bytes
from datelines.offers import Access, Offer, Outcome, PortalError, Rows

__all__ = ["publish"]

_TYPES = {"text": "TEXT", "int": "INTEGER", "float": "REAL", "bool": "INTEGER", "day": "TEXT", "moment": "TEXT"}
_METADATA = "metadata.json"


def publish(offer: Offer, address: str, access: Access) -> Outcome:
    """Write the database anew beside the old one and put it in its place, then the descriptions of its columns.

    Raises PortalError where the file cannot be written.
    """
    file = Path(address)
    tables = [offer.rows(name) for name in offer.dataset.tables]
    metadata = (json.dumps(_metadata(offer, tables, file.stem), ensure_ascii=False, indent=1) + "\n").encode()
    try:
        if _release_of(file) == offer.name and _holds(file.with_name(_METADATA), metadata):
            return Outcome((), str(file))
        changes = [f"~ {file.name} -> {offer.name}"]
        changes += [f"~ rows {rows.name} ({rows.table.num_rows})" for rows in tables]
        if not access.dry:
            file.parent.mkdir(parents=True, exist_ok=True)
            with replaced(file) as staged:
                _write(staged, offer, tables)
            write_bytes(file.with_name(_METADATA), metadata)
    except (OSError, sqlite3.Error) as error:
        raise PortalError(f"{file}: cannot be written: {error}") from error
    return Outcome(tuple(changes), str(file))


def _holds(file: Path, content: bytes) -> bool:
    return file.is_file() and file.read_bytes() == content


def _release_of(file: Path) -> str | None:
    """The name of the release that a database holds; None where there is none that can be read."""
    if not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as base:
            row = base.execute("select name from release").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def _write(file: Path, offer: Offer, tables: list[Rows]) -> None:
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("create table release (name text primary key, day text, manifest_sha256 text)")
        base.execute("insert into release values (?, ?, ?)", (offer.name, offer.day.isoformat(), offer.manifest))
        for rows in tables:
            columns = ", ".join(f'"{one.name}" {_TYPES[one.kind]}' for one in rows.columns)
            base.execute(f'create table "{rows.name}" ({columns}, primary key ("{rows.key}"))')
            places = ", ".join("?" * len(rows.columns))
            base.executemany(f'insert into "{rows.name}" values ({places})', _values(rows))


def _values(rows: Rows) -> Iterator[tuple[Any, ...]]:
    return (tuple(row.values()) for row in rows)


def _metadata(offer: Offer, tables: list[Rows], database: str) -> dict[str, Any]:
    """What datasette shows beside the rows: title, licence, and a line for each column."""
    dataset = offer.dataset
    return {
        "title": dataset.title,
        "description": dataset.notes,
        "license": dataset.license.id,
        "license_url": dataset.license.url,
        "source": f"release {offer.name}",
        "databases": {
            database: {
                "tables": {rows.name: {"columns": {one.name: one.meaning for one in rows.columns}} for rows in tables}
            }
        },
    }
