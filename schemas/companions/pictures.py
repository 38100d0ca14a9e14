"""The timeline as pictures, for slides and pages: what is told today, by year and type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from datelines.edtf import DateValue
from datelines.pictures import drawing
from datelines.stories import in_words

if TYPE_CHECKING:
    from schemas.companions import Subject

__all__ = ["pictures"]

_COLUMNS = [
    "event_id", "event_date", "date_earliest", "date_latest", "date_precision", "date_qualifier", "date_conflict",
    "event_type", "event_status", "record_status",
]  # fmt: skip


def pictures(subject: Subject) -> dict[str, bytes]:
    """``timeline.png`` and ``timeline.svg``; nothing where no milestone is dated."""
    told = subject.tables["timeline"].select(_COLUMNS)
    rows = told.filter(pc.equal(told["record_status"].cast(pa.string()), pa.scalar("active"))).to_pylist()
    if not any(row["event_date"] for row in rows):
        return {}
    articles = subject.tables["articles"].num_rows
    day = in_words(DateValue.of(subject.day))
    note = f"{len(rows):,} milestones from {articles:,} articles, as of {day}"
    title = subject.dataset.title.partition(":")[0]
    return {f"timeline.{kind}": made for kind, made in drawing.pictures(rows, title, note).items()}
