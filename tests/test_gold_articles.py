"""The readers against the gold: title, outlet, publication time, language and body of every article in data/raw/sample.

White space and letter case aside. Failures of held-out articles show no text: those are read by nobody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from datelines.articles import Article, PublishedGrain, ZoneBasis
from datelines.sources import read, read_all

_HERE = Path(__file__).parent
_SAMPLE = _HERE.parent / "data" / "raw" / "sample"
_SHARED = _HERE.parent.parent / "shared"
_SEED = _SHARED / "seeds" / "seed.txt"
_GOLD = [json.loads(line) for line in (_HERE / "gold" / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
_HELD_OUT = set((_HERE / "gold" / "heldout.txt").read_text(encoding="utf-8").split())


@cache
def _articles() -> dict[tuple[str, str | None], Article]:
    return {(item.source, item.record): item for item in read_all([_SAMPLE]) if isinstance(item, Article)}


def _name(row: dict[str, Any]) -> str:
    return f"{row['article']}:{row['record']}" if row.get("record") else str(row["article"])


def _squashed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip().casefold()


def _equal(expected: object, actual: object, row: dict[str, Any]) -> None:
    """Asserts, without showing what a held-out article says."""
    if row["article"] in _HELD_OUT:
        if expected != actual:
            pytest.fail("differs from the gold (held out: not shown)", pytrace=False)
        return
    assert expected == actual


every_article = pytest.mark.parametrize("row", _GOLD, ids=_name)


@every_article
def test_title_outlet_and_language_are_the_golds(row: dict[str, Any]) -> None:
    """Headline, outlet and language are found whatever the format."""
    article = _articles()[row["article"], row.get("record")]

    expected = tuple(map(_squashed, (row["title"], row["outlet"], row["lang"])))
    _equal(expected, tuple(map(_squashed, (article.title, article.publisher, article.language))), row)


@every_article
def test_publication_time_is_the_golds(row: dict[str, Any]) -> None:
    """The publication time is right, in the article's own offset; where the gold gives a day, the day is."""
    article = _articles()[row["article"], row.get("record")]

    assert article.published is not None
    if len(row["published"]) == 10:
        _equal(row["published"], str(article.dct), row)
    else:
        expected = datetime.fromisoformat(row["published"])
        actual = article.published
        _equal((expected, expected.utcoffset()), (actual, actual.utcoffset()), row)


@every_article
def test_body_is_the_golds_paragraph_by_paragraph(row: dict[str, Any]) -> None:
    """The body has every paragraph of the article and nothing of the page around it."""
    article = _articles()[row["article"], row.get("record")]

    _equal(list(map(_squashed, row["body"])), list(map(_squashed, article.paragraphs)), row)


def test_every_row_has_its_article_and_every_article_its_row() -> None:
    """No article is lost and none is made up."""
    assert {(row["article"], row.get("record")) for row in _GOLD} == set(_articles())


def test_offsets_say_where_they_come_from() -> None:
    """An offset is stated, that of the dateline's city, or the default."""
    expected = {
        "d10_sentinel_2016_opens.json": ZoneBasis.STATED,
        "a03_building_we_paid_for.txt": ZoneBasis.DATELINE,
        "c01_rcaf_chief_receives_royal.txt": ZoneBasis.DEFAULT,
    }

    assert expected == {name: _articles()[name, None].zone_basis for name in expected}


def test_the_grain_is_that_of_the_page() -> None:
    """A day where only a day is printed, else a minute."""
    expected = {
        "d12_sentinel_2014_opening.txt": PublishedGrain.DAY,
        "d23_arms_embargo_imposed.txt": PublishedGrain.MINUTE,
        "d13_navy_feed.xml": PublishedGrain.MINUTE,
    }
    grains = {name: article.published_grain for (name, _), article in _articles().items()}

    assert expected == {name: grains[name] for name in expected}


def test_captions_stand_apart() -> None:
    """A caption of a text, of a figure and of a table cell is a caption and not a paragraph."""
    expected = {
        "d12_sentinel_2014_opening.txt": [],
        "d21_austin_one_day_visit.txt": ["U.S. Secretary of Defense Lloyd Austin walks"],
        "d17_uss_gary.html": ["Sailors line the rails of USS Gary"],
        "d22_savannah_paparo.html": ["USS Savannah (LCS 28) alongside at Sihanoukville"],
    }

    assert expected == {
        name: [caption[: len(start)] for caption, start in zip(_articles()[name, None].captions, starts, strict=True)]
        for name, starts in expected.items()
    }


@pytest.mark.skipif(not _SEED.exists(), reason=f"the seed article is not beside the project ({_SEED})")
def test_the_seed_article_is_read_whole() -> None:
    """Headline, outlet, time, caption, and a body from its dateline to its last sentence."""
    rows: Iterable[dict[str, Any]] = map(
        json.loads, (_SHARED / "gold" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    )
    row = next(row for row in rows if row["article"] == _SEED.name)
    (article,) = read(_SEED)

    assert isinstance(article, Article)
    assert (row["title"], row["outlet"]) == (article.title, article.publisher)
    assert datetime.fromisoformat(row["published"]) == article.published
    assert article.text.startswith(row["body_starts"])
    assert article.text.endswith(row["body_ends"])
    assert 12 == len(article.paragraphs)
    assert 1 == len(article.captions)
    assert article.captions[0].endswith("Photo by POOL / AFP")
