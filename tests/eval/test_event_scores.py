"""Floors for the scores on events, with the digest of the data they were reached on.

The gold and its scorer lie beside the project; a test is skipped, visibly, where they are absent. Articles that are
held out are left out here. A floor goes down only by decision.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from datelines.articles import Article
from datelines.pipeline import assemble, dates_of, events_of, mentions_of
from datelines.sources import read_all
from datelines.spans import Span
from datelines.topics.loader import load_topic
from datelines.wire import event_record

TESTS = Path(__file__).parents[1]
SHARED = Path(__file__).parents[3] / "shared"
SAMPLE = Path(__file__).parents[2] / "data" / "raw" / "sample"
HELD_OUT = frozenset((TESTS / "gold" / "heldout.txt").read_text(encoding="utf-8").split())
# The gold without its seed row, and the stories with the dates of their verbs.
DIGESTS = {"gold": "b02cbcf90aca9873", "stories": "0bd4ebdb0fbcd369"}
FLOORS = {"date+type": 0.95, "date": 0.95, "actors": 0.85}
STATUS, EVIDENCE, OFF, UNDATED_DATED = 0.98, 0.95, 3, 1
# With the articles held out, all four are flagged; without them, one.
CONFLICTS = "1/4"
TIMELINE, STORIES, STORIES_DATED = 0.87, 0.74, 0.795

pytestmark = pytest.mark.skipif(
    not (SHARED / "gold" / "score_events.py").exists(), reason="the gold's scorer lies beside the project"
)


def scorer(path: Path) -> Any:
    """A scorer that lies beside its data."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gold() -> list[dict[str, Any]]:
    """The rows of the gold that may be looked at."""
    path = TESTS / "gold" / "gold.jsonl"
    assert DIGESTS["gold"] == hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["article"] not in HELD_OUT]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    """The sample's articles, those held out left out."""
    found = [item for item in read_all([SAMPLE]) if isinstance(item, Article)]
    return [one for one in found if Path(one.source).name not in HELD_OUT]


def test_events_of_each_article(gold: list[dict[str, Any]], articles: list[Article]) -> None:
    """Date and type, date alone, status, evidence, actors, and what stays off, all above their floors."""
    topic = load_topic("us-cambodia-defense")
    predicted = [
        {
            "article": Path(one.source).name,
            "record": one.record,
            "events": [event_record(event) for event in events_of(one, topic)],
        }
        for one in articles
    ]
    result, _ = scorer(SHARED / "gold" / "score_events.py").score_articles(gold, predicted)

    for name, floor in FLOORS.items():
        assert floor <= result[name]["F1"], (name, result)
    assert result["status"] >= STATUS
    assert result["evidence"] >= EVIDENCE
    assert int(result["off"].split("/")[0]) <= OFF
    assert int(result["abstain"].split("/")[0]) <= UNDATED_DATED


def test_the_merged_timeline(articles: list[Article]) -> None:
    """The milestones of all articles together, against those that are told by an article we may read."""
    rows = [json.loads(line) for line in (SHARED / "gold" / "timeline.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = [row for row in rows if not {name.split("#")[0] for name in row["articles"]} <= HELD_OUT | {"seed.txt"}]
    topic = load_topic("us-cambodia-defense")
    timeline = assemble([m for one in articles for m in mentions_of(one, topic)], articles, topic, None)
    predicted = [event_record(event) | {"date_conflict": event.conflict} for event in timeline.events]

    result, _ = scorer(SHARED / "gold" / "score_events.py").score_timeline(wanted, predicted)

    assert result["date+type"]["F1"] >= TIMELINE
    assert CONFLICTS == result["conflicts flagged"]


def test_the_dates_of_verbs_in_stories() -> None:
    """The date of a given mention, exactly or rightly none; and of those that have a date."""
    path = SHARED / "anchor" / "semeval_dev.jsonl"
    assert DIGESTS["stories"] == hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    judged: list[tuple[bool, bool]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = [Span(mention["start"], mention["end"]) for mention in row["mentions"]]
        found = dates_of(row["text"], date.fromisoformat(row["dct"]), spans)
        for mention, value in zip(row["mentions"], found, strict=True):
            judged.append((mention["date"] == (value.edtf if value else None), mention["date"] is not None))
    dated = [right for right, has_date in judged if has_date]

    assert STORIES <= sum(right for right, _ in judged) / len(judged)
    assert STORIES_DATED <= sum(dated) / len(dated)
