"""Old releases make room; the timeline as of any day, and every change, stays."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import crashing
import factory
import pytest
from click.testing import CliRunner
from test_crash import everything
from test_doctor import night

import datelines
from datelines.cli import cli
from datelines.doctor import Grade, examine
from datelines.recovery import rebuild
from datelines.releases import ReleaseError, latest, list_releases, read_rows
from datelines.retention import prune, staying_whole
from datelines.rollback import roll_back

# Nights around the end of a month.
DAYS = [date(2025, 3, 29) + timedelta(days=number) for number in range(7)]


@pytest.fixture(scope="module")
def seven(tmp_path_factory):
    """A processed folder with seven nights."""
    folder = tmp_path_factory.mktemp("seven")
    for number, day in enumerate(DAYS):
        night(folder, day, events=1 + number % 3)
    return folder


@pytest.fixture
def out(seven, tmp_path):
    """A copy of it."""
    return shutil.copytree(seven, tmp_path / "out", symlinks=True)


def seen(out, table):
    return {day: read_rows(out, factory.TOPIC, table, day) for day in DAYS}


def problems(out):
    return [one.line for one in examine(out, factory.TOPIC) if one.grade is Grade.PROBLEM]


def test_the_last_ones_and_every_months_last_stay_whole():
    """31 March, and the last two."""
    assert {DAYS[2], DAYS[5], DAYS[6]} == staying_whole(DAYS, 2)


def test_timelines_and_changes_of_all_days_stay(out):
    """Exactly as they were, whole or thinned."""
    before = seen(out, "timeline"), seen(out, "changes")
    done = prune(out, factory.TOPIC, 2)

    assert 4 == len(done)
    assert before == (seen(out, "timeline"), seen(out, "changes"))
    assert ["past", "past", "releases", "past", "past", "releases", "releases"] == [
        one.path.parent.name for one in list_releases(out, factory.TOPIC)
    ]
    assert [] == list(examine(out, factory.TOPIC))


def test_what_is_gone_is_said_in_one_line(out):
    """Mentions of a thinned day cannot be had any more; those of a whole one can."""
    prune(out, factory.TOPIC, 2)

    assert 2 <= len(datelines.load_mentions(out, as_of=DAYS[2]))
    with pytest.raises(ReleaseError, match="was pruned"):
        datelines.load_mentions(out, as_of=DAYS[1])


def test_again_does_nothing_and_nights_go_on(out):
    """The base of the next night is whole."""
    prune(out, factory.TOPIC, 2)
    again = prune(out, factory.TOPIC, 2)
    made = night(out, DAYS[-1] + timedelta(days=1))

    assert () == again
    assert made == latest(out, factory.TOPIC)
    assert [] == problems(out)


def test_release_replaced_on_its_day_is_removed(out):
    """No day stands for it; one that a rollback took back stays."""
    night(out, DAYS[-1], events=2)
    hold = roll_back(out, factory.TOPIC, "wrong rule")
    done = prune(out, factory.TOPIC, 5)

    assert 1 == sum("removed" in line for line in done)
    assert (out / factory.TOPIC / "releases" / hold.taken_back).is_dir()


def test_damaged_release_is_not_thinned(out):
    """Its bytes are not what the manifest promises to keep."""
    path = list_releases(out, factory.TOPIC)[0].path / "timeline.parquet"
    path.write_bytes(b"cut")

    with pytest.raises(ReleaseError, match="is damaged"):
        prune(out, factory.TOPIC, 2)


def test_lost_pointer_to_a_thinned_release_is_rebuilt(out):
    """It leads to the past again."""
    prune(out, factory.TOPIC, 2)
    link = out / factory.TOPIC / "days" / str(DAYS[0])
    target = link.readlink()
    link.unlink()
    rebuild(out, factory.TOPIC)

    assert target == link.readlink()


@pytest.mark.crash
def test_killed_at_any_point_every_day_has_its_timeline(seven, tmp_path):
    """Meanwhile and afterwards; the next call, and clearing what the dead one left, end with the same bytes."""
    calm = shutil.copytree(seven, tmp_path / "calm", symlinks=True)
    events = crashing.events_of(str(calm), lambda: prune(calm, factory.TOPIC, 5))
    wanted = seen(seven, "timeline")

    for point in range(len(events)):
        out = shutil.copytree(seven, tmp_path / str(point), symlinks=True)

        def child(out=out, point=point):
            crashing.watch(str(out), crashing.at(point, crashing.die))
            prune(out, factory.TOPIC, 5)

        assert -9 == crashing.in_child(child)
        assert wanted == seen(out, "timeline"), (point, events[point])
        assert [] == problems(out), (point, events[point])
        prune(out, factory.TOPIC, 5)
        rebuild(out, factory.TOPIC)
        assert everything(calm) == everything(out), (point, events[point])


def test_command_tells_what_it_did(out):
    """A line a release; at least two stay whole, so that there is one to go back to."""
    arguments = ["prune", "--out", str(out), "--topic", factory.TOPIC, "--keep"]
    done, wrong = (CliRunner().invoke(cli, [*arguments, number]) for number in ("2", "1"))

    assert [0, 2] == [done.exit_code, wrong.exit_code]
    assert 4 == done.stdout.count(": thinned")
