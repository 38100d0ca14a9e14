"""The rows of the mentions table: of a small archive taken over from the night before, of a large one on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from datelines import rows
from datelines.assembly import Assembly
from datelines.events import Event, EventMention
from datelines.rows import Row, mention_id
from datelines.stored import AnyTable, StoredTable
from schemas.carried import Carried
from schemas.spec import TableSpec, load_specs
from schemas.tables import arrow_schema, conformed, ordered, plain, to_table
from schemas.telling import Named

__all__ = ["ROWS_AT_ONCE", "mentions_table"]

Carry: TypeAlias = Callable[[TableSpec, Sequence[str]], Carried]
# About so many rows are values of Python at a time.
ROWS_AT_ONCE = 5_000


def mentions_table(
    assembly: Assembly, named: Sequence[Named], events: Sequence[Event], carried: Carry, home: Path
) -> AnyTable:
    """One row a mention of a milestone, ordered by event and mention id.

    ``named`` are the milestones as the articles have them, ``events`` those that a correction touches; ``carried`` has
    the rows of the night before. Many are made again, and not held: they lie in ``home``. Raises TableError, OSError.
    """
    spec = load_specs()["mentions"]
    if assembly.parts.are_many:
        for old in home.glob(f"{spec.name}-*.rows"):
            old.unlink()
        return StoredTable(arrow_schema(spec), _pieces(spec, assembly, named, events), home)
    return _held(spec, assembly, named, events, carried)


def _pieces(spec: TableSpec, assembly: Assembly, named: Sequence[Named], events: Sequence[Event]) -> Iterator[pa.Table]:
    """Some rows at a time."""
    waiting: list[Row] = []
    for event_id, mentions in _told_in_order(assembly, named, events):
        made = [rows.mention_row(event_id, one, assembly.articles[one.article_id]) for one in mentions]
        waiting += sorted(made, key=lambda row: row["mention_id"])
        if len(waiting) >= ROWS_AT_ONCE:
            yield plain(to_table(spec, waiting))
            waiting = []
    if waiting:
        yield plain(to_table(spec, waiting))


def _held(
    spec: TableSpec, assembly: Assembly, named: Sequence[Named], events: Sequence[Event], carried: Carry
) -> pa.Table:
    columns = [one.name for one in spec.fields if one.name != "event_id"]
    parts = assembly.parts

    def make(places: Sequence[int]) -> list[list[Row]]:
        return [
            [
                rows.mention_row("", mention, assembly.articles[parts.articles[place]])
                for number in range(parts.first_of[place], parts.first_of[place + 1])
                if parts.on_timeline[number]
                for mention in parts[number].mentions
            ]
            for place in places
        ]

    table, _ = carried(spec, columns).rows([assembly.keys[name] for name in parts.articles], make)
    owners = _owners(assembly, named, events)
    table = table.append_column("event_id", owners)
    if owners.null_count:
        table = table.filter(owners.is_valid())
    return conformed(spec, ordered(table, "event_id", "mention_id"))


def _told_in_order(
    assembly: Assembly, named: Sequence[Named], events: Sequence[Event]
) -> Iterator[tuple[str, Sequence[EventMention]]]:
    """The mentions of each milestone, in the order of the ids."""
    told: list[tuple[str, int | Event]] = [
        *((one.id, one.place) for one in named),
        *((one.id, one) for one in events),
    ]
    for event_id, one in sorted(told, key=lambda pair: pair[0]):
        yield event_id, one.mentions if isinstance(one, Event) else assembly.telling(one).mentions


def _owners(assembly: Assembly, named: Sequence[Named], events: Sequence[Event]) -> Any:
    """The event of each mention that is for the timeline, in the order of the parts; nothing where it has none."""
    parts = assembly.parts
    ids = [one.id for one in named]
    owners = np.full(len(parts), -1, np.int32)
    for at, one in enumerate(named):
        owners[assembly.clusters[one.place]] = at
    there = np.frombuffer(parts.on_timeline, np.bool_)
    counts = np.frombuffer(parts.counts, np.int32)[there]
    found = np.repeat(owners[there], counts)
    # What a correction touches is told mention by mention: they can be of different events now.
    corrected = {mention_id(mention): event.id for event in events for mention in event.mentions}
    ends, numbers = np.cumsum(counts), np.flatnonzero(there)
    for place in np.flatnonzero(owners[there] < 0) if corrected else ():
        number = int(numbers[place])
        for at, name in enumerate(parts[number].ids, int(ends[place] - counts[place])):
            if name in corrected:
                found[at] = len(ids)
                ids.append(corrected[name])
    names: Any = pa.array(ids, pa.string())
    return names.take(pa.array(found, mask=found < 0))
