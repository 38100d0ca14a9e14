"""A release as typed pandas frames, for notebooks.

What the columns mean is in ``schemas``, and in each column's metadata.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datelines.releases import Release, ReleaseError, read_table, release_at, release_for

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load_articles", "load_changes", "load_mentions", "load_timeline"]

_DEFAULT = Path("data/processed")


def load_timeline(
    path: str | Path = _DEFAULT,
    topic: str | None = None,
    as_of: date | str | None = None,
    include_inactive: bool = False,
) -> pd.DataFrame:
    """The timeline, one row a milestone, in order of date, undated ones last.

    ``path`` is the folder with the releases, a topic's folder in it, or one release; ``topic`` is needed where it holds
    several. With ``as_of`` (a day, or ``"2025-03-01"``), the timeline as released on that day: the newest release up to
    it. Rows that were merged or retracted are left out unless ``include_inactive``.

    Closed sets are categories; days, times, integers and lists keep their Arrow types, so that nothing turns into
    floats or strings where a value is missing. Raises ReleaseError.
    """
    frame = _frame(path, topic, as_of, "timeline")
    return frame if include_inactive else frame[frame["record_status"] == "active"].reset_index(drop=True)


def load_mentions(
    path: str | Path = _DEFAULT, topic: str | None = None, as_of: date | str | None = None
) -> pd.DataFrame:
    """The evidence, one row a sentence of an article that tells a milestone. Arguments as for ``load_timeline``."""
    return _frame(path, topic, as_of, "mentions")


def load_articles(
    path: str | Path = _DEFAULT, topic: str | None = None, as_of: date | str | None = None
) -> pd.DataFrame:
    """What was read, one row an article. Arguments as for ``load_timeline``."""
    return _frame(path, topic, as_of, "articles")


def load_changes(
    path: str | Path = _DEFAULT, topic: str | None = None, as_of: date | str | None = None
) -> pd.DataFrame:
    """What that release altered against the one before it. Arguments as for ``load_timeline``."""
    return _frame(path, topic, as_of, "changes")


def _frame(path: str | Path, topic: str | None, as_of: date | str | None, name: str) -> pd.DataFrame:
    import pandas as pd
    import pyarrow.types as kinds

    table = read_table(_release(Path(path), topic, as_of), name)
    # Dictionaries become categories, which compare and group as analysts expect; all else stays Arrow's.
    return table.to_pandas(types_mapper=lambda kind: None if kinds.is_dictionary(kind) else pd.ArrowDtype(kind))


def _release(path: Path, topic: str | None, as_of: date | str | None) -> Release:
    """The release that the arguments mean. Raises ReleaseError."""
    if (path / "manifest.json").is_file():
        return release_at(path.resolve())
    if (path / "releases").is_dir():
        path, topic = path.resolve().parent, path.resolve().name
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return release_for(path, topic or _only_topic(path), day)


def _only_topic(path: Path) -> str:
    topics = sorted(folder.parent.name for folder in path.glob("*/releases"))
    if len(topics) != 1:
        found = f"it holds {', '.join(topics)}: say which topic" if topics else "no release yet; `make run` makes one"
        raise ReleaseError(f"{path}: {found}")
    return topics[0]
