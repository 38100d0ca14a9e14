"""A table's description to the expectations of its suite. The named ones are in ``domain``, running them in ``run``."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import great_expectations.expectations as gxe

from datelines.yamlfile import ConfigError
from schemas.expectations import domain
from schemas.spec import Check, Field, Level, Severity, TableSpec
from schemas.tables import arrow_schema

__all__ = ["Circumstances", "Planned", "plan"]

Expectation = Any


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What checks need to know beside the table: the day of the run, and how many active rows the base release had."""

    day: date
    base_active: int


@dataclass(frozen=True, slots=True)
class Planned:
    """An expectation, and what the verdict will say about it."""

    name: str
    column: str | None
    level: Level
    severity: Severity
    description: str
    make: Callable[[dict[str, Any]], Expectation]


def plan(spec: TableSpec, now: Circumstances) -> tuple[Planned, ...]:
    """The checks of a table, in the order of its description.

    Raises ConfigError for a check that no class stands for.
    """
    types = {one.name: str(one.type) for one in arrow_schema(spec)}
    first = Planned(
        "columns", None, Level.TABLE, Severity.BLOCK, _promise(domain.ExpectColumnsToKeepTheirTypes),
        lambda meta: domain.ExpectColumnsToKeepTheirTypes(arrow_types=types, meta=meta),
    )  # fmt: skip
    columns = (planned for one in spec.fields for planned in _column(one))
    return (first, *columns, *(_named(spec, one, now) for one in spec.checks))


def _promise(kind: type[Any]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _column(one: Field) -> Iterator[Planned]:
    """The checks that a column's own constraints ask for."""

    def planned(kind: str, text: str, expectation: type[Any], **arguments: Any) -> Planned:
        level = Level.TABLE if kind == "unique" else one.level
        return Planned(
            f"{one.name}.{kind}", one.name, level, Severity.BLOCK, text,
            lambda meta: expectation(meta=meta, **{"column": one.name} | arguments),
        )  # fmt: skip

    rules = one.constraints
    if not one.nullable:
        yield planned("required", f"{one.name} is never empty.", gxe.ExpectColumnValuesToNotBeNull)
    if rules.unique:
        text = f"No two rows have the same {one.name}."
        yield planned("unique", text, domain.ExpectValuesAllDifferent)
    if rules.enum is not None:
        text = f"{one.name} is one of {', '.join(rules.enum)}."
        yield planned("enum", text, domain.ExpectValuesInSet, value_set=list(rules.enum))
    if rules.pattern is not None:
        text = f"{one.name} has the form {rules.pattern}."
        yield planned("pattern", text, domain.ExpectValuesMatch, regex=f"^(?:{rules.pattern})$")
    if rules.minimum is not None or rules.maximum is not None:
        text = f"{one.name} is {_between(rules.minimum, rules.maximum)}."
        yield planned("range", text, domain.ExpectValuesBetween, min_value=rules.minimum, max_value=rules.maximum)
    if rules.minLength is not None or rules.maxLength is not None:
        text = f"{one.name} has {_between(rules.minLength, rules.maxLength)} characters."
        yield planned(
            "length",
            text,
            domain.ExpectLengthsBetween,
            min_value=rules.minLength,
            max_value=rules.maxLength,
        )
    if one.items is not None:
        item = one.items.pattern
        text = f"Each of {one.name} has the form {item}."
        regex = f"^(?:(?:{item})(?:;(?:{item}))*)?$"
        yield planned("items", text, domain.ExpectValuesMatch, column=f"_{one.name}", regex=regex)


def _between(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"at most {high:g}" if high is not None else f"at least {low:g}"
    return f"between {low:g} and {high:g}"


def _named(spec: TableSpec, one: Check, now: Circumstances) -> Planned:
    """A check across columns or tables, by its name."""
    days = ["date_earliest", "date_latest", "date_precision", "date_qualifier"]
    evidence = ["date", "basis", "timex_text", "timex_rule"]
    kept = math.ceil((one.minimum or 0) * now.base_active)
    forward = {"column_A": "date_latest", "column_B": "date_earliest", "or_equal": True}
    known: dict[str, tuple[type[Any], dict[str, Any]]] = {
        "edtf_agrees": (domain.ExpectEdtfToAgreeWithDays, {"column_list": [one.date, *days], "ignore_row_if": "never"}),
        "dates_run_forward": (domain.ExpectDatesToRunForward, forward | {"ignore_row_if": "either_value_is_missing"}),
        "occurred_by_run_day": (domain.ExpectOccurredByRunDay, {"column": "_occurred_from", "max_value": now.day}),
        "merged_names_successor": (domain.ExpectMergedToNameSuccessor, {"column": "_names_successor"}),
        "event_has_mention": (domain.ExpectEventToHaveMention, {"column": "_has_mention"}),
        "no_sudden_loss": (domain.ExpectNoSuddenLoss, {"column": "_active", "min_value": kept}),
        "mention_has_article": (domain.ExpectMentionToHaveArticle, {"column": "_has_article"}),
        "mention_has_event": (domain.ExpectMentionToHaveEvent, {"column": "_has_event"}),
        "date_has_evidence": (domain.ExpectDateToHaveEvidence, {"column_list": evidence, "ignore_row_if": "never"}),
        "some_article_read": (domain.ExpectSomeArticleRead, {"min_value": int(one.minimum or 1)}),
        "published_by_run_day": (domain.ExpectPublishedByRunDay, {"column": "_published_day", "max_value": now.day}),
    }
    if one.name not in known:
        raise ConfigError(f"{spec.name}.yaml: checks: {one.name!r} is none of {', '.join(sorted(known))}")
    kind, arguments = known[one.name]
    return Planned(one.name, None, one.level, one.severity, _promise(kind), lambda meta: kind(meta=meta, **arguments))
