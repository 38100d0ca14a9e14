"""A server of our own that misbehaves as told, and a clock that does not really sleep: for the tests of fetching."""

from __future__ import annotations

import ipaddress
import itertools
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from datelines.fetching import Clock, Night, SourceList, fetch_all
from datelines.fetching.sourcelist import Feed, Limits

LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
DAY = date(2025, 3, 1)
QUICK = {"connect_seconds": 2, "read_seconds": 2, "total_seconds": 2, "pause_seconds": 1, "retries": 2}
AGENT = "tester/1.0 (mailto:tester@example.org)"
PAGE = (
    b'<!DOCTYPE html><html lang="en"><head><title>Bridge closed</title></head><body><h1>Bridge closed to lorries</h1>'
    b'<time datetime="2025-02-25T10:15:00+07:00">25 February</time><p>The bridge was closed to lorries on Monday after '
    b"an inspection found cracks in two of its piers.</p><p>It had been due to reopen in March, a spokesman said."
    b"</p></body></html>"
)


@dataclass
class Request:
    """What a client asked: path with query, headers in lower case, and how often the path was asked before."""

    path: str
    headers: dict[str, str]
    earlier: int


Route = Callable[[Request], Iterable[bytes]]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str | None) -> bytes:
    """A whole answer; ``content_type`` becomes Content-Type, and None drops a header."""
    told = {"content_type": "text/html", "content_length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in told.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("utf-8") + body


def always(whole: bytes) -> Route:
    """The same answer every time."""
    return lambda request: [whole]


def in_turn(*wholes: bytes) -> Route:
    """One answer after the other, the last for ever."""
    return lambda request: [wholes[min(request.earlier, len(wholes) - 1)]]


@dataclass
class BadServer:
    """Answers by path; what is not listed is 404. ``asked`` holds every request in order."""

    port: int = 0
    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def url(self, path: str, host: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths asked, without robots.txt."""
        return [request.path for request in self.asked if request.path != "/robots.txt"]


@contextmanager
def bad_server(tls: ssl.SSLContext | None = None) -> Iterator[BadServer]:
    """A server on a free port of 127.0.0.1."""
    known = BadServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                if tls:
                    self.connection = tls.wrap_socket(self.connection, server_side=True)
                    self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
                self._answer()
            except OSError:
                pass  # the client hung up, as it should

        def _answer(self) -> None:
            first, *lines = iter(lambda: self.rfile.readline().decode("latin-1").strip(), "")
            headers = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
            path = first.split(" ")[1]
            earlier = sum(request.path == path for request in known.asked)
            request = Request(path, headers, earlier)
            known.asked.append(request)
            route = known.routes.get(path, always(answer(b"nothing here", "404 Not Found")))
            for part in route(request):
                self.wfile.write(part)

        def finish(self) -> None:
            try:
                super().finish()
                self.connection.close()
            except OSError:
                pass

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        known.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield known
        finally:
            server.shutdown()
            thread.join()


@dataclass
class FakeClock:
    """Runs like the real one, and jumps instead of sleeping; ``slept`` holds every jump in seconds."""

    slept: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.slept.append(seconds)

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.slept)

    def at(self, day: date = DAY, jitter: float = 0.0) -> Clock:
        """The clock for a day, always at four in the morning."""
        wall = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        return Clock(day, lambda: wall, self.monotonic, self.sleep, lambda: jitter)


def local(host: str, port: int) -> list[str]:
    """Every name is this machine."""
    return ["127.0.0.1"]


def fetch(
    raw: Path,
    *addresses: str,
    feeds: Iterable[Feed] = (),
    day: date = DAY,
    clock: FakeClock | None = None,
    limits: dict[str, Any] | None = None,
    jitter: float = 0.0,
    **line: Any,
) -> Night:
    """One night over the addresses and feeds, with loopback allowed unless told otherwise."""
    sources = SourceList(AGENT, tuple(feeds), addresses, Limits(**{**QUICK, **(limits or {})}))
    told = {"resolver": local, "allow": [LOOPBACK], **line}
    return fetch_all(sources, raw, (clock or FakeClock()).at(day, jitter), **told)


def drip(whole: bytes, seconds: float) -> Route:
    """The answer a byte at a time."""

    def route(request: Request) -> Iterator[bytes]:
        for byte in whole:
            yield bytes([byte])
            time.sleep(seconds)

    return route


def endless(head: bytes, part: bytes) -> Route:
    """A body that never ends."""
    return lambda request: itertools.chain([head], itertools.repeat(part))
