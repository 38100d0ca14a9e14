"""What differs between the timelines of any two releases, in the words of the changes table. Pure.

Why it differs is known only for a release and the one it was built on; that is worked out in ``history``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from datelines.history import STAMPS, Op, RecordStatus, cell

__all__ = ["Difference", "differences"]

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that an event gained, lost or altered; ``old`` and ``new`` are written as in the CSV, unguarded.

    ``column`` is None unless ``op`` is change; then ``old`` and ``new`` hold titles, or for a merged event the new one
    the id of the event that it joined.
    """

    event_id: str
    op: Op
    column: str | None = None
    old: str | None = None
    new: str | None = None


def differences(
    before: Iterable[_Row], after: Iterable[_Row], untold: frozenset[str] = frozenset()
) -> tuple[Difference, ...]:
    """What has to be done to the first timeline's rows to get the second's; by event and column.

    ``untold`` are columns that one of the two could not tell, its layout being older.
    """
    aside = STAMPS | untold
    old = {row["event_id"]: row for row in before}
    new = {row["event_id"]: row for row in after}
    found = [
        one
        for event_id in old.keys() | new.keys()
        for one in _of(event_id, old.get(event_id), new.get(event_id), aside)
    ]
    return tuple(sorted(found, key=lambda one: (one.event_id, one.op, one.column or "")))


def _of(event_id: str, old: _Row | None, new: _Row | None, aside: frozenset[str]) -> list[Difference]:
    if old is None or new is None:
        return _came_or_went(event_id, old, new)
    if _is_active(old) and not _is_active(new):
        op = Op.MERGE if new["superseded_by"] else Op.RETRACT
        return [Difference(event_id, op, None, old["title"], new["superseded_by"])]
    return [
        Difference(event_id, Op.CHANGE, name, cell(old.get(name)), cell(new.get(name)))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name) and name not in aside
    ]


def _came_or_went(event_id: str, old: _Row | None, new: _Row | None) -> list[Difference]:
    """An event that only one of the two knows; nothing where readers did not see it there."""
    if new is not None:
        return [Difference(event_id, Op.ADD, None, None, new["title"])] if _is_active(new) else []
    if old is not None and _is_active(old):
        return [Difference(event_id, Op.RETRACT, None, old["title"])]
    return []


def _is_active(row: _Row) -> bool:
    return bool(row["record_status"] == RecordStatus.ACTIVE)
