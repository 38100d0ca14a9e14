"""CSV by RFC 4180: UTF-8 without a byte order mark, comma, double quotes where needed, CRLF, a header line.

How values become cells is in ``datelines.cells``: nulls empty, lists joined by ``;``, texts guarded against
spreadsheet formulas, numbers and days as they are. A list of structs is written as its first members.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pyarrow as pa
import pyarrow.types as kinds

from datelines.atomic import replaced
from datelines.cells import guard, items, join, plain

__all__ = ["SUFFIX", "write"]

SUFFIX = "csv"
_ROWS_AT_ONCE = 10_000


def write(table: pa.Table, path: Path) -> None:
    """Write the whole file or nothing. Raises OSError."""
    cells = [_cell_maker(one.type) for one in table.schema]
    with replaced(path) as staged, staged.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.column_names)
        for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
            columns = [map(make, column.to_pylist()) for make, column in zip(cells, batch.columns, strict=True)]
            writer.writerows(zip(*columns, strict=True))


def _cell_maker(kind: pa.DataType) -> Callable[[Any], str]:
    if kinds.is_list(kind):
        return _list
    if kinds.is_float32(kind):
        return _float32
    return _text if kinds.is_string(kind) or kinds.is_dictionary(kind) else plain


def _text(value: str | None) -> str:
    return "" if value is None else guard(value)


def _list(value: list[Any] | None) -> str:
    return join(items(value or []))


def _float32(value: float | None) -> str:
    """The shortest digits that give the same float32: 0.8, not 0.800000011920929."""
    return "" if value is None else str(numpy.float32(value))
