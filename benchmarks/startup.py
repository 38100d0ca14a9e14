"""What a night costs beyond starting Prefect, in seconds: `python -m benchmarks.startup [--raw DIR]`.

The floor is a process that imports Prefect and Great Expectations and runs an empty flow on an ephemeral server;
beside it the second nightly run over the same articles. Medians of a few rounds, taken in turn: the machine may be
shared.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FLOOR = """
import flows
import great_expectations
from prefect import flow

@flow(name="empty")
def empty():
    pass

empty()
"""


def seconds(command: list[str]) -> float:
    """How long the command takes; it must succeed."""
    start = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", default="data/raw")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        nightly = [sys.executable, "-m", "flows.nightly", "--raw", given.raw, "--out", str(Path(folder) / "out")]
        seconds(nightly)
        rounds = [(seconds([sys.executable, "-c", FLOOR]), seconds(nightly)) for _ in range(given.rounds)]
    floor, run = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"Prefect's server and imports alone  {floor:6.1f} s")
    print(f"a second nightly run                {run:6.1f} s")
    print(f"difference                          {run - floor:6.1f} s")


if __name__ == "__main__":
    main()
