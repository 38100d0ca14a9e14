"""The chances that rows are given, against annotated articles: better than any constant, as often right as said."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.calibrate import best_constant, brier, cross_validated, wilson
from benchmarks.judged import cases, corpora
from datelines.confidence.loader import calibration_for
from datelines.topics.loader import load_topic

TOPIC = "us-cambodia-defense"


def test_better_than_any_constant_on_articles_that_were_left_out() -> None:
    """Each milestone is judged by weights fitted without its article; the sure ones are right more often."""
    topic = load_topic(TOPIC)
    judged = cases(corpora()[0], topic)
    chances = cross_validated(judged, topic)
    right = [case.right for case in judged]
    ranked = [case for _, case in sorted(zip(chances, right, strict=True))]
    lower, upper = ranked[: len(ranked) // 2], ranked[len(ranked) // 2 :]

    assert brier(chances, right) < best_constant(right)
    assert sum(lower) / len(lower) < sum(upper) / len(upper)


def test_the_stored_weights_still_hold() -> None:
    """As many milestones are right as they say, within the interval; run `make calibrate` where this fails."""
    found = calibration_for(TOPIC)
    assert found is not None
    stored = replace(found, unseen=0.0)
    judged = cases(corpora()[0], load_topic(TOPIC))
    chances = [stored.chance(case.event) for case in judged]
    right = [case.right for case in judged]
    first, last = wilson(sum(right), len(right))

    assert first <= sum(chances) / len(chances) <= last
    assert brier(chances, right) < best_constant(right)
