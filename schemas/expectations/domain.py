"""The expectations that have a meaning in this domain, each a named class, and the metrics behind them.

Columns whose names begin with ``_`` are helpers that ``frames`` puts beside the published ones. Which table has which
of these checks, and at which level, is in the tables' YAML files.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import (
    BatchExpectation,
    ColumnMapExpectation,
    MulticolumnMapExpectation,
)
from great_expectations.expectations.metrics.map_metric_provider import (
    MulticolumnMapMetricProvider,
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from datelines.edtf import DateValue
from datelines.rows import date_cells
from schemas.expectations import columns

__all__ = [
    "ExpectColumnsToKeepTheirTypes",
    "ExpectDateToHaveEvidence",
    "ExpectDatesToRunForward",
    "ExpectEdtfToAgreeWithDays",
    "ExpectEventToHaveMention",
    "ExpectLengthsBetween",
    "ExpectMentionToHaveArticle",
    "ExpectMentionToHaveEvent",
    "ExpectMergedToNameSuccessor",
    "ExpectNoSuddenLoss",
    "ExpectOccurredByRunDay",
    "ExpectPublishedByRunDay",
    "ExpectSomeArticleRead",
    "ExpectValuesAllDifferent",
    "ExpectValuesBetween",
    "ExpectValuesInSet",
    "ExpectValuesMatch",
]


class _EdtfAgrees(MulticolumnMapMetricProvider):
    """Rows whose EDTF string gives the days, precision and qualifier beside it."""

    condition_metric_name = "multicolumn_values.datelines_edtf_agrees"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series:  # noqa: N805
        # The same date comes in many rows: each is looked at once.
        numbers = column_list.groupby(list(column_list.columns), dropna=False, sort=False).ngroup()
        first = column_list[~numbers.duplicated()]
        rows = first.astype(object).where(first.notna(), None).itertuples(index=False, name=None)
        agree = pd.Series([_days_of(text) == tuple(cells) for text, *cells in rows], dtype=bool)
        return pd.Series(agree.to_numpy()[numbers.to_numpy()], column_list.index, dtype=bool)


@lru_cache(maxsize=65536)
def _days_of(text: str | None) -> tuple[Any, ...] | None:
    """Days, precision and qualifier by the EDTF string; None, which agrees with nothing, for what is not one."""
    try:
        cells = date_cells(DateValue.parse(text) if text is not None else None)
    except ValueError:
        return None
    return tuple(cells[name] for name in ("date_earliest", "date_latest", "date_precision", "date_qualifier"))


class _DateHasEvidence(MulticolumnMapMetricProvider):
    """Rows with a date, a basis, words and a rule, or with none of them."""

    condition_metric_name = "multicolumn_values.datelines_date_has_evidence"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series:  # noqa: N805
        undated = column_list["date"].isna().astype(bool)
        named = (column_list["basis"].astype(object) != "none").astype(bool)
        read = column_list[["timex_text", "timex_rule"]].notna().all(axis="columns")
        return (undated & ~named) | (~undated & named & read)


class _ArrowTypes(TableMetricProvider):
    """The Arrow type of each column, by name."""

    metric_name = "table.datelines_arrow_types"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine: Any, metric_domain_kwargs: dict[str, Any], **kwargs: Any) -> dict[str, str]:  # noqa: N805
        frame, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type="table")
        return {name: str(kind.pyarrow_dtype) for name, kind in frame.dtypes.items() if not name.startswith("_")}


class ExpectColumnsToKeepTheirTypes(BatchExpectation):
    """Every column that the description names is there, in order, with its Arrow type, and no other column is."""

    arrow_types: dict[str, str]

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.datelines_arrow_types",)
    success_keys: ClassVar[tuple[str, ...]] = ("arrow_types",)
    args_keys: ClassVar[tuple[str, ...]] = ("arrow_types",)

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        seen, promised = metrics["table.datelines_arrow_types"], self.arrow_types
        wrong = [
            f"{name}: {seen.get(name, 'missing')}, not {kind}"
            for name, kind in promised.items()
            if seen.get(name) != kind
        ]
        wrong += [f"{name}: not in the description" for name in seen if name not in promised]
        return {"success": not wrong, "result": {"observed_value": "; ".join(wrong) or "as described"}}


class ExpectEdtfToAgreeWithDays(MulticolumnMapExpectation):
    """The EDTF date gives the first and last day, the precision and the qualifier beside it."""

    map_metric = "multicolumn_values.datelines_edtf_agrees"


class ExpectDateToHaveEvidence(MulticolumnMapExpectation):
    """A date comes with a basis, the words it was read from and the rule that read them."""

    map_metric = "multicolumn_values.datelines_date_has_evidence"


class ExpectDatesToRunForward(gxe.ExpectColumnPairValuesAToBeGreaterThanB):
    """The first day that a date can mean is not after the last."""


class ExpectValuesBetween(gxe.ExpectColumnValuesToBeBetween):
    """Values are not below the one bound and not above the other."""

    map_metric = columns.Between.condition_metric_name


class ExpectValuesInSet(gxe.ExpectColumnValuesToBeInSet):
    """Values are among those of the set."""

    map_metric = columns.InSet.condition_metric_name


class ExpectValuesMatch(gxe.ExpectColumnValuesToMatchRegex):
    """Values have the form."""

    map_metric = columns.Matches.condition_metric_name


class ExpectLengthsBetween(gxe.ExpectColumnValueLengthsToBeBetween):
    """Texts are not shorter than the one bound and not longer than the other."""

    map_metric = columns.LengthBetween.condition_metric_name


class ExpectValuesAllDifferent(gxe.ExpectColumnValuesToBeUnique):
    """No value is there twice."""

    map_metric = columns.AllDifferent.condition_metric_name


class ExpectOccurredByRunDay(ExpectValuesBetween):
    """What occurred does not begin after the day of the run."""


class ExpectPublishedByRunDay(ExpectValuesBetween):
    """No article is published after the day of the run, in its own time zone."""


class ExpectEventToHaveMention(ColumnMapExpectation):
    """Every active milestone has a mention."""

    map_metric = columns.Holds.condition_metric_name


class ExpectMentionToHaveArticle(ColumnMapExpectation):
    """Every mention's article is among the articles."""

    map_metric = columns.Holds.condition_metric_name


class ExpectMentionToHaveEvent(ColumnMapExpectation):
    """Every mention's milestone is active on the timeline."""

    map_metric = columns.Holds.condition_metric_name


class ExpectMergedToNameSuccessor(ColumnMapExpectation):
    """A merged row names the row that it turned out to be, and no other row names one."""

    map_metric = columns.Holds.condition_metric_name


class ExpectSomeArticleRead(gxe.ExpectTableRowCountToBeBetween):
    """At least one article was read."""


class ExpectNoSuddenLoss(gxe.ExpectColumnSumToBeBetween):
    """No large share of the milestones of the release before is gone."""
