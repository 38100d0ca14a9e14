"""A table that is on the disk and not in memory: its columns one by one, its rows some at a time.

It stands in for a ``pa.Table`` wherever a large one goes; whoever needs more of it than that takes it in pieces.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["ROWS_IN_GROUP", "AnyTable", "StoredTable", "Tables", "pieces_of", "selected", "write_groups"]

# Fixed, so that the bytes do not depend on the library's default of the day.
ROWS_IN_GROUP = 100_000


class StoredTable:
    """The rows of ``pieces``, in their order, in a file in ``folder`` that has no name and goes with the table.

    However many rows a piece has; none need have a dictionary where the schema has one. Raises OSError.
    """

    def __init__(self, schema: pa.Schema, pieces: Iterable[pa.Table], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._file = self._written(schema, _in_groups(pieces))
        self.schema = schema
        self.num_rows = _opened(self._file).metadata.num_rows

    def _written(self, schema: pa.Schema, groups: Iterable[pa.Table]) -> IO[bytes]:
        """A null where none may be is for the checks to find: from there on, and before, every column may have some."""
        waiting, bad = iter(groups), list[pa.Table]()

        def good() -> Iterator[pa.Table]:
            for piece in waiting:
                if any(piece[field.name].null_count for field in schema if not field.nullable):
                    bad.append(piece)
                    return
                yield piece

        file = self._file_of(schema, good())
        if not bad:
            return file
        before = _groups(_opened(file))
        metadata: Any = schema.metadata
        lax = pa.schema([field.with_nullable(True) for field in schema], metadata)
        return self._file_of(lax, chain(before, bad, waiting))

    def _file_of(self, schema: pa.Schema, groups: Iterable[pa.Table]) -> IO[bytes]:
        file: IO[bytes] = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 it is closed with the table
        write_groups(schema, groups, file)
        file.flush()
        return file

    @property
    def column_names(self) -> list[str]:
        return list(self.schema.names)

    def __getitem__(self, name: str) -> Any:
        return self.select([name])[name]

    def select(self, columns: Sequence[str]) -> pa.Table:
        """These columns, in memory."""
        found = _opened(self._file).read(columns=list(columns))
        pa.default_memory_pool().release_unused()
        return found

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The rows, a group at a time, with all columns or these."""
        return _groups(_opened(self._file), columns)

    def filter(self, mask: Any) -> StoredTable:
        """The rows for which ``mask`` is true."""
        return StoredTable(self.schema, self._kept(mask), self._folder)

    def copy_to(self, path: Path) -> None:
        """The file, under a name. Raises OSError."""
        self._file.seek(0)
        with path.open("wb") as out:
            shutil.copyfileobj(self._file, out, 2**20)

    def _kept(self, mask: Any) -> Iterator[pa.Table]:
        start = 0
        for piece in self.pieces():
            yield piece.filter(mask.slice(start, piece.num_rows))
            start += piece.num_rows


def _opened(file: Any) -> pq.ParquetFile:
    return pq.ParquetFile(pa.PythonFile(file, mode="r"))


def _groups(file: pq.ParquetFile, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    for number in range(file.num_row_groups):
        yield file.read_row_group(number, columns=None if columns is None else list(columns))
        # What reading a group leaves behind is as large as the group.
        pa.default_memory_pool().release_unused()


AnyTable: TypeAlias = pa.Table | StoredTable
# Tables by name. Only that of the mentions, which is the largest by far, is ever stored.
Tables: TypeAlias = Mapping[str, Any]


def write_groups(schema: pa.Schema, pieces: Iterable[pa.Table], sink: Any) -> None:
    """Write Parquet, zstd: each piece a group of rows. The same rows give the same bytes. Raises OSError."""
    with pq.ParquetWriter(
        sink, schema, version="2.6", compression="zstd", compression_level=6, data_page_version="1.0"
    ) as writer:
        for piece in pieces:
            writer.write_table(_own_values(piece, schema), row_group_size=ROWS_IN_GROUP)


def pieces_of(table: AnyTable, rows: int | None = None, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """The table, or these columns of it, in pieces of so many rows, as many as a group has, and a rest."""
    rows = rows or ROWS_IN_GROUP
    if isinstance(table, StoredTable):
        for piece in table.pieces(columns):
            yield from pieces_of(piece, rows)
        return
    some = table if columns is None else table.select(list(columns))
    for start in range(0, some.num_rows, rows):
        yield some.slice(start, rows)


def selected(table: AnyTable, columns: Sequence[str], where: Any) -> pa.Table:
    """Of these columns the rows for which ``where``, which is given some rows with these columns, is true."""
    found = [piece.filter(where(piece)) for piece in pieces_of(table, columns=columns)]
    return pa.concat_tables(found) if found else table.select(list(columns))


def _own_values(piece: pa.Table, schema: pa.Schema) -> pa.Table:
    """With the dictionaries that follow from its rows alone, in the order in which values come."""
    arrays: list[Any] = []
    for field in schema:
        values: Any = piece[field.name].combine_chunks()
        if pa.types.is_dictionary(field.type):
            values = values.cast(field.type.value_type).dictionary_encode().cast(field.type)
        arrays.append(values)
    return pa.Table.from_arrays(arrays, schema=schema)


def _in_groups(pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows, so many to a piece as a group has."""
    waiting: list[pa.Table] = []
    count = 0
    for piece in pieces:
        waiting.append(piece)
        count += piece.num_rows
        while count >= ROWS_IN_GROUP:
            whole = pa.concat_tables(waiting)
            yield whole.slice(0, ROWS_IN_GROUP)
            waiting = [whole.slice(ROWS_IN_GROUP)]
            count -= ROWS_IN_GROUP
    if count:
        yield pa.concat_tables(waiting)
