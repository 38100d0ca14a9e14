"""Raw files and releases in an object store that answers as S3 does: whole, in one step, for one writer at a time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import boto3
import published
import pytest
import stores
from click.testing import CliRunner

from datelines.analyst.loading import load_timeline
from datelines.analyst.tracing import explain
from datelines.cli import cli
from datelines.releases import Release, ReleaseError, is_whole, latest, list_releases, publish
from datelines.rollback import roll_back
from datelines.storage import Copy, StorageError, Store, is_address, mirror, reader_copy
from datelines.storage.pointers import Pointer, read_pointer
from datelines.storage.store import ChangedError, safe_path

PROJECT = Path(__file__).resolve().parents[1]
TOPIC, DAY = published.TOPIC, published.DAY
NEXT = DAY + timedelta(days=1)
SECRET = "a-secret-of-the-test"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with stores.s3() as address:
        yield address


@pytest.fixture
def bucket(server: str) -> Iterator[str]:
    """The address of an empty bucket."""
    client = boto3.client("s3")
    client.create_bucket(Bucket=stores.BUCKET)
    yield server
    found = client.list_objects_v2(Bucket=stores.BUCKET).get("Contents", [])
    while found:
        client.delete_objects(Bucket=stores.BUCKET, Delete={"Objects": [{"Key": one["Key"]} for one in found]})
        found = client.list_objects_v2(Bucket=stores.BUCKET).get("Contents", [])
    client.delete_bucket(Bucket=stores.BUCKET)


@pytest.fixture(scope="module")
def tables():
    return published.sample_tables()


def fewer(tables, count: int):
    """The same tables with the first events alone, so that each day has bytes of its own."""
    return published.with_rows(tables, "timeline", tables["timeline"].slice(0, count).to_pylist())


def night(copy: Copy, tables, day: date) -> str:
    """What a night does, without the reading: the release's name."""
    copy.pull_for_night(day)
    release = released(copy.home.parent, tables, day)
    copy.push()
    return release.path.name


def released(out: Path, tables, day: date) -> Release:
    """A release of the tables alone."""
    return publish(out, TOPIC, day, tables, {"run": {"rows": {}}, "verdict": {"checks": []}})


# A night that dies at its n-th object.
DYING = """
import os, sys
from pathlib import Path
import test_storage as t
from datelines.storage import Copy, Store

left, put = [int(sys.argv[4])], Store.put

def dying(self, name, path):
    if not left[0]:
        os._exit(9)
    left[0] -= 1
    put(self, name, path)

Store.put = dying
t.night(Copy(sys.argv[1], sys.argv[2], Path(sys.argv[3])), t.fewer(t.published.sample_tables(), 20), t.NEXT)
"""


def run(*arguments: str):
    return CliRunner().invoke(cli, [*arguments])


def test_addresses_are_told_from_paths() -> None:
    """Web servers are for others."""
    assert [True, True, False, False, False] == [
        is_address(one)
        for one in ("s3://news/raw", "memory://x", "data/raw", "https://example.org/x", Path("s3:/news"))
    ]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"s3://id:{SECRET}@news/raw", "holds no user, password or key"),
        ("nothing://news/raw", "Protocol not known"),
        ("gs://news/raw", "gcsfs"),
    ],
)
def test_address_that_is_none_is_told_in_one_line_without_its_secret(address: str, said: str) -> None:
    """Whoever reads the line learns what to do, and no password."""
    with pytest.raises(StorageError) as caught:
        Store(address)

    assert said in str(caught.value)
    assert SECRET not in str(caught.value)
    assert 1 == len(str(caught.value).splitlines())


def test_object_is_written_only_where_it_is_as_it_was(bucket: str) -> None:
    """The first writer wins, whether there was nothing or something."""
    store = Store(f"{bucket}/folder")
    store.write_if("pointer", b"1", None)
    mark = store.entry("pointer").mark
    with pytest.raises(ChangedError):
        store.write_if("pointer", b"2", None)
    store.write_if("pointer", b"3", mark)
    with pytest.raises(ChangedError):
        store.write_if("pointer", b"4", mark)

    assert b"3" == store.read("pointer")


def test_store_without_conditions_is_looked_at_before_writing() -> None:
    """What two writers at the same moment could slip by; it is documented."""
    store = Store("memory://a/folder")
    store.write_if("pointer", b"1", None)
    mark = store.entry("pointer").mark
    with pytest.raises(ChangedError):
        store.write_if("pointer", b"2", None)
    store.write_if("pointer", b"3", mark)

    assert b"3" == store.read("pointer")


