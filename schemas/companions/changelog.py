"""What the releases changed, newest first, in words: the changelog of the data."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.companions import Subject

__all__ = ["changelog"]

_HEAD = "# Changes of the data\n"
_NAMED = 10
# A year of nights; the table of changes keeps all.
_SECTIONS = 366
_WORDS = {"add": "new", "change": "changed", "merge": "merged into another", "retract": "retracted"}


def changelog(subject: Subject) -> bytes:
    """The changelog of the release before, with this release on top."""
    earlier = subject.changelog.removeprefix(_HEAD).split("\n## ")[1:]
    day = f"{subject.day}\n"
    sections = [_section(subject), *(section for section in earlier if not section.startswith(day))]
    return (_HEAD + "".join(f"\n## {section.rstrip()}\n" for section in sections[:_SECTIONS])).encode()


def _section(subject: Subject) -> str:
    rows = subject.tables["changes"].to_pylist()
    titles = {
        row["event_id"]: row["title"] for row in subject.tables["timeline"].select(["event_id", "title"]).to_pylist()
    }
    lines = [f"{subject.day}\n"]
    for op, word in _WORDS.items():
        events = {row["event_id"]: row for row in rows if row["op"] == op}
        if not events:
            continue
        reasons = Counter(row["reason"].replace("_", " ") for row in events.values())
        told = ", ".join(f"{count} by {reason}" for reason, count in sorted(reasons.items()))
        lines.append(f"- {len(events)} {word} ({told})")
        if len(events) <= _NAMED:
            lines += [f"  - {_title(event, row, titles)}" for event, row in sorted(events.items())]
    if len(lines) == 1:
        lines.append("- nothing")
    return "\n".join(lines)


def _title(event: str, row: dict[str, Any], titles: dict[str, str]) -> str:
    return f"{titles.get(event) or row['old'] or row['new'] or 'untitled'} ({event})"
