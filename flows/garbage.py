"""What Python looks through for garbage while a night holds an archive: nothing that is alive to its end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["leaving_what_is_there", "without_searching"]


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
