"""What becomes of memory while a night holds an archive: what is alive to its end is not searched for garbage, and the
blocks of tables go back to the system when they are freed.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["give_back_blocks", "leaving_what_is_there", "without_searching"]

# A parameter of glibc's mallopt: from what size on a block is mapped by itself.
_MMAP_THRESHOLD, _BLOCK = -3, 2**18


def give_back_blocks() -> None:
    """Have each large block given back when it is freed; else the C library learns to keep blocks of their size.

    Of an archive of a hundred thousand articles that is a hundred megabytes. Where another C library is, nothing.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _BLOCK)


@contextmanager
def without_searching() -> Iterator[None]:
    """While an archive is read and joined, next to nothing is garbage, and searching costs a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def leaving_what_is_there() -> Iterator[None]:
    """Only what is made from here on is searched: checks and pictures leave much behind, the archive nothing."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
