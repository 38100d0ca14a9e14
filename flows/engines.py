"""Who does the work of a night: processes of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from datelines.batches import Engine
from datelines.yamlfile import ConfigError

__all__ = ["DASK", "ENGINES", "LOCAL", "Workforce"]

LOCAL, DASK = "local", "dask"
ENGINES = (LOCAL, DASK)


@dataclass(frozen=True, slots=True)
class Workforce:
    """An engine by name, and for Dask the address of a scheduler; without one, it has a cluster of its own.

    Raises ConfigError for what there is not.
    """

    engine: str = LOCAL
    address: str | None = None

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ConfigError(f"ENGINE={self.engine}: there is no such engine; it is one of {', '.join(ENGINES)}")
        if self.address and self.engine != DASK:
            raise ConfigError(f"DASK_ADDRESS={self.address}: is of use to ENGINE=dask only; say that, or leave it out")

    def try_out(self) -> None:
        """Find out whether a cluster elsewhere is there, before anything else starts. Raises EngineError."""
        if self.address:
            self._cluster(1).close()

    @contextmanager
    def at_work(self, workers: int) -> Iterator[Engine | None]:
        """The engine while the block runs; None where this process and its children do it all. Raises EngineError."""
        if self.engine == LOCAL:
            yield None
            return
        cluster = self._cluster(workers)
        try:
            yield cluster
        finally:
            cluster.close()

    def _cluster(self, workers: int) -> Any:
        try:
            clusters = importlib.import_module("datelines.clusters")
        except ImportError as error:
            raise ConfigError(f"ENGINE=dask needs a package that is missing ({error}); run `make setup`") from error
        # A worker that is lost and replaced is no matter for the terminal.
        log = logging.getLogger("distributed")
        log.handlers, log.propagate = list(logging.getLogger("prefect").handlers), False
        return clusters.Cluster(self.address, workers)
