"""The whole nightly flow, killed in forked children beside a server of Prefect's: RAW FOLDER COUNT.

Prints a JSON line a death. A process of its own: one that has run a flow has threads and cannot be
forked.
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path

import crashing
from prefect.testing.utilities import prefect_test_harness
from test_crash import everything, spread, wrong

from datelines import topics
from datelines.digests import rules_digest
from datelines.topics.loader import load_topic
from flows import progress
from flows.build import warm_up
from flows.nightly import nightly
from schemas.expectations import suite

TOPICS = Path(topics.__file__).parent
TOPIC = "us-cambodia-defense"
DAY, NEXT = date(2025, 3, 1), date(2025, 3, 2)


def night(raw: Path, out: Path, day: date) -> None:
    """One flow in a child of its own."""
    assert suite
    status = crashing.in_child(lambda: _flow(raw, out, day))
    if status:
        raise RuntimeError(f"an undisturbed night ended with {status}")


def _flow(raw: Path, out: Path, day: date) -> None:
    nightly(raw, out, str(raw.with_name(f"{TOPIC}.yaml")), day)


def killed(raw: Path, out: Path, point: int, steps: int) -> int:
    """A night killed at that step, or, from ``steps`` on, at that change of the processed folder."""

    def step(what: str, done: int, of: int | None) -> None:
        seen.append(what)
        if len(seen) == point + 1 and point < steps:
            crashing.die(what, None)

    def child() -> None:
        if point >= steps:
            crashing.watch(str(out / TOPIC), crashing.at(point - steps, crashing.die))
        with progress.listening(step):
            _flow(raw, out, NEXT)

    seen: list[str] = []
    return crashing.in_child(child)


def main(raw: Path, folder: Path, count: int) -> None:
    """Half of the deaths between steps, half within what is written."""
    # A topic and a digest of its own: nobody who edits a rule meanwhile changes what the children do.
    shutil.copy(TOPICS / f"{TOPIC}.yaml", raw.with_name(f"{TOPIC}.yaml"))
    warm_up(load_topic(TOPIC))
    rules_digest(load_topic(TOPIC))
    before, calm, out = folder / "before", folder / "calm", folder / "out"
    with prefect_test_harness(server_startup_timeout=180):
        night(raw, before, DAY)
        shutil.copytree(before, calm, symlinks=True)
        events = len(crashing.events_of(str(calm / TOPIC), lambda: _flow(raw, calm, NEXT)))
        wanted = everything(calm)
        steps = count // 2
        points = [*range(steps), *(steps + one for one in spread(count - steps, events))]
        for point in points:
            shutil.copytree(before, out, symlinks=True)
            status = killed(raw, out, point, steps)
            found = wrong(out, TOPIC, lambda: night(raw, out, NEXT), wanted)
            shutil.rmtree(out)
            sys.stdout.write(json.dumps({"point": point, "status": status, "wrong": found}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
