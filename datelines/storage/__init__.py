"""Folders that are addresses of an object store: raw files brought here, releases there and back.

Releases are made and read on a disk as ever; what is here brings them to the store, whole and in one step, and from it.
"""

from __future__ import annotations

from datelines.storage.copies import EVERYTHING, TABLES, Copy, reader_copy, topic_at
from datelines.storage.mirror import mirror
from datelines.storage.pointers import Pointer
from datelines.storage.store import StorageError, Store, is_address

__all__ = [
    "EVERYTHING",
    "TABLES",
    "Copy",
    "Pointer",
    "StorageError",
    "Store",
    "is_address",
    "mirror",
    "reader_copy",
    "topic_at",
]
