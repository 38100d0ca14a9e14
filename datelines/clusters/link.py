"""The way to a Dask cluster: its scheduler is found, found again where it was lost, and every worker made ready."""

from __future__ import annotations

import hashlib
import logging
import pickle
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from distributed import Client, Future, LocalCluster
from distributed.comm.addressing import get_address_host_port

from datelines.batches import EngineError, without_main
from datelines.clusters.worker import OtherMakerError, Ready
from datelines.digests import maker_digest

__all__ = ["Link", "LostError"]

_log = logging.getLogger(__name__)
# Seconds until a scheduler answers, until one that is gone is back, and until it has a worker.
_ANSWER, _RETURN, _STAFF = 5, 30, 30
# Dask's loggers have handlers of their own; who logs where is for whoever runs this.
for _name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
    logging.getLogger(_name).handlers.clear()
    logging.getLogger(_name).propagate = True


class LostError(Exception):
    """The scheduler is gone, and with it all that it knew."""


class Link:
    """A client of the scheduler at ``address``, or of a cluster of ``workers`` processes of its own."""

    def __init__(self, address: str | None, workers: int) -> None:
        self._address = address
        self._own = None if address else _own_cluster(workers)
        self._ready: dict[str, Ready] = {}
        self._last: tuple[Callable[..., None], tuple[Any, ...], str] | None = None
        self._client = self._connected(_ANSWER)

    @property
    def where(self) -> str:
        """Which cluster it is, for people."""
        return self._address or "Dask on this machine"

    def close(self) -> None:
        """Let go of the cluster, and end one of its own."""
        with suppress(Exception):
            for name in self._ready:
                self._client.unregister_worker_plugin(name)
        self._client.close()
        if self._own is not None:
            self._own.close()
            self._own = None

    def prepared(self, prepare: Callable[..., None], given: tuple[Any, ...]) -> str:
        """The name under which every worker, also one that comes later, is ready for work. Raises EngineError."""
        if self._last and self._last[0] is prepare and all(map(_is, self._last[1], given)):
            return self._last[2]
        held = pickle.dumps((prepare, given))
        name = f"datelines-{hashlib.sha256(held).hexdigest()[:16]}"
        if name not in self._ready:
            self._ready[name] = Ready(name, held, maker_digest())
            self._make_ready(name)
        self._last = prepare, given, name
        return name

    def submit(self, function: Callable[..., Any], *given: Any, **placed: Any) -> Future[Any]:
        """Something for a worker to do. Raises LostError."""
        try:
            return self._client.submit(function, *given, pure=False, **placed)
        except (OSError, RuntimeError) as error:
            raise LostError from error

    def workers(self) -> dict[str, int]:
        """The threads of each worker, by its address. Raises LostError."""
        if self._client.status != "running":
            raise LostError
        try:
            found: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, RuntimeError) as error:
            raise LostError from error
        return {address: int(one["nthreads"]) for address, one in found.items()}

    def held(self) -> dict[str, Any]:
        """By worker, the keys of what it has before it. Raises LostError."""
        try:
            found: dict[str, Any] = self._client.processing()
        except (OSError, RuntimeError) as error:
            raise LostError from error
        return found

    def renew(self) -> None:
        """Find the scheduler again; one that was started anew knows nothing. Raises EngineError."""
        _log.warning("%s: the scheduler was lost; what was under way is sent again", self.where)
        with suppress(Exception):
            self._client.close(timeout=1)
        self._client = self._connected(_RETURN)
        for name in self._ready:
            self._make_ready(name)

    def _make_ready(self, name: str) -> None:
        try:
            self._client.register_plugin(self._ready[name], name)
        except OtherMakerError as error:
            raise EngineError(f"{self.where}: {error}") from error
        except (ImportError, AttributeError) as error:
            raise EngineError(
                f"{self.where}: its workers cannot load datelines ({error}); install the same version there"
            ) from error

    def _connected(self, seconds: int) -> Client:
        try:
            if self._address:
                get_address_host_port(self._address)
            client = Client(self._own or self._address, timeout=seconds, set_as_default=False)
        except ValueError as error:
            raise EngineError(f"{self.where}: is no address ({error}); tcp://10.0.0.5:8786 is one") from error
        except OSError as error:
            raise EngineError(
                f"{self.where}: no Dask scheduler answers there within {seconds} seconds; start one, or name another"
            ) from error
        try:
            client.wait_for_workers(1, timeout=_STAFF)
        except TimeoutError as error:
            client.close()
            raise EngineError(f"{self.where}: the scheduler has no workers; start some and run it again") from error
        return client


def _is(one: object, other: object) -> bool:
    return one is other


def _own_cluster(workers: int) -> LocalCluster:
    """Processes of this machine, one thread each, that end with this one."""
    with without_main():
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
            local_directory=tempfile.gettempdir(),
        )
