"""The gates of a night as expectations over a table of one row, whose columns are what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import great_expectations.expectations as gxe
import pandas as pd

from schemas.expectations.gates import Gate, Measured
from schemas.expectations.suite import Planned
from schemas.spec import Level, Severity

__all__ = ["night_frame", "plan_night"]


def night_frame(measured: Mapping[str, Measured]) -> pd.DataFrame:
    """One row; a column a measure."""
    return pd.DataFrame({name: [found.value] for name, found in sorted(measured.items())})


def plan_night(gates: tuple[Gate, ...], measured: Mapping[str, Measured], accepted: frozenset[str]) -> list[Planned]:
    """Each gate that has enough to judge by: one that stops, unless it was let through by name, and one that warns."""
    planned: list[Planned] = []
    for gate in gates:
        found = measured.get(gate.measure)
        if found is None or found.of < gate.at_least:
            continue
        stops = gate.block is not None and found.value > gate.block
        if gate.block is not None and (stops or gate.warn is None):
            severity = Severity.WARN if gate.name in accepted else Severity.BLOCK
            planned.append(_planned(gate, gate.block, severity, found))
        elif gate.warn is not None:
            planned.append(_planned(gate, gate.warn, Severity.WARN, found))
    return planned


def _planned(gate: Gate, most: float, severity: Severity, found: Measured) -> Planned:
    text = f"{gate.says.rstrip('.')} (at most {most:g}): {found.seen}."
    return Planned(gate.name, gate.measure, Level.TABLE, severity, text, _maker(gate.measure, most))


def _maker(column: str, most: float) -> Callable[[dict[str, Any]], Any]:
    return lambda meta: gxe.ExpectColumnValuesToBeBetween(column=column, max_value=most, meta=meta)
