"""Rows carried over from the night before, by a key of all that they follow from: one article, or one happening.

What is not there, or cannot be trusted, is made again; the same rows come out. Kept as plain columns beside what the
articles tell; the schema that a table promises is put on at the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from datelines.atomic import replaced
from schemas.spec import TableSpec
from schemas.tables import arrow_schema, to_table

__all__ = ["Carried", "plain_schema"]

Row = Mapping[str, Any]
_KEY = "_key"
_DIGEST = 32
_AT_ONCE = 1000


class Carried:
    """The rows of one table in the folder ``home``: those of the last run, and after ``rows`` those of this one."""

    def __init__(self, home: Path, spec: TableSpec, columns: Sequence[str], digest: str) -> None:
        self._path = home / f"{spec.name}-{digest[:16]}.rows"
        self._old = list(home.glob(f"{spec.name}-*.rows"))
        self._spec = spec
        self._columns = list(columns)
        self._schema = pa.schema([*plain_schema(spec, columns), pa.field(_KEY, pa.binary(16))])
        self._table = _read(self._path, self._schema)

    def rows(
        self, keys: Sequence[bytes], make: Callable[[Sequence[int]], Sequence[Sequence[Row]]]
    ) -> tuple[pa.Table, NDArray[np.int64]]:
        """The rows of all keys, one after the other, and how many each has.

        ``make`` gives the rows of keys that are not known, by their places; it is asked for some at a time, for rows
        as they are made take ten times the room that they take in a table. Raises TableError.
        """
        starts, counts, names = _runs([key or b"" for key in self._table[_KEY].to_pylist()])
        known = dict(zip(names, zip(starts, counts, strict=True), strict=True))
        missing = [place for place, key in enumerate(keys) if key not in known]
        start = self._table.num_rows
        tables = [self._table]
        for at in range(0, len(missing), _AT_ONCE):
            some = missing[at : at + _AT_ONCE]
            made = make(some)
            for place, rows in zip(some, made, strict=True):
                known[keys[place]] = start, len(rows)
                start += len(rows)
            tables.append(self._new([keys[place] for place in some], made))
        self._table = pa.concat_tables(tables)
        found = np.array([known[key] for key in keys], np.int64).reshape(len(keys), 2)
        places = _places(found[:, 0], found[:, 1])
        if missing or len(places) != self._table.num_rows:
            self._table = self._table.take(places).combine_chunks()
            self._write()
            return self._table.drop_columns([_KEY]), found[:, 1]
        return self._table.take(places).drop_columns([_KEY]), found[:, 1]

    def _new(self, keys: Sequence[bytes], made: Sequence[Sequence[Row]]) -> pa.Table:
        rows = [{name: row[name] for name in self._columns} for some in made for row in some]
        table = to_table(self._spec, rows).select(self._columns)
        names = [key for key, some in zip(keys, made, strict=True) for _ in some]
        arrays = [_plain(table[name].combine_chunks()) for name in self._columns]
        return pa.Table.from_arrays([*arrays, pa.array(names, pa.binary(16))], schema=self._schema)

    def _write(self) -> None:
        """A run can do without it."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, self._schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
            file.write_table(self._table)
        data = sink.getvalue()
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with replaced(self._path) as staged, staged.open("wb") as out:
                out.write(hashlib.sha256(data).digest())
                out.write(data)
            for other in self._old:
                if other != self._path:
                    other.unlink()


def plain_schema(spec: TableSpec, columns: Sequence[str]) -> pa.Schema:
    """These columns of the table, with text where it has dictionaries."""
    whole = arrow_schema(spec)
    kinds = [whole.field(name).type for name in columns]
    return pa.schema(
        [
            (name, pa.string() if pa.types.is_dictionary(kind) else kind)
            for name, kind in zip(columns, kinds, strict=True)
        ]
    )


def _plain(values: Any) -> Any:
    return values.cast(pa.string()) if pa.types.is_dictionary(values.type) else values


def _runs(keys: Sequence[bytes]) -> tuple[list[int], list[int], list[bytes]]:
    """Where each key's rows start, how many they are, and the keys."""
    starts = [place for place, key in enumerate(keys) if not place or key != keys[place - 1]]
    ends = [*starts[1:], len(keys)]
    return starts, [end - start for start, end in zip(starts, ends, strict=False)], [keys[start] for start in starts]


def _places(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of all rows of runs that start there and are so long."""
    total = int(counts.sum())
    ends = np.cumsum(counts)
    found: NDArray[np.int64] = np.arange(total) + np.repeat(starts - (ends - counts), counts)
    return found


def _read(path: Path, schema: pa.Schema) -> pa.Table:
    with suppress(OSError, pa.ArrowException):
        data = path.read_bytes()
        if hashlib.sha256(memoryview(data)[_DIGEST:]).digest() == data[:_DIGEST]:
            table = pa.ipc.open_file(pa.BufferReader(memoryview(data)[_DIGEST:])).read_all()
            if table.schema.equals(schema):
                return table
    return schema.empty_table()
