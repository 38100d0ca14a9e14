"""A real Dask cluster gives what this machine gives, whoever dies, is slow, or is started anew meanwhile.

`make test-dask` runs these.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psutil
import pytest

from benchmarks.crawls import write_archive, write_lines
from benchmarks.newsmaking import Mix
from datelines import incremental
from datelines.batches import EngineError, WorkerDiedError, in_batches
from datelines.clusters import Cluster, link
from datelines.releases import latest
from flows.engines import Workforce

pytestmark = [pytest.mark.dask, pytest.mark.timeout(120)]
PROJECT = Path(__file__).resolve().parents[1]
TOPIC = "us-cambodia-defense"
DAY = date(2025, 3, 1)
# The gates are about news that go on; a crawl of the past has none.
ACCEPTED = ("stale", "silent", "conflicts", "accuracy")
HOME: list[Path] = []


def ready(home: str) -> None:
    HOME[:] = [Path(home)]


def first_time(what: str) -> bool:
    """Whether nobody has come here before, in whatever process."""
    try:
        (HOME[0] / what).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def doubled(numbers: list[int]) -> list[int]:
    return [2 * number for number in numbers]


def slowly_doubled(numbers: list[int]) -> list[int]:
    time.sleep(0.2)
    return doubled(numbers)


def dying_once(numbers: list[int]) -> list[int]:
    if 30 in numbers and first_time("died"):
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(numbers)


def deadly(numbers: list[int]) -> list[int]:
    if 30 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(numbers)


def asleep_once(numbers: list[int]) -> list[int]:
    if 30 in numbers and first_time("slept"):
        time.sleep(100)
    return doubled(numbers)


def faulty(numbers: list[int]) -> list[int]:
    return [100 // (number - 30) for number in numbers]


def by_last_digit(numbers: list[int]) -> dict[int, list[int]]:
    return {digit: [number for number in numbers if number % 10 == digit] for digit in {one % 10 for one in numbers}}


def in_order(pieces: list[list[int]]) -> list[int]:
    if first_time("joined"):
        os.kill(os.getpid(), signal.SIGKILL)
    return sorted(number for piece in pieces for number in piece)


def batches(count: int) -> Iterator[list[int]]:
    return in_batches(range(count), 10, lambda number: 1, 10**9)


@contextmanager
def cluster(*given, **named) -> Iterator[Cluster]:
    found = Cluster(*given, **named)
    try:
        yield found
    finally:
        found.close()


class Servers:
    """A scheduler and two workers, as processes of their own, which can be killed and started anew."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        self._run("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        for _ in range(2):
            self._run("distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-dashboard")

    def _run(self, module: str, *arguments: str) -> None:
        command = f"from {module} import main; main()"
        paths = f"{PROJECT}:{PROJECT / 'tests'}"
        self._running.append(
            subprocess.Popen(
                [sys.executable, "-c", command, *arguments], cwd=PROJECT, env={**os.environ, "PYTHONPATH": paths},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )
        )  # fmt: skip

    def kill(self) -> None:
        for process in self._running:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            process.wait()
        self._running.clear()


@pytest.fixture
def servers() -> Iterator[Servers]:
    found = Servers()
    found.start()
    yield found
    found.kill()


@pytest.fixture(scope="module")
def here() -> Iterator[Cluster]:
    """A cluster of two processes, for the tests that leave it as they found it."""
    with cluster(None, 2) as found:
        yield found


def test_results_are_in_order(here: Cluster, tmp_path: Path) -> None:
    """As those of processes are."""
    found = list(here.results(doubled, ready, (str(tmp_path),), batches(500)))

    assert [2 * number for number in range(500)] == found


def test_what_the_work_raises_comes_through(here: Cluster, tmp_path: Path) -> None:
    """As it would here."""
    with pytest.raises(ZeroDivisionError):
        list(here.results(faulty, ready, (str(tmp_path),), batches(100)))


def test_no_more_is_taken_than_waits(here: Cluster, tmp_path: Path) -> None:
    """Of an endless input, a few batches for each worker."""
    taken: list[int] = []

    def endless() -> Iterator[list[int]]:
        while True:
            taken.append(len(taken))
            yield [taken[-1]]

    results = here.results(doubled, ready, (str(tmp_path),), endless())
    for _ in range(50):
        next(results)
    results.close()

    assert len(taken) <= 50 + 2 * 4


def test_worker_that_is_killed_changes_nothing(here: Cluster, tmp_path: Path) -> None:
    """Its batch is done by another one, and one that is started in its place is made ready."""
    found = list(here.results(dying_once, ready, (str(tmp_path),), batches(300)))

    assert (tmp_path / "died").exists()
    assert [2 * number for number in range(300)] == found


def test_batch_that_kills_whoever_takes_it_ends_the_run_with_one_line(here: Cluster, tmp_path: Path) -> None:
    """After a few workers; the next run goes on."""
    with pytest.raises(WorkerDiedError) as caught:
        list(here.results(deadly, ready, (str(tmp_path),), batches(100)))

    assert 1 == len(str(caught.value).splitlines())
    assert list(range(0, 200, 2)) == list(here.results(doubled, ready, (str(tmp_path),), batches(100)))


