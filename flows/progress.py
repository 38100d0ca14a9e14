"""How far a run is, told to whoever listens: a bar in the terminal, nobody under a worker. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["listening", "step"]

Listener = Callable[[str, int, int | None], None]

# One run a process: Prefect may call tasks in other threads, which a context variable would not reach.
_listeners: list[Listener] = []


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call ``listener`` with what is done, how many, and of how many (None: not known), while the block runs."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def step(what: str, done: int, of: int | None = None) -> None:
    """Tell how far ``what`` is."""
    for listener in _listeners:
        listener(what, done, of)
