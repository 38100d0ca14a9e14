"""The findings of a night's fetching, kept in the raw folder, so that a night that is run again tells the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec

from datelines.atomic import write_bytes
from datelines.fetching.memory import FETCHED
from datelines.issues import Issue, IssueCode, Stage

__all__ = ["issues_of", "keep_issues"]

_LOG = ".log"


class _Line(msgspec.Struct, frozen=True):
    """One finding."""

    code: IssueCode
    message: str
    source: str
    record: str | None = None


def keep_issues(raw: Path, day: date, issues: Iterable[Issue]) -> None:
    """Replace the findings of the day. Raises OSError."""
    lines = [_Line(issue.code, issue.message, issue.source or "", issue.record) for issue in issues]
    path = _path(raw, day)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, msgspec.json.format(msgspec.json.encode(lines), indent=1) + b"\n")


def issues_of(raw: Path, day: date) -> tuple[Issue, ...]:
    """The findings of the day; none where nothing was fetched. Raises OSError."""
    path = _path(raw, day)
    try:
        lines = msgspec.json.decode(path.read_bytes(), type=list[_Line])
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (msgspec.DecodeError, UnicodeDecodeError):
        message = "the log of what was fetched is damaged; remove it, and fetch again"
        return (Issue(Stage.INGEST, IssueCode.BAD_SYNTAX, message, source=path.relative_to(raw).as_posix()),)
    return tuple(Issue(Stage.INGEST, one.code, one.message, source=one.source, record=one.record) for one in lines)


def _path(raw: Path, day: date) -> Path:
    return raw / FETCHED / _LOG / f"{day.isoformat()}.json"
