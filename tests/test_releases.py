"""A release appears whole or not at all, whoever reads and whatever fails; pointers move forward only."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import threading
from contextlib import contextmanager
from datetime import date, timedelta

import factory
import pytest

import datelines
from datelines import releases
from datelines.atomic import point, replaced, write_bytes
from datelines.locks import LockHeldError, held
from datelines.releases import (
    ReleaseError,
    before,
    latest,
    list_releases,
    publish,
    read_document,
    read_rows,
    read_table,
    release_for,
)
from schemas.build import build_tables

NEXT = factory.DAY + timedelta(days=1)
AFTER = factory.DAY + timedelta(days=2)
NOBODY = 65534


def tables(events=3, day=factory.DAY):
    timeline, articles = factory.sample()
    few = factory.timeline(*timeline.events[:events])
    return build_tables(few, articles, (), base=None, run_day=day, rules=factory.RULES)


def release(out, day=factory.DAY, events=3):
    return publish(out, factory.TOPIC, day, tables(events, day), {"run": {"rules": factory.RULES}})


def test_release_is_a_folder_with_a_manifest_of_every_file(tmp_path):
    """Named by day and digest; the manifest has the bytes, digest and rows of each file but itself."""
    made = release(tmp_path)
    manifest = read_document(made, "manifest")
    listed = {file["name"]: file for file in manifest["files"]}

    assert f"{factory.DAY}-{made.digest}" == made.path.name
    assert {path.name for path in made.path.iterdir()} == {*listed, "manifest.json"}
    assert 3 == listed["timeline.parquet"]["rows"] == listed["timeline.csv"]["rows"]
    assert (made.path / "timeline.csv").stat().st_size == listed["timeline.csv"]["bytes"]
    assert 1 == listed["timeline.parquet"]["schema_version"]
    assert releases.is_whole(made.path)


def test_nothing_but_releases_and_pointers_is_left(tmp_path):
    """No staging folder, no half-made link."""
    release(tmp_path)

    assert ["days", "latest", "releases"] == sorted(path.name for path in (tmp_path / factory.TOPIC).iterdir())


def test_pointers_are_relative(tmp_path):
    """The processed folder can be moved or mounted elsewhere."""
    made = release(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "there")

    assert made.path.name == latest(tmp_path / "there", factory.TOPIC).path.name


def test_the_same_night_twice_is_the_same_folder(tmp_path):
    """And its files are not touched."""
    first = release(tmp_path)
    stamp = (first.path / "timeline.parquet").stat().st_mtime_ns
    again = release(tmp_path)

    assert first == again
    assert stamp == (again.path / "timeline.parquet").stat().st_mtime_ns
    assert 1 == len(list((tmp_path / factory.TOPIC / "releases").iterdir()))


def test_release_folder_that_is_broken_is_replaced(tmp_path):
    """A file cut short by a failing disk does not pass for the release."""
    made = release(tmp_path)
    (made.path / "timeline.csv").write_bytes(b"event_id\r\n")
    release(tmp_path)

    assert releases.is_whole(made.path)


def test_another_result_for_the_same_day_takes_its_place(tmp_path):
    """Both folders stay; the day and the pointer have the last one, also when the first result comes again."""
    one, two = release(tmp_path, events=2), release(tmp_path, events=3)

    assert one.path != two.path
    assert [two] == list_releases(tmp_path, factory.TOPIC)
    assert one == release(tmp_path, events=2) == latest(tmp_path, factory.TOPIC)


def test_pointer_never_moves_to_an_earlier_day(tmp_path):
    """A night run for a past day stands for that day, and `latest` stays."""
    newest = release(tmp_path, AFTER)
    past = release(tmp_path, factory.DAY)

    assert newest == latest(tmp_path, factory.TOPIC)
    assert [past, newest] == list_releases(tmp_path, factory.TOPIC)


def test_release_as_of_a_day_is_the_newest_up_to_it(tmp_path):
    """Between two releases the earlier one stands; before the first there is none."""
    first, second = release(tmp_path), release(tmp_path, AFTER)

    assert first == release_for(tmp_path, factory.TOPIC, NEXT)
    assert second == release_for(tmp_path, factory.TOPIC, AFTER)
    assert first == before(tmp_path, factory.TOPIC, AFTER)
    with pytest.raises(ReleaseError, match="no release"):
        release_for(tmp_path, factory.TOPIC, factory.DAY - timedelta(days=1))


def test_no_release_is_told_in_one_line(tmp_path):
    """With the folder in it."""
    with pytest.raises(ReleaseError, match=str(tmp_path)):
        latest(tmp_path, factory.TOPIC)


def test_tables_are_read_back(tmp_path):
    """Rows as plain values, tables with their schema."""
    made = release(tmp_path)

    assert tables()["timeline"].to_pylist() == read_rows(tmp_path, factory.TOPIC, "timeline")
    assert tables()["mentions"].equals(read_table(made, "mentions"))


def test_missing_table_is_told_in_one_line(tmp_path):
    """With the file in it."""
    with pytest.raises(ReleaseError, match=r"nothing\.parquet"):
        read_table(release(tmp_path), "nothing")


def test_what_dead_runs_left_is_cleaned(tmp_path):
    """Staging folders and half-made links of runs that were killed."""
    home = tmp_path / factory.TOPIC
    (home / ".staging-2025-01-01").mkdir(parents=True)
    (home / ".staging-2025-01-01" / "timeline.csv").write_text("half")
    (home / ".latest.123").symlink_to("nowhere")
    release(tmp_path)

    assert ["days", "latest", "releases"] == sorted(path.name for path in home.iterdir())


@pytest.mark.parametrize("step", range(1, 60, 4))
def test_failing_disk_leaves_the_release_before(tmp_path, monkeypatch, step):
    """Whichever sync fails, yesterday's release is what a reader gets, whole, and the next run succeeds."""
    yesterday = release(tmp_path)
    real, calls = os.fsync, [0]

    def failing(handle):
        calls[0] += 1
        if calls[0] == step:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(handle)

    monkeypatch.setattr(os, "fsync", failing)
    try:
        release(tmp_path, NEXT)
        told = None
    except ReleaseError as error:
        told = str(error)
    monkeypatch.setattr(os, "fsync", real)
    seen = latest(tmp_path, factory.TOPIC)

    assert releases.is_whole(seen.path)
    assert (told is not None) is (calls[0] >= step)
    assert told is None or ("Input/output error" in told and "\n" not in told)
    assert yesterday == seen or seen.day == NEXT
    assert NEXT == release(tmp_path, NEXT).day == latest(tmp_path, factory.TOPIC).day


