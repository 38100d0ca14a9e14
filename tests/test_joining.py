"""What an engine joins kind by kind is what is joined at once, however articles are parted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from benchmarks.crawls import write_lines
from benchmarks.newsmaking import Mix
from datelines import joining, parts
from datelines.articles import Article
from datelines.assembly import Assembly, assemble_known
from datelines.extraction.kinship import fits_across, kin_of
from datelines.extraction.rejoin import PartOf, rejoin
from datelines.incremental import Reader
from datelines.joining import kind_of
from datelines.topics.loader import load_topic

DAY = date(2026, 1, 1)
TOPIC = load_topic("us-cambodia-defense")


class Here:
    """An engine of this process, that takes the parts from behind."""

    def __init__(self) -> None:
        self.keys: list[Any] = []

    def results(
        self, work: Callable[..., Any], prepare: Callable[..., None], given: tuple[Any, ...], batches: Iterable[Any]
    ) -> Iterator[Any]:
        prepare(*given)
        for batch in batches:
            yield from work(batch)

    def grouped(
        self,
        split: Callable[[Any], Mapping[Any, Any]],
        join: Callable[[list[Any]], Any],
        prepare: Callable[..., None],
        given: tuple[Any, ...],
        parts: Sequence[Any],
    ) -> dict[Any, Any]:
        prepare(*given)
        pieces = [split(part) for part in reversed(parts)]
        self.keys = list({key: None for piece in pieces for key in piece})
        return {key: join([piece[key] for piece in pieces if key in piece]) for key in self.keys}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = tmp_path_factory.mktemp("raw")
    write_lines(raw / "news.jsonl", 300, Mix(about=0.6), seed=3)
    return raw


def assembled(raw: Path, home: Path, engine: Here | None = None) -> Assembly:
    reader = Reader(home, TOPIC, engine=engine)
    found = [reader.take(one) for one in reader.articles(raw, DAY) if isinstance(one, Article)]
    reader.save()
    return assemble_known(reader, found, TOPIC, engine)


def told(assembly: Assembly) -> list[tuple[bytes, Sequence[str]]]:
    """Each happening by its key, with the ids of its mentions in their order."""
    return sorted((assembly.key(place), assembly.telling(place).ids) for place in range(len(assembly.clusters)))


def test_joined_elsewhere_is_joined_here(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same happenings of the same mentions in the same order."""
    monkeypatch.setattr(joining, "_TOGETHER", 20)
    engine = Here()
    apart, whole = assembled(news, tmp_path / "apart", engine), assembled(news, tmp_path / "whole")

    assert told(whole) == told(apart)
    assert len(engine.keys) > 10
    assert len(whole.clusters) > 200


def test_parts_set_aside_are_told_as_those_held(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are held, from the first on or from some number on, also in the run after."""
    held = told(assembled(news, tmp_path / "held"))
    for most in (0, 700):
        monkeypatch.setattr(parts, "MOST_HELD", most)

        assert held == told(assembled(news, tmp_path / f"{most}"))
        assert held == told(assembled(news, tmp_path / f"{most}"))


def test_happenings_of_all_kinds_at_once_are_those_of_kind_by_kind(news: Path, tmp_path: Path) -> None:
    """Joining one kind after the other leaves nothing out that could be joined over two kinds."""
    found = assembled(news, tmp_path / "home")
    every = [PartOf(number, found.parts[number].mentions) for number in range(len(found.parts))]
    clusters = rejoin(every, (), (), found.articles, TOPIC)

    assert sorted(list(cluster) for cluster in found.clusters) == sorted([p.name for p in c] for c in clusters)


def test_next_run_goes_on_from_what_an_engine_has_joined(news: Path, tmp_path: Path) -> None:
    """Then only what is new is joined, by whoever runs it."""
    engine = Here()
    assembled(news, tmp_path / "kept", engine)
    engine.keys.clear()
    again, whole = assembled(news, tmp_path / "kept", engine), assembled(news, tmp_path / "whole")

    assert told(whole) == told(again)
    assert [] == engine.keys


def test_what_can_be_one_happening_is_of_one_kind(news: Path, tmp_path: Path) -> None:
    """Whatever else two mentions say."""
    found = assembled(news, tmp_path / "home")
    mentions = [
        one
        for place in range(60)
        for number in range(found.parts.first_of[place], found.parts.first_of[place + 1])
        for one in found.parts[number].mentions
    ]
    kins = [kin_of(mention, TOPIC) for mention in mentions]
    together = [
        (kind_of(a.mention, TOPIC), kind_of(b.mention, TOPIC))
        for a, b in combinations(kins, 2)
        if a.mention.article_id != b.mention.article_id and fits_across(a, b, found.articles)
    ]

    assert len(together) > 100
    assert [] == [pair for pair in together if pair[0] != pair[1]]


def test_no_order_of_sets_shows_in_what_is_told(news: Path) -> None:
    """Python keeps the words of a set in another order in each process."""
    command = [sys.executable, "-c", "from datelines.cli import main; main()", "events", str(news / "news.jsonl")]
    said = [
        subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}, check=True).stdout
        for seed in ("1", "2")
    ]

    assert 300 <= len([json.loads(line) for line in said[0].splitlines()])
    assert said[0] == said[1]
