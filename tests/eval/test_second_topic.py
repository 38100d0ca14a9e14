"""Floors for the second topic, which is a file and nothing else: names, places and words beside the shared ones.

Five of its articles are held out; of these only the total is known. A floor goes down only by decision.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from datelines.articles import Article
from datelines.pipeline import events_of
from datelines.sources import read_all
from datelines.topics.loader import load_topic
from datelines.wire import event_record

GOLD = Path(__file__).parents[1] / "gold" / "philippines"
SCORER = Path(__file__).parents[3] / "shared" / "gold" / "score_events.py"
DIGEST = "0cd358affab43458"
# The first score, with no rule changed for it, was 0.54 over all ten articles (0.60 and 0.48 in the two halves).
FLOORS = {"tuning": 0.59, "held out": 0.48}
STATUS, EVIDENCE, OFF = 0.90, 0.95, 1

pytestmark = pytest.mark.skipif(not SCORER.exists(), reason="the gold's scorer lies beside the project")


def _scores(rows: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("score_events", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    result: dict[str, Any] = module.score_articles(rows, predicted)[0]
    return result


def test_events_of_the_second_topic() -> None:
    """Date and type on both halves, and status, evidence and what stays off on the half for tuning."""
    content = (GOLD / "gold.jsonl").read_bytes()
    assert DIGEST == hashlib.sha256(content).hexdigest()[:16]
    rows = [json.loads(line) for line in content.decode().splitlines()]
    topic = load_topic("us-philippines-defense")
    articles = [one for one in read_all([GOLD / "articles"], zone=topic.zone) if isinstance(one, Article)]
    predicted = [
        {"article": Path(one.source).name, "record": None, "events": [event_record(e) for e in events_of(one, topic)]}
        for one in articles
    ]
    held = frozenset((GOLD / "heldout.txt").read_text(encoding="utf-8").split())
    found = {}
    for half, inside in (("tuning", False), ("held out", True)):
        kept = [[one for one in side if (one["article"] in held) is inside] for side in (rows, predicted)]
        found[half] = _scores(kept[0], kept[1])

    for half, floor in FLOORS.items():
        assert floor <= found[half]["date+type"]["F1"], (half, found[half]["date+type"])
    assert found["tuning"]["status"] >= STATUS
    assert found["tuning"]["evidence"] >= EVIDENCE
    assert int(found["tuning"]["off"].split("/")[0]) <= OFF
