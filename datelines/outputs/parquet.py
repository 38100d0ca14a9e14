"""Parquet: zstd, our own Arrow schema, descriptions in the metadata. The same table gives the same bytes."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from datelines.atomic import replaced

__all__ = ["SUFFIX", "write"]

SUFFIX = "parquet"
# Fixed, so that the bytes do not depend on the library's default of the day.
_ROWS_IN_GROUP = 100_000


def write(table: pa.Table, path: Path) -> None:
    """Write the whole file or nothing. Raises OSError."""
    whole = table.combine_chunks()
    with replaced(path) as staged:
        pq.write_table(
            whole,
            staged,
            version="2.6",
            compression="zstd",
            compression_level=6,
            row_group_size=_ROWS_IN_GROUP,
            data_page_version="1.0",
        )
