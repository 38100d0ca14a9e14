"""CSV by RFC 4180: UTF-8 without a byte order mark, comma, double quotes where needed, CRLF, a header line.

How values become cells is in ``datelines.cells``: nulls empty, lists joined by ``;``, texts guarded against
spreadsheet formulas, numbers and days as they are. A list of structs is written as its first members.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from datelines.atomic import replaced
from datelines.columns import Texts, content, holding, texts_of
from datelines.stored import AnyTable, pieces_of

__all__ = ["SUFFIX", "write"]

SUFFIX = "csv"
_ROWS_AT_ONCE = 10_000
_SPECIAL = '",\r\n'
_END = "\r\n"


def write(table: AnyTable, path: Path) -> None:
    """Write the whole file or nothing. Raises OSError."""
    with replaced(path) as staged, staged.open("wb") as file:
        file.write(_lines([_quoted(pa.array([name])) for name in table.column_names]))
        for piece in pieces_of(table, _ROWS_AT_ONCE):
            part = piece.combine_chunks()
            file.write(_lines([_quoted(texts_of(column.chunk(0))) for column in part.columns]))


def _lines(columns: list[Texts]) -> memoryview:
    last = pc.binary_join_element_wise(columns[-1], _END, "")
    return content(pc.binary_join_element_wise(*columns[:-1], last, ","))


def _quoted(texts: Texts) -> Texts:
    special = holding(texts, _SPECIAL)
    if special is None:
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), texts)
