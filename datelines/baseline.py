"""The release that a run is compared with, read from the disk as the history needs it. Decides nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from datelines.history import Base, RecordStatus
from datelines.identity import TOLD, past_of_columns
from datelines.layouts import current, renewed_row, steps, untold_since
from datelines.releases import Release, before, layout_of, read_document, read_table
from datelines.rowmap import RowMap
from datelines.rows import Row

__all__ = ["load_base"]

# Those that the history follows from.
_TABLES = ("articles", "mentions", "quarantine", "timeline")


def load_base(out: Path, topic: str, day: date) -> Base | None:
    """The newest release of a day before ``day``, None where there is none. Raises ReleaseError.

    What its quarantine holds counts as known, so that an event that was held back for a night keeps its id.
    """
    release = before(out, topic, day)
    return None if release is None else _base(release)


def _base(release: Release) -> Base:
    written = {name: layout_of(release, name) for name in _TABLES}
    timeline = read_table(release, "timeline")
    held = [
        (str(row["table_name"]), json.loads(row["row"]))
        for row in read_table(release, "quarantine", ["table_name", "row"]).to_pylist()
    ]
    events = _events(timeline, _of(held, "timeline", written))
    told = _Told(
        read_table(release, "mentions", list(TOLD)),
        [row for row in _of(held, "mentions", written) if row["event_id"] in events],
    )
    tellers: dict[str, set[str]] = defaultdict(set)
    for event_id, article_id in zip(told["event_id"], told["article_id"], strict=True):
        tellers[event_id].add(article_id)
    articles = [str(key) for key in read_table(release, "articles", ["article_id"])["article_id"].to_pylist()]
    active = _with_status(timeline, RecordStatus.ACTIVE)
    retired = _with_status(events.table, RecordStatus.RETRACTED)
    run = read_document(release, "run")
    # Absent from releases of versions that knew no corrections.
    corrections = run.get("corrections", {})
    origin = corrections.get("origin", {})
    return Base(
        day=release.day,
        rules=run["rules"],
        events=events,
        published=frozenset(active),
        past=past_of_columns(told, events, retired),
        tellers={key: frozenset(ids) for key, ids in tellers.items()},
        articles=frozenset(articles) | {row["article_id"] for row in _of(held, "articles", written)},
        release=release.path.name,
        origin=past_of_columns(told, events, retired, origin) if origin else None,
        corrected=_corrected(corrections.get("applied", [])),
        layouts={name: version for name, version in written.items() if version != current(name)},
        untold=untold_since("timeline", written["timeline"]),
    )


def _events(timeline: pa.Table, held: list[Row]) -> RowMap:
    """The rows of the timeline, and behind them those that were held back."""
    known = set(timeline["event_id"].to_pylist())
    more = [_typed(row, timeline.schema) for row in held if row["event_id"] not in known]
    return RowMap(pa.concat_tables([timeline, pa.Table.from_pylist(more, timeline.schema)]), "event_id")


class _Told(Mapping[str, list[Any]]):
    """The columns by which events are known again, each made when it is asked for: as lists they are large."""

    def __init__(self, table: pa.Table, held: list[Row]) -> None:
        self._table, self._held = table, held

    def __getitem__(self, name: str) -> list[Any]:
        return [*self._table[name].to_pylist(), *(row[name] for row in self._held)]

    def __iter__(self) -> Iterator[str]:
        return iter(TOLD)

    def __len__(self) -> int:
        return len(TOLD)


def _with_status(timeline: pa.Table, status: RecordStatus) -> list[str]:
    return [str(key) for key in timeline.filter(pc.field("record_status") == status.value)["event_id"].to_pylist()]


def _corrected(applied: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in applied:
        for event_id in one["events"]:
            found[event_id].add(one["digest"])
    return {event_id: frozenset(digests) for event_id, digests in found.items()}


def _of(held: Iterable[tuple[str, Row]], table: str, written: Mapping[str, int]) -> list[Row]:
    """The rows of a table that were held back, in its layout of today."""
    todo = steps(table, written[table])
    return [renewed_row(row, todo) for name, row in held if name == table]


def _typed(row: Row, schema: pa.Schema) -> Row:
    """A row from JSON with its days and times read back."""
    typed = dict(row)
    for one in schema:
        value = row.get(one.name)
        if isinstance(value, str) and kinds.is_date(one.type):
            typed[one.name] = date.fromisoformat(value)
        if isinstance(value, str) and kinds.is_timestamp(one.type):
            typed[one.name] = datetime.fromisoformat(value)
    return typed
