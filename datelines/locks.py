"""One run at a time: a lock that the operating system lets go when its owner dies. Knows nothing of what is locked."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["LockHeldError", "held"]


_TRIES = 50
_MOMENT = 0.01


class LockHeldError(Exception):
    """Another run holds the lock; the message says which."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` while the block runs.

    Raises LockHeldError at once when another process has it, and OSError.

    The file stays behind; alone, it locks nothing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockHeldError(f"{path}: held by process {_owner(handle)}; let it finish") from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _owner(handle: int) -> str:
    """Who holds the lock. One that has only just got it writes its number in a moment; one that died left its own."""
    for _ in range(_TRIES):
        text = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
        if text.isdigit() and _is_alive(int(text)):
            return text
        time.sleep(_MOMENT)
    return "unknown"
