"""What the nightly command prints: a bar while it works, then the timeline, or one line for what went wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from datelines.batches import EngineError, WorkerDiedError
from datelines.holds import read_hold
from datelines.issues import Issue, issue_line
from datelines.offers import PortalError
from datelines.present import console, print_table, released_table
from datelines.releases import Release, ReleaseError, read_document, read_table, release_at
from datelines.storage import StorageError
from flows.failures import DEFECT, CheckStoppedError, status_of
from flows.progress import listening
from flows.settings import OUTSIDE_FAILED

__all__ = ["bar", "tell_failure", "tell_fetched", "tell_release"]

_ISSUES_SHOWN = 20
_log = logging.getLogger("prefect.datelines")


@contextmanager
def bar() -> Iterator[None]:
    """Show how far the run is, on standard error; nothing where that is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        shown = progress.add_task("starting Prefect", total=None)

        def show(what: str, done: int, of: int | None) -> None:
            progress.update(shown, description=what, completed=done, total=of)

        with listening(show):
            yield


def tell_failure(error: BaseException, log: Path) -> None:
    """One line on standard error, one more for every other check that stopped it; the traceback goes to the log."""
    _log.error("the run failed", exc_info=error)
    out = console(stderr=True)
    text = " ".join(str(error).split()) or type(error).__name__
    known = isinstance(error, ReleaseError | PortalError | EngineError | StorageError | WorkerDiedError) or status_of(
        error
    ) not in (OUTSIDE_FAILED, DEFECT)
    more = "" if known else f" ({type(error).__name__}; details in {log})"
    out.print(f"datelines: {text}{more}", markup=False, soft_wrap=True)
    if isinstance(error, CheckStoppedError):
        for one in error.verdict.blocking[1:]:
            out.print(f"datelines: {one.line}", markup=False, soft_wrap=True)


def tell_fetched(counts: Mapping[str, int], issues: Iterable[Issue]) -> None:
    """What came of the addresses, and a line on standard error for each finding."""
    err = console(stderr=True)
    for issue in issues:
        err.print(f"datelines: {issue.message}", markup=False, soft_wrap=True)
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "nothing"
    console().print(f"Done: {told}.", markup=False)


def tell_release(path: Path, title: str) -> None:
    """The timeline as a table, what was read and doubted, and where everything lies."""
    release = release_at(path)
    out = console()
    _tell_hold(release)
    rows = [row for row in read_table(release, "timeline").to_pylist() if row["record_status"] == "active"]
    _tell_issues(release)
    _tell_warnings(release)
    print_table(released_table(rows, f"{title}, as of {release.day}"))
    counts = read_document(release, "run")["rows"]
    told = (
        (counts["articles"], "article", "read"),
        (len(rows), "milestone", ""),
        (counts["mentions"], "mention", ""),
        (counts["issues"], "issue", ""),
        (counts["quarantine"], "row", "held back"),
        (counts["review"], "row", "to review"),
    )
    out.print("\n" + ", ".join(_count(*one) for one in told), markup=False)
    for name in ("timeline.parquet", "timeline.csv", "mentions.csv", "verdict.json", "run.json"):
        out.print(str(path / name), markup=False, soft_wrap=True)


def _count(number: int, what: str, then: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'} {then}".rstrip()


def _tell_hold(release: Release) -> None:
    """A line on standard error while a rollback keeps readers from what was released."""
    if hold := read_hold(release.path.parents[1]):
        told = f"readers stay at {hold.at} ({hold.reason}); `datelines rollback --resume` ends it"
        console(stderr=True).print(f"datelines: {told}", markup=False, soft_wrap=True)


def _tell_warnings(release: Release) -> None:
    """A line on standard error for each check that did not stop the release but found something."""
    for one in read_document(release, "verdict")["checks"]:
        if one["severity"] == "warn" and one["outcome"] != "passed":
            told = f"warning: {one['check']}: {one['description']}"
            console(stderr=True).print(f"datelines: {told}", markup=False, soft_wrap=True)


def _tell_issues(release: Release) -> None:
    """A line on standard error for each finding, as far as a screen holds them."""
    err = console(stderr=True)
    issues = read_table(release, "issues").to_pylist()
    for row in issues[:_ISSUES_SHOWN]:
        err.print(f"datelines: {issue_line(row['source'], row['message'])}", markup=False, soft_wrap=True)
    if len(issues) > _ISSUES_SHOWN:
        err.print(
            f"datelines: {len(issues) - _ISSUES_SHOWN} more are in {release.path / 'issues.csv'}",
            markup=False,
            soft_wrap=True,
        )
