"""A proxy on loopback between a publisher and a portal, which cuts a chosen call or answers late."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Weather:
    """What the proxy does: ``cut`` the call of that number, ``late`` only after the portal has done it; ``delay``
    every answer by so many seconds. ``calls`` are those seen so far.
    """

    cut: int | None = None
    late: bool = False
    delay: float = 0.0
    calls: list[str] = field(default_factory=list)


@contextmanager
def proxy(address: str, weather: Weather) -> Iterator[str]:
    """The address of a proxy to ``address``."""
    target = urlsplit(address)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with lock:
                weather.calls.append(self.path.rsplit("/", 1)[-1])
                cut = len(weather.calls) == weather.cut
            time.sleep(weather.delay)
            if cut and not weather.late:
                self._hang_up()
                return
            upstream = http.client.HTTPConnection(str(target.hostname), target.port, timeout=60)
            headers = {
                name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")
            }
            upstream.request(self.command, self.path, body or None, headers)
            answer = upstream.getresponse()
            content = answer.read()
            if cut:
                self._hang_up()
                return
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() in ("content-type", "location"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(content)
            self.close_connection = True

        def _hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        do_GET = do_POST = _pass

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
