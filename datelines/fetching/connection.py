"""Connections to checked addresses only, each request within one deadline. Knows nothing of HTTP.

The name is looked up once, every address is checked, and the connection goes to a checked address, so that a name whose
answer changes between check and connection gains nothing. The certificate is still checked against the name.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from datelines.fetching.addresses import Network, Resolver, checked

__all__ = ["GuardedBackend"]


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections for one request: to public addresses or those in ``allow``, until ``ends`` (monotonic)."""

    def __init__(
        self, resolver: Resolver, allow: Sequence[Network], monotonic: Callable[[], float], ends: float
    ) -> None:
        self._resolver = resolver
        self._allow = allow
        self._left: Callable[[], float] = lambda: ends - monotonic()
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that takes it. Raises FetchError and httpcore's errors."""
        *others, last = checked(host, port, self._resolver, self._allow)
        for address in others:
            try:
                return self._connect(address, port, timeout, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, port, timeout, socket_options)

    def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.NetworkStream:
        seconds = _within(timeout, self._left(), httpcore.ConnectTimeout)
        return _TimedStream(
            self._plain.connect_tcp(address, port, timeout=seconds, socket_options=socket_options), self._left
        )


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every step ends when the whole request must."""

    def __init__(self, inner: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._inner = inner
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _within(timeout, self._left(), httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _within(timeout, self._left(), httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = _within(timeout, self._left(), httpcore.ConnectTimeout)
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _within(timeout: float | None, left: float, late: type[httpcore.TimeoutException]) -> float:
    """The seconds that a step may take. Raises ``late`` when none are left."""
    if left <= 0:
        raise late("the whole answer took too long")
    return left if timeout is None else min(timeout, left)
