"""A source that has to go leaves no text of it in any kept release, and every day keeps its timeline."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta

import crashing
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from test_crash import everything
from test_thirty_nights import TOPIC, put, run

from datelines.cli import cli
from datelines.doctor import Grade, examine
from datelines.releases import ReleaseError, list_releases, read_rows
from datelines.takedown import take_down

DAYS = [date(2025, 3, 1) + timedelta(days=number) for number in range(4)]
WORDS = "Zebulon"


def article(body, day):
    told = {"title": "Drill", "publisher": "Mekong Courier", "published": f"{day}T09:00:00+07:00", "body": body}
    return json.dumps(told)


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """Four nights: one tells of a suspension in words of its own, the fourth no longer reads it."""
    folder = tmp_path_factory.mktemp("four")
    raw, out = folder / "raw", folder / "out"
    told = f"Cambodia suspended the Angkor Sentinel exercise with the United States in 2017, {WORDS} said."
    put(raw, {"bad.json": article(told, DAYS[0])})
    put(raw, {"good.json": article("A U.S. Navy ship made a port call in Sihanoukville in March 2017.", DAYS[0])})
    for day in DAYS[:3]:
        run(raw, out, day)
    put(raw, {"bad.json.tombstone": f"{DAYS[3]} the court says so"})
    return folder


@pytest.fixture
def folder(four, tmp_path):
    """A copy of it."""
    return shutil.copytree(four, tmp_path / "four", symlinks=True)


@pytest.fixture
def out(folder):
    """Its processed folder, after the night that no longer reads the source."""
    run(folder / "raw", folder / "out", DAYS[3])
    return folder / "out"


def files_with(out, words):
    """Every file that holds the words, as bytes or in a cell of its table."""
    files = [path for path in out.rglob("*") if path.is_file() and not path.is_symlink()]
    found = [path for path in files if words.encode() in path.read_bytes()]
    tables = [path for path in files if path.suffix == ".parquet"]
    return found + [path for path in tables if words in str(pq.read_table(path, partitioning=None).to_pylist())]


def timelines(out):
    return [read_rows(out, TOPIC.name, "timeline", day) for day in DAYS]


def problems(out):
    return [one.line for one in examine(out, TOPIC.name) if one.grade is Grade.PROBLEM]


def test_no_byte_of_it_is_left_and_every_day_keeps_its_timeline(out):
    """Neither in plain files nor inside Parquet; it was there before."""
    before, held = timelines(out), files_with(out, WORDS)
    take_down(out, TOPIC.name, "bad.json")

    assert held
    assert [] == files_with(out, WORDS)
    assert before == timelines(out)
    assert [] == problems(out)


def test_rows_say_so(out):
    """The changes of the night that dropped it retract what it told, and its issues name the source."""
    take_down(out, TOPIC.name, "bad.json")
    changes = read_rows(out, TOPIC.name, "changes")
    issues = read_rows(out, TOPIC.name, "issues")

    assert ["retraction"] == sorted({row["reason"] for row in changes if row["op"] == "retract"})
    assert [True] == ["bad.json" in str(row) for row in issues if row["code"] == "withdrawn"]


def test_refused_while_the_newest_release_holds_it(folder):
    """Nothing is touched; the line says what to do first."""
    before = sorted(folder.rglob("*"))

    with pytest.raises(ReleaseError, match="put a tombstone beside it"):
        take_down(folder / "out", TOPIC.name, "bad.json")
    assert before == sorted(folder.rglob("*"))


def test_again_does_nothing_and_nights_go_on(out, folder):
    """The next night reads everything again, and builds on a whole release."""
    take_down(out, TOPIC.name, "bad.json")
    again = take_down(out, TOPIC.name, "bad.json")
    run(folder / "raw", out, DAYS[3] + timedelta(days=1))

    assert () == again
    assert [] == files_with(out, WORDS)
    assert [] == problems(out)


@pytest.mark.crash
def test_killed_at_any_point_the_next_call_ends_it(out, tmp_path):
    """Every day has its timeline meanwhile; afterwards no byte is left."""
    calm = shutil.copytree(out, tmp_path / "calm", symlinks=True)
    events = crashing.events_of(str(calm), lambda: take_down(calm, TOPIC.name, "bad.json"))
    wanted = timelines(out)

    for point in range(len(events)):
        copy = shutil.copytree(out, tmp_path / str(point), symlinks=True)

        def child(copy=copy, point=point):
            crashing.watch(str(copy), crashing.at(point, crashing.die))
            take_down(copy, TOPIC.name, "bad.json")

        assert -9 == crashing.in_child(child)
        assert wanted == timelines(copy), (point, events[point])
        assert [] == problems(copy), (point, events[point])
        take_down(copy, TOPIC.name, "bad.json")
        assert [] == files_with(copy, WORDS), (point, events[point])
        assert everything(calm) == everything(copy), (point, events[point])


def test_command(out):
    """One line a release, and what is left to do by hand."""
    done = CliRunner().invoke(cli, ["takedown", "bad.json", "--out", str(out), "--topic", TOPIC.name])

    assert 0 == done.exit_code
    assert 3 == done.stdout.count(": thinned")
    assert "backups" in done.stdout.splitlines()[-1]
    assert 4 == len(list_releases(out, TOPIC.name))
