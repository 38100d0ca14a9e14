"""The whole nightly flow, killed in forked children beside a server of Prefect's: RAW FOLDER COUNT.

Prints a JSON line a death. A process of its own: one that has run a flow has threads and cannot be
forked.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
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
# Longer than files must have been left alone for their digests to be remembered, in seconds.
SETTLED = 4
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


def _another(raw: Path) -> None:
    """An article more, so that the second night has something to read, and the time until its digest is remembered."""
    article = json.loads((raw / "0.json").read_text(encoding="utf-8"))
    article |= {"title": "Drill resumed", "body": article["body"].replace("July 2010", "May 2017")}
    (raw / "another.json").write_text(json.dumps(article), encoding="utf-8")
    time.sleep(SETTLED)


def _steps(raw: Path, before: Path, out: Path) -> int:
    """How many steps an undisturbed second night tells of."""
    told = out.with_suffix(".steps")

    def child() -> None:
        with told.open("a", encoding="utf-8") as file, progress.listening(lambda what, *_: print(what, file=file)):
            _flow(raw, out, NEXT)

    shutil.copytree(before, out, symlinks=True)
    if status := crashing.in_child(child):
        raise RuntimeError(f"an undisturbed night ended with {status}")
    return len(told.read_text(encoding="utf-8").splitlines())


def main(raw: Path, folder: Path, count: int) -> None:
    """A death before each step, the others within what is written."""
    # A topic and a digest of its own: nobody who edits a rule meanwhile changes what the children do.
    shutil.copy(TOPICS / f"{TOPIC}.yaml", raw.with_name(f"{TOPIC}.yaml"))
    warm_up(load_topic(TOPIC))
    rules_digest(load_topic(TOPIC))
    before, calm, out = folder / "before", folder / "calm", folder / "out"
    with prefect_test_harness(server_startup_timeout=180):
        night(raw, before, DAY)
        shutil.copytree(before, calm, symlinks=True)
        _another(raw)
        events = len(crashing.events_of(str(calm / TOPIC), lambda: _flow(raw, calm, NEXT)))
        wanted = everything(calm)
        steps = _steps(raw, before, folder / "counted")
        points = [*range(steps), *(steps + one for one in spread(count - steps, events))]
        for point in points:
            shutil.copytree(before, out, symlinks=True)
            status = killed(raw, out, point, steps)
            found = wrong(out, TOPIC, lambda: night(raw, out, NEXT), wanted)
            shutil.rmtree(out)
            sys.stdout.write(json.dumps({"point": point, "status": status, "wrong": found}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
