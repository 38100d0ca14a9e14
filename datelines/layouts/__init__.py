"""What a table looked like before: the steps by which an older release is read as if it had been written today.

A table whose columns have changed has a file ``<table>.yaml`` here with a step for every change of its version; one
without a file is as it always was, at version 1. Releases are never rewritten: they are brought up to date as they are
read. What the tables look like today is said in ``schemas``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from datelines.yamlfile import ConfigError, convert, load

__all__ = [
    "ARROW",
    "Added",
    "LayoutError",
    "OlderLayout",
    "Step",
    "current",
    "migrated",
    "note",
    "renewed",
    "renewed_row",
    "steps",
    "untold_since",
    "version_of",
]

FOLDER = Path(__file__).parent
_VERSION, _NOTE = b"schema_version", b"renewed"

# What each kind of column is in Arrow.
ARROW: dict[str, pa.DataType] = {
    "string": pa.string(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "bool": pa.bool_(),
    "int8": pa.int8(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float32": pa.float32(),
    "float64": pa.float64(),
    "date32": pa.date32(),
    # Microseconds: what Parquet, pandas and duckdb all keep as it is.
    "timestamp": pa.timestamp("us", tz="UTC"),
    # "element" is what Parquet calls it: so the schema comes back as it was.
    "list<string>": pa.list_(pa.field("element", pa.string())),
}


class LayoutError(ValueError):
    """A table in a layout that cannot be read here; the message says which, and what to do."""


class OlderLayout(UserWarning):
    """A table was written in an older layout, and is read as if it had been written in today's."""


class Added(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column that was not there before: its kind, and what rows of then are to say in it."""

    arrow: str
    value: Any = None


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From the version before ``to`` to it; ``renamed`` has old names and new ones."""

    to: int
    why: str
    renamed: dict[str, str] = {}
    added: dict[str, Added] = {}
    dropped: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """What it did to the columns, in words."""
        told = [f"{old} is now {new}" for old, new in self.renamed.items()]
        told += [f"{name} was not told" for name in self.added]
        return ", ".join(told + [f"{name} is no longer told" for name in self.dropped])


class _Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    steps: tuple[Step, ...]


@cache
def _declared(folder: Path, table: str) -> tuple[Step, ...]:
    path = folder / f"{table}.yaml"
    if not path.is_file():
        return ()
    found = convert(load(path), _Layout, path).steps
    for one, number in zip(found, range(found[0].to if found else 1, 1 << 30), strict=False):
        if one.to != number:
            raise ConfigError(f"{path}: after version {number - 1} comes {number}, not {one.to}")
        if unknown := [name for name, column in one.added.items() if column.arrow not in ARROW]:
            raise ConfigError(f"{path}: version {one.to} adds {unknown[0]!r}, whose arrow type is unknown")
    return found


def steps(table: str, after: int, upto: int | None = None) -> tuple[Step, ...]:
    """What was changed after a version, up to another one or today's. Raises ConfigError."""
    return tuple(one for one in _declared(FOLDER, table) if after < one.to <= (upto or one.to))


def untold_since(table: str, after: int, upto: int | None = None) -> frozenset[str]:
    """The columns that a table of that version could not tell, by their names in the later one."""
    found: frozenset[str] = frozenset()
    for step in steps(table, after, upto):
        found = frozenset(step.renamed.get(name, name) for name in found - set(step.dropped)) | step.added.keys()
    return found


def current(table: str) -> int:
    """The version in which the table is written today."""
    declared = _declared(FOLDER, table)
    return declared[-1].to if declared else 1


def version_of(schema: pa.Schema, table: str) -> int:
    """The version in which a table was written; where it does not say, today's."""
    told = (schema.metadata or {}).get(_VERSION)
    return int(told) if told else current(table)


def renewed(table: pa.Table, name: str, upto: int | None = None) -> pa.Table:
    """The table with the columns of today, or of version ``upto``; as it is where it has them.

    Raises LayoutError for a table newer than that, or so old that no step is known.
    """
    version, wanted = version_of(table.schema, name), upto or current(name)
    if version == wanted:
        return table
    if version > wanted:
        raise LayoutError(
            f"{name} is in layout {version}, and this datelines reads up to {wanted}: install the one that wrote it, "
            "or a later one"
        )
    todo = steps(name, version, wanted)
    if len(todo) != wanted - version:
        raise LayoutError(f"{name} is in layout {version}, from before the oldest that can be read: run that day again")
    # Columns put together anew lose what is said of the whole.
    metadata = table.schema.metadata or {}
    for step in todo:
        table = _stepped(table, step)
    told = f"{name}: written in layout {version}, read in {wanted}: {'; '.join(one.line for one in todo)}"
    return table.replace_schema_metadata({**metadata, _VERSION: str(wanted).encode(), _NOTE: told.encode()})


def _stepped(table: pa.Table, step: Step) -> pa.Table:
    table = table.drop_columns([name for name in step.dropped if name in table.column_names])
    table = table.rename_columns([step.renamed.get(name, name) for name in table.column_names])
    for name, column in step.added.items():
        if name not in table.column_names:
            kind = ARROW[column.arrow]
            values = pa.array([column.value] * table.num_rows, kind)
            table = table.append_column(pa.field(name, kind, nullable=column.value is None), values)
    return table


def renewed_row(row: Mapping[str, Any], todo: tuple[Step, ...]) -> dict[str, Any]:
    """One row as plain values, by the same steps."""
    for step in todo:
        kept = {step.renamed.get(name, name): value for name, value in row.items() if name not in step.dropped}
        row = {name: column.value for name, column in step.added.items()} | kept
    return dict(row)


def migrated(versions: Mapping[str, int]) -> dict[str, dict[str, object]]:
    """Of tables in these older versions, to which version they are brought, and what that does to them."""
    return {
        name: {"from": version, "to": current(name), "steps": [one.line for one in steps(name, version)]}
        for name, version in sorted(versions.items())
    }


def note(table: pa.Table) -> str | None:
    """What a reader of a table from an older layout should know; None where it was written in today's."""
    told = (table.schema.metadata or {}).get(_NOTE)
    return told.decode() if told else None
