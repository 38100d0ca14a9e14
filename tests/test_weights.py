"""Sums of weights in whole numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.topics.loader import load_topic
from datelines.weights import FULL, Weights, WeightsEntry
from datelines.yamlfile import ConfigError

WEIGHTS = Weights(("rain", "sun"), {"cloud": (100, -50), "wind": (30, 0)}, 100)


def test_a_sign_that_is_wholly_there_counts_once_and_one_far_off_less() -> None:
    """Sums are logarithms of chances; what no row knows adds nothing."""
    assert [1.3, -0.5] == WEIGHTS.sums({"cloud": FULL, "wind": FULL, "snow": FULL})
    assert [0.5, -0.25] == WEIGHTS.sums({"cloud": FULL // 2})
    assert [0.0, 0.0] == WEIGHTS.sums({"snow": FULL})
    assert [] == Weights().sums({"cloud": FULL})


@given(st.permutations([("cloud", 11), ("wind", 64), ("snow", 3)]))
def test_sums_are_the_same_in_any_order(signs: list[tuple[str, int]]) -> None:
    """Whole numbers are added, and divided once."""
    assert WEIGHTS.sums(dict(sorted(signs))) == WEIGHTS.sums(dict(signs))
    assert math.isclose((1100 + 64 * 30) / 6400, WEIGHTS.sums(dict(signs))[0])


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (WeightsEntry(["rain", "sun"], 100, {"cloud": [1]}), "signs.cloud"),
        (WeightsEntry(["rain"], 0, {}), "whole"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_key(entry: WeightsEntry, key: str) -> None:
    """A row has one number a kind, and something is 1."""
    assert [key] == [found for found, _ in entry.faults()]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ('{"weights": {"kinds": ["party"], "whole": 1, "signs": {}}}', "weights.kinds: 'party' is no type of event"),
        ('{"weights": {"kinds": ["exercise"], "whole": 1, "signs": {"a": []}}}', "signs.a: has 0 numbers for 1 kinds"),
        ('{"weights": ', "not a JSON text"),
        ('{"weights": {"kinds": ["exercise"], "whole": 1, "signs": {}}}', "net.kinds: are not those of weights"),
    ],
)
def test_a_topic_with_broken_weights_gets_one_line(content: str, wanted: str, tmp_path, monkeypatch) -> None:
    """File, key and reason."""
    from datelines.topics import loader

    folder = tmp_path / "topics"
    (folder / "common").mkdir(parents=True)
    for path in loader._FOLDER.rglob("*.*"):
        if path.suffix in (".yaml", ".json"):
            (folder / path.relative_to(loader._FOLDER)).write_bytes(path.read_bytes())
    (folder / "common" / "us-defense-weights.json").write_text(content, encoding="utf-8")
    monkeypatch.setattr(loader, "_FOLDER", folder)

    with pytest.raises(ConfigError) as raised:
        load_topic("us-cambodia-defense")
    assert wanted in str(raised.value)
    assert "\n" not in str(raised.value)
