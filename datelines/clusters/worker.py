"""What runs in the workers: they are made ready once for a kind of work, and do one piece of it at a time."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Mapping
from typing import Any

from distributed import Worker, WorkerPlugin

from datelines.digests import maker_digest

__all__ = ["OtherMakerError", "Ready", "done", "keys", "piece"]

# What this process was made ready for; the library is not made for threads.
_READY: set[str] = set()
_ONE = threading.Lock()


class OtherMakerError(Exception):
    """A worker would make something else of the same articles."""


class Ready(WorkerPlugin):
    """Makes each worker ready, also one that is started later; ``held`` are a function and its arguments, pickled."""

    def __init__(self, name: str, held: bytes, maker: str) -> None:
        self.name, self._held, self._maker = name, held, maker

    def setup(self, worker: Worker) -> None:
        """Called by Dask in each worker. Raises OtherMakerError."""
        if maker_digest() != self._maker:
            raise OtherMakerError(
                f"its worker {worker.address} has another datelines, Python or package than this machine; "
                "install the same there, from the same lock"
            )
        with _ONE:
            prepare, given = pickle.loads(self._held)
            prepare(*given)
            _READY.add(self.name)


def done(name: str, work: Callable[[Any], Any], given: Any) -> Any:
    """What the work makes of it. Raises whatever that raises, and OtherMakerError."""
    if name not in _READY:
        raise OtherMakerError("a worker is not ready; restart it, with the same version of datelines, and run it again")
    with _ONE:
        return work(given)


def keys(pieces: Mapping[Any, Any]) -> list[Any]:
    """The keys of pieces that stay where they are."""
    return list(pieces)


def piece(pieces: Mapping[Any, Any], key: Any) -> Any:
    """One of the pieces, to be fetched by another worker."""
    return pieces[key]
