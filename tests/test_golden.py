"""Whole cases, byte for byte: the articles of a folder give the timeline that lies beside them.

`make golden` rewrites the timelines; the diff is reviewed like code.
"""

from datetime import date
from pathlib import Path

import pytest

from datelines import outputs
from datelines.articles import Article
from datelines.pipeline import assemble, mentions_of, rules_digest
from datelines.sources import read_all
from datelines.topics.loader import load_topic
from schemas.build import build_tables

CASES = sorted(path for path in (Path(__file__).parent / "golden").iterdir() if path.is_dir())
RUN_DAY = date(2025, 3, 1)


def timeline_csv(case, folder):
    """The case's timeline as the nightly run would write it."""
    topic = load_topic("us-cambodia-defense")
    articles = {found.id: found for found in read_all([case], zone=topic.zone) if isinstance(found, Article)}
    mentions = [mention for article in articles.values() for mention in mentions_of(article, topic)]
    timeline = assemble(mentions, articles.values(), topic, None)
    tables = build_tables(timeline, articles, [], base=None, run_day=RUN_DAY, rules=rules_digest(topic))
    return outputs.write(tables["timeline"], folder, "timeline", "csv").read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case, tmp_path, request):
    """What the articles of the case say is on the timeline, and nothing else."""
    golden = case / "timeline.csv"
    made = timeline_csv(case, tmp_path)
    if request.config.getoption("--rewrite-golden"):
        golden.write_bytes(made)

    assert golden.read_bytes().decode() == made.decode()
