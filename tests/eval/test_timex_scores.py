"""Floors for the scores on time expressions, with the digest of the data they were reached on.

The corpora lie beside the project; a test is skipped, visibly, where they are absent. A floor goes down only by
decision.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from datelines.tagging import tag

SHARED = Path(__file__).parents[3] / "shared"
GOLD = Path(__file__).parents[1] / "gold" / "gold.jsonl"
OWN = Path(__file__).parents[1] / "gold" / "timex" / "own.jsonl"
STORIES = OWN.with_name("own_narrative.jsonl")
# name: file, digest, whether only dates are annotated, floor of value F1, floor of strict F1
SETS: dict[str, tuple[str, str, bool, float, float]] = {
    "news": ("gum_news_dev.jsonl", "0fd54ced4fa6ef0f", True, 88.5, 84.8),
    "interview": ("gum_interview_dev.jsonl", "7a9cc57bf65636c7", True, 88.7, 89.0),
    "bio": ("gum_bio_dev.jsonl", "a9125f434c10612c", True, 95.3, 90.0),
    "wars": ("wikiwars_dev.jsonl", "621a0264a6e34d1e", False, 90.5, 89.6),
}
GOLD_FLOORS = (93.3, 93.4)
# News texts of our own: those for tuning, and those kept aside.
OWN_FLOORS = {0: (95.0, 94.2), 1: (88.9, 91.4)}
# Our own narratives, by the same halves.
STORY_FLOORS = {0: (94.6, 94.6), 1: (90.7, 94.6)}


def scorer() -> Any:
    """The scorer that lies beside the data."""
    path = SHARED / "timex" / "score.py"
    spec = importlib.util.spec_from_file_location("timex_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predicted(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the format with the times that we find."""
    dct = date.fromisoformat(row["dct"]) if row["dct"] else None
    return {
        "timexes": [
            {
                "start": timex.span.start,
                "end": timex.span.end,
                "text": timex.text,
                "type": timex.type.value,
                "value": timex.value,
            }
            for timex in tag(row["text"], dct, "en", row["doc_type"])
        ]
    }


def f1(hits: int, predictions: int, gold: int) -> float:
    """In percent."""
    return 200 * hits / (predictions + gold)


def scores(rows: list[dict[str, Any]], partial: bool, skip_empty: bool) -> tuple[float, float]:
    """Value F1 and strict F1 of ``rows``."""
    gold = {row["doc_id"]: row for row in rows}
    found = {row["doc_id"]: predicted(row) for row in rows}
    count, _, _ = scorer().score(gold, found, None, partial, skip_empty)
    empty = count["novalue"]
    return (
        f1(count["value"], count["pred"] - empty, count["gold"] - empty),
        f1(count["strict"], count["pred"], count["gold"]),
    )


@pytest.mark.parametrize("name", SETS)
def test_floor(name: str) -> None:
    """Value and strict F1 on a corpus are not below what was reached on it."""
    file, digest, partial, value_floor, strict_floor = SETS[name]
    path = SHARED / "timex" / file
    if not path.exists():
        pytest.skip(f"{file} is not here: the corpora lie beside the project")
    content = path.read_bytes()
    rows = [json.loads(line) for line in content.decode("utf-8").splitlines()]
    value, strict = scores(rows, partial, skip_empty=True)

    assert digest == hashlib.sha256(content).hexdigest()[:16]
    assert value_floor <= value
    assert strict_floor <= strict


def test_floor_on_the_gold_articles() -> None:
    """The same on our own articles, the held-out ones among them."""
    script = SHARED / "gold" / "as_timex.py"
    if not script.exists():
        pytest.skip("as_timex.py is not here: the corpora lie beside the project")
    run = subprocess.run([sys.executable, str(script), str(GOLD)], capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    value, strict = scores(rows, partial=False, skip_empty=False)

    assert GOLD_FLOORS[0] <= value
    assert GOLD_FLOORS[1] <= strict


@pytest.mark.parametrize("parity", OWN_FLOORS)
def test_floor_on_our_own_news(parity: int) -> None:
    """The same on the texts with an even number, and on those with an odd one, which no rule was written from."""
    if not (SHARED / "timex" / "score.py").exists():
        pytest.skip("score.py is not here: the corpora lie beside the project")
    rows = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    value, strict = scores([row for row in rows if int(row["doc_id"][-2:]) % 2 == parity], False, skip_empty=False)

    assert OWN_FLOORS[parity][0] <= value
    assert OWN_FLOORS[parity][1] <= strict


@pytest.mark.parametrize("parity", STORY_FLOORS)
def test_floor_on_our_own_narratives(parity: int) -> None:
    """The same on short histories: those for tuning, and those kept aside."""
    if not (SHARED / "timex" / "score.py").exists():
        pytest.skip("score.py is not here: the corpora lie beside the project")
    rows = [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]
    value, strict = scores([row for row in rows if int(row["doc_id"][-2:]) % 2 == parity], False, skip_empty=False)

    assert STORY_FLOORS[parity][0] <= value
    assert STORY_FLOORS[parity][1] <= strict
