"""Real releases for tests of what is published: the sample articles, read, merged and released by the library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from datelines.articles import Article
from datelines.cards.loader import card_for
from datelines.datasets.loader import load_dataset
from datelines.history import Base
from datelines.pipeline import assemble, mentions_of
from datelines.releases import Release, publish
from datelines.sources import read_all
from datelines.topics.loader import load_topic
from schemas.build import build_tables
from schemas.companions import Subject, companions
from schemas.companions.history import read as read_history
from schemas.spec import load_specs
from schemas.tables import to_table

SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"
TOPIC = "us-cambodia-defense"
DAY = date(2025, 3, 1)


@cache
def sample_tables(day: date | None = None) -> dict[str, pa.Table]:
    """All tables of the sample articles (those published by ``day``), as a first night makes them."""
    topic = load_topic(TOPIC)
    read = [found for found in read_all([SAMPLE], zone=topic.zone) if isinstance(found, Article)]
    known = [one for one in read if day is None or (one.published and one.published.date() <= day)]
    articles = {one.id: one for one in known}
    mentions = [mention for article in articles.values() for mention in mentions_of(article, topic)]
    timeline = assemble(mentions, list(articles.values()), topic, None)
    base: Base | None = None
    return build_tables(timeline, articles, (), base=base, run_day=day or DAY, rules="rules-1")


def with_rows(tables: Mapping[str, pa.Table], name: str, rows: list[dict[str, Any]]) -> dict[str, pa.Table]:
    """The same tables with other rows in one of them."""
    return {**tables, name: to_table(load_specs()[name], rows)}


def released(out: Path, tables: Mapping[str, pa.Table], day: date = DAY, previous: str | None = None) -> Release:
    """Those tables as a release in ``out``, with everything that lies beside them."""
    earlier = kept = ""
    if previous:
        before = out / TOPIC / "releases" / previous
        earlier = (before / "CHANGES.md").read_text(encoding="utf-8")
        kept = (before / "history.json").read_text(encoding="utf-8")
    card = card_for(TOPIC)
    subject = Subject(tables, load_dataset(TOPIC), day, previous, earlier, read_history(kept), card=card)
    documents = {"run": {"rules": "rules-1"}, "card": msgspec.to_builtins(card)}
    return publish(out, TOPIC, day, tables, documents, companions(subject))
