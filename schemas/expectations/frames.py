"""The tables as Great Expectations reads them: pandas frames that keep the Arrow types, with helper columns beside.

A helper column's name begins with ``_``; null means that the row is none of that check's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datelines.stored import AnyTable, StoredTable, Tables

__all__ = ["frame_of", "frames", "keys_of", "mentions_frame"]

_FLAG = pd.ArrowDtype(pa.bool_())


def frames(tables: Tables) -> dict[str, pd.DataFrame]:
    """A frame for each table that is in memory. A column that a helper needs and that is missing leaves it out."""
    made = {name: frame_of(table) for name, table in tables.items() if not isinstance(table, StoredTable)}
    if "timeline" in made:
        _timeline(made["timeline"], tables.get("mentions"))
    if "articles" in made and "published_local" in made["articles"]:
        text = made["articles"]["published_local"]
        there = text.notna().astype(bool)
        days = [_day(str(value)[:10]) if one else None for value, one in zip(text.astype(object), there, strict=True)]
        made["articles"]["_published_day"] = pd.Series(days, text.index, dtype=pd.ArrowDtype(pa.date32()))
    if "mentions" in made:
        _mentions(made["mentions"], keys_of(made))
    return made


class Keys(NamedTuple):
    """The keys of articles and of active milestones; None where that cannot be said."""

    articles: AbstractSet[object] | None
    active: AbstractSet[object] | None


def keys_of(made: Mapping[str, pd.DataFrame]) -> Keys:
    """What mentions can refer to, by the frames of the other tables."""
    timeline = made.get("timeline", pd.DataFrame())
    return Keys(
        set(_ids(made["articles"], "article_id")) if "articles" in made else None,
        set(_ids(timeline, "event_id")[timeline["_active"] == 1]) if "_active" in timeline else None,
    )


def mentions_frame(piece: pa.Table, keys: Keys) -> pd.DataFrame:
    """The frame of some mentions."""
    frame = frame_of(piece)
    _mentions(frame, keys)
    return frame


def frame_of(table: pa.Table) -> pd.DataFrame:
    """The frame of a table by itself."""
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
        frame["_has_mention"] = ids.isin(_told(mentions)).astype(_FLAG).where(active)


def _told(mentions: AnyTable) -> AbstractSet[object]:
    """The events of the mentions, as plain values like any column of keys."""
    if "event_id" not in mentions.column_names:
        return {None}
    told: Any = mentions["event_id"].unique()
    return set(_ids(pa.table({"event_id": told}).to_pandas(types_mapper=pd.ArrowDtype), "event_id"))


def _mentions(frame: pd.DataFrame, keys: Keys) -> None:
    if keys.articles is not None:
        frame["_has_article"] = _ids(frame, "article_id").isin(keys.articles)
    if keys.active is not None:
        frame["_has_event"] = _ids(frame, "event_id").isin(keys.active)


def _ids(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column of keys as plain values, nothing where it is gone: to compare with, whatever has become of its type."""
    return frame[name].astype(object) if name in frame else pd.Series(None, frame.index, dtype=object)