def test_missing_bucket_and_missing_rights_are_one_line(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a server that is not there is no wait of minutes."""
    with pytest.raises(StorageError, match="bucket does not exist"):
        Store("s3://elsewhere/raw").files()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(StorageError, match="Could not connect") as caught:
        Store("s3://elsewhere/raw").files()

    assert 1 == len(str(caught.value).splitlines())


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "a/./b", "a/../b", ".."])
def test_name_that_would_leave_the_folder_is_refused(name: str) -> None:
    """Whoever can write objects cannot write files."""
    assert safe_path(Path("home"), name) is None


def test_raw_files_are_fetched_once_and_go_with_their_objects(bucket: str, tmp_path: Path) -> None:
    """Also names with spaces and other scripts, and again where the bytes are others."""
    store = Store(f"{bucket}/raw")
    store.write("news/2025/a story.txt", b"one")
    store.write("ភ្នំពេញ.txt", b"two")
    store.write("gone/soon.txt", b"three")
    raw = mirror(f"{bucket}/raw", tmp_path)
    untouched = raw / "ភ្នំពេញ.txt"
    before = untouched.stat().st_mtime_ns
    store.write("news/2025/a story.txt", b"other")
    store.remove("gone/soon.txt")
    told: list[tuple[int, int]] = []
    mirror(f"{bucket}/raw", tmp_path, lambda done, of: told.append((done, of)))

    assert b"other" == (raw / "news/2025/a story.txt").read_bytes()
    assert not (raw / "gone").exists()
    assert before == untouched.stat().st_mtime_ns
    assert [(2, 2)] == told


def test_nothing_below_an_address_is_told(bucket: str, tmp_path: Path) -> None:
    """As a folder that is not there."""
    with pytest.raises(StorageError, match="nothing lies below it"):
        mirror(f"{bucket}/raw", tmp_path)


def test_release_there_is_the_release_here(bucket: str, tables, tmp_path: Path) -> None:
    """Every file has the same bytes; another machine builds the next night on it."""
    one, other = (Copy(f"{bucket}/out", TOPIC, tmp_path / name) for name in ("one", "other"))
    first = night(one, tables, DAY)
    second = night(other, fewer(tables, 20), NEXT)
    one.pull_for_night(NEXT + timedelta(days=1))
    with reader_copy(f"{bucket}/out", TOPIC, lambda pointer: pointer.releases, ("*",)) as out:
        seen = {release.path.name: is_whole(release.path) for release in list_releases(out, TOPIC)}
        newest = latest(out, TOPIC).path.name

    assert {first: True, second: True} == seen
    assert second == newest == latest(tmp_path / "one", TOPIC).path.name


def test_same_night_again_changes_nothing_there(bucket: str, tables, tmp_path: Path) -> None:
    """Not even the pointer is written."""
    copy = Copy(f"{bucket}/out", TOPIC, tmp_path)
    night(copy, tables, DAY)
    before = Store(f"{bucket}/out").files()
    night(copy, tables, DAY)

    assert before == Store(f"{bucket}/out").files()


def test_earlier_day_moves_no_reader(bucket: str, tables, tmp_path: Path) -> None:
    """As in a folder, also where the newest release is not on this machine."""
    newest = night(Copy(f"{bucket}/out", TOPIC, tmp_path / "one"), tables, NEXT)
    night(Copy(f"{bucket}/out", TOPIC, tmp_path / "other"), fewer(tables, 20), DAY)
    pointer, _ = read_pointer(Store(f"{bucket}/out/{TOPIC}"))

    assert f"releases/{newest}" == pointer.latest
    assert [DAY.isoformat(), NEXT.isoformat()] == sorted(pointer.days)


def test_of_two_nights_at_once_one_ends_with_a_line(bucket: str, tables, tmp_path: Path) -> None:
    """And has changed nothing; run again, it is right."""
    slow = Copy(f"{bucket}/out", TOPIC, tmp_path / "slow")
    slow.pull_for_night(NEXT)
    released(slow.home.parent, fewer(tables, 20), NEXT)
    quick = night(Copy(f"{bucket}/out", TOPIC, tmp_path / "quick"), tables, NEXT)
    with pytest.raises(StorageError, match="another run has published") as caught:
        slow.push()
    seen = read_pointer(Store(f"{bucket}/out/{TOPIC}"))[0].latest
    again = night(slow, fewer(tables, 20), NEXT)

    assert 1 == len(str(caught.value).splitlines())
    assert f"releases/{quick}" == seen
    assert f"releases/{again}" == read_pointer(Store(f"{bucket}/out/{TOPIC}"))[0].latest


def test_there_and_back_is_noticed(bucket: str, tables, tmp_path: Path) -> None:
    """A pointer that leads to the same as before has been written all the same."""
    night(Copy(f"{bucket}/out", TOPIC, tmp_path / "one"), tables, DAY)
    night(Copy(f"{bucket}/out", TOPIC, tmp_path / "one"), fewer(tables, 20), NEXT)
    before, mark = read_pointer(Store(f"{bucket}/out/{TOPIC}"))
    for arguments in (("--reason", "a try"), ("--resume",)):
        run("rollback", "--out", f"{bucket}/out", *arguments)
    run("rollback", "--out", f"{bucket}/out", "--resume")
    after, other = read_pointer(Store(f"{bucket}/out/{TOPIC}"))

    assert before.serial < after.serial
    assert mark != other


@pytest.mark.slow
def test_readers_see_one_whole_release_while_others_are_written(bucket: str, tables, tmp_path: Path) -> None:
    """Whenever they look, and whatever is pruned meanwhile."""
    address = f"{bucket}/out"
    copy = Copy(address, TOPIC, tmp_path)
    night(copy, tables, DAY)
    seen: list[int] = []
    wrong: list[str] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                seen.append(len(load_timeline(address, include_inactive=True)))
            except ReleaseError as error:
                wrong.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    for count in range(1, 4):
        night(copy, fewer(tables, count * 10), DAY + timedelta(days=count))
    run("prune", "--out", address, "--keep", "2")
    over.set()
    reader.join()

    assert [] == wrong
    assert set(seen) <= {tables["timeline"].num_rows, 10, 20, 30}
    assert len(set(seen)) > 2


@pytest.mark.slow
def test_writer_that_dies_at_any_object_leaves_the_old_release(bucket: str, tables, tmp_path: Path) -> None:
    """And the next one ends as if nothing had happened."""
    address = f"{bucket}/out"
    night(Copy(address, TOPIC, tmp_path / "one"), tables, DAY)
    before = read_pointer(Store(f"{address}/{TOPIC}"))[0]
    for point in (0, 9):
        died = subprocess.run(
            [sys.executable, "-c", DYING, address, TOPIC, str(tmp_path / f"dying{point}"), str(point)],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": f"{PROJECT}:{PROJECT / 'tests'}"},
            check=False,
        ).returncode
        after = read_pointer(Store(f"{address}/{TOPIC}"))[0]
        rows = len(load_timeline(address, include_inactive=True))

        assert 9 == died
        assert before == after
        assert tables["timeline"].num_rows == rows
    last = night(Copy(address, TOPIC, tmp_path / "last"), fewer(tables, 20), NEXT)
    done = run("doctor", "--out", address)

    assert f"releases/{last}" == read_pointer(Store(f"{address}/{TOPIC}"))[0].latest
    assert "sound" in done.output


@pytest.mark.slow
def test_commands_work_on_an_address(bucket: str, tables, tmp_path: Path) -> None:
    """Reading, comparing, going back and forth, making room."""
    address = f"{bucket}/out"
    copy = Copy(address, TOPIC, tmp_path)
    names = [night(copy, fewer(tables, 10 + count), DAY + timedelta(days=count)) for count in range(4)]
    shown = run("show", "--out", address, "--as-of", DAY.isoformat(), "--json")
    event = json.loads(shown.output.splitlines()[0])["event_id"]
    told = run("explain", event, "--out", address)
    differing = run("diff", DAY.isoformat(), names[-1], "--out", address)
    status = run("status", "--out", address)
    back = run("rollback", "--out", address, "--reason", "a wrong date")
    seen = run("show", "--out", address, "--json")
    resumed = run("rollback", "--out", address, "--resume")
    pruned = run("prune", "--out", address, "--keep", "2")
    site = run("publish", str(tmp_path / "site"), "--to", "folder", "--out", address)
    left = {name.split("/")[1] for name in Store(f"{address}/{TOPIC}").files() if name.startswith("releases/")}

    assert [0] * 9 == [one.exit_code for one in (shown, told, differing, status, back, seen, resumed, pruned, site)], (
        "\n".join(one.output for one in (shown, told, differing, status, back, seen, resumed, pruned, site))
    )
    assert 10 >= len(shown.output.splitlines())
    assert 4 == len(status.output.splitlines())
    assert names[2] in back.output
    assert names[2] in resumed.output
    assert [f"{names[0]}: thinned", f"{names[3]}: removed"] == pruned.output.splitlines()
    assert set(names[1:3]) == left
    assert (tmp_path / "site" / "timeline.csv").is_file()
    assert 10 >= len(load_timeline(address, as_of=DAY)), "of a pruned day the timeline stays"
    assert len(load_timeline(f"{address}/{TOPIC}")) == len(load_timeline(address, TOPIC))
    assert explain(event, address).strip()


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (("show",), "no release there", 5),
        (("doctor", "--rebuild"), "mends folders of this machine", 3),
        (("rollback", "--reason", "x"), "no release there", 3),
    ],
)
def test_what_cannot_be_done_there_is_one_line(bucket: str, arguments: tuple[str, ...], said: str, status: int) -> None:
    """With the exit status that the docs list."""
    done = run(*arguments, "--out", f"{bucket}/nothing")

    assert status == done.exit_code
    assert said in done.output
    assert 1 == len(done.output.splitlines())


def test_file_that_was_altered_there_is_not_read(bucket: str, tables, tmp_path: Path) -> None:
    """It is compared with the manifest."""
    name = night(Copy(f"{bucket}/out", TOPIC, tmp_path), tables, DAY)
    Store(f"{bucket}/out/{TOPIC}").write(f"releases/{name}/timeline.parquet", b"torn")
    with pytest.raises(ReleaseError, match="differs from what"):
        load_timeline(f"{bucket}/out")


@pytest.mark.parametrize(
    "data", [b"{", b'{"latest": "../../etc"}', b'{"days": {"yesterday": "releases/x"}}', b'{"layout": 99}']
)
def test_damaged_pointer_is_one_line(bucket: str, data: bytes) -> None:
    """It leads nowhere else."""
    store = Store(f"{bucket}/out/{TOPIC}")
    store.write("pointer.json", data)
    with pytest.raises(StorageError, match=r"pointer\.json"):
        read_pointer(store)


def test_pointer_is_that_of_the_folder(tables, tmp_path: Path) -> None:
    """A day with a hold sees what readers see."""
    for count in range(3):
        released(tmp_path, fewer(tables, 10 + count), DAY + timedelta(days=count))
    hold = roll_back(tmp_path, TOPIC, "a try")
    from datelines.storage.pointers import state_of

    pointer = state_of(tmp_path / TOPIC)

    assert f"releases/{hold.at}" == pointer.seen(None) == pointer.seen(NEXT + timedelta(days=30))
    assert pointer.seen(DAY - timedelta(days=1)) is None
    assert Pointer().seen(DAY) is None


@pytest.mark.slow
def test_night_from_a_bucket_to_a_bucket_is_the_night_of_folders(
    prefect, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file of the release has the same bytes, and no credential is in any of them."""
    from flows.nightly import nightly

    monkeypatch.setenv("DATELINES_COPIES", str(tmp_path / "copies"))
    raw = tmp_path / "raw"
    shutil.copytree(published.SAMPLE, raw)
    store = Store(f"{bucket}/raw")
    for path in sorted(path for path in raw.rglob("*") if path.is_file()):
        store.put(path.relative_to(raw).as_posix(), path)
    here = nightly(raw, tmp_path / "out", TOPIC, DAY)
    nightly(f"{bucket}/raw", tmp_path / "half", TOPIC, DAY)
    nightly(f"{bucket}/raw", f"{bucket}/out", TOPIC, DAY)
    after = nightly(raw, tmp_path / "out", TOPIC, NEXT)
    # Another machine builds on what the store has.
    monkeypatch.setenv("DATELINES_COPIES", str(tmp_path / "others"))
    nightly(f"{bucket}/raw", f"{bucket}/out", TOPIC, NEXT)
    wanted = {path.name: path.read_bytes() for path in here.iterdir()}
    half = {path.name: path.read_bytes() for path in latest(tmp_path / "half", TOPIC).path.iterdir()}
    there = Store(f"{bucket}/out/{TOPIC}")
    days = read_pointer(there)[0].days
    first, second = (
        {name: there.read(f"{release}/{name}") for name in there.files(release)} for _, release in sorted(days.items())
    )

    assert wanted == half == first
    assert {path.name: path.read_bytes() for path in after.iterdir()} == second
    assert not [name for name, data in wanted.items() if SECRET.encode() in data or b"s3://" in data]
    assert there.entry("status.html")
