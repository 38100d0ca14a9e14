"""The published tables of an archive, from what its articles tell and from the rows of the night before.

The same as ``build.build_tables`` gives of the whole timeline, with the rows that cannot have changed taken over as
they were. Nothing is checked or written here but what the next night takes over.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from datelines import rows
from datelines.assembly import Assembly
from datelines.confidence.loader import calibration_for
from datelines.corrections import NO_CORRECTIONS, Corrections
from datelines.corrections.apply import Corrected, apply, concerned
from datelines.digests import code_digest
from datelines.events import Event
from datelines.history import STAMPS, Base, RecordStatus, recorded, retired, tonight_of
from datelines.identity import Claim, Past, claim_of, ids_of, successors_of, telling_of
from datelines.issues import Issue
from datelines.rowmap import RowMap
from datelines.rows import Row, midnight
from datelines.sameness import same_rows
from datelines.stored import pieces_of
from datelines.timelines import Timeline
from schemas.build import Built, with_review
from schemas.carried import Carried
from schemas.evidence import ROWS_AT_ONCE, mentions_table
from schemas.spec import FOLDER, TableSpec, load_specs
from schemas.tables import conformed, ordered, plain, to_table
from schemas.telling import Named, Tellers

__all__ = ["archive_tables"]

_HISTORY = frozenset({"record_status", "superseded_by", *STAMPS})


def archive_tables(
    assembly: Assembly,
    issues: Iterable[Issue],
    home: Path,
    *,
    base: Base | None,
    run_day: date,
    rules: str,
    corrections: Corrections = NO_CORRECTIONS,
) -> tuple[Built, Corrected]:
    """Every table by name, ``quarantine`` empty, and what became of the corrections.

    ``home`` is where the rows of the night before are kept. Raises TableError.
    """
    return _Archive(assembly, home, base, run_day, rules).tables(issues, corrections)


class _Archive:
    """One night's tables in the making."""

    def __init__(self, assembly: Assembly, home: Path, base: Base | None, day: date, rules: str) -> None:
        self._assembly, self._base, self._day, self._rules = assembly, base, day, rules
        self._specs = load_specs()
        self._home = home
        made_by = f"{code_digest()} {code_digest(FOLDER)} {rules}"
        self._made_by = hashlib.sha256(made_by.encode()).hexdigest()

    def tables(self, issues: Iterable[Issue], corrections: Corrections) -> tuple[Built, Corrected]:
        named, corrected = self._named(corrections)
        events = corrected.timeline.milestones
        tellers = Tellers(self._assembly, named, events)
        # The largest first, while nothing else is held.
        mentions = mentions_table(self._assembly, named, events, self._carried, self._home)
        timeline, changes = self._timeline(named, events, tellers, corrected)
        made = {
            "articles": self._articles(tellers),
            "changes": changes,
            "issues": to_table(self._specs["issues"], rows.issue_rows([*issues, *corrected.issues])),
            "mentions": mentions,
            "quarantine": to_table(self._specs["quarantine"], ()),
            "timeline": timeline,
        }
        whole = with_review(made)
        return {name: whole[name] for name in self._specs}, corrected

    def _named(self, corrections: Corrections) -> tuple[list[Named], Corrected]:
        """The milestones that no correction touches, by their ids, and those that one does, as corrected."""
        assembly, base = self._assembly, self._base
        published = base.past if base else Past()
        past = (base.origin or published) if base else published
        topic = assembly.topic
        places = range(len(assembly.clusters))
        claims: list[Claim] = []
        seen: list[Claim] = []
        for telling in map(assembly.telling, places):
            claims.append(claim_of(telling, past))
            seen.append(claims[-1] if past is published else claim_of(telling, published))
        ids = ids_of(topic.name, claims, past)
        named = [Named(*one) for one in zip(ids, places, seen, strict=True) if one[2].on_timeline]
        touched = concerned(corrections, topic, self._day)
        events = [replace(assembly.event(one.place), id=one.id) for one in named if one.id in touched]
        few = Timeline(topic.name, None, tuple(events), assembly.repeated)
        corrected = apply(few, corrections, assembly.articles, topic, self._day)
        return [one for one in named if one.id not in touched], corrected

    def _timeline(
        self,
        named: Sequence[Named],
        events: Sequence[Event],
        tellers: Tellers,
        corrected: Corrected,
    ) -> tuple[pa.Table, pa.Table]:
        """The timeline with its history, and the changes."""
        spec, base, day = self._specs["timeline"], self._base, self._day
        told = self._told(spec, named, events)
        same = _unchanged(told, base)
        tonight = tonight_of(base, tellers, frozenset(self._assembly.articles), self._rules, corrected.digests)
        past = base.past if base else Past()
        claims = [
            *((one.id, one.claim) for one in named),
            *((one.id, claim_of(telling_of(one), past)) for one in events),
        ]
        merged = successors_of(claims)
        kept = told.filter(pa.array(same))
        parts = [plain(conformed(spec, _stamped(kept, base, day)))]
        changes: list[pa.Table] = []
        others = conformed(spec, told.filter(pa.array(~same))).drop_columns(sorted(_HISTORY))
        for piece in pieces_of(others, ROWS_AT_ONCE):
            altered, changed = recorded(piece.to_pylist(), tonight, day)
            parts.append(plain(to_table(spec, altered)))
            changes.append(plain(to_table(self._specs["changes"], changed)))
        gone, changed = retired(map(str, told["event_id"].to_pylist()), tonight, merged, day)
        changes.append(plain(to_table(self._specs["changes"], changed)))
        timeline = pa.concat_tables([_by_date(pa.concat_tables(parts)), plain(to_table(spec, gone))])
        return conformed(spec, timeline), self._in_order(pa.concat_tables(changes))

    def _in_order(self, changes: pa.Table) -> pa.Table:
        """The changes as ``history.change_order`` sorts them."""
        column: Any = pc.coalesce(changes["column"], pa.scalar(""))
        return conformed(self._specs["changes"], ordered(changes.append_column("_", column), "event_id", "op", "_"))

    def _told(self, spec: TableSpec, named: Sequence[Named], events: Sequence[Event]) -> pa.Table:
        """The rows of all milestones, without their history."""
        columns = [one.name for one in spec.fields if one.name not in _HISTORY and one.name != "event_id"]
        calibration = calibration_for(self._assembly.topic.name)

        def rows_of(some: Iterable[Event]) -> list[Row]:
            timeline = Timeline(self._assembly.topic.name, None, tuple(some), self._assembly.repeated)
            return rows.timeline_rows(timeline, self._assembly.articles, calibration)

        def make(places: Sequence[int]) -> list[list[Row]]:
            return [[row] for row in rows_of(self._assembly.event(named[place].place) for place in places)]

        table, _ = self._carried(spec, columns).rows([self._assembly.key(one.place) for one in named], make)
        table = table.append_column("event_id", pa.array([one.id for one in named], pa.string()))
        put_right = plain(to_table(spec, rows_of(events))).select(table.column_names)
        return pa.concat_tables([table, put_right]).combine_chunks()

    def _articles(self, tellers: Tellers) -> pa.Table:
        """One row an article, ordered by publication and id."""
        spec, assembly = self._specs["articles"], self._assembly
        columns = [one.name for one in spec.fields if one.name not in ("event_count", "duplicate_of")]
        articles = list(assembly.articles.values())
        told: dict[str, int] = defaultdict(int)
        for names in tellers.values():
            for name in names:
                told[name] += 1

        def make(places: Sequence[int]) -> list[list[Row]]:
            return [[rows.article_row(articles[place])] for place in places]

        table, _ = self._carried(spec, columns).rows([assembly.keys[one.id] for one in articles], make)
        counts = pa.array([told.get(one.id, 0) for one in articles], pa.int32())
        firsts = pa.array([assembly.repeated.get(one.id) for one in articles], pa.string())
        table = table.append_column("event_count", counts).append_column("duplicate_of", firsts)
        undated: Any = pc.cast(table["published"].is_null(), pa.int8())
        return conformed(spec, ordered(table.append_column("_undated", undated), "_undated", "published", "article_id"))

    def _carried(self, spec: TableSpec, columns: Sequence[str]) -> Carried:
        return Carried(self._home, spec, columns, self._made_by)


