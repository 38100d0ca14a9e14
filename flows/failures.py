"""What ends a run, each with its exit status and one line. The library's own errors are mapped here, too."""

from __future__ import annotations

import traceback

from datelines.batches import EngineError, WorkerDiedError
from datelines.locks import LockHeldError
from datelines.offers import PortalError
from datelines.releases import ReleaseError
from datelines.storage import StorageError
from datelines.yamlfile import ConfigError
from flows.settings import OUTSIDE_FAILED
from schemas.expectations import Verdict

__all__ = ["DEFECT", "STATUSES", "CheckStoppedError", "InputUnusableError", "status_of"]

DEFECT = 70


class CheckStoppedError(Exception):
    """A check stopped the release; yesterday's stands."""

    def __init__(self, verdict: Verdict) -> None:
        first, *others = verdict.blocking
        more = f", and {len(others)} more" if others else ""
        super().__init__(f"stopped by a check: {first.line}{more}; the release before still stands")
        self.verdict = verdict


class InputUnusableError(Exception):
    """The raw folder cannot be used at all."""


STATUSES = {
    0: "done",
    1: "stopped by a check; the release before still stands",
    2: "wrong use, or a configuration file that cannot be used",
    3: "input unusable",
    4: "another run holds the lock",
    OUTSIDE_FAILED: "an outside service failed, Prefect's server, a portal, a cluster or the disk, or a process died",
    DEFECT: "a defect of datelines; the log has the details",
}

_KINDS: tuple[tuple[type[BaseException], int], ...] = (
    (CheckStoppedError, 1),
    (ConfigError, 2),
    (InputUnusableError, 3),
    (LockHeldError, 4),
    (ReleaseError, OUTSIDE_FAILED),
    (PortalError, OUTSIDE_FAILED),
    (WorkerDiedError, OUTSIDE_FAILED),
    (EngineError, OUTSIDE_FAILED),
    (StorageError, OUTSIDE_FAILED),
)


def status_of(error: BaseException) -> int:
    """The exit status for what went wrong; 70 for what nobody foresaw."""
    if isinstance(error, PortalError) and not error.outside:
        return 3
    for kind, status in _KINDS:
        if isinstance(error, kind):
            return status
    # The operating system's own, and whatever Prefect and its client raise when their server is not there.
    homes = (type(error).__module__, _raised_in(error))
    outside = isinstance(error, OSError) or any(home.startswith(("httpx", "httpcore", "prefect")) for home in homes)
    return OUTSIDE_FAILED if outside else DEFECT


def _raised_in(error: BaseException) -> str:
    """The module that raised it; Prefect tells of an unreachable server by a plain RuntimeError."""
    frames = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__)]
    return str(frames[-1]) if frames else ""
