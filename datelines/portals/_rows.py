"""What must change for a table of a portal to hold the rows that it should. Knows no portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from datelines.offers import Rows

__all__ = ["Difference", "difference"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The rows to put (new ones and changed ones), and the keys of those that must go."""

    put: tuple[dict[str, Any], ...]
    gone: tuple[str, ...]
    new: int

    def __bool__(self) -> bool:
        return bool(self.put or self.gone)

    def __str__(self) -> str:
        return f"{self.new} new, {len(self.put) - self.new} changed, {len(self.gone)} gone"


def difference(held: Mapping[str, Mapping[str, Any]], wanted: Rows) -> Difference:
    """From the rows that a portal holds, by key, to those that it should hold."""
    put: list[dict[str, Any]] = []
    keys: set[str] = set()
    new = 0
    kinds = {column.name: column.kind for column in wanted.columns}
    for row in wanted:
        key = row[wanted.key]
        keys.add(key)
        there = held.get(key)
        if there is None:
            new += 1
            put.append(row)
        elif not _same(there, row.items(), kinds):
            put.append(row)
    return Difference(tuple(put), tuple(sorted(held.keys() - keys)), new)


def _same(there: Mapping[str, Any], row: Iterable[tuple[str, Any]], kinds: Mapping[str, str]) -> bool:
    return all(_as_sent(there.get(name), kinds[name]) == value for name, value in row)


def _as_sent(value: Any, kind: str) -> Any:
    """What a portal gives back in the spelling in which it was sent: it may add a midnight, or parts of a second."""
    if kind in ("day", "moment") and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment.date().isoformat() if kind == "day" else moment.isoformat()
    if value == "" and kind == "text":
        return None
    return float(value) if kind == "float" and value is not None else value
