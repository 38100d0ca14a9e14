"""A pause between two requests to one host, whoever makes them. What is requested is elsewhere."""

from __future__ import annotations

import threading

from datelines.fetching.clock import Clock

__all__ = ["Pace"]


class Pace:
    """Gives every request to a host its own moment, ``pause`` seconds after the one before."""

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock = clock
        self._pause = pause
        self._pauses: dict[str, float] = {}
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def at_least(self, host: str, pause: float) -> None:
        """The host asks for this pause; a shorter one than the usual changes nothing."""
        with self._lock:
            self._pauses[host] = max(pause, self._pause, self._pauses.get(host, 0))

    def wait(self, host: str) -> None:
        """Sleep until the host may be asked."""
        with self._lock:
            now = self._clock.monotonic()
            turn = max(now, self._free.get(host, now))
            self._free[host] = turn + self._pauses.get(host, self._pause)
        if turn > now:
            self._clock.sleep(turn - now)
