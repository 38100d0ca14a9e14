"""Batches in order, and pieces joined by key, whatever becomes of workers and schedulers meanwhile."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from distributed import CancelledError, Future, KilledWorker

from datelines.batches import EngineError, WorkerDiedError
from datelines.clusters.link import Link, LostError
from datelines.clusters.worker import done, keys, piece

__all__ = ["Cluster"]

T = TypeVar("T")
R = TypeVar("R")
P = TypeVar("P")

# Batches that wait for each thread of the cluster, so that none idles, and how many are sent at most.
_WAITING, _MOST = 2, 256
# Seconds: how often is looked, how long a result takes to come, and how long a scheduler may be without workers.
_LOOK, _COMING, _ALONE = 1, 30, 60
# How often a scheduler may be lost without any result in between.
_LOSSES = 3
# What a future can have come to; one that is lost is made once more.
_ENDED = ("finished", "error", "cancelled")


class Cluster:
    """A Dask cluster: the one whose scheduler is at ``address``, or with ``workers`` processes of its own.

    Its workers need the same datelines, Python and packages as this process; that is asked before any work is sent.
    A worker that lets a batch be waited for ``patience`` seconds is passed by: others are given what it has before it.
    """

    def __init__(self, address: str | None, workers: int, patience: int = 120) -> None:
        self._patience = patience
        self._slow: set[str] = set()
        self._link = Link(address, workers)

    def close(self) -> None:
        """Let go of the cluster, and end one of its own."""
        self._link.close()

    def results(
        self,
        work: Callable[[list[T]], list[R]],
        prepare: Callable[..., None],
        given: tuple[Any, ...],
        batches: Iterable[list[T]],
    ) -> Iterator[R]:
        """What the work makes of each batch, in their order; ``prepare`` is called once in each worker with ``given``.

        Raises WorkerDiedError, EngineError, and whatever the work raises.
        """
        name = self._link.prepared(prepare, given)
        pending: deque[_Task] = deque()
        try:
            for batch in batches:
                pending.append(_Task(name, work, batch))
                # Where it cannot be sent, it is sent again when its turn comes.
                with suppress(LostError):
                    self._send(pending[-1])
                if len(pending) >= self._width():
                    yield from self._first_of(pending)
            while pending:
                yield from self._first_of(pending)
        finally:
            for task in pending:
                task.drop()

    def grouped(
        self,
        split: Callable[[T], Mapping[Any, P]],
        join: Callable[[list[P]], R],
        prepare: Callable[..., None],
        given: tuple[Any, ...],
        parts: Sequence[T],
    ) -> dict[Any, R]:
        """By key, what ``join`` makes of the pieces that ``split`` makes of the parts; pieces go from worker to worker.

        Raises as ``results``.
        """
        name = self._link.prepared(prepare, given)
        for _ in range(_LOSSES):
            with suppress(LostError):
                return self._joined(name, split, join, parts)
            self._link.renew()
        raise self._gone()

    def _joined(
        self, name: str, split: Callable[[T], Mapping[Any, P]], join: Callable[[list[P]], R], parts: Sequence[T]
    ) -> dict[Any, R]:
        submit = self._link.submit
        pieces = [submit(done, name, split, part) for part in parts]
        holders: dict[Any, list[Future[Any]]] = {}
        for held, asked in [(held, submit(keys, held)) for held in pieces]:
            for key in self._awaited([asked]):
                holders.setdefault(key, []).append(held)
        joined = {
            key: submit(done, name, join, [submit(piece, one, key) for one in found]) for key, found in holders.items()
        }
        return {key: self._awaited([future]) for key, future in joined.items()}

    def _first_of(self, pending: deque[_Task]) -> list[Any]:
        """The result of the first task, also where it has to be sent again with all that follow."""
        for _ in range(_LOSSES):
            try:
                found: list[Any] = self._awaited(pending[0].futures, partial(self._pass_by, pending))
            except LostError:
                self._link.renew()
                for task in pending:
                    task.drop()
                    with suppress(LostError):
                        self._send(task)
            else:
                pending.popleft().drop()
                return found
        raise self._gone()

    def _awaited(self, futures: Sequence[Future[Any]], late: Callable[[], None] | None = None) -> Any:
        """The result of whichever of the futures is done first; ``late`` is called, once, where that takes too long."""
        waited = alone = 0
        while futures:
            for future in futures:
                if future.status in _ENDED:
                    with suppress(TimeoutError):
                        return _result(future)
            if _is_one_done(futures):
                continue
            waited += _LOOK
            alone = 0 if self._link.workers() else alone + _LOOK
            if alone >= _ALONE:
                raise EngineError(f"{self._link.where}: all its workers are gone; start some and run it again")
            if late and waited >= self._patience:
                late()
                late = None
        raise LostError

    def _pass_by(self, pending: Iterable[_Task]) -> None:
        """Give what the worker of the first task has before it to others as well, and it nothing more."""
        held = self._link.held()
        first, *_ = pending
        self._slow |= {worker for worker, names in held.items() if first.is_among(names)}
        stuck = {name for worker in self._slow for name in held.get(worker, ())}
        for task in pending:
            if task.is_among(stuck):
                self._send(task)

    def _send(self, task: _Task) -> None:
        """Hand a task to a worker; to none that was slow, while there are others."""
        others = [one for one in self._link.workers() if one not in self._slow] if self._slow else []
        placed: dict[str, Any] = {"workers": others, "allow_other_workers": True} if others else {}
        task.futures.append(self._link.submit(done, task.name, task.work, task.batch, **placed))

    def _width(self) -> int:
        """How many batches are on their way at a time."""
        try:
            return min(_MOST, max(1, sum(self._link.workers().values())) * (1 + _WAITING))
        except LostError:
            return 1

    def _gone(self) -> EngineError:
        return EngineError(f"{self._link.where}: the scheduler was lost {_LOSSES} times; see its log and run it again")


@dataclass(slots=True, eq=False)
class _Task:
    """A batch with what is to be made of it, and those that are at it."""

    name: str
    work: Callable[[list[Any]], list[Any]]
    batch: list[Any]
    futures: list[Future[Any]] = field(default_factory=list)

    def is_among(self, names: Collection[Any]) -> bool:
        """Whether one of those that are at it has one of these names."""
        return any(future.key in names for future in self.futures)

    def drop(self) -> None:
        """Nobody waits for it any more."""
        for future in self.futures:
            with suppress(Exception):
                future.cancel()
        self.futures.clear()


def _is_one_done(futures: Sequence[Future[Any]]) -> bool:
    """Whether one of them ends in a moment; it may have ended before."""
    told = threading.Event()
    for future in futures:
        future.add_done_callback(lambda _: told.set())
    return told.wait(_LOOK)


def _result(future: Future[Any]) -> Any:
    """What came of a future that has ended. Raises LostError, and TimeoutError where it has to be made once more."""
    if future.status == "cancelled":
        raise LostError
    try:
        return future.result(timeout=_COMING)
    except CancelledError as error:
        raise LostError from error
    except KilledWorker as error:
        raise WorkerDiedError from error
