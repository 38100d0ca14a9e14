"""The sentences that the page shows of each event: the best few, in the order that ``explain`` tells them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datelines.stored import Tables, selected

__all__ = ["best_mentions", "marked", "publishers"]

_COLUMNS = [
    "event_id", "mention_id", "article_id", "url", "publisher", "part", "quote", "sentence_start", "sentence_end",
    "trigger", "trigger_start", "date", "basis", "timex_text", "timex_start", "anchor_kind", "anchor_value",
    "anchor_why", "timex_rule",
]  # fmt: skip
# Of these, what their order follows from.
_ORDERING = [
    "event_id", "mention_id", "article_id", "part", "sentence_start", "sentence_end", "date", "timex_start",
]  # fmt: skip
_EVENT, _DATE = 1, 2
# So many rows are values of Python at a time.
_AT_ONCE = 500


def best_mentions(tables: Tables, events: pa.Table, most: int) -> dict[str, list[dict[str, Any]]]:
    """At most ``most`` mentions of each of the ``events`` (rows of the timeline), as rows, the best first.

    The order is that of ``datelines.stories.rank``, worked out on whole columns: a night has hundreds of thousands.
    """
    told = _with_publication(_of_events(tables, events, _ORDERING), tables["articles"])
    ordered = told.take(pc.sort_indices(_keys(told, events), sort_keys=[(name, "ascending") for name in _KEYS]))
    first = ordered["mention_id"].filter(pa.array(_places(ordered["event_id"]) < 2 * most)).combine_chunks()
    # Of many sentences only those that may be shown are there as a whole.
    whole = selected(tables["mentions"], _COLUMNS, lambda some: pc.is_in(some["mention_id"], first))
    chosen = _with_publication(whole.take(pc.index_in(first, whole["mention_id"].combine_chunks())), tables["articles"])
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    # Two verbs of a sentence can tell the same event: one reading of it is enough.
    seen: set[tuple[str, str, str]] = set()
    for row in (row for some in chosen.to_batches(max_chunksize=_AT_ONCE) for row in some.to_pylist()):
        key = (row["event_id"], row["article_id"], row["quote"])
        if key not in seen and len(found[row["event_id"]]) < most:
            found[row["event_id"]].append(row)
        seen.add(key)
    return found


def publishers(tables: Tables, events: pa.Table) -> dict[str, list[str]]:
    """Who tells each of the ``events`` (rows of the timeline), by name, in the order of the names."""
    told = _of_events(tables, events, ["event_id", "publisher"])
    listed = told.group_by("event_id").aggregate([("publisher", "distinct")]).to_pylist()
    return {row["event_id"]: sorted(name for name in row["publisher_distinct"] if name) for row in listed}


def _of_events(tables: Tables, events: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Of these columns the mentions of the ``events``."""
    ids: Any = pc.cast(events["event_id"], pa.string())
    return selected(tables["mentions"], columns, lambda some: pc.is_in(some["event_id"], ids))


_KEYS = ("event", "other_date", "not_body", "outside", "published", "mention")


def _with_publication(told: pa.Table, articles: pa.Table) -> pa.Table:
    at = pc.index_in(told["article_id"], pc.cast(articles["article_id"], pa.string()))
    for name, column in (("published_local", "published_local"), ("headline", "title")):
        told = told.append_column(name, articles[column].take(at))
    return told


def _keys(told: Any, events: Any) -> pa.Table:
    """What the mentions are ordered by, as columns."""
    stands = events["event_date"].take(pc.index_in(told["event_id"], events["event_id"]))
    start = told["timex_start"]
    inside: Any = pc.and_(pc.greater_equal(start, told["sentence_start"]), pc.less(start, told["sentence_end"]))
    columns: tuple[Any, ...] = (
        told["event_id"],
        pc.not_equal(pc.fill_null(told["date"], ""), pc.fill_null(stands, "")),
        pc.not_equal(pc.cast(told["part"], pa.string()), pa.scalar("body")),
        pc.invert(pc.fill_null(inside, True)),
        pc.fill_null(told["published_local"], ""),
        told["mention_id"],
    )
    return pa.table(dict(zip(_KEYS, columns, strict=True)))


def _places(events: Any) -> Any:
    """Which one of its event each row is, counted from 0; the rows of an event stand together."""
    codes = events.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    if not len(codes):
        return np.zeros(0, dtype=np.int64)
    firsts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    return np.arange(len(codes)) - np.repeat(firsts, np.diff(np.r_[firsts, len(codes)]))


def marked(mention: Mapping[str, Any]) -> list[Any]:
    """The quote in pieces: plain text, ``[1, text]`` for what names the event, ``[2, text]`` for what dates it."""
    quote = mention["quote"]
    trigger = " ".join(mention["trigger"].split())
    at = _nearest(quote, trigger, _guess(mention, len(trigger)))
    spans = [] if at is None else [(at, at + len(trigger), _EVENT)]
    if mention["timex_text"] and mention["timex_start"] is not None:
        timex = " ".join(mention["timex_text"].split())
        near = (at or 0) + mention["timex_start"] - mention["trigger_start"]
        inside = mention["sentence_start"] <= mention["timex_start"] < mention["sentence_end"]
        start = _nearest(quote, timex, near) if inside else None
        if start is not None:
            spans.append((start, start + len(timex), _DATE))
    return _pieces(quote, spans)


def _guess(mention: Mapping[str, Any], length: int) -> int:
    """About where the trigger stands: of a cut sentence the quote shows the middle."""
    if mention["quote"].startswith("…"):
        return (len(mention["quote"]) - length) // 2
    return int(mention["trigger_start"] - mention["sentence_start"])


def _nearest(text: str, wanted: str, near: int) -> int | None:
    found: list[int] = []
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return min(found, key=lambda one: abs(one - near), default=None)


def _pieces(quote: str, spans: list[tuple[int, int, int]]) -> list[Any]:
    """The date first where the two overlap: it is what the reader looks for."""
    if len(spans) == 2 and spans[0][0] < spans[1][1] and spans[1][0] < spans[0][1]:
        spans = spans[1:]
    made: list[Any] = []
    done = 0
    for start, end, kind in sorted(spans):
        made += [quote[done:start], [kind, quote[start:end]]]
        done = end
    return [piece for piece in [*made, quote[done:]] if piece]
