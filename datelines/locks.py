"""One run at a time: a lock that the operating system lets go when its owner dies. Knows nothing of what is locked."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["LockHeldError", "held"]


class LockHeldError(Exception):
    """Another run holds the lock; the message says which."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` while the block runs.

    Raises LockHeldError at once when another process has it, and OSError.

    The file stays behind with the last owner's process id; alone, it locks nothing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            raise LockHeldError(f"{path}: held by process {owner or 'unknown'}; let it finish") from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
