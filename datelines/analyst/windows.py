"""When things can have happened: questions of time that respect how fine each date is.

Each takes a frame of ``load_timeline`` (or any frame with its date columns) and gives one back; none changes its
argument. A time is a day, or an EDTF string: ``"2017"`` is that whole year, ``"2016-05/2016-06"`` those two months.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from datelines.differences import differences
from datelines.edtf import DateValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["between", "diff", "on_day", "overlapping", "to_spans"]

Time = date | str


def between(frame: pd.DataFrame, time: Time, until: Time | None = None) -> pd.DataFrame:
    """The rows that certainly lie within: every day that they can mean does. Undated and open ones never do.

    ``time`` alone is the whole window; with ``until``, the window runs from the first day of the one to the last day
    of the other. Raises ValueError for what is no time, or a window that ends before it begins.
    """
    first, last = _window(time, until)
    inside = (frame["date_earliest"] >= first) & (frame["date_latest"] <= last)
    return _only(frame, inside.fillna(False))


def overlapping(frame: pd.DataFrame, time: Time, until: Time | None = None) -> pd.DataFrame:
    """The rows that can lie within, for all that their dates say; undated ones never. Arguments as for ``between``."""
    first, last = _window(time, until)
    starts = (frame["date_earliest"] <= last) | frame["date_earliest"].isna()
    ends = (frame["date_latest"] >= first) | frame["date_latest"].isna()
    return _only(frame, starts.fillna(False) & ends.fillna(False) & frame["event_date"].notna())


def on_day(frame: pd.DataFrame, day: Time) -> pd.DataFrame:
    """What can have happened on a day, the finest dates first: one that says the day, then months, years, spans."""
    found = overlapping(frame, day)
    order = _days(found).fillna(float("inf")).sort_values(kind="stable").index
    return found.loc[order].reset_index(drop=True)


def to_spans(frame: pd.DataFrame) -> pd.DataFrame:
    """The dated rows as half-open spans, for joins and drawing: ``event_id``, ``title``, ``start``, ``end``, ``days``.

    ``start`` and ``end`` are timestamps to the second, ``end`` the midnight after the last day; an open end is empty.
    """
    import pandas as pd

    dated = frame[frame["event_date"].notna()]
    starts = pd.to_datetime(dated["date_earliest"].astype(object)).astype("datetime64[s]")
    lasts = pd.to_datetime(dated["date_latest"].astype(object)).astype("datetime64[s]")
    return pd.DataFrame(
        {
            "event_id": dated["event_id"],
            "title": dated["title"],
            "start": starts,
            "end": lasts + pd.Timedelta(days=1),
            "days": _days(dated).astype("Int64"),
        }
    ).reset_index(drop=True)


def diff(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """What has to be done to the first timeline to get the second, a row a thing to do.

    Columns ``op``, ``event_id``, ``title``, ``column``, ``old``, ``new``, as in the changes table. Both are frames of
    ``load_timeline``; with ``include_inactive`` in both, a merge says into what.
    """
    import pandas as pd

    old, new = _plain(before), _plain(after)
    titles = {row["event_id"]: row["title"] for row in (*old, *new)}
    found = differences(old, new)
    columns = ["op", "event_id", "title", "column", "old", "new"]
    rows = [(one.op.value, one.event_id, titles[one.event_id], one.column, one.old, one.new) for one in found]
    return pd.DataFrame(rows, columns=columns)


def _plain(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as they come from Parquet: None for what is missing, lists for arrays."""
    import pandas as pd

    def cell(value: object) -> object:
        if hasattr(value, "tolist") and not isinstance(value, str):
            return value.tolist()
        if isinstance(value, pd.Timestamp):
            return value.to_pydatetime()
        return None if value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value) else value

    return [{str(name): cell(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _window(time: Time, until: Time | None) -> tuple[date, date]:
    first, last = _bounds(time)
    if until is not None:
        last = _bounds(until)[1]
    if first > last:
        raise ValueError(f"a window runs forward, not from {first} to {last}")
    return first, last


def _bounds(time: Time) -> tuple[date, date]:
    if isinstance(time, datetime):
        return time.date(), time.date()
    if isinstance(time, date):
        return time, time
    return DateValue.parse(time).bounds


def _only(frame: pd.DataFrame, wanted: pd.Series) -> pd.DataFrame:
    return frame[wanted.astype(bool)].reset_index(drop=True)


def _days(frame: pd.DataFrame) -> pd.Series:
    """How many days each date can mean; empty where an end is open."""
    import pandas as pd

    starts, ends = (pd.to_datetime(frame[name].astype(object)) for name in ("date_earliest", "date_latest"))
    return (ends - starts).dt.days + 1
