"""Running the suites in a context made on the spot, and reading what came of them.

Nothing is kept and nothing is sent.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from datelines.history import Base
from datelines.stored import StoredTable, Tables
from schemas.expectations.gates import Measured, load_gates, measure
from schemas.expectations.verdict import CheckResult, Outcome, Verdict
from schemas.spec import TableSpec, load_specs

if TYPE_CHECKING:
    from schemas.expectations.suite import Planned

__all__ = ["check"]

# The checks that no row answers by itself.
_OF_ALL = ".unique"


def check(
    tables: Tables,
    base: Base | None,
    run_day: date,
    accepted: frozenset[str] = frozenset(),
    shortfall: str | None = None,
) -> Verdict:
    """Every check of every table that is given, against the release before and the day of the run, and the gates.

    ``accepted`` are the gates that somebody lets this night through by name, ``shortfall`` is what the accuracy card
    of the rules lacks.

    Raises nothing for bad data: a check that cannot be run is in the verdict as crashed.
    """
    # Read when the package is imported: without it, every run would report itself to a service on the network.
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    from schemas.expectations.frames import frames, keys_of, mentions_frame
    from schemas.expectations.suite import Circumstances, plan

    now = Circumstances(run_day, len(base.published) if base else 0)
    source = _source()
    results: list[CheckResult] = []
    made = frames(tables)
    for name, spec in load_specs().items():
        if name in made:
            results += _run(source, spec, made[name], plan(spec, now))
        elif name in tables:
            some = partial(mentions_frame, keys=keys_of(made))
            results += _run_stored(source, spec, tables[name], plan(spec, now), some)
    if {"timeline", "articles", "issues"} <= tables.keys():
        results += _run_night(source, measure(tables, base, run_day, shortfall), accepted)
    return Verdict(tuple(sorted(results, key=lambda one: (one.table, one.name))))


def _source() -> Any:
    """A pandas source in a context that lives as long as the call."""
    import great_expectations as gx
    from great_expectations.execution_engine import pandas_execution_engine

    # Of every frame it makes a fingerprint that nobody looks at, at the price of the checks themselves.
    vars(pandas_execution_engine)["hash_pandas_dataframe"] = _no_fingerprint
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context.data_sources.add_pandas("release")


def _no_fingerprint(_: Any) -> str:
    return ""


def _run_night(source: Any, measured: Mapping[str, Measured], accepted: frozenset[str]) -> list[CheckResult]:
    """The gates: what is measured of the night as a whole."""
    from schemas.expectations.night import night_frame, plan_night

    planned = plan_night(load_gates(), measured, accepted)
    if not planned:
        return []
    found = _validate(_batch(source, "night", night_frame(measured)), "night", planned, {"result_format": "BASIC"})
    return [_result("night", "", one, [result]) for one, result in found]


def _run(source: Any, spec: TableSpec, frame: Any, planned: Sequence[Planned]) -> list[CheckResult]:
    found = _asked(source, spec, frame, planned)
    return [_result(spec.name, spec.primary_key, one, [result]) for one, result in found]


def _asked(source: Any, spec: TableSpec, frame: Any, planned: Sequence[Planned]) -> list[tuple[Planned, Any]]:
    """What Great Expectations says of each check."""
    batch = _batch(source, spec.name, frame)
    found = _validate(batch, spec.name, planned, {"result_format": "BASIC"})
    # The keys of failing rows cost as much again for every check: asked for only where there are some.
    failing = [one for one, result in found if not result.success and not _crash(result.exception_info)]
    if failing:
        wanted: dict[str, Any] = {"result_format": "COMPLETE", "include_unexpected_rows": False}
        if spec.primary_key in frame:
            wanted["unexpected_index_column_names"] = [spec.primary_key]
        found = [pair for pair in found if pair[0] not in failing] + _validate(batch, spec.name, failing, wanted)
    return found


def _run_stored(
    source: Any,
    spec: TableSpec,
    table: StoredTable,
    planned: Sequence[Planned],
    frame_by_row: Callable[[pa.Table], Any],
) -> list[CheckResult]:
    """The same of a table that is not in memory: what is asked of a row, of some rows at a time."""
    from schemas.expectations.frames import frame_of

    found: dict[str, list[Any]] = {one.name: [] for one in planned}
    whole = [one for one in planned if one.name.endswith(_OF_ALL)]
    for each in whole:
        column = frame_of(table.select([str(each.column)]))
        found[each.name] += [result for _, result in _asked(source, spec, column, [each])]
    by_row = [one for one in planned if one not in whole]
    empty = [] if table.num_rows else [table.schema.empty_table()]
    for piece in chain(empty, table.pieces()):
        for one, result in _asked(source, spec, frame_by_row(piece), by_row):
            found[one.name].append(result)
    return [_result(spec.name, spec.primary_key, one, found[one.name]) for one in planned]


def _batch(source: Any, name: str, frame: Any) -> Any:
    if name in {one.name for one in source.assets}:
        source.delete_asset(name)
    asset = source.add_dataframe_asset(name)
    return asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": frame})


def _validate(
    batch: Any, name: str, planned: Sequence[Planned], wanted: Mapping[str, Any]
) -> list[tuple[Planned, Any]]:
    import great_expectations as gx

    # Great Expectations answers in an order of its own.
    expectations = [one.make({"place": place}) for place, one in enumerate(planned)]
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    found = batch.validate(suite, result_format=wanted)
    return [(planned[one.expectation_config.meta["place"]], one) for one in found.results]


def _result(table: str, key: str, planned: Planned, found: Sequence[Any]) -> CheckResult:
    """What came of a check, by what was said of all rows, or of one piece after the other."""
    bad = [one for one in found if not one.success]
    crash = next((text for one in bad if (text := _crash(one.exception_info))), None)
    outcome = Outcome.CRASHED if crash else Outcome.FAILED if bad else Outcome.PASSED
    failed = [row for one in bad for row in one.result.get("unexpected_index_list") or () if not crash]
    ids = {str(row[key]) for row in failed if isinstance(row, dict) and key in row}
    return CheckResult(
        table=table,
        name=planned.name,
        description=planned.description,
        column=planned.column,
        level=planned.level,
        severity=planned.severity,
        outcome=outcome,
        failed_count=len(failed),
        failed_ids=tuple(sorted(ids)),
        detail=crash or (_detail([one.result for one in bad]) if bad else None),
    )


def _crash(info: Mapping[str, Any]) -> str | None:
    """What a check stumbled over; None where it ran. A missing column hides its exception one level down, by metric."""
    levels = [info] if "raised_exception" in info else [value for value in info.values() if isinstance(value, dict)]
    for level in levels:
        if level.get("raised_exception"):
            return " ".join(str(level.get("exception_message") or "no message").split())
    return None


def _detail(results: Sequence[Mapping[str, Any]]) -> str | None:
    seen = next((one["observed_value"] for one in results if one.get("observed_value") is not None), None)
    if seen is None:
        values = [value for one in results for value in one.get("partial_unexpected_list") or ()]
        seen = ", ".join(str(value) for value in values[:3]) or None
    return None if seen is None else f"seen: {' '.join(str(seen).split())}"[:300]
