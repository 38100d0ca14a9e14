"""Work spread over processes, a batch at a time: results in the order of what went in, and memory bound by the batches.

The same function does the work here and in other processes, so that what comes out does not depend on how many there
are. What the work is, is for whoever asks.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

__all__ = ["Engine", "EngineError", "Spread", "WorkerDiedError", "in_batches", "without_main"]

T = TypeVar("T")
R = TypeVar("R")
P = TypeVar("P")

# Batches that wait for each worker, so that none idles and few are held.
_WAITING = 2


class Engine(Protocol):
    """Workers elsewhere, that do what the processes of a ``Spread`` would do."""

    def results(
        self,
        work: Callable[[list[T]], list[R]],
        prepare: Callable[..., None],
        given: tuple[Any, ...],
        batches: Iterable[list[T]],
    ) -> Iterator[R]:
        """What the work makes of each batch, in their order; ``prepare`` is called once in each worker."""

    def grouped(
        self,
        split: Callable[[T], Mapping[Any, P]],
        join: Callable[[list[P]], R],
        prepare: Callable[..., None],
        given: tuple[Any, ...],
        parts: Sequence[T],
    ) -> dict[Any, R]:
        """By key, what ``join`` makes of the pieces that ``split`` makes of the parts, in the order of the parts."""


class WorkerDiedError(Exception):
    """A process that did the work is gone; the message is one line."""

    def __init__(self) -> None:
        super().__init__(
            "a process that read articles died, perhaps for want of memory; run it again, with fewer workers if need be"
        )


class EngineError(Exception):
    """An engine cannot do the work; the message is one line: which, what is wrong, what to do."""


def in_batches(items: Iterable[T], most: int, size_of: Callable[[T], int], largest: int) -> Iterator[list[T]]:
    """The items in lists of at most ``most``, each closed once it is as large as ``largest``."""
    batch: list[T] = []
    size = 0
    for item in items:
        batch.append(item)
        size += size_of(item)
        if len(batch) >= most or size >= largest:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class Spread(Generic[T, R]):
    """``work`` on batches in so many processes, or by an ``engine``; for a single batch, or by one worker, in this one.

    ``prepare`` is called once in each process with ``given``; it and ``work`` are functions of a module. Processes are
    started anew and not forked, for this one may have threads.
    """

    def __init__(
        self,
        work: Callable[[list[T]], list[R]],
        workers: int,
        prepare: Callable[..., None],
        given: tuple[Any, ...] = (),
        engine: Engine | None = None,
    ) -> None:
        self._work = work
        self._workers = workers
        self._prepare = prepare
        self._given = given
        self._engine = engine
        self._is_prepared = False
        self._pool: ProcessPoolExecutor | None = None
        self._note: Path | None = None

    def results(self, batches: Iterable[list[T]]) -> Iterator[R]:
        """What the work makes of each batch, in order. Raises WorkerDiedError, and whatever the work raises."""
        waiting = iter(batches)
        first = next(waiting, None)
        if first is None:
            return
        second = next(waiting, None) if self._workers > 1 or self._engine else None
        if second is None:
            yield from self._here(first)
            for batch in waiting:
                yield from self._here(batch)
            return
        every = _chained(first, second, waiting)
        if self._engine:
            yield from self._engine.results(self._work, self._prepare, self._given, every)
            return
        try:
            yield from self._elsewhere(every)
        except BrokenProcessPool as error:
            self.close()
            raise WorkerDiedError from error

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        if self._note is not None:
            self._note.unlink(missing_ok=True)
            self._note = None

    def _here(self, batch: list[T]) -> list[R]:
        if not self._is_prepared:
            self._prepare(*self._given)
            self._is_prepared = True
        return self._work(batch)

    def _elsewhere(self, batches: Iterable[list[T]]) -> Iterator[R]:
        pending: deque[Future[list[R]]] = deque()
        try:
            for batch in batches:
                pending.append(self._submit(batch))
                if len(pending) >= self._workers * (1 + _WAITING):
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()

    def _submit(self, batch: list[T]) -> Future[list[R]]:
        if self._pool is None:
            self._pool = self._started()
        # Each of the first pieces of work starts a process.
        with without_main():
            return self._pool.submit(self._work, batch)

    def _started(self) -> ProcessPoolExecutor:
        # Handed over in a file: a pipe takes so little at a time that it would wait for each process to come up.
        with tempfile.NamedTemporaryFile(prefix="datelines-", delete=False) as file:
            file.write(pickle.dumps(self._given))
        self._note = Path(file.name)
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, _start, (self._prepare, self._note))


def _start(prepare: Callable[..., None], note: Path) -> None:
    """In each process: leave an interrupt to the one that started it, end with it, and get ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare(*pickle.loads(note.read_bytes()))


def _end_with_parent() -> None:
    """A parent that is killed tells nobody, and the queue has no end to see."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def without_main() -> Iterator[None]:
    """Start processes that do not import this one's main module anew: Prefect would be loaded in each of them."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _chained(first: list[T], second: list[T], others: Iterator[list[T]]) -> Iterator[list[T]]:
    yield first
    yield second
    yield from others
