"""Two runs started at the same moment, fifty times: one releases, one leaves with its own exit status; never both."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import factory
import pytest

from datelines.doctor import Grade, examine
from datelines.locks import LockHeldError, held
from datelines.releases import is_whole, latest, list_releases, publish
from flows.failures import status_of
from schemas.build import build_tables

ROUNDS = 50
forks = multiprocessing.get_context("fork")


def run(out: Path, started, tried, ended) -> None:
    """What a night does from the lock on. Whoever has the lock keeps it until the other has asked for it, too."""
    started.wait(30)
    try:
        with held(out / factory.TOPIC / ".lock"):
            tried.wait(30)
            timeline, articles = factory.sample()
            tables = build_tables(timeline, articles, (), base=None, run_day=factory.DAY, rules=factory.RULES)
            publish(out, factory.TOPIC, factory.DAY, tables, {"run": {"rules": factory.RULES}})
            ended.put((0, os.getpid(), ""))
    except LockHeldError as error:
        ended.put((status_of(error), os.getpid(), str(error)))
        tried.wait(30)


@pytest.mark.parametrize("fresh", [True, False], ids=["first night", "every night"])
def test_one_releases_and_one_leaves(tmp_path, fresh):
    """The one that leaves says who holds the lock."""
    seen = []
    for number in range(ROUNDS):
        out = tmp_path / str(number) if fresh else tmp_path
        started, tried, ended = forks.Barrier(2), forks.Barrier(2), forks.Queue()
        runs = [forks.Process(target=run, args=(out, started, tried, ended)) for _ in range(2)]
        for one in runs:
            one.start()
        won, left = sorted(ended.get(timeout=60) for _ in runs)
        for one in runs:
            one.join(60)
        seen.append((won[0], left[0]))
        release = latest(out, factory.TOPIC)

        assert f"held by process {won[1]};" in left[2]
        assert is_whole(release.path)
        assert [release.path] == [one.path for one in list_releases(out, factory.TOPIC)]
        assert not [one for one in examine(out, factory.TOPIC) if one.grade is Grade.PROBLEM]

    assert [(0, 4)] * ROUNDS == seen
