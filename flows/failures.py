"""What ends a run, each with its exit status and one line. The library's own errors are mapped here, too."""

from __future__ import annotations

from datelines.locks import LockHeldError
from datelines.releases import ReleaseError
from datelines.yamlfile import ConfigError
from schemas.expectations import Verdict

__all__ = ["STATUSES", "CheckStoppedError", "InputUnusableError", "status_of"]


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
    5: "an outside service failed, Prefect's server or the disk",
    70: "a defect of datelines; the log has the details",
}

_KINDS: tuple[tuple[type[BaseException], int], ...] = (
    (CheckStoppedError, 1),
    (ConfigError, 2),
    (InputUnusableError, 3),
    (LockHeldError, 4),
    (ReleaseError, 5),
)


def status_of(error: BaseException) -> int:
    """The exit status for what went wrong; 70 for what nobody foresaw."""
    for kind, status in _KINDS:
        if isinstance(error, kind):
            return status
    # httpx, anyio and the operating system all raise these when Prefect's server or the disk is not there.
    outside = isinstance(error, OSError) or type(error).__module__.startswith(("httpx", "httpcore", "prefect"))
    return 5 if outside or "Prefect API" in str(error) else 70
