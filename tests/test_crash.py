"""Killed, or refused by the disk, at any point: readers have one whole release, and the next run ends as ever.

`make test-crash` runs these: 200 deaths and 50 failures of the release step, and 10 deaths of the whole flow.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import crashing
import factory
import pytest

from datelines.baseline import load_base
from datelines.doctor import Grade, examine
from datelines.releases import ReleaseError, is_whole, latest, publish
from schemas.build import build_tables

pytestmark = [pytest.mark.crash, pytest.mark.timeout(900)]
NEXT = factory.DAY + timedelta(days=1)
DEATHS, TORN, REFUSED, FLOW_DEATHS = 200, 15, 35, 10


def night(out, day):
    """What the release step does."""
    timeline, articles = factory.sample()
    base = load_base(out, factory.TOPIC, day)
    tables = build_tables(timeline, articles, (), base=base, run_day=day, rules=factory.RULES)
    run = {"rules": factory.RULES, "base_release": base.release if base else None}
    return publish(out, factory.TOPIC, day, tables, {"run": run, "verdict": {"passed": True}, "datapackage": {}})


def everything(out):
    """Every file below the folder by name, with its bytes, and every link with its target, but for the lock."""
    return {
        str(path.relative_to(out)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in out.rglob("*")
        if (path.is_symlink() or path.is_file()) and path.name != ".lock"
    }


def spread(count, over):
    """``count`` of the numbers below ``over``, evenly; all of them, and some twice, where there are fewer."""
    return [place * over // count for place in range(count)]


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory):
    """A processed folder with one release."""
    out = tmp_path_factory.mktemp("yesterday")
    night(out, factory.DAY)
    return out


@pytest.fixture(scope="module")
def calm(yesterday, tmp_path_factory):
    """What an undisturbed night makes of it, and the events on its way."""
    out = tmp_path_factory.mktemp("calm") / "out"
    shutil.copytree(yesterday, out, symlinks=True)
    events = crashing.events_of(str(out), lambda: night(out, NEXT))
    return everything(out), events


def wrong(out, topic, run, wanted):
    """What is not as promised after a disturbance, in words; nothing when all is well."""
    seen = latest(out, topic)
    problems = [one.line for one in examine(out, topic) if one.grade is Grade.PROBLEM]
    if not is_whole(seen.path):
        problems.append(f"{seen.path}: not whole")
    run()
    made = everything(out)
    problems += [
        f"{name} differs" for name in sorted(made.keys() | wanted.keys()) if made.get(name) != wanted.get(name)
    ]
    return problems + [one.line for one in examine(out, topic)]


def disturbed(yesterday, folder, wanted, point, act):
    """One night with ``act`` at the event number ``point``: how the child ended, and what is wrong after it."""
    out = folder / "out"
    shutil.copytree(yesterday, out, symlinks=True)

    def child():
        crashing.watch(str(out), crashing.at(point, act))
        try:
            night(out, NEXT)
        except ReleaseError:
            os._exit(3)

    status = crashing.in_child(child)
    found = wrong(out, factory.TOPIC, lambda: night(out, NEXT), wanted)
    shutil.rmtree(out)
    return status, found


def test_release_step_killed_at_200_points(yesterday, calm, tmp_path, record):
    """Every point is before a change of the disk; all 200 die, and none leaves harm."""
    wanted, events = calm
    bad, statuses = {}, []
    for point in spread(DEATHS, len(events)):
        status, found = disturbed(yesterday, tmp_path, wanted, point, crashing.die)
        statuses.append(status)
        if found:
            bad[point, events[point]] = found
    record(DEATHS - len(bad), DEATHS)

    assert [-9] * DEATHS == statuses
    assert {} == bad


def test_torn_writes_at_15_points(yesterday, calm, tmp_path, record):
    """Half of a file is on the disk when the power fails."""
    wanted, events = calm
    syncs = [place for place, event in enumerate(events) if event == crashing.SYNC]
    bad = {}
    for point in spread(TORN, len(syncs)):
        status, found = disturbed(yesterday, tmp_path, wanted, syncs[point], crashing.tear_and_die)
        if found or status != -9:
            bad[point] = found or status
    record(TORN - len(bad), TORN)

    assert {} == bad


def test_refusals_at_35_points(yesterday, calm, tmp_path, record):
    """No space, no permission, a failing disk: one clear error, and no harm."""
    wanted, events = calm
    kinds = sorted(crashing.FAILURES)
    bad = {}
    for count, point in enumerate(spread(REFUSED, len(events))):
        kind = kinds[count % len(kinds)]
        status, found = disturbed(yesterday, tmp_path, wanted, point, crashing.fail(kind))
        # A refusal that only clearing up met leaves the night done.
        if found or status not in (0, 3):
            bad[point, events[point], kind] = found or status
    record(REFUSED - len(bad), REFUSED)

    assert {} == bad


def test_whole_flow_killed_at_10_points(tmp_path, record):
    """Between its steps and within its release, in processes forked from a warm one, beside a real server."""
    raw = tmp_path / "raw"
    raw.mkdir()
    body = "The last Angkor Sentinel exercise between the United States and Cambodia was held in July 2010."
    for number in range(3):
        article = {"title": f"Drill {number}", "published": f"2025-02-2{number}T09:00:00+07:00", "body": body}
        (raw / f"{number}.json").write_text(json.dumps(article), encoding="utf-8")
    script = Path(__file__).with_name("crashing_flow.py")
    done = subprocess.run(
        [sys.executable, str(script), str(raw), str(tmp_path), str(FLOW_DEATHS)],
        capture_output=True, text=True, check=False, timeout=600, cwd=script.parents[1],
    )  # fmt: skip
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    good = [one for one in results if one["status"] == -9 and not one["wrong"]]
    record(len(good), FLOW_DEATHS)

    assert (FLOW_DEATHS, []) == (len(results), [one for one in results if one not in good]), done.stderr[-3000:]
