"""The tables as Great Expectations reads them: pandas frames that keep the Arrow types, with helper columns beside.

A helper column's name begins with ``_``; null means that the row is none of that check's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datelines.stored import AnyTable, StoredTable, Tables

__all__ = ["frames", "mentions_frame"]

_FLAG = pd.ArrowDtype(pa.bool_())


def frames(tables: Tables) -> dict[str, pd.DataFrame]:
    """A frame for each table that is in memory. A column that a helper needs and that is missing leaves it out."""
    made = {name: _frame(table) for name, table in tables.items() if not isinstance(table, StoredTable)}
    if "timeline" in made:
        _timeline(made["timeline"], tables.get("mentions"))
    if "articles" in made and "published_local" in made["articles"]:
        text = made["articles"]["published_local"]
        there = text.notna().astype(bool)
        days = [_day(str(value)[:10]) if one else None for value, one in zip(text.astype(object), there, strict=True)]
        made["articles"]["_published_day"] = pd.Series(days, text.index, dtype=pd.ArrowDtype(pa.date32()))
    if "mentions" in made:
        _mentions(made["mentions"], made)
    return made


def mentions_frame(piece: pa.Table, made: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The frame of some mentions, beside the frames of the other tables."""
    frame = _frame(piece)
    _mentions(frame, made)
    return frame


def _frame(table: pa.Table) -> pd.DataFrame:
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    _join_lists(frame)
    return frame


def _join_lists(frame: pd.DataFrame) -> None:
    """A list of strings as one string beside it: regular expressions read strings."""
    for name, kind in list(frame.dtypes.items()):
        if isinstance(kind, pd.ArrowDtype) and _is_strings(kind.pyarrow_dtype):
            joined: Any = pc.binary_join(frame[name].array.__arrow_array__(), ";")
            frame[f"_{name}"] = pd.Series(pd.arrays.ArrowExtensionArray(joined), frame.index)


def _is_strings(kind: pa.DataType) -> bool:
    return pa.types.is_list(kind) and pa.types.is_string(kind.value_type)


# Each day comes with many articles.
@lru_cache(maxsize=65536)
def _day(text: str) -> object:
    try:
        return pd.Timestamp(text).date()
    except ValueError:
        return None


def _timeline(frame: pd.DataFrame, mentions: AnyTable | None) -> None:
    if not {"event_id", "record_status", "superseded_by", "event_status", "date_earliest"} <= set(frame.columns):
        return
    ids = _ids(frame, "event_id")
    status = frame["record_status"].astype(object)
    active = status == "active"
    frame["_active"] = active.astype(int).astype(pd.ArrowDtype(pa.int64()))
    frame["_occurred_from"] = frame["date_earliest"].where(
        active & (frame["event_status"].astype(object) == "occurred")
    )
    named = frame["superseded_by"].notna().astype(bool)
    known = _ids(frame, "superseded_by").isin(set(ids))
    frame["_names_successor"] = ((status == "merged") == named) & (~named | known)
    if mentions is not None:
        named_there = mentions["event_id"].unique().to_pylist() if "event_id" in mentions.column_names else [None]
        frame["_has_mention"] = ids.isin(set(named_there)).astype(_FLAG).where(active)


def _mentions(frame: pd.DataFrame, made: Mapping[str, pd.DataFrame]) -> None:
    if "articles" in made:
        frame["_has_article"] = _ids(frame, "article_id").isin(set(_ids(made["articles"], "article_id")))
    if "_active" in made.get("timeline", ()):
        timeline = made["timeline"]
        active = set(_ids(timeline, "event_id")[timeline["_active"] == 1])
        frame["_has_event"] = _ids(frame, "event_id").isin(active)


def _ids(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column of keys as plain values, nothing where it is gone: to compare with, whatever has become of its type."""
    return frame[name].astype(object) if name in frame else pd.Series(None, frame.index, dtype=object)
