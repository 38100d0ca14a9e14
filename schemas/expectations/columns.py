"""What the checks of one column ask of its values: a column at a time, and of nothing but that column.

Great Expectations leaves out the rows without a value by copying the whole table for every check; here the column
alone is looked at. What is missing is none of these checks' business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

__all__ = ["AllDifferent", "Between", "Holds", "InSet", "LengthBetween", "Matches"]


def _of_present(column: pd.Series, holds: Callable[[pd.Series], Any]) -> pd.Series:
    """For each value whether it holds, asked of those that are there."""
    there = column.notna().astype(bool)
    if there.all():
        return pd.Series(holds(column), column.index).astype(bool)
    found = pd.Series(True, column.index)
    present = column[there]
    found[there] = pd.Series(holds(present), present.index).astype(bool)
    return found


class _OneColumn(ColumnMapMetricProvider):
    """A metric that sees its whole column."""

    filter_column_isnull = False


class Holds(_OneColumn):
    """Rows whose helper column says true."""

    condition_metric_name = "column_values.datelines_holds"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **kwargs: Any) -> pd.Series:  # noqa: N805 the decorator makes it a class method
        return _of_present(column, lambda values: values)


class Between(_OneColumn):
    """Rows whose value lies between the two, of which one may be missing."""

    condition_metric_name = "column_values.datelines_between"
    condition_value_keys = ("min_value", "max_value")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, min_value: Any = None, max_value: Any = None, **kwargs: Any) -> pd.Series:  # noqa: N805
        return _of_present(column, lambda values: _between(values, min_value, max_value))


class LengthBetween(_OneColumn):
    """Rows whose text has not fewer characters than the one and not more than the other."""

    condition_metric_name = "column_values.datelines_length_between"
    condition_value_keys = ("min_value", "max_value")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, min_value: Any = None, max_value: Any = None, **kwargs: Any) -> pd.Series:  # noqa: N805
        return _of_present(column, lambda values: _between(values.astype(str).str.len(), min_value, max_value))


class InSet(_OneColumn):
    """Rows whose value is in the set."""

    condition_metric_name = "column_values.datelines_in_set"
    condition_value_keys = ("value_set",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, value_set: Any, **kwargs: Any) -> pd.Series:  # noqa: N805
        return _of_present(column, lambda values: values.isin(value_set))


class Matches(_OneColumn):
    """Rows in whose value the regular expression is found."""

    condition_metric_name = "column_values.datelines_matches"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, regex: str, **kwargs: Any) -> pd.Series:  # noqa: N805
        return _of_present(column, lambda values: values.astype(str).str.contains(regex))


class AllDifferent(_OneColumn):
    """Rows whose value no other row has."""

    condition_metric_name = "column_values.datelines_all_different"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **kwargs: Any) -> pd.Series:  # noqa: N805
        return _of_present(column, lambda values: ~values.duplicated(keep=False))


def _between(values: pd.Series, low: Any, high: Any) -> pd.Series:
    within = pd.Series(True, values.index)
    if low is not None:
        within &= (values >= low).astype(bool)
    if high is not None:
        within &= (values <= high).astype(bool)
    return within
