"""A release as typed pandas frames, for notebooks.

What the columns mean is in ``schemas``, and in each column's metadata.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datelines.analyst.reading import Place, table_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load_articles", "load_changes", "load_mentions", "load_timeline"]

_DEFAULT = Path("data/processed")


def load_timeline(
    path: Place = _DEFAULT,
    topic: str | None = None,
    as_of: date | str | None = None,
    include_inactive: bool = False,
) -> pd.DataFrame:
    """The timeline, one row a milestone, in order of date, undated ones last.

    ``path`` is the folder with the releases, a topic's folder in it, one release, a Parquet file, the http(s) address
    of any of these, or s3://bucket/folder with the releases; ``topic`` is needed where it holds several. With ``as_of``
    (a day, or ``"2025-03-01"``), the timeline as released on that day: the newest release up to it. Rows that were
    merged or retracted are left out unless ``include_inactive``.

    Closed sets are categories; days, times, integers and lists keep their Arrow types, so that nothing turns into
    floats or strings where a value is missing. Raises ReleaseError.
    """
    frame = _frame(path, topic, as_of, "timeline")
    return frame if include_inactive else frame[frame["record_status"] == "active"].reset_index(drop=True)


def load_mentions(path: Place = _DEFAULT, topic: str | None = None, as_of: date | str | None = None) -> pd.DataFrame:
    """The evidence, one row a sentence of an article that tells a milestone. Arguments as for ``load_timeline``."""
    return _frame(path, topic, as_of, "mentions")


def load_articles(path: Place = _DEFAULT, topic: str | None = None, as_of: date | str | None = None) -> pd.DataFrame:
    """What was read, one row an article. Arguments as for ``load_timeline``."""
    return _frame(path, topic, as_of, "articles")


def load_changes(path: Place = _DEFAULT, topic: str | None = None, as_of: date | str | None = None) -> pd.DataFrame:
    """What that release altered against the one before it. Arguments as for ``load_timeline``."""
    return _frame(path, topic, as_of, "changes")


def _frame(path: Place, topic: str | None, as_of: date | str | None, name: str) -> pd.DataFrame:
    import pandas as pd
    import pyarrow.types as kinds

    table = table_of(path, topic, as_of, name)
    # Dictionaries become categories, which compare and group as analysts expect; all else stays Arrow's.
    return table.to_pandas(types_mapper=lambda kind: None if kinds.is_dictionary(kind) else pd.ArrowDtype(kind))
