"""The benchmark of growth: the line that it fits, and that a night over its articles adds up."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.nights import night
from benchmarks.scale import DAY, articles_of, exponent, measure


def test_exponent_is_the_slope_of_the_logarithms() -> None:
    """Linear is 1, quadratic 2, and noise is levelled out."""
    assert pytest.approx(1.0) == exponent([(10, 3), (100, 30), (1000, 300)])
    assert pytest.approx(2.0) == exponent([(1, 5), (10, 500), (100, 50_000)])
    assert pytest.approx(1.0) == exponent([(1, 1), (10, 20), (100, 200), (1000, 1000)])


def test_articles_are_made_once(tmp_path: Path) -> None:
    """So many over so many files, the same for whoever asks again."""
    raw = articles_of(tmp_path, 12, 0.5, 3)
    lines = {path.name: path.read_text(encoding="utf-8") for path in raw.glob("*.jsonl")}

    assert [4, 4, 4] == [text.count("\n") for text in lines.values()]
    assert raw == articles_of(tmp_path, 12, 0.5, 3)
    assert 3 == len(set(lines.values()))


@pytest.mark.slow
def test_night_is_measured_and_its_articles_add_up(tmp_path: Path) -> None:
    """A whole night in a process of its own, as the table has it."""
    empty = night(articles_of(tmp_path, 1, 1.0, 1), tmp_path / "none", DAY)
    size = measure(articles_of(tmp_path, 60, 0.5, 1), tmp_path / "out", 60, empty)

    assert 60 == size.rows["articles"] + size.passed_over
    assert size.rows["mentions"] > 0
    assert size.cost.megabytes > empty.own_cpu
    assert str(size.rows["timeline"]) in size.line.replace(",", "")
