"""What doctor finds wrong in a processed folder, what it says to do, and what rebuilding mends."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import factory
import pytest
from click.testing import CliRunner

from datelines.baseline import load_base
from datelines.cli import cli
from datelines.doctor import Grade, examine
from datelines.locks import held
from datelines.recovery import rebuild
from datelines.releases import digest_of, latest, publish, release_for
from schemas.build import build_tables

NEXT = factory.DAY + timedelta(days=1)


def night(out, day, events=3):
    """One night whose timeline has the first events of the sample."""
    timeline, articles = factory.sample()
    base = load_base(out, factory.TOPIC, day)
    few = factory.timeline(*timeline.events[:events])
    tables = build_tables(few, articles, (), base=base, run_day=day, rules=factory.RULES)
    run = {"rules": factory.RULES, "base_release": base.release if base else None}
    return publish(out, factory.TOPIC, day, tables, {"run": run})


@pytest.fixture
def out(tmp_path):
    """Two nights; the second tells two events more, and leaves one out."""
    night(tmp_path, factory.DAY, events=2)
    night(tmp_path, NEXT, events=3)
    return tmp_path


def told(out):
    return [(one.grade.value, one.path.name) for one in examine(out, factory.TOPIC)]


def doctor(out, *options):
    done = CliRunner().invoke(cli, ["doctor", "--out", str(out), "--topic", factory.TOPIC, *options])
    return done.exit_code, done.stdout, done.stderr


def test_sound_folder_has_nothing_to_tell(out):
    """Exit status 0, one line."""
    assert () == examine(out, factory.TOPIC)
    assert (0, f"{out / factory.TOPIC}: sound\n", "") == doctor(out)


def test_folder_without_releases_says_what_to_do(tmp_path):
    """Exit status 1."""
    status, _, told = doctor(tmp_path)

    assert 1 == status
    assert "`make run`" in told


@pytest.mark.parametrize("name", ["timeline.csv", "mentions.parquet", "run.json"])
def test_one_changed_byte_is_found(out, name):
    """In any file; the line names the file and the night to run again."""
    file = latest(out, factory.TOPIC).path / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    status, _, told = doctor(out)

    assert 1 == status
    assert str(file) in told
    assert f"make run AS_OF={NEXT}" in told


@pytest.mark.parametrize("name", ["timeline.csv", "manifest.json"])
def test_missing_file_is_found(out, name):
    """Also the manifest itself."""
    (latest(out, factory.TOPIC).path / name).unlink()

    assert ("problem", name) in told(out)


def test_release_under_a_wrong_name_is_found(out):
    """The digest in the name is that of the tables."""
    path = release_for(out, factory.TOPIC, factory.DAY).path
    path.rename(path.with_name(f"{factory.DAY}-000000000000"))
    link = out / factory.TOPIC / "days" / str(factory.DAY)
    link.unlink()
    link.symlink_to(f"../releases/{factory.DAY}-000000000000")

    assert ("problem", f"{factory.DAY}-000000000000") in told(out)


def test_lost_pointers_are_found_and_rebuilt(out):
    """One that is gone, one that leads nowhere; afterwards everything is as before."""
    home, seen = out / factory.TOPIC, latest(out, factory.TOPIC)
    (home / "latest").unlink()
    (home / "days" / str(NEXT)).unlink()
    (home / "days" / str(NEXT)).symlink_to("../releases/nowhere")
    lost = told(out)
    done = doctor(out, "--rebuild")

    assert [("problem", str(NEXT)), ("problem", "latest")] == [one for one in lost if one[0] == "problem"]
    assert 0 == done[0]
    assert seen == latest(out, factory.TOPIC)
    assert () == examine(out, factory.TOPIC)


def test_damaged_csv_is_written_again_from_its_parquet(out):
    """The very bytes."""
    file = latest(out, factory.TOPIC).path / "timeline.csv"
    data = file.read_bytes()
    file.write_bytes(data[:100])

    assert (f"{file}: written again from its Parquet",) == rebuild(out, factory.TOPIC)
    assert data == file.read_bytes()
    assert () == examine(out, factory.TOPIC)


def test_damaged_parquet_is_left_for_the_nightly_run(out):
    """Nothing else holds all of it; meanwhile readers are led to the newest release that is whole."""
    file = latest(out, factory.TOPIC).path / "mentions.parquet"
    file.write_bytes(b"cut")
    rebuild(out, factory.TOPIC)

    assert b"cut" == file.read_bytes()
    assert factory.DAY == latest(out, factory.TOPIC).day
    assert 1 == doctor(out, "--rebuild")[0]


def test_what_dead_runs_left_is_a_note_and_is_cleared(out):
    """Readers are not harmed."""
    home = out / factory.TOPIC
    (home / ".staging-2025-03-03").mkdir()
    (home / "days" / ".2025-03-03.12").symlink_to("nowhere")
    shutil.copytree(latest(out, factory.TOPIC).path, home / "releases" / f"{NEXT}-000000000000")
    before = told(out)

    assert {"note"} == {grade for grade, _ in before}
    assert {".staging-2025-03-03", ".2025-03-03.12", f"{NEXT}-000000000000"} == {name for _, name in before}
    rebuild(out, factory.TOPIC)
    assert {("note", f"{NEXT}-000000000000")} == set(told(out))


def test_changes_that_do_not_tell_what_changed_are_found(out):
    """A release whose manifest fits, but whose history was forged."""
    release = latest(out, factory.TOPIC)
    path = release.path / "changes.parquet"
    other = release_for(out, factory.TOPIC, factory.DAY).path / "changes.parquet"
    path.write_bytes(other.read_bytes())
    findings = [one for one in examine(out, factory.TOPIC) if "untold" in one.what or "untrue" in one.what]

    assert {Grade.PROBLEM} == {one.grade for one in findings}
    assert 3 == len(findings)
    assert "untold" in findings[0].what + findings[1].what + findings[2].what


def test_rebuild_beside_a_run_leaves_with_status_4(out):
    """And says who holds the lock."""
    with held(out / factory.TOPIC / ".lock"):
        status, _, told = doctor(out, "--rebuild")

    assert 4 == status
    assert "held by process" in told


def test_manifest_digest_is_over_the_tables_in_order(out):
    """The name of the folder can be worked out from the manifest alone."""
    release = latest(out, factory.TOPIC)
    manifest = json.loads((release.path / "manifest.json").read_bytes())

    assert release.digest == digest_of(manifest["files"])
