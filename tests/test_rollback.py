"""Back to the release before, held there, and forth again; and what differs between any two releases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import crashing
import factory
import pytest
from click.testing import CliRunner
from test_doctor import night

from datelines.baseline import load_base
from datelines.cli import cli
from datelines.doctor import Grade, examine
from datelines.edtf import DateValue
from datelines.recovery import rebuild
from datelines.releases import ReleaseError, latest, list_releases, publish, release_for
from datelines.rollback import resume, roll_back
from schemas.build import build_tables

DAYS = [factory.DAY + timedelta(days=number) for number in range(4)]


@pytest.fixture
def out(tmp_path):
    """Three nights, each with one event more."""
    for number in range(3):
        night(tmp_path, DAYS[number], events=number + 1)
    return tmp_path


def command(*arguments):
    done = CliRunner().invoke(cli, [str(one) for one in arguments])
    return done.exit_code, done.stdout, done.stderr


def where(out):
    return ["--out", out, "--topic", factory.TOPIC]


def problems(out):
    return [one.line for one in examine(out, factory.TOPIC) if one.grade is Grade.PROBLEM]


def test_readers_are_led_to_the_release_before(out):
    """Its folder stays, its day gives the one before, and doctor says why."""
    hold = roll_back(out, factory.TOPIC, "wrong rule")
    notes = [one.what for one in examine(out, factory.TOPIC)]

    assert DAYS[1] == latest(out, factory.TOPIC).day == release_for(out, factory.TOPIC, DAYS[2]).day
    assert (out / factory.TOPIC / "releases" / hold.taken_back).is_dir()
    assert [] == problems(out)
    assert any("wrong rule" in note for note in notes)


def test_next_night_builds_on_it_and_does_not_undo_it(out):
    """Readers stay, whatever day is asked for; the night has its release, made after the one they see."""
    roll_back(out, factory.TOPIC, "wrong rule")
    made = night(out, DAYS[3])
    run = json.loads((made.path / "run.json").read_bytes())

    assert DAYS[1] == latest(out, factory.TOPIC).day == release_for(out, factory.TOPIC, DAYS[3]).day
    assert latest(out, factory.TOPIC).path.name == run["base_release"]
    assert [DAYS[0], DAYS[1], DAYS[3]] == [one.day for one in list_releases(out, factory.TOPIC)]
    assert [] == problems(out)


def test_resuming_leads_to_the_newest_release(out):
    """And the nights after it do as ever."""
    roll_back(out, factory.TOPIC, "wrong rule")
    made = night(out, DAYS[3])

    assert made == resume(out, factory.TOPIC) == latest(out, factory.TOPIC)
    assert () == tuple(one for one in examine(out, factory.TOPIC) if "no day points" not in one.what)


def test_twice_is_two_releases_back(out):
    """Where there is none before, nothing is changed."""
    for _ in range(2):
        roll_back(out, factory.TOPIC, "wrong rule")

    assert DAYS[0] == latest(out, factory.TOPIC).day
    with pytest.raises(ReleaseError, match="no whole release before"):
        roll_back(out, factory.TOPIC, "wrong rule")
    assert DAYS[0] == latest(out, factory.TOPIC).day


def test_rebuilding_respects_it(out):
    """The pointers that it took away are not lost ones."""
    roll_back(out, factory.TOPIC, "wrong rule")

    assert () == rebuild(out, factory.TOPIC)
    assert DAYS[1] == latest(out, factory.TOPIC).day


@pytest.mark.parametrize("point", range(0, 24, 2))
def test_killed_at_any_point_it_goes_back_one_release_in_the_end(out, point):
    """Readers have one of the two; the same command again ends it, and does not go further back."""

    def child():
        crashing.watch(str(out), crashing.at(point, crashing.die))
        roll_back(out, factory.TOPIC, "wrong rule")

    status = crashing.in_child(child)
    seen = latest(out, factory.TOPIC).day
    if status:
        roll_back(out, factory.TOPIC, "wrong rule")

    assert seen in (DAYS[1], DAYS[2])
    assert DAYS[1] == latest(out, factory.TOPIC).day
    assert [] == problems(out)


def test_command_wants_a_reason(out):
    """Or --resume; exit status 2 for neither."""
    without = command("rollback", *where(out))
    back = command("rollback", *where(out), "--reason", "wrong rule")
    forth = command("rollback", *where(out), "--resume")

    assert [2, 0, 0] == [without[0], back[0], forth[0]]
    assert latest(out, factory.TOPIC).path.name in forth[1]


def test_damaged_note_is_told_and_can_be_removed(out):
    """Nobody guesses what it said."""
    (out / factory.TOPIC / "hold.json").write_text("{")

    assert any("hold.json" in line for line in problems(out))
    assert 5 == command("rollback", *where(out), "--reason", "wrong rule")[0]
    assert 0 == command("rollback", *where(out), "--resume")[0]
    assert [] == problems(out)


def test_diff_tells_what_came(out):
    """Between days, and between releases by name; backwards it is what has to go."""
    names = [release.path.name for release in list_releases(out, factory.TOPIC)]
    forth = command("diff", *where(out), DAYS[0], DAYS[2], "--json")
    back = command("diff", *where(out), names[2], names[0], "--json")

    assert ["add", "add"] == [json.loads(line)["op"] for line in forth[1].splitlines()]
    assert ["retract", "retract"] == [json.loads(line)["op"] for line in back[1].splitlines()]


def test_diff_of_a_release_with_itself_is_nothing(out):
    """And says so."""
    assert (0, "the timelines are the same\n", "") == command("diff", *where(out), DAYS[0], DAYS[0])


def test_diff_names_the_column(out, tmp_path):
    """With the value before and after, as the CSV has it."""
    timeline, articles = factory.sample()
    other = tmp_path / "other"
    first = night(other, DAYS[0])
    dated = replace(timeline.events[0], date=DateValue.parse("2010-07-12"))
    tables = build_tables(
        factory.timeline(dated, *timeline.events[1:]),
        articles,
        (),
        base=load_base(other, factory.TOPIC, DAYS[1]),
        run_day=DAYS[1],
        rules=factory.RULES,
    )
    second = publish(other, factory.TOPIC, DAYS[1], tables, {"run": {"rules": factory.RULES}})
    printed = command("diff", first.path, second.path)[1]

    assert "event_date: 2010-07 -> 2010-07-12" in printed


def test_diff_of_something_unknown_is_status_3(out):
    """One line."""
    status, _, told = command("diff", *where(out), "yesterday", DAYS[0])

    assert 3 == status
    assert "neither a day nor a release" in told
