"""Work in several processes: in order, bounded, the same whatever their number, and with one line when one dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from benchmarks.crawls import write_archive, write_lines
from benchmarks.newsmaking import Mix
from datelines import incremental
from datelines.articles import Article
from datelines.batches import Spread, WorkerDiedError, in_batches
from datelines.incremental import Reader
from datelines.issues import Issue, IssueCode
from datelines.topics.loader import load_topic

READY: list[str] = []
DAY = date(2026, 1, 1)


def ready(word: str) -> None:
    READY.append(word)


def doubled(numbers: list[int]) -> list[tuple[int, int, list[str]]]:
    return [(2 * number, os.getpid(), READY[-1:]) for number in numbers]


def deadly(numbers: list[int]) -> list[int]:
    if 30 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers


def faulty(numbers: list[int]) -> list[int]:
    return [100 // (number - 30) for number in numbers]


def batches(count: int, most: int = 10) -> Iterator[list[int]]:
    return in_batches(range(count), most, lambda number: 1, 10**9)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_are_in_order_whoever_works(workers: int) -> None:
    """And each process is made ready once."""
    spread = Spread(doubled, workers, ready, ("steady",))
    found = list(spread.results(batches(200)))
    spread.close()

    assert [2 * number for number in range(200)] == [number for number, _, _ in found]
    assert [["steady"]] * 200 == [words for _, _, words in found]
    assert (os.getpid() in {worker for _, worker, _ in found}) == (workers == 1)


def test_single_batch_is_done_here() -> None:
    """A process costs more than that."""
    spread = Spread(doubled, 2, ready, ("here",))

    assert {os.getpid()} == {worker for _, worker, _ in spread.results(batches(7))}
    assert [] == list(spread.results(iter(())))


def test_no_more_is_taken_than_waits() -> None:
    """Of an endless input, a few batches for each process."""
    taken: list[int] = []

    def endless() -> Iterator[list[int]]:
        number = 0
        while True:
            taken.append(number)
            yield [number]
            number += 1

    spread = Spread(doubled, 2, ready, ("steady",))
    results = spread.results(endless())
    for _ in range(50):
        next(results)
    results.close()
    spread.close()

    assert len(taken) <= 50 + 2 * 4


def test_batches_close_by_number_or_by_size() -> None:
    """Whichever comes first."""
    sizes = [3, 3, 9, 1, 1, 1, 1]

    assert [[3, 3, 9], [1, 1, 1], [1]] == list(in_batches(sizes, 3, lambda size: size, 10))
    assert [[3, 3], [9], [1, 1, 1, 1]] == list(in_batches(sizes, 10, lambda size: size, 6))


def test_process_that_dies_is_told_in_one_line_and_the_next_run_goes_on() -> None:
    """The results before it are there."""
    spread = Spread(deadly, 2, ready, ("steady",))
    with pytest.raises(WorkerDiedError) as caught:
        list(spread.results(batches(100)))

    assert 1 == len(str(caught.value).splitlines())
    assert list(range(20)) == list(spread.results(batches(20)))
    spread.close()


def test_what_the_work_raises_comes_through() -> None:
    """As it would here."""
    for workers in (1, 2):
        spread = Spread(faulty, workers, ready, ("steady",))
        with pytest.raises(ZeroDivisionError):
            list(spread.results(batches(100)))
        spread.close()


def test_processes_end_with_the_one_that_started_them() -> None:
    """Also when it is killed."""
    script = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); from test_batches import *; "
        "s = Spread(doubled, 2, ready, ('steady',)); "
        "print(*{pid for _, pid, _ in s.results(batches(400, 1))}, flush=True); time.sleep(100)"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script, str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert running.stdout is not None
    workers = [int(word) for word in running.stdout.readline().split()]
    running.kill()
    running.wait()
    running.stdout.close()
    for _ in range(100):
        alive = [worker for worker in workers if _is_running(worker)]
        if not alive:
            break
        time.sleep(0.1)

    assert workers
    assert [] == alive


def _is_running(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False


def test_nights_are_the_same_with_any_number_of_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles, issues, what each tells, and the bytes that are kept; and a second run over what was kept."""
    monkeypatch.setattr(incremental, "_BATCH", 16)
    raw = tmp_path / "raw"
    raw.mkdir()
    write_archive(raw / "crawl.warc.gz", 70, Mix(about=0.3))
    write_lines(raw / "news.jsonl", 50, Mix(about=0.3), seed=2)
    seen = []
    for name, number in (("one", 1), ("many", 2), ("many", 2)):
        reader = Reader(tmp_path / name, load_topic("us-cambodia-defense"), workers=number)
        found = [reader.take(one) if isinstance(one, Article) else one for one in reader.articles(raw, DAY)]
        told = [reader.told(reader.key(one.id)) for one in found if isinstance(one, Article)]
        reader.save()
        kept = sorted((path.name, path.read_bytes()) for path in (tmp_path / name).glob("*/*"))
        seen.append((found, told, kept))

    assert seen[0] == seen[1] == seen[2]
    assert sum(map(bool, seen[0][1])) > 20
    assert [IssueCode.PASSED_OVER] * 2 == [one.code for one in seen[0][0] if isinstance(one, Issue) and one.count > 1]
