"""Files in, articles out: one module a format, found by file name. The network and the clock are elsewhere."""

from __future__ import annotations

from datelines.sources.common.facts import HEADERS_SUFFIX
from datelines.sources.common.glance import decoded_page, language_shown, text_shown
from datelines.sources.common.reading import Part, finish, flag_future, is_quick, parts, read, read_all
from datelines.sources.common.walk import walk

__all__ = [
    "HEADERS_SUFFIX",
    "Part",
    "decoded_page",
    "finish",
    "flag_future",
    "is_quick",
    "language_shown",
    "parts",
    "read",
    "read_all",
    "text_shown",
    "walk",
]
