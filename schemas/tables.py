"""A table's description to its Arrow schema, and rows to an Arrow table.

What must hold of the values is checked elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datelines.layouts import ARROW
from schemas.spec import Field, TableSpec, load_specs

__all__ = ["TableError", "arrow_schema", "conformed", "ordered", "plain", "to_table", "to_tables"]

Row = Mapping[str, Any]


class TableError(ValueError):
    """Rows that do not fit their table; the message names table, column and value."""


def arrow_schema(spec: TableSpec) -> pa.Schema:
    """The Arrow schema, with description, unit and version as metadata and nothing that varies from run to run."""
    return pa.schema(
        [_field(one) for one in spec.fields],
        metadata={
            "table": spec.name,
            "title": spec.title,
            "description": spec.description,
            "schema_version": str(spec.version),
            "primary_key": spec.primary_key,
        },
    )


def _field(one: Field) -> pa.Field[Any]:
    metadata = {"description": one.description} | ({"unit": one.unit} if one.unit else {})
    return pa.field(one.name, _type(one), nullable=one.nullable, metadata=metadata)


def _type(one: Field) -> pa.DataType:
    if one.members:
        struct = pa.struct([pa.field(member.name, ARROW[member.arrow]) for member in one.members])
        return pa.list_(pa.field("element", struct))
    return ARROW[one.arrow]


def to_table(spec: TableSpec, rows: Sequence[Row]) -> pa.Table:
    """The rows as one chunk, in their order. Raises TableError for unknown columns and values of another type.

    A null in a required column is let through: the checks find it and hold the row back.
    """
    columns = {one.name for one in spec.fields}
    for row in rows:
        if unknown := row.keys() - columns:
            raise TableError(f"{spec.name} has no column {min(unknown)!r}")
    schema = arrow_schema(spec)
    arrays = [_array(spec, one, [row.get(one.name) for row in rows]) for one in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def conformed(spec: TableSpec, table: pa.Table) -> pa.Table:
    """The rows with the schema that the table promises; a column that is not there is empty.

    As ``to_table`` makes it: a dictionary lists its values in the order in which they come.
    """
    schema = arrow_schema(spec)
    arrays: list[Any] = []
    for field in schema:
        if field.name not in table.column_names:
            arrays.append(pa.nulls(table.num_rows, field.type))
            continue
        column = table[field.name]
        values: Any = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        arrays.append(values.dictionary_encode().cast(field.type) if pa.types.is_dictionary(field.type) else values)
    return pa.Table.from_arrays(arrays, schema=schema)


def plain(table: pa.Table) -> pa.Table:
    """With text in place of dictionaries, so that tables can be joined."""
    columns = [column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column for column in table.columns]
    return pa.Table.from_arrays(columns, names=table.column_names)


def ordered(table: pa.Table, *columns: str) -> pa.Table:
    """The rows in ascending order of these columns."""
    return table.take(pc.sort_indices(table, sort_keys=[(name, "ascending") for name in columns]))


def _array(spec: TableSpec, one: pa.Field[Any], values: list[Any]) -> pa.Array[Any]:
    try:
        array: pa.Array[Any] = pa.array(values, type=one.type)
    except UnicodeEncodeError:
        array = pa.array([_without_surrogates(value) for value in values], type=one.type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise TableError(f"{spec.name}.{one.name}: {' '.join(str(error).split())}") from error
    return array


def _without_surrogates(value: Any) -> Any:
    """Text that UTF-8 can hold: an unpaired surrogate, which only a broken JSON escape can bring, becomes a ``?``."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return [_without_surrogates(item) for item in value] if isinstance(value, list) else value


def to_tables(rows: Mapping[str, Sequence[Row]]) -> dict[str, pa.Table]:
    """Every published table by name; one without rows is empty. Raises TableError."""
    specs = load_specs()
    if unknown := rows.keys() - specs.keys():
        raise TableError(f"no table is named {min(unknown)!r}")
    return {name: to_table(spec, rows.get(name, ())) for name, spec in specs.items()}
