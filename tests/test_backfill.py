"""Nights made up for a range of days: as if they had run then, resumable, and never in the way of readers."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from datelines.history import RecordStatus
from datelines.releases import latest, list_releases, read_table
from flows.failures import InputUnusableError

TOPIC = "us-cambodia-defense"
FIRST = date(2025, 2, 25)


def article(number: int) -> dict[str, str]:
    day = FIRST + timedelta(days=number)
    return {
        "title": f"Drill of {2010 + number} recalled",
        "url": f"https://news.example/{number}",
        "publisher": "Mekong Courier",
        "published": f"{day}T09:00:00+07:00",
        "language": "en",
        "body": f"The United States and Cambodia held the Angkor Sentinel exercise in July {2010 + number}.",
    }


@pytest.fixture
def raw(tmp_path) -> Path:
    """An article a day, for four days."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.json").write_text(json.dumps(article(number)), encoding="utf-8")
    return folder


def milestones(out: Path, day: date) -> int:
    release = next(one for one in list_releases(out, TOPIC) if one.day == day)
    return read_table(release, "timeline")["record_status"].to_pylist().count(RecordStatus.ACTIVE.value)


def test_each_day_has_what_was_published_by_then(prefect, raw, tmp_path):
    from flows.backfill import backfill

    last = FIRST + timedelta(days=3)
    made = backfill(FIRST, last, raw, tmp_path / "out", TOPIC)

    assert tuple(FIRST + timedelta(days=number) for number in range(4)) == made
    assert [1, 2, 3, 4] == [milestones(tmp_path / "out", day) for day in made]
    assert last == latest(tmp_path / "out", TOPIC).day


def test_it_goes_on_where_it_was_cut_off_and_ends_with_the_same_bytes(prefect, raw, tmp_path, monkeypatch):
    """The third night fails; the next backfill makes that one and the last."""
    from flows import backfill as module

    build = module.build_release

    def fails_on_the_third(inventory, out, topic, day, **more):
        if day == FIRST + timedelta(days=2):
            raise OSError("the disk is gone")
        return build(inventory, out, topic, day, **more)

    last = FIRST + timedelta(days=3)
    module.backfill(FIRST, last, raw, tmp_path / "whole", TOPIC)
    monkeypatch.setattr(module, "build_release", fails_on_the_third)
    with pytest.raises(OSError, match="the disk is gone"):
        module.backfill(FIRST, last, raw, tmp_path / "cut", TOPIC)
    monkeypatch.setattr(module, "build_release", build)

    assert (last - timedelta(days=1), last) == module.backfill(FIRST, last, raw, tmp_path / "cut", TOPIC)
    assert () == module.backfill(FIRST, last, raw, tmp_path / "cut", TOPIC)
    assert {one.path.name for one in list_releases(tmp_path / "whole", TOPIC)} == {
        one.path.name for one in list_releases(tmp_path / "cut", TOPIC)
    }


def test_it_never_moves_readers_to_an_earlier_day(prefect, raw, tmp_path):
    from flows.backfill import backfill

    today = FIRST + timedelta(days=30)
    backfill(today, today, raw, tmp_path / "out", TOPIC)
    backfill(FIRST, FIRST + timedelta(days=1), raw, tmp_path / "out", TOPIC)

    assert today == latest(tmp_path / "out", TOPIC).day
    assert 3 == len(list_releases(tmp_path / "out", TOPIC))


def test_a_range_that_runs_backwards_is_refused(prefect, raw, tmp_path):
    from flows.backfill import backfill

    with pytest.raises(InputUnusableError, match="--from 2025-02-26 is after --to 2025-02-25"):
        backfill(FIRST + timedelta(days=1), FIRST, raw, tmp_path / "out", TOPIC)
