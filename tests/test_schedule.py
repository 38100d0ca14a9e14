"""A schedule that really fires: a server, the deployment of prefect.yaml, a worker, and the release that follows."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from datelines.releases import ReleaseError, latest

PROJECT = Path(__file__).resolve().parents[1]
TOPIC = "us-cambodia-defense"
NIGHTLY = {"name": {"any_": ["nightly"]}}
ARTICLE = {
    "title": "Old drill may come back",
    "url": "https://news.example/old-drill",
    "published": "2025-02-25T09:00:00+07:00",
    "body": "The last Angkor Sentinel exercise between the United States and Cambodia was held in July 2010.",
}


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


def ask(url, body=None):
    """The server's answer as JSON; None while it does not answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


@contextmanager
def webhook():
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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def every_minute(folder, raw, out):
    """The project's own prefect.yaml, with a schedule that fires soon and other folders."""
    described = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))
    (deployment,) = described["deployments"]
    deployment["schedules"][0]["cron"] = "* * * * *"
    deployment["parameters"] |= {"raw": str(raw), "out": str(out)}
    deployment["work_pool"]["job_variables"]["env"]["PREFECT_FLOWS_DEFAULT_RETRY_DELAY_SECONDS"] = "20"
    path = folder / "prefect.yaml"
    path.write_text(yaml.safe_dump(described), encoding="utf-8")
    return path


@contextmanager
def scheduled(folder, raw, out):
    """A server, the deployment of prefect.yaml firing every minute, and a worker: what asks the server, and a log."""
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = os.environ | {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PWD": str(PROJECT),
    }
    server = ["server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    with supervised(server, environment, folder / "server.log"):
        assert wait_for(lambda: ask(f"{api}/health"), 180), (folder / "server.log").read_text()
        description = str(every_minute(folder, raw, out))
        for arguments in (
            ["work-pool", "create", "local", "--type", "process"],
            ["deploy", "--all", "--prefect-file", description],
        ):
            subprocess.run(
                [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
                cwd=PROJECT, env=environment, check=True, capture_output=True, timeout=180,
            )  # fmt: skip
        yield (
            environment,
            lambda **wanted: ask(f"{api}/flow_runs/filter", {"flow_runs": wanted, "deployments": NIGHTLY}),
        )


def plan_long_ago(folder):
    """Have the runs that are due look as if they had been planned an hour ago.

    Nights are planned days ahead. Of a run that is planned less than five minutes before it is due, Prefect's server
    waits a quarter of an hour for news of the planning, which never comes, before it tells of anything.
    """
    with closing(sqlite3.connect(folder / "prefect" / "prefect.db", timeout=30)) as known, known:
        known.execute("UPDATE flow_run_state SET timestamp = datetime(timestamp, '-1 hour') WHERE type = 'SCHEDULED'")


@contextmanager
def working(environment, folder):
    """A worker that takes what is due."""
    worker = ["worker", "start", "--pool", "local", "--type", "process", "--name", "test"]
    with supervised(worker, environment, folder / "worker.log"):
        yield folder / "worker.log"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_scheduled_night_is_late_fails_alarms_is_tried_again_and_succeeds(tmp_path):
    """No worker is there at first, and then no article; the webhook is told of both; the same run ends in a release."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    with webhook() as (address, alarms), scheduled(tmp_path, raw, out) as (environment, runs_of):
        command = [sys.executable, "-m", "flows.alarms", "--webhook", address]
        subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True, timeout=180)
        assert wait_for(runs_of, 60)
        plan_long_ago(tmp_path)
        late = wait_for(lambda: [one for one in alarms if "is late" in one["subject"]], 180)
        with working(environment, tmp_path) as log:
            failed = wait_for(lambda: [one for one in alarms if "AwaitingRetry" in one["subject"]], 180)
            (raw / "old-drill.json").write_text(json.dumps(ARTICLE), encoding="utf-8")
            runs = wait_for(lambda: runs_of(state={"type": {"any_": ["COMPLETED"]}}), 300)
            told = log.read_text(errors="replace")[-5000:]

    assert late, told
    assert failed, told
    assert "some_article_read" in failed[0]["body"]
    assert runs, told
    assert (True, True) == (runs[0]["auto_scheduled"], runs[0]["run_count"] > 1), told
    assert released(out), told


def released(out):
    try:
        return latest(out, TOPIC).path.name
    except ReleaseError:
        return None
