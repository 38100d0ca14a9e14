"""A small net over words: rows summed by where they stand, and one layer above them."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from datelines.nets import Net, NetEntry, Sight, Vocabulary
from datelines.topics.loader import load_topic


def lit(number: float) -> float:
    """What a number is worth once what lies below nothing counts as nothing."""
    return number / (1 + np.exp(-number))


def entry() -> NetEntry:
    """Two words and a label of one number each, one place, one hidden number: rain speaks for "wet"."""
    layers = [0.5, 0.0, 0.0, 2.0, 1.0, 0.25, -1.0, 3.0, 0.0, 0.5]
    return NetEntry(
        kinds=["wet"], words="rain sun", labels="weather", signs=["today"], width=1, hidden=1, places=1,
        step=(0.5, 0.25), rows=np.array([4, -4, 2], np.int8).tobytes(), layers=np.array(layers, np.float16).tobytes(),
    )  # fmt: skip


def test_rows_are_summed_where_they_stand_and_one_layer_speaks() -> None:
    """Every step by hand: rows and what is added, the gate (a half here), places, signs, hidden, kinds."""
    net = Net(entry())
    # "rain" with its label: 4 * 0.5 + 2 * 0.25; then a word that nobody knows.
    sight = Sight([1, 3, 0], [0, 2], np.array([[[1.0, 0.5]]]), [[0]])
    seen = lit(2.5 + 0.5) / 2 + 0.5 * lit(0.5) / 2
    hidden = lit(2.0 * seen + 1.0 + 0.25)

    assert [[pytest.approx((3.0 * hidden + 0.5) - (-1.0 * hidden + 0.0), rel=1e-3)]] == net.sums(sight)


def test_a_thing_that_stands_alone_has_its_signs_only() -> None:
    """No token around it is no error."""
    net = Net(entry())
    hidden = lit(1.0 + 0.25)

    assert [[pytest.approx(4.0 * hidden + 0.5, rel=1e-3)]] == net.sums(Sight([], [], np.zeros((1, 1, 0)), [[0]]))


def test_things_of_one_sentence_do_not_hear_each_other() -> None:
    """What two see together is what each sees alone."""
    net = Net(entry())
    shares = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    both = net.sums(Sight([1, 2], [0, 1], shares, [[0], []]))

    assert both[0] == pytest.approx(net.sums(Sight([1, 2], [0, 1], shares[:1], [[0]]))[0])
    assert both[1] == pytest.approx(net.sums(Sight([1, 2], [0, 1], shares[1:], [[]]))[0])
    assert both[0] != both[1]


def test_a_word_with_an_apostrophe_is_the_one_before_it() -> None:
    """Row 0 is of what nobody knows."""
    words = Vocabulary.of(["army", "don't"], ["force"], [])

    assert [1, 1, 2, 0] == [words.row(word) for word in ("army", "army’s", "don't", "navy's")]
    assert {"force": 3} == dict(words.labels)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"words": "rain"}, "rows"),
        ({"layers": b"\0\0"}, "layers"),
        ({"width": 0}, "width"),
        ({"hidden": 2}, "layers"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_key(change: dict[str, object], key: str) -> None:
    """As many numbers as its shape takes."""
    assert [key] == [found for found, _ in replace(entry(), **change).faults()]


def test_the_net_of_the_topic_speaks_for_the_types_of_its_weights() -> None:
    """In the same order, so that the two can be added."""
    topic = load_topic("us-cambodia-defense")

    assert topic.net is not None
    assert topic.weights.kinds == topic.net.kinds
    assert ("end",) == topic.ends.kinds