def _before(told: pa.Table, base: Base) -> tuple[RowMap, list[int | None]]:
    """The rows of the base, and which of them each told row was to its readers."""
    rows_before = base.events
    assert isinstance(rows_before, RowMap)
    names = told["event_id"].to_pylist()
    return rows_before, [rows_before.place(name) if name in base.published else None for name in names]


def _unchanged(told: pa.Table, base: Base | None) -> NDArray[np.bool_]:
    """For each row, whether readers of the base saw it just so."""
    same = np.zeros(told.num_rows, bool)
    if base is None:
        return same
    rows_before, places = _before(told, base)
    known = [place for place in places if place is not None]
    here = np.flatnonzero([place is not None for place in places])
    columns = [name for name in told.column_names if name not in _HISTORY]
    same[here] = same_rows(told.take(here), rows_before.table.take(pa.array(known, pa.int64())), columns)
    return same


def _stamped(kept: pa.Table, base: Base | None, day: date) -> pa.Table:
    """Rows that are as the base has them, with their history."""
    if base is None:
        return kept
    rows_before, places = _before(kept, base)
    before = rows_before.table.take(pa.array(places, pa.int64()))
    count = kept.num_rows
    return (
        kept.append_column("record_status", pa.array([RecordStatus.ACTIVE.value] * count, pa.string()))
        .append_column("first_seen", before["first_seen"])
        .append_column("last_changed", before["last_changed"])
        .append_column("last_seen", pa.array([midnight(day)] * count, before["last_seen"].type))
    )


def _by_date(table: pa.Table) -> pa.Table:
    """As ``build`` sorts its rows: what is undated comes last."""
    first = pa.scalar(date.min, pa.date32())
    keys: dict[str, Any] = {
        "_undated": pc.cast(table["event_date"].is_null(), pa.int8()),
        "_first": pc.fill_null(table["date_earliest"], first),
        "_last": pc.fill_null(table["date_latest"], first),
    }
    for name, values in keys.items():
        table = table.append_column(name, values)
    return ordered(table, *keys, "event_id").drop_columns(list(keys))
