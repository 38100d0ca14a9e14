"""Parquet: zstd, our own Arrow schema, descriptions in the metadata. The same table gives the same bytes."""

from __future__ import annotations

from pathlib import Path

from datelines.atomic import replaced
from datelines.stored import AnyTable, StoredTable, pieces_of, write_groups

__all__ = ["SUFFIX", "write"]

SUFFIX = "parquet"


def write(table: AnyTable, path: Path) -> None:
    """Write the whole file or nothing. Raises OSError."""
    with replaced(path) as staged:
        if isinstance(table, StoredTable):
            table.copy_to(staged)
        else:
            write_groups(table.schema, pieces_of(table), staged)
