"""From nothing to what a user wants, as a stranger would go: each journey is one test."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from published import released, sample_tables

ROOT = Path(__file__).parents[1]

TEN_LINES = """
import datelines

timeline = datelines.load_timeline("processed")
visits = timeline[timeline["event_type"] == "visit_meeting"]
print(len(datelines.overlapping(visits, "2025-02")), "visits can lie in February 2025")
event = timeline[timeline["title"].str.contains("Angkor Sentinel suspended")].iloc[0]
print(datelines.explain(event["event_id"], "processed"))
datelines.plot(timeline, "US–Cambodia defense milestones").save("timeline.png")
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_analyst_goes_from_pip_install_to_a_plot_and_a_traced_date(tmp_path):
    """In an environment of its own, without Prefect and Great Expectations, in ten lines."""
    released(tmp_path / "processed", sample_tables())
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", ROOT], check=True, timeout=280)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PREFECT"))}
    done = subprocess.run(
        [python, "-c", textwrap.dedent(TEN_LINES)], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    have = subprocess.run([python, "-m", "pip", "list"], capture_output=True, text=True, check=True).stdout.lower()

    assert "" == done.stderr
    assert ["What", "When", "Words", "Read"] == [line.split()[0] for line in done.stdout.splitlines()[1:5]]
    assert (tmp_path / "timeline.png").read_bytes().startswith(b"\x89PNG")
    assert [] == [name for name in ("prefect", "great-expectations", "great_expectations") if name in have]
    assert 10 >= len(TEN_LINES.strip().splitlines())
