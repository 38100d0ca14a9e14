"""A file taken out of the raw folder without being removed: ``<name>.tombstone`` beside it, a text of one line.

It may begin with the day from which it holds (``2025-03-15 the paper has withdrawn the story``), so that nights before
that day come out as they were; the rest says why. What becomes of the events is for the history.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

__all__ = ["TOMBSTONE_SUFFIX", "withdrawn"]

TOMBSTONE_SUFFIX = ".tombstone"
_LONGEST = 200
_DAY = len("2025-03-15")


def withdrawn(path: Path, day: date | None) -> str | None:
    """Why the file is not to be read on that day, in a line; None where it is. Without a day, every tombstone holds.

    One that is empty or cannot be read holds, too: nobody puts it there by mistake.
    """
    try:
        with path.with_name(path.name + TOMBSTONE_SUFFIX).open("rb") as file:
            text = file.read(_LONGEST).decode("utf-8", "replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return f"its tombstone cannot be read ({error.strerror})"
    line = text.splitlines()[0] if text else ""
    since = _since(line)
    if since and day and day < since:
        return None
    return (line[_DAY:] if since else line).strip() or "no reason given"


def _since(line: str) -> date | None:
    try:
        return date.fromisoformat(line[:_DAY])
    except ValueError:
        return None
