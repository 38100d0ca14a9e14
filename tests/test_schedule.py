"""A schedule that really fires: a server, the deployment of prefect.yaml, a worker, and the release that follows."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager

import pytest
import yaml
from servers import PROJECT, supervised, wait_for

from datelines.releases import ReleaseError, latest

TOPIC = "us-cambodia-defense"
NIGHTLY = {"name": {"any_": ["nightly"]}}
ARTICLE = {
    "title": "Old drill may come back",
    "url": "https://news.example/old-drill",
    "published": "2025-02-25T09:00:00+07:00",
    "body": "The last Angkor Sentinel exercise between the United States and Cambodia was held in July 2010.",
}


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


def schedule(server, raw, out):
    """Have the deployment of prefect.yaml fire every minute."""
    description = str(every_minute(server.folder, raw, out))
    server.run("prefect", "--no-prompt", "work-pool", "create", "local", "--type", "process")
    server.run("prefect", "--no-prompt", "deploy", "--all", "--prefect-file", description)


def runs_of(server, **wanted):
    """The nights that the server knows, of such a kind."""
    return server.ask("flow_runs/filter", {"flow_runs": wanted, "deployments": NIGHTLY})


def plan_long_ago(folder):
    """Have the runs that are due look as if they had been planned an hour ago.

    Nights are planned days ahead. Of a run that is planned less than five minutes before it is due, Prefect's server
    waits a quarter of an hour for news of the planning, which never comes, before it tells of anything.
    """
    with closing(sqlite3.connect(folder / "prefect" / "prefect.db", timeout=30)) as known, known:
        known.execute("UPDATE flow_run_state SET timestamp = datetime(timestamp, '-1 hour') WHERE type = 'SCHEDULED'")


@contextmanager
def working(server):
    """A worker that takes what is due, and what it says."""
    worker = ["worker", "start", "--pool", "local", "--type", "process", "--name", "test"]
    with supervised(worker, server.environment, server.folder / "worker.log"):
        yield server.folder / "worker.log"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_scheduled_night_is_late_fails_alarms_is_tried_again_and_succeeds(tmp_path, prefect_server, webhook, postbox):
    """No worker at first, and then no article: webhook and mailbox are told; the same run ends in a release."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (address, alarms), (smtp, letters) = webhook, postbox
    schedule(prefect_server, raw, out)
    mail = ("--mail", "operator@example.org", "--smtp", smtp)
    prefect_server.run("flows.alarms", "--webhook", address, *mail)
    assert wait_for(lambda: runs_of(prefect_server), 60)
    plan_long_ago(tmp_path)
    late = wait_for(lambda: [one for one in alarms if "is late" in one["subject"]], 180)
    mailed = wait_for(lambda: [one for one in letters if "the night is late" in one], 60)
    with working(prefect_server) as log:
        failed = wait_for(lambda: [one for one in alarms if "AwaitingRetry" in one["subject"]], 180)
        (raw / "old-drill.json").write_text(json.dumps(ARTICLE), encoding="utf-8")
        runs = wait_for(lambda: runs_of(prefect_server, state={"type": {"any_": ["COMPLETED"]}}), 300)
        told = log.read_text(errors="replace")[-5000:]

    assert late, told
    assert mailed, prefect_server.log[-5000:]
    assert "has not begun. Is the worker alive?" in mailed[0]
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
