"""Filing clusters by kind and days loses no pair that could be one happening."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from datelines.articles import Article
from datelines.edtf import DateValue, Grain
from datelines.events import EventMention
from datelines.extraction.kinship import fits_across, kin_of
from datelines.extraction.neighbours import Neighbours
from datelines.pipeline import mentions_of
from datelines.sources import read_all
from datelines.topics.loader import load_topic

TOPIC = load_topic("us-cambodia-defense")
SAMPLE = Path(__file__).parent.parent / "data" / "raw" / "sample"


def archive(days: int) -> tuple[dict[str, Article], list[EventMention]]:
    """Two copies of the sample, the second some days or years off."""
    by = timedelta(days=days)
    articles = {found.id: found for found in read_all([SAMPLE]) if isinstance(found, Article)}
    mentions = [mention for article in articles.values() for mention in mentions_of(article, TOPIC)]
    later = {
        f"{article.id}-later": replace(
            article, id=f"{article.id}-later", published=article.published and article.published + by
        )
        for article in articles.values()
    }
    moved = [replace(one, article_id=f"{one.article_id}-later", date=_moved(one.date, by)) for one in mentions]
    return articles | later, mentions + moved


def _moved(value: DateValue | None, by: timedelta) -> DateValue | None:
    if value is None or value.earliest is None or value.grain is Grain.INTERVAL:
        return value
    return DateValue.of(value.earliest + by, value.grain, value.qualifier)


@pytest.mark.parametrize("days", [2, 20, 45, 390, 1500])
def test_every_pair_that_fits_is_found(days: int) -> None:
    """What comparing everything with everything finds, the filing finds."""
    articles, mentions = archive(days)
    filed: Neighbours[int] = Neighbours(articles)
    kin = [kin_of(mention, TOPIC) for mention in mentions]
    for index, mention in enumerate(mentions):
        filed.add(mention, index)
    for index, mention in enumerate(mentions):
        fitting = {other for other in range(len(mentions)) if fits_across(kin[index], kin[other], articles)}

        assert set() == fitting - set(filed.near(mention))


def test_what_is_found_is_found_once_and_is_little() -> None:
    """The filing hands out each value once, and leaves out the most of an archive."""
    articles, mentions = archive(1500)
    filed: Neighbours[int] = Neighbours(articles)
    for index, mention in enumerate(mentions):
        filed.add(mention, index)
    found = [list(filed.near(mention)) for mention in mentions]

    assert all(len(set(some)) == len(some) for some in found)
    assert sum(map(len, found)) < len(mentions) ** 2 / 10
