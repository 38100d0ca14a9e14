"""Files in, articles out: one module a format, found by file name. The network and the clock are elsewhere."""

from __future__ import annotations

from datelines.sources.common.facts import HEADERS_SUFFIX
from datelines.sources.common.reading import flag_future, read, read_all
from datelines.sources.common.walk import walk

__all__ = ["HEADERS_SUFFIX", "flag_future", "read", "read_all", "walk"]
