"""The rows of a table by key, each made when it is asked for: of a hundred thousand, a night looks at a few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

__all__ = ["RowMap"]


class RowMap(Mapping[str, dict[str, Any]]):
    """A table's rows as plain values, by a column whose values are all different."""

    def __init__(self, table: pa.Table, key: str) -> None:
        self.table = table
        self._places = {name: place for place, name in enumerate(table[key].to_pylist())}
        self._made: dict[str, dict[str, Any]] = {}

    def __getitem__(self, key: str) -> dict[str, Any]:
        if key not in self._made:
            self._made[key] = self.table.slice(self._places[key], 1).to_pylist()[0]
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def place(self, key: str) -> int | None:
        """Where in the table the row is."""
        return self._places.get(key)
