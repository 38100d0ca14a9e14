"""The time, as an argument: which day the run stands for, and how it waits. Reads no clock itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["Clock"]


@dataclass(frozen=True, slots=True)
class Clock:
    """``day`` is the run's day; ``wall`` gives the time of day, aware, for the record of when a page was fetched.

    ``monotonic`` (seconds) measures and ``sleep`` (seconds) waits; ``jitter`` gives a number from 0 to below 1, which
    spreads the waits of many runs.
    """

    day: date
    wall: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    jitter: Callable[[], float]
