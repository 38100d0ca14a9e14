"""A whole night in a process of its own, and what it took: clock, processor seconds and memory of all its processes.

Prefect's server is up before the clock starts, and is not counted: it is the same for every night.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

__all__ = ["Cost", "night", "run_night"]

ROOT = Path(__file__).parents[1]
TOPIC = "us-cambodia-defense"
_EVERY = 0.2
# The gates are about news that go on, and about rules that are measured; made-up news of the past are neither.
_ACCEPTED = ("accuracy", "conflicts", "silent", "stale")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and of processors, of all processes; megabytes of all together and of the first at most."""

    seconds: float
    cpu: float
    own_cpu: float
    megabytes: float
    own_megabytes: float

    def beyond(self, other: Cost) -> tuple[float, float, float]:
        """Seconds more than the other night took: by the clock, of processors, of these the first process's."""
        return self.seconds - other.seconds, self.cpu - other.cpu, self.own_cpu - other.own_cpu


def night(raw: Path, out: Path, day: date, profile: bool = False) -> Cost:
    """One night over ``raw`` into ``out``. Raises RuntimeError where it fails."""
    command = [sys.executable, "-m", "benchmarks.nights", str(raw), str(out), str(day)] + ["profile"] * profile
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        told: list[tuple[str, str]] = []
        listener = threading.Thread(target=lambda: told.append(process.communicate()))
        listener.start()
        while listener.is_alive():
            listener.join(_EVERY)
            peak = max(peak, _megabytes(process.pid))
    printed, errors = told[0]
    if process.returncode:
        raise RuntimeError(errors[-2000:])
    if profile:
        sys.stderr.write(errors)
    return Cost(**json.loads(printed.strip().splitlines()[-1]) | {"megabytes": peak})


def _megabytes(root: int) -> float:
    """What all processes below and with this one hold, pages they share counted once; without Prefect's server."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        with suppress(OSError):
            if b"prefect.server" in Path(f"/proc/{process}/cmdline").read_bytes():
                continue
            total += _kilobytes(Path(f"/proc/{process}/smaps_rollup").read_text().splitlines())
            waiting += children.get(process, [])
    return total / 1000


def _kilobytes(lines: Iterable[str]) -> int:
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def run_night(raw: Path, out: Path, day: date, profile: bool) -> None:
    """The flow itself, beside a server of Prefect's that is up already; prints what it took."""
    from flows import settings

    settings.apply()
    from prefect.testing.utilities import prefect_test_harness

    from flows.build import warm_up
    from flows.nightly import load_topic, nightly
    from schemas.expectations import suite

    assert suite
    warm_up(load_topic(TOPIC))
    with prefect_test_harness(server_startup_timeout=180):
        profiler = cProfile.Profile()
        start, own, children = time.perf_counter(), time.process_time(), _children()
        if profile:
            profiler.enable()
        nightly(raw, out, TOPIC, as_of=day, accept=_ACCEPTED)
        profiler.disable()
        seconds, own, children = time.perf_counter() - start, time.process_time() - own, _children() - children
        if profile:
            pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(90)
            pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(45)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": seconds, "cpu": own + children, "own_cpu": own, "own_megabytes": peak}))


def _children() -> float:
    """Processor seconds of the processes that have ended."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


if __name__ == "__main__":
    run_night(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]), "profile" in sys.argv[4:])
