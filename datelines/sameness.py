"""Which rows of one table say the same as those of another, column by column in Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds
from numpy.typing import NDArray

__all__ = ["same_rows"]

_BETWEEN, _INSIDE, _NULL = "\x1e", "\x1f", "\x00"


def same_rows(one: pa.Table, other: pa.Table, columns: Sequence[str]) -> NDArray[np.bool_]:
    """For each row, whether the row at its place in the other table has the same values in these columns.

    A column that a table does not have is empty in all of its rows.
    """
    same = np.ones(one.num_rows, bool)
    for name in columns:
        same &= _equal(_column(one, name), _column(other, name))
    return same


def _column(table: pa.Table, name: str) -> Any:
    if name not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    return _comparable(table[name].combine_chunks())


def _comparable(values: Any) -> Any:
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    kind = values.type
    if kinds.is_dictionary(kind):
        return values.cast(pa.string())
    if not kinds.is_list(kind):
        return values
    items = values.flatten()
    parts = [items.field(at) for at in range(items.type.num_fields)] if kinds.is_struct(items.type) else [items]
    texts = [pc.fill_null(part.cast(pa.string()), _NULL) for part in parts]
    joined = pc.binary_join_element_wise(*texts, _INSIDE) if len(texts) > 1 else texts[0]
    lengths = pc.fill_null(pc.list_value_length(values), 0).to_numpy()
    ends: Any = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
    lists = pc.binary_join(pa.ListArray.from_arrays(ends, joined), _BETWEEN)
    # No item and one empty item are two things.
    return pc.binary_join_element_wise(pa.array(lengths).cast(pa.string()), lists, _BETWEEN)


def _equal(one: Any, other: Any) -> NDArray[np.bool_]:
    if one.type != other.type:
        one, other = one.cast(pa.string()), other.cast(pa.string())
    empty = np.asarray(pc.and_(one.is_null(), other.is_null()))
    found: NDArray[np.bool_] = np.asarray(pc.fill_null(pc.equal(one, other), False)) | empty
    return found
