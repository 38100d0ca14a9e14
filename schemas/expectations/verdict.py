"""What the checks found, as values. How they are run is in ``run``, what is done about it in ``quarantine``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from schemas.spec import Level, Severity

__all__ = ["CheckResult", "Outcome", "Verdict"]

# A document for people: past this many, the quarantine table has the rest.
_IDS_SHOWN = 100


class Outcome(StrEnum):
    """A check that crashed says nothing about the data, and is never taken for one that passed."""

    PASSED = "passed"
    FAILED = "failed"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one table: its name (``event_date.pattern``, ``edtf_agrees``), its promise, what came of it.

    ``failed_count`` counts failing rows, 0 for a check of the table as a whole; ``failed_ids`` are their primary keys,
    sorted. ``detail`` is what was seen instead, in one line.
    """

    table: str
    name: str
    description: str
    column: str | None
    level: Level
    severity: Severity
    outcome: Outcome
    failed_count: int = 0
    failed_ids: tuple[str, ...] = ()
    detail: str | None = None

    @property
    def blocks(self) -> bool:
        """Whether this result alone stops the release: a table-level failure, or a check that could not be run."""
        if self.severity is Severity.WARN:
            return False
        return self.outcome is Outcome.CRASHED or (self.outcome is Outcome.FAILED and self.level is Level.TABLE)

    @property
    def line(self) -> str:
        """The result in one line: which table and check, what it promises, what was seen."""
        seen = f" ({self.detail})" if self.detail else ""
        return f"{self.table}: {self.name} {self.outcome.value}: {self.description}{seen}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The results of all checks, ordered by table and name."""

    checks: tuple[CheckResult, ...]

    @property
    def blocking(self) -> tuple[CheckResult, ...]:
        """The results that stop the release."""
        return tuple(one for one in self.checks if one.blocks)

    @property
    def passed(self) -> bool:
        """Whether the release may go on, without the rows that failed row-level checks."""
        return not self.blocking

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """Every result that is not a pass."""
        return tuple(one for one in self.checks if one.outcome is not Outcome.PASSED)

    def document(self) -> dict[str, Any]:
        """The verdict for ``verdict.json``: all checks, each with at most 100 of its failed keys."""
        return {"passed": self.passed, "checks": [_entry(one) for one in self.checks]}


def _entry(one: CheckResult) -> dict[str, Any]:
    return {
        "table": one.table,
        "check": one.name,
        "description": one.description,
        "column": one.column,
        "level": one.level.value,
        "severity": one.severity.value,
        "outcome": one.outcome.value,
        "failed_count": one.failed_count,
        "failed_ids": list(one.failed_ids[:_IDS_SHOWN]),
        "detail": one.detail,
    }
