"""The tables' descriptions as Frictionless has them: a Table Schema for each CSV, and a data package for a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from datelines.cards import Articles, Card
from datelines.datasets import Dataset
from schemas.spec import Constraints, Field, TableSpec, load_specs

__all__ = ["described", "table_schema"]

_CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength")


def table_schema(spec: TableSpec) -> dict[str, Any]:
    """The Table Schema of the table's CSV, in which lists are strings joined by semicolons."""
    schema: dict[str, Any] = {
        "fields": [_field(one) for one in spec.fields],
        "primaryKey": [spec.primary_key],
        "missingValues": [""],
    }
    if spec.references:
        schema["foreignKeys"] = [_foreign_key(column, table) for column, table in spec.references.items()]
    return schema


def _foreign_key(column: str, table: str) -> dict[str, Any]:
    key = load_specs()[table].primary_key
    return {"fields": [column], "reference": {"resource": table, "fields": [key]}}


def _field(one: Field) -> dict[str, Any]:
    made: dict[str, Any] = {"name": one.name, "type": one.type, "description": one.description, "example": one.example}
    if one.unit:
        made["unit"] = one.unit
    if constraints := _constraints(one.constraints):
        made["constraints"] = constraints
    return made


def _constraints(rules: Constraints) -> dict[str, Any]:
    given = {name: getattr(rules, name) for name in _CONSTRAINTS}
    return {name: _plain(value) for name, value in given.items() if value is not None and value is not False}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def described(
    dataset: Dataset, day: date, entries: Sequence[Mapping[str, Any]], card: Card | None = None
) -> dict[str, Any]:
    """The ``datapackage.json`` of a release (Data Package v2), with people, coverage and the digests of its files.

    ``accuracy`` is a property of our own: the totals of the accuracy card, whose whole is ``card.json``.
    """
    listed = {str(entry["name"]): entry for entry in entries}
    made: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.notes,
        "version": day.isoformat(),
        "created": f"{day}T00:00:00Z",
        "keywords": dataset.keywords,
        "licenses": [{"name": dataset.license.id, "title": dataset.license.title, "path": dataset.license.url}],
        "contributors": [
            {"title": dataset.author.name, "email": dataset.author.email, "roles": ["creator"]},
            {"title": dataset.maintainer.name, "email": dataset.maintainer.email, "roles": ["maintainer"]},
            {"title": dataset.publisher.name, "email": dataset.publisher.email, "roles": ["publisher"]},
        ],
        "sources": [{"title": dataset.source}] if dataset.source else [],
        "resources": [_resource(spec) | _digests(listed.get(f"{spec.name}.csv")) for spec in load_specs().values()],
        "accuracy": [_accuracy(one) for one in card.articles] if card else [],
    }
    return {key: value for key, value in made.items() if value != []}


def _accuracy(one: Articles) -> dict[str, Any]:
    score = one.total
    return {
        "measure": "F1 of date and type",
        "articles": one.name,
        "rulesWereWrittenFromThem": one.tuned_on,
        "value": score.f1,
        "interval95": [score.low, score.high],
        "path": "card.json",
    }


def _digests(entry: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"bytes": entry["bytes"], "hash": f"sha256:{entry['sha256']}"} if entry else {}


def _resource(spec: TableSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "title": spec.title,
        "description": spec.description,
        "version": str(spec.version),
        "path": f"{spec.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": table_schema(spec),
    }
