"""Real servers for tests of nights: Prefect's, a webhook and a mailbox; ``conftest`` has a fixture for each."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

PROJECT = Path(__file__).resolve().parents[1]


@contextmanager
def supervised(arguments, environment, log):
    """A process that is gone at the end, whatever happens, with all that it started."""
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", *arguments],
            cwd=PROJECT, env=environment, stdout=sink, stderr=sink, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        for send in (process.terminate, process.kill):
            send()
            try:
                process.wait(30)
                break
            except subprocess.TimeoutExpired:
                continue


def wait_for(what, seconds):
    """The first value of ``what`` that is not empty; None when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(1)
    return None


def _ask(url, body=None):
    """The server's answer as JSON; None while it does not answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """A Prefect server of its own: its folder, and the environment of what is to speak with it."""

    folder: Path
    api: str
    environment: dict[str, str]

    def ask(self, path: str, body: Any = None) -> Any:
        """Its answer as JSON; None where there is none."""
        return _ask(f"{self.api}/{path}", body)

    def run(self, *arguments: str) -> None:
        """A Python module with its arguments, until it is done."""
        command = [sys.executable, "-m", *arguments]
        subprocess.run(command, cwd=PROJECT, env=self.environment, check=True, capture_output=True, timeout=180)

    @property
    def log(self) -> str:
        """What it has written."""
        return (self.folder / "server.log").read_text(errors="replace")


@contextmanager
def prefect_server(folder):
    """A server that is up, with its files in the folder."""
    port = free_port()
    environment = os.environ | {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PWD": str(PROJECT),
    }
    arguments = ["server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    with supervised(arguments, environment, folder / "server.log"):
        server = Server(folder, environment["PREFECT_API_URL"], environment)
        assert wait_for(lambda: server.ask("health"), 180), server.log
        yield server


@contextmanager
def listening():
    """An address that takes JSON, and what it was told."""
    told = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/alarm", told
    finally:
        server.shutdown()
        server.server_close()


class _Postbox:
    """An SMTP server's hands: keeps what is delivered."""

    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(self, server, session, envelope):
        # As it reads: quoted-printable breaks long lines.
        self.letters.append(envelope.content.decode().replace("=\r\n", "").replace("=\n", ""))
        return "250 OK"


@contextmanager
def delivering():
    """The address of a real SMTP server, and the letters that came."""
    box = _Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}", box.letters
    finally:
        controller.stop()