@pytest.mark.parametrize("step", range(1, 60, 4))
def test_death_at_any_sync_leaves_whole_releases(tmp_path, step):
    """The process is gone without a word; readers have a whole release, the next run ends as ever."""
    release(tmp_path / "dying")
    child = os.fork()
    if child == 0:
        calls = [0]

        def dying(handle):
            calls[0] += 1
            if calls[0] == step:
                os._exit(9)

        os.fsync = dying
        release(tmp_path / "dying", NEXT)
        os._exit(0)
    os.waitpid(child, 0)
    seen = latest(tmp_path / "dying", factory.TOPIC)
    for out in ("dying", "calm"):
        release(tmp_path / out)
        release(tmp_path / out, NEXT)

    assert releases.is_whole(seen.path)
    assert everything(tmp_path / "calm") == everything(tmp_path / "dying")


def everything(out):
    """Every file below the folder by name, with its bytes, and every link with its target."""
    return {
        str(path.relative_to(out)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in out.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@contextmanager
def small_disk(folder, size="1m"):
    """A file system of that size, where this process may mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False) if os.getuid() == 0 else None
    if made is None or made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.strip() if made else 'not root'}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_full_disk_is_one_clear_line_and_leaves_the_release_before(tmp_path):
    """The disk fills up while a release is written; nothing half-made is left, and room is free again."""
    with small_disk(tmp_path / "disk") as out:
        yesterday = release(out)
        # Leave less than a release needs.
        free = os.statvfs(out).f_bavail * os.statvfs(out).f_frsize
        (out / "ballast").write_bytes(b"x" * (free - 24_000))
        with pytest.raises(ReleaseError, match="No space left on device") as caught:
            release(out, NEXT)

        assert "\n" not in str(caught.value)
        assert yesterday == latest(out, factory.TOPIC)
        assert releases.is_whole(yesterday.path)
        assert [] == list((out / factory.TOPIC).glob(".staging*"))
        (out / "ballast").unlink()
        assert NEXT == release(out, NEXT).day


def as_nobody(action):
    """Run ``action`` in a child without rights; what it says, or its error."""
    if os.getuid() != 0:
        return action()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            text = action()
            os.write(writing, text.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read().decode()
    os.waitpid(child, 0)
    return text


def test_no_permission_is_one_clear_line_and_leaves_the_release_before(tmp_path):
    """A processed folder that belongs to somebody else."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    yesterday = release(tmp_path)

    def action():
        try:
            release(tmp_path, NEXT)
        except ReleaseError as error:
            return str(error)
        return "published"

    (tmp_path / factory.TOPIC).chmod(0o555)
    text = as_nobody(action)
    (tmp_path / factory.TOPIC).chmod(0o755)

    assert "Permission denied" in text
    assert "\n" not in text
    assert yesterday == latest(tmp_path, factory.TOPIC)


def test_a_reader_during_publication_sees_whole_releases_only(tmp_path):
    """While nights are published one after the other, every look gives a whole release, and days only grow."""
    release(tmp_path)
    days, done = [], threading.Event()

    def read():
        while not done.is_set():
            seen = latest(tmp_path, factory.TOPIC)
            rows = [read_table(seen, name).num_rows for name in ("timeline", "mentions")]
            days.append((seen.day, releases.is_whole(seen.path), rows))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 9):
        release(tmp_path, factory.DAY + timedelta(days=number), events=1 + number % 3)
    done.set()
    reader.join()

    assert all(whole for _, whole, _ in days)
    assert sorted(day for day, _, _ in days) == [day for day, _, _ in days]
    assert {(1, 2), (2, 3), (3, 4)} >= {tuple(rows) for _, _, rows in days}


def test_json_documents_have_no_clock(tmp_path):
    """The same values give the same bytes."""
    first, second = release(tmp_path / "a"), release(tmp_path / "b")

    assert (first.path / "manifest.json").read_bytes() == (second.path / "manifest.json").read_bytes()
    assert {"rules": factory.RULES} == json.loads((first.path / "run.json").read_text())


def test_replaced_leaves_nothing_when_the_block_fails(tmp_path):
    """The old content stays, and no temporary file."""
    path = tmp_path / "file"
    write_bytes(path, b"old")
    with pytest.raises(ZeroDivisionError), replaced(path) as staged:
        staged.write_bytes(b"half" * (1 // 0))

    assert b"old" == path.read_bytes()
    assert ["file"] == [one.name for one in tmp_path.iterdir()]


def test_pointer_is_replaced_in_one_step(tmp_path):
    """Also over one that a dead run left half-made."""
    (tmp_path / f".link.{os.getpid()}").symlink_to("nowhere")
    point(tmp_path / "link", "one")
    point(tmp_path / "link", "two")

    assert "two" == str((tmp_path / "link").readlink())


def test_lock_is_held_by_one_and_says_by_whom(tmp_path):
    """The second to come is told the process that has it."""
    with (
        held(tmp_path / "out" / ".lock"),
        pytest.raises(LockHeldError, match=f"process {os.getpid()}"),
        held(tmp_path / "out" / ".lock"),
    ):
        pass


def test_lock_of_a_dead_owner_is_free(tmp_path):
    """The file stays, the lock went with the process."""
    path = tmp_path / ".lock"
    child = os.fork()
    if child == 0:
        with held(path):
            os._exit(9)
    os.waitpid(child, 0)

    with held(path):
        assert f"{os.getpid()}\n" == path.read_text()


def test_load_timeline_gives_a_typed_frame(tmp_path):
    """Days as days, closed sets as categories, integers as integers also where some are missing."""
    release(tmp_path)
    frame = datelines.load_timeline(tmp_path)

    assert 3 == len(frame)
    assert "category" == frame["event_type"].dtype.name
    assert "date32[day][pyarrow]" == frame["date_earliest"].dtype.name
    assert "int8[pyarrow]" == frame["geo_precision"].dtype.name
    assert 1 == len(frame[frame["date_latest"] < date(2011, 1, 1)])


def test_load_timeline_as_of_a_day(tmp_path):
    """The timeline as released on that day, whatever came later."""
    release(tmp_path, factory.DAY, events=1)
    release(tmp_path, AFTER, events=3)

    assert 1 == len(datelines.load_timeline(tmp_path, as_of=str(NEXT)))
    assert 3 == len(datelines.load_timeline(tmp_path, as_of=AFTER))
    assert 3 == len(datelines.load_changes(tmp_path))


def test_load_timeline_leaves_out_what_is_no_longer_told(tmp_path):
    """Unless it is asked for."""
    made = tables()
    rows = made["timeline"].to_pylist()
    rows[0] |= {"record_status": "retracted"}
    from schemas.spec import load_specs
    from schemas.tables import to_table

    made["timeline"] = to_table(load_specs()["timeline"], rows)
    publish(tmp_path, factory.TOPIC, factory.DAY, made, {})

    assert 2 == len(datelines.load_timeline(tmp_path))
    assert 3 == len(datelines.load_timeline(tmp_path, include_inactive=True))


@pytest.mark.parametrize("inside", ["", factory.TOPIC, f"{factory.TOPIC}/latest"])
def test_load_mentions_takes_any_folder_that_means_the_release(tmp_path, inside):
    """The processed folder, a topic's, or a release's."""
    release(tmp_path)

    assert 4 == len(datelines.load_mentions(tmp_path / inside))


def test_load_timeline_asks_for_the_topic_where_there_are_several(tmp_path):
    """And names them."""
    release(tmp_path)
    publish(tmp_path, "another", factory.DAY, tables(), {})

    with pytest.raises(ReleaseError, match="another, test-topic"):
        datelines.load_timeline(tmp_path)
    assert 3 == len(datelines.load_timeline(tmp_path, topic="another"))
