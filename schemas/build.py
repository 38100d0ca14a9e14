"""A timeline, its articles and findings to all published tables, with their history.

Nothing is checked or written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datelines import rows
from datelines.articles import Article
from datelines.confidence.loader import calibration_for
from datelines.corrections.apply import Corrected
from datelines.history import Base, Op, record
from datelines.identity import Past, successors, with_ids
from datelines.issues import Issue
from datelines.review import review_rows
from datelines.stored import Tables
from datelines.timelines import Timeline
from schemas.spec import load_specs
from schemas.tables import to_table, to_tables

__all__ = ["Built", "build_tables", "named_by", "with_review"]

Built = dict[str, Any]


def build_tables(
    timeline: Timeline,
    articles: Mapping[str, Article],
    issues: Iterable[Issue],
    *,
    base: Base | None,
    run_day: date,
    rules: str,
    corrected: Corrected | None = None,
) -> Built:
    """Every table by name, ``quarantine`` empty. ``articles`` are all that were read, by id; ``rules`` is a digest.

    ``corrected`` is the same timeline with its ids and corrections; without it, there are none. The same values give
    the same tables, in whatever order they come. Raises TableError.
    """
    past = base.past if base else Past()
    corrected = corrected or Corrected(named_by(timeline, base))
    named = corrected.timeline
    mentions = rows.mention_rows(named, articles)
    read = rows.article_rows(articles.values(), named)
    milestones, changes = record(
        sorted(rows.timeline_rows(named, articles, calibration_for(named.topic)), key=_by_date),
        mentions,
        read,
        base=base,
        merged=successors(named, past),
        day=run_day,
        rules=rules,
        corrected=corrected.digests,
    )
    made = {
        "timeline": milestones,
        "mentions": mentions,
        "articles": read,
        "changes": changes,
        "issues": rows.issue_rows([*issues, *corrected.issues]),
    }
    return with_review(to_tables(made))


def named_by(timeline: Timeline, base: Base | None) -> Timeline:
    """The timeline with its ids, those of the base before any correction where the events are the same."""
    return with_ids(timeline, (base.origin or base.past) if base else Past())


def with_review(tables: Tables) -> Built:
    """The tables with the review that follows from timeline and changes as they are."""
    timeline, changes = tables["timeline"], tables["changes"]
    # Of an archive, few rows are doubted and few go: only those are looked at one by one.
    gone = changes.filter(pc.is_in(changes["op"].cast(pa.string()), pa.array([Op.MERGE.value, Op.RETRACT.value])))
    doubted = pc.or_(pc.or_(timeline["date_conflict"], timeline["event_date"].is_null()), _among(timeline, gone))
    doubts = review_rows(timeline.filter(pc.fill_null(doubted, True)).to_pylist(), gone.to_pylist())
    return {**tables, "review": to_table(load_specs()["review"], doubts)}


def _among(timeline: pa.Table, gone: pa.Table) -> Any:
    """Which rows are told of as joined to others or gone."""
    return pc.is_in(timeline["event_id"], gone["event_id"].cast(pa.string()).combine_chunks())


def _by_date(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """In order of the first day that the date can mean, then of the last; undated rows come last."""
    first, last = row["date_earliest"] or date.min, row["date_latest"] or date.max
    return row["event_date"] is None, first, last, row["event_id"]
