"""The CSV files as CSV on the Web (W3C) describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.spec import Field, TableSpec, load_specs

if TYPE_CHECKING:
    from schemas.companions import Subject

__all__ = ["csvw"]

_TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "date": "date"}


def csvw(subject: Subject) -> dict[str, Any]:
    """The metadata of all tables. Lists are one cell, described in words: the form has no escapes for their commas."""
    dataset = subject.dataset
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": dataset.languages[0]}],
        "dc:title": dataset.title,
        "dc:description": dataset.notes,
        "dc:license": {"@id": dataset.license.url},
        "dc:publisher": dataset.publisher.name,
        "dc:modified": {"@value": subject.day.isoformat(), "@type": "xsd:date"},
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True, "encoding": "utf-8"},
        "tables": [_table(spec) for spec in load_specs().values()],
    }


def _table(spec: TableSpec) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_column(one) for one in spec.fields],
        "primaryKey": [spec.primary_key],
    }
    return {
        "url": f"{spec.name}.csv",
        "dc:title": spec.title,
        "dc:description": spec.description,
        "tableSchema": schema,
    }


def _column(one: Field) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": one.name,
        "titles": one.name,
        "dc:description": f"{one.description} Unit: {one.unit}." if one.unit else one.description,
        "datatype": _datatype(one),
        "null": [""],
    }
    if one.constraints.required and not one.is_list:
        column["required"] = True
    return column


def _datatype(one: Field) -> Any:
    if one.is_list:
        return "string"
    if one.type == "datetime":
        return {"base": "dateTime", "format": "yyyy-MM-ddTHH:mm:ssX"}
    return _TYPES.get(one.type, "string")
