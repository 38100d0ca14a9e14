"""What comes and goes joins and leaves clusters as if all had been joined from nothing."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_neighbours import _moved

from datelines.articles import Article
from datelines.extraction import rejoin as rejoining
from datelines.extraction.merge import Cluster, across, within
from datelines.extraction.rejoin import Name, PartOf, rejoin
from datelines.pipeline import mentions_of
from datelines.sources import read_all
from datelines.topics.loader import load_topic

TOPIC = load_topic("us-cambodia-defense")
SAMPLE = Path(__file__).parent.parent / "data" / "raw" / "sample"
# How many days each copy of the sample is off: neighbours by a slip, by weeks, by months and not at all.
COPIES = (0, 0, 1, 2, 3, 5, 20, 31, 45, 90, 365, 366)

Parts = dict[str, list[Cluster]]


def archive() -> tuple[dict[str, Article], Parts]:
    """Copies of the sample; the parts of each article, by its name."""
    articles: dict[str, Article] = {}
    parts: Parts = {}
    sample = [found for found in read_all([SAMPLE]) if isinstance(found, Article)]
    told = {article.id: mentions_of(article, TOPIC) for article in sample}
    for number, days in enumerate(COPIES):
        by = timedelta(days=days)
        for article in sample:
            name = f"{article.id}-{number}"
            copy = replace(article, id=name, published=article.published and article.published + by)
            moved = [replace(one, article_id=name, date=_moved(one.date, by)) for one in told[article.id]]
            articles[name] = copy
            parts[name] = within(moved, TOPIC, copy.dct)
    return articles, parts


ARTICLES, PARTS = archive()


def of(names: Collection[str]) -> list[PartOf]:
    return [PartOf((name, number), part.mentions) for name in names for number, part in enumerate(PARTS[name])]


def joined(names: Collection[str]) -> list[list[Name]]:
    """All from nothing, by the names of their parts."""
    fresh = [
        Cluster(part.lead, list(part.mentions), [(name, number)])
        for name in sorted(names)
        for number, part in enumerate(PARTS[name])
    ]
    return [cluster.parts for cluster in across(fresh, ARTICLES)]


def named(clusters: list[list[PartOf]]) -> list[list[Name]]:
    return [[part.name for part in parts] for parts in clusters]


def check(before: set[str], after: set[str]) -> None:
    found = rejoin(of(after), of(before - after), joined(before), ARTICLES, TOPIC)

    assert sorted(joined(after)) == sorted(named(found))
    assert all(part.mentions is PARTS[part.name[0]][part.name[1]].mentions for parts in found for part in parts)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(0, 12))
def test_what_comes_and_goes_gives_what_all_together_give(seed: int, coming: int, going: int) -> None:
    """Whatever part of an archive is there before, and whatever joins and leaves it."""
    rng = random.Random(seed)
    names = sorted(PARTS)
    before = set(rng.sample(names, rng.randint(1, len(names) - coming)))
    new = set(rng.sample(sorted(set(names) - before), coming))
    gone = set(rng.sample(sorted(before), min(going, len(before))))
    check(before, (before | new) - gone)


def test_night_after_night_gives_what_all_together_give() -> None:
    """Each stands on the one before it."""
    rng = random.Random(20250301)
    names = sorted(PARTS)
    here = set(rng.sample(names, 200))
    known = joined(here)
    for _ in range(15):
        new = set(rng.sample(sorted(set(names) - here), 8))
        gone = set(rng.sample(sorted(here), 3))
        here = (here | new) - gone
        known = named(rejoin(of(here), of(gone), known, ARTICLES, TOPIC))

        assert sorted(joined(here)) == sorted(known)


def test_nothing_known_before_is_joining_all() -> None:
    names = sorted(PARTS)[:150]

    assert sorted(joined(names)) == sorted(named(rejoin(of(names[::-1]), (), (), ARTICLES, TOPIC)))


def test_only_what_can_choose_otherwise_chooses_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """One new article costs a small part of what all cost."""
    asked = {"rejoin": 0}
    real = rejoining.fits_across

    def counted(*arguments: object) -> bool:
        asked["rejoin"] += 1
        return bool(real(*arguments))  # type: ignore[arg-type]

    monkeypatch.setattr(rejoining, "fits_across", counted)
    names = sorted(PARTS)
    before, (new,) = names[1:], names[:1]
    rejoin(of(names), (), joined(before), ARTICLES, TOPIC)

    assert asked["rejoin"] < len(of(names)) * 3, new
