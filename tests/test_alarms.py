"""A bad night reaches a person: a real Prefect server tells a webhook, and the run itself writes a letter."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner
from test_schedule import ask, free_port, supervised, wait_for, webhook

from flows.alarms import main
from flows.letters import letter, write_letter

PROJECT = Path(__file__).resolve().parents[1]


class Postbox:
    """An SMTP server's hands: keeps what is delivered."""

    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(envelope.content.decode())
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[str, list[str]]]:
    """The address of a real SMTP server, and the letters that came."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}", box.letters
    finally:
        controller.stop()


def test_a_letter_is_delivered(postbox):
    server, letters = postbox
    write_letter("operator@example.org", server, "datelines: the night\nis Failed", "the disk is full")

    assert "Subject: datelines: the night is Failed" in letters[0]
    assert "To: operator@example.org" in letters[0]
    assert "the disk is full" in letters[0]


def test_a_server_that_cannot_be_reached_or_read_fails_nothing_and_tells_no_password(monkeypatch, caplog):
    """The night has failed already; its log is read by more people than the password is for."""
    monkeypatch.setenv("DATELINES_ALARM_MAIL", "operator@example.org")
    run, state = SimpleNamespace(name="quiet-heron"), SimpleNamespace(name="Failed", message="the disk is full")
    monkeypatch.setattr(logging.getLogger("prefect.datelines"), "propagate", True)
    monkeypatch.setattr(logging.getLogger("prefect"), "propagate", True)
    for server in (f"operator:hush-hush@127.0.0.1:{free_port()}", "operator:hush-hush@127.0.0.1:mail"):
        monkeypatch.setenv("DATELINES_SMTP", server)
        letter(None, run, state)

    assert 2 == caplog.text.count("no letter to operator@example.org")
    assert "hush-hush" not in caplog.text


def test_an_address_that_is_none_is_refused():
    found = CliRunner().invoke(main, ["--webhook", "hooks.example.org"])

    assert (2, True) == (found.exit_code, "is no http(s) address" in found.output)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_failed_and_a_missed_night_reach_the_webhook_and_the_mailbox(tmp_path, postbox):
    """The one documented command sets it up; a night fails, and none completes for longer than is allowed."""
    smtp, letters = postbox
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = os.environ | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "DATELINES_ALARM_MAIL": "operator@example.org",
        "DATELINES_SMTP": smtp,
    }
    server = ["server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    with webhook() as (address, told), supervised(server, environment, tmp_path / "server.log"):
        assert wait_for(lambda: ask(f"{api}/health"), 180), (tmp_path / "server.log").read_text()
        command = [sys.executable, "-m", "flows.alarms", "--webhook", address, "--missed-hours", "0.005"]
        # Twice: what is there is brought up to date and not made again.
        for _ in range(2):
            subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True, timeout=180)
        made = ask(f"{api}/automations/filter", {})
        shown = json.dumps(ask(f"{api}/block_documents/filter", {}))
        bad = (
            "from pathlib import Path\nfrom flows.nightly import nightly\n"
            f"nightly(Path('{tmp_path}/raw'), Path('{tmp_path}/out'), 'no-such-topic')"
        )
        night = subprocess.run(
            [sys.executable, "-c", bad], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=180
        )
        failed = wait_for(lambda: [one for one in told if "is Failed" in one["subject"]], 90)
        missed = wait_for(lambda: [one for one in told if "no night has completed" in one["subject"]], 90)

    assert ["datelines: a night failed", "datelines: a night is late", "datelines: no night completed"] == sorted(
        one["name"] for one in made
    )
    assert 0 != night.returncode
    assert failed, (tmp_path / "server.log").read_text()[-3000:]
    assert "no-such-topic" in failed[0]["body"]
    assert missed, told
    assert "datelines-alarm" in shown
    assert address not in shown + (tmp_path / "server.log").read_text()
    assert "is Failed" in letters[0]
    assert "no-such-topic" in letters[0].replace("=\n", "")