def test_pieces_are_joined_by_key(here: Cluster, tmp_path: Path) -> None:
    """Also where the worker that holds them is killed."""
    parts = [list(range(start, start + 37)) for start in range(0, 370, 37)]
    found = here.grouped(by_last_digit, in_order, ready, (str(tmp_path),), parts)

    assert {digit: list(range(digit, 370, 10)) for digit in range(10)} == found


def test_straggler_is_not_waited_for(tmp_path: Path) -> None:
    """Another worker is given its batch, too."""
    with cluster(None, 2, patience=2) as two:
        found = list(two.results(asleep_once, ready, (str(tmp_path),), batches(300)))

    assert (tmp_path / "slept").exists()
    assert [2 * number for number in range(300)] == found


def test_scheduler_that_is_started_anew_is_told_again(servers: Servers, tmp_path: Path) -> None:
    """What was under way is sent once more."""
    with cluster(servers.address, 2) as two:
        results = two.results(slowly_doubled, ready, (str(tmp_path),), batches(200))
        found = [next(results) for _ in range(50)]
        servers.kill()
        servers.start()
        found += results

    assert [2 * number for number in range(200)] == found


def test_scheduler_that_does_not_come_back_ends_the_run_with_one_line(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a second run, once it is there, is right."""
    monkeypatch.setattr(link, "_RETURN", 3)
    with cluster(servers.address, 2) as two:
        results = two.results(slowly_doubled, ready, (str(tmp_path),), batches(100))
        next(results)
        servers.kill()
        with pytest.raises(EngineError) as caught:
            list(results)
    monkeypatch.undo()
    servers.start()
    with cluster(servers.address, 2) as two:
        again = list(two.results(doubled, ready, (str(tmp_path),), batches(100)))

    assert 1 == len(str(caught.value).splitlines())
    assert servers.address in str(caught.value)
    assert list(range(0, 200, 2)) == again


def test_workers_that_would_make_something_else_are_refused(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any work is sent."""
    monkeypatch.setattr(link, "maker_digest", lambda: "another")
    with cluster(servers.address, 2) as two, pytest.raises(EngineError) as caught:
        list(two.results(doubled, ready, (str(tmp_path),), batches(100)))

    assert 1 == len(str(caught.value).splitlines())
    assert "install the same" in str(caught.value)


def files_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in latest(out, TOPIC).path.iterdir()}


def test_nights_are_the_same_on_a_cluster(prefect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of the release has the same bytes, a worker killed in the middle or not."""
    from flows.nightly import nightly

    monkeypatch.setattr(incremental, "_BATCH", 8)
    raw = tmp_path / "raw"
    raw.mkdir()
    write_archive(raw / "crawl.warc.gz", 60, Mix(about=0.4))
    write_lines(raw / "news.jsonl", 120, Mix(about=0.4), seed=2)
    nightly(raw, tmp_path / "local", TOPIC, DAY, accept=ACCEPTED)
    killed: list[int] = []
    killer = threading.Thread(target=kill_soon, args=(killed,))
    killer.start()
    nightly(raw, tmp_path / "killed", TOPIC, DAY, accept=ACCEPTED, engine="dask")
    killer.join()

    assert killed
    assert files_of(tmp_path / "local") == files_of(tmp_path / "killed")


def kill_soon(killed: list[int]) -> None:
    """Kill a worker as soon as there is one at work."""
    for _ in range(600):
        time.sleep(0.1)
        if one := kill_a_worker():
            killed += one
            return


def kill_a_worker() -> list[int]:
    """The number of a worker of the cluster of this process that was at work and is no more."""
    for child in psutil.Process().children(recursive=True):
        if "spawn_main" in " ".join(child.cmdline()) and child.cpu_times().user > 1.5:
            child.kill()
            return [child.pid]
    return []


def test_night_with_a_scheduler_of_ones_own(prefect, servers: Servers, tmp_path: Path) -> None:
    """The same flow with an address."""
    from flows.nightly import nightly

    raw = tmp_path / "raw"
    raw.mkdir()
    write_lines(raw / "news.jsonl", 200, Mix(about=0.2))
    nightly(raw, tmp_path / "local", TOPIC, DAY, accept=ACCEPTED)
    nightly(raw, tmp_path / "far", TOPIC, DAY, accept=ACCEPTED, engine="dask", dask_address=servers.address)

    assert files_of(tmp_path / "local") == files_of(tmp_path / "far")


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--engine", "dask", "--dask-address", "tcp://127.0.0.1:1"), 5, "no Dask scheduler answers there"),
        (("--engine", "dask", "--dask-address", "nonsense"), 5, "is no address"),
        (("--engine", "spark"), 2, "it is one of local, dask"),
        (("--dask-address", "tcp://127.0.0.1:1"), 2, "is of use to ENGINE=dask only"),
    ],
)
def test_engine_that_there_is_not_is_told_in_one_line(
    tmp_path: Path, options: tuple[str, ...], status: int, said: str
) -> None:
    """Before Prefect is started."""
    command = [sys.executable, "-m", "flows.nightly", "--raw", str(tmp_path), "--out", str(tmp_path / "out"), *options]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)

    assert status == done.returncode
    assert 1 == len(done.stderr.splitlines())
    assert said in done.stderr


def test_local_engine_starts_nothing() -> None:
    """And Dask is not even loaded for it."""
    with Workforce().at_work(2) as engine:
        assert engine is None
