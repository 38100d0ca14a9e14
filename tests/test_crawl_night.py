"""A night over a web archive: what it passes over is counted, and processes change nothing but time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.crawls import write_archive
from benchmarks.newsmaking import Mix
from datelines import incremental
from datelines.batches import WorkerDiedError
from datelines.releases import Release, latest, read_document, read_rows
from flows import build
from flows.failures import STATUSES, status_of

TOPIC = "us-cambodia-defense"
DAY = date(2025, 3, 1)
# The gates are about news that go on; a crawl of the past has none.
ACCEPTED = ("stale", "silent", "conflicts", "accuracy")


@pytest.fixture
def nightly(prefect):
    from flows.nightly import nightly

    return nightly


def tables_of(release: Release) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in release.path.iterdir() if path.suffix in (".csv", ".parquet")}


def test_night_over_a_crawl_counts_every_page_with_any_number_of_processes(
    nightly, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles and pages passed over are the pages, also in run.json; the tables have the same bytes."""
    monkeypatch.setattr(incremental, "_BATCH", 8)
    raw = tmp_path / "raw"
    raw.mkdir()
    write_archive(raw / "crawl.warc.gz", 50, Mix(about=0.5))
    seen = []
    for workers in (1, 2):
        monkeypatch.setattr(build, "processors", lambda workers=workers: workers)
        out = tmp_path / f"out{workers}"
        nightly(raw, out, TOPIC, DAY, accept=ACCEPTED)
        release = latest(out, TOPIC)
        passed = read_document(release, "run")["passed_over"]
        issues = read_rows(out, TOPIC, "issues")
        told = [row["message"] for row in issues if row["code"] == "passed_over"]
        seen.append(tables_of(release))

        assert 50 == len(read_rows(out, TOPIC, "articles")) + passed
        assert passed == sum(int(message.split()[0]) for message in told)
        assert 2 == len(told)

    assert seen[0] == seen[1]


def test_a_dead_process_has_a_status_that_is_listed() -> None:
    """It is no defect: the system took the process."""
    assert status_of(WorkerDiedError()) in STATUSES
    assert 5 == status_of(WorkerDiedError())
