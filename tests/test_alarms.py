"""A bad night reaches a person: a real Prefect server tells a webhook, and the run itself writes a letter."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from servers import PROJECT, free_port, wait_for

from flows.alarms import main
from flows.letters import letter, postal_address, write_letter


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

    # However often the loggers hand it on.
    told = {one.getMessage() for one in caplog.records}

    assert 2 == len([one for one in told if one.startswith("no letter to operator@example.org")])
    assert "hush-hush" not in caplog.text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--webhook", "hooks.example.org"], "is no http(s) address"),
        ([], "give --webhook, --mail with --smtp, or both"),
        (["--mail", "operator@example.org"], "--mail needs --smtp"),
        (["--mail", "operator@example.org", "--smtp", "me:hush-hush@127.0.0.1:mail"], "is not host:port"),
        (["--mail", "operator@example.org", "--smtp", "me:hush-hush@127.0.0.1:1"], "does not answer"),
    ],
)
def test_what_cannot_be_set_up_is_refused_in_one_line_without_the_password(arguments, told):
    found = CliRunner().invoke(main, arguments)

    assert (2, True) == (found.exit_code, told in found.output)
    assert "hush-hush" not in found.output


def test_the_server_gets_the_login_and_the_port_and_no_encryption_where_there_is_none(postbox):
    server, _ = postbox
    address = postal_address("operator@example.org", f"me:hush%2Fhush@{server}")

    assert address.startswith(f"mailto://me:hush%252Fhush@{server}?")
    assert "mode=insecure" in address


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_failed_and_a_missed_night_reach_the_webhook_and_the_mailbox(tmp_path, prefect_server, webhook, postbox):
    """The one documented command sets it up; a night fails, and none completes for longer than is allowed."""
    (address, told), (smtp, letters) = webhook, postbox
    prefect_server.environment |= {"DATELINES_ALARM_MAIL": "operator@example.org", "DATELINES_SMTP": smtp}
    # Twice: what is there is brought up to date and not made again.
    for _ in range(2):
        prefect_server.run("flows.alarms", "--webhook", address, "--missed-hours", "0.005")
    made = prefect_server.ask("automations/filter", {})
    shown = json.dumps(prefect_server.ask("block_documents/filter", {}))
    bad = (
        "from pathlib import Path\nfrom flows.nightly import nightly\n"
        f"nightly(Path('{tmp_path}/raw'), Path('{tmp_path}/out'), 'no-such-topic')"
    )
    night = subprocess.run(
        [sys.executable, "-c", bad], cwd=PROJECT, env=prefect_server.environment, capture_output=True, timeout=180
    )
    failed = wait_for(lambda: [one for one in told if "is Failed" in one["subject"]], 90)
    missed = wait_for(lambda: [one for one in told if "no night has completed" in one["subject"]], 90)
    mailed = wait_for(lambda: [one for one in letters if "no night has completed" in one], 90)

    assert [
        "datelines: a night died",
        "datelines: a night failed",
        "datelines: a night is late",
        "datelines: no night completed",
    ] == sorted(one["name"] for one in made)
    assert 0 != night.returncode
    assert failed, prefect_server.log[-3000:]
    assert "no-such-topic" in failed[0]["body"]
    assert missed, told
    assert mailed, prefect_server.log[-3000:]
    assert "To: operator@example.org" in mailed[0]
    assert "Are the server, its schedule and the worker alive?" in mailed[0]
    assert {"datelines-alarm", "datelines-letter"} <= {
        one["name"] for one in prefect_server.ask("block_documents/filter", {})
    }
    assert address not in shown + prefect_server.log
    assert smtp not in shown + prefect_server.log
    own = [one for one in letters if "is Failed" in one]
    assert 1 == len(own)
    assert "no-such-topic" in own[0]
