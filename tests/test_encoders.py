"""A small transformer, step by step beside one that is written out in plain loops."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from msgspec.structs import replace

from datelines.encoders import Encoder, EncoderEntry, Pieces, View, matrices, vectors
from datelines.topics.loader import load_topic

NAMES = ["[CLS]", "[SEP]", "[UNK]", "army", "left", "##s", "march", ",", "e", "##t", "##e"]
Rows = list[list[float]]


def entry(seed: int = 0) -> EncoderEntry:
    """Two layers of four numbers and two heads, drawn by chance."""
    shape = EncoderEntry(
        kinds=["wet", "dry"], pieces=" ".join(NAMES), signs=["today", "past"], width=4, heads=2, inner=6, deep=2,
        longest=8, numbers=b"", steps=b"", added=b"",
    )  # fmt: skip
    rng = np.random.default_rng(seed)
    numbers = rng.integers(-127, 128, sum(rows * columns for rows, columns in matrices(shape)))
    steps = rng.uniform(0.002, 0.01, sum(columns for _, columns in matrices(shape)))
    return replace(
        shape, numbers=numbers.astype(np.int8).tobytes(), steps=steps.astype(np.float32).tobytes(),
        added=rng.normal(0, 0.5, sum(vectors(shape))).astype(np.float32).tobytes(),
    )  # fmt: skip


def test_every_step_is_that_of_the_plain_loops() -> None:
    """Rows and places, heed by heads, measures, what is spread and gathered, what speaks for the kinds."""
    one = entry()
    view = View((0, 3, 1, 4, 5, 6, 1), ((3, 4), (5,)), ((2, 5), (3, 6)), ((0,), (0, 1)))

    assert np.array(Plain(one).sums(view)) == pytest.approx(np.array(Encoder(one).sums(view)), abs=1e-4)


def test_what_is_asked_about_is_marked() -> None:
    """The same pieces tell another thing of another word."""
    encoder = Encoder(entry())
    first, second = (encoder.sums(View((0, 3, 4, 1), ((at,),), ((1, 3),), ((),))) for at in (1, 2))

    assert first[0] != pytest.approx(second[0])


def test_an_encoder_is_the_same_whenever_it_is_asked() -> None:
    """No view changes what it says of the next."""
    encoder = Encoder(entry())
    view = View((0, 3, 4, 1), ((1,),), ((1, 3),), ((0,),))
    first = encoder.sums(view)
    Encoder(entry(1)).sums(view)
    encoder.sums(View((0, 6, 1), ((1,),), ((1, 2),), ((1,),)))

    assert first == encoder.sums(view) == encoder.reckoned(view)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Army left, MARCH", [(3,), (4,), (7,), (6,)]),
        ("lefts", [(4, 5)]),
        ("été", [(8, 9, 10)]),
        ("navy", [(2,)]),
        ("armyx", [(2,)]),
        ("e" * 100, [(2,)]),
        ("", []),
        ("_ ,", [(2,), (7,)]),
    ],
)
def test_words_break_into_the_longest_pieces_from_the_front(text: str, pieces: list[tuple[int, ...]]) -> None:
    """Small letters, no accents; one that does not come out even is unknown as a whole."""
    assert pieces == [word.pieces for word in Pieces(NAMES).words(text)]


def test_words_are_where_the_text_has_them() -> None:
    """Of a stretch, too."""
    text = "Army, the army left."

    found = Pieces(NAMES).words(text, 6, 19)

    assert ["the", "army", "left"] == [text[word.start : word.end] for word in found]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"numbers": b"\0"}, "numbers"),
        ({"steps": b"\0\0\0\0"}, "steps"),
        ({"added": b""}, "added"),
        ({"heads": 3}, "width"),
        ({"deep": 0}, "width"),
        ({"pieces": "[CLS] [SEP] army"}, "pieces"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_key(change: dict[str, object], key: str) -> None:
    """As many numbers as its shape takes."""
    assert [key] == [found for found, _ in replace(entry(), **change).faults()]


def test_the_encoder_of_the_topic_speaks_for_the_types_of_its_weights() -> None:
    """In the same order, so that the two can be added."""
    topic = load_topic("us-cambodia-defense")

    assert topic.encoder is not None
    assert topic.weights.kinds == topic.encoder.kinds


class Plain:
    """The same encoder as loops over lists."""

    def __init__(self, one: EncoderEntry) -> None:
        self._entry = one
        whole, steps = np.frombuffer(one.numbers, np.int8), np.frombuffer(one.steps, np.float32)
        self._tables: list[Rows] = []
        for rows, columns in matrices(one):
            part, whole = whole[: rows * columns].reshape(rows, columns), whole[rows * columns :]
            worth, steps = steps[:columns], steps[columns:]
            self._tables.append([[float(n) * float(s) for n, s in zip(row, worth, strict=True)] for row in part])
        added = np.frombuffer(one.added, np.float32).tolist()
        self._added: list[list[float]] = []
        for size in vectors(one):
            self._added.append(added[:size])
            added = added[size:]

    def sums(self, view: View) -> Rows:
        """As the encoder has it."""
        tables, added, width = iter(self._tables), iter(self._added), self._entry.width
        pieces, places = next(tables), next(tables)
        rows = [plus(pieces[piece], places[at]) for at, piece in enumerate(view.pieces)]
        rows = measured(rows, next(added), next(added))
        mark = next(added)
        marked = {at for thing in view.things for at in thing}
        rows = [plus(row, mark) if at in marked else row for at, row in enumerate(rows)]
        for _ in range(self._entry.deep):
            asked = times(rows, next(tables), next(added))
            made = times(self._heeded(asked), next(tables), next(added))
            rows = measured([plus(a, b) for a, b in zip(rows, made, strict=True)], next(added), next(added))
            spread = [[bent(number) for number in row] for row in times(rows, next(tables), next(added))]
            gathered = times(spread, next(tables), next(added))
            rows = measured([plus(a, b) for a, b in zip(rows, gathered, strict=True)], next(added), next(added))
        read, signs, told, read_added, told_added = next(tables), next(tables), next(tables), next(added), next(added)
        found = []
        for thing, (start, end), own in zip(view.things, view.around, view.signs, strict=True):
            seen = [*middle([rows[at] for at in thing], width), *middle(rows[start:end], width)]
            row = times([seen], read, read_added)[0]
            for sign in own:
                row = plus(row, signs[sign])
            spoken = times([[bent(number) for number in row]], told, told_added)[0]
            found.append([number - spoken[0] for number in spoken[1:]])
        return found

    def _heeded(self, asked: Rows) -> Rows:
        width, heads = self._entry.width, self._entry.heads
        size = width // heads
        mixed: Rows = [[] for _ in asked]
        for head in range(heads):
            first, second, third = (slice(n * width + head * size, n * width + (head + 1) * size) for n in range(3))
            for at, row in enumerate(asked):
                heed = [dot(row[first], other[second]) / math.sqrt(size) for other in asked]
                shares = [math.exp(number) for number in heed]
                whole = sum(shares)
                parts = [[share / whole * n for n in other[third]] for share, other in zip(shares, asked, strict=True)]
                mixed[at] += [sum(column) for column in zip(*parts, strict=True)]
        return mixed


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    """Number by number."""
    return sum(a * b for a, b in zip(one, other, strict=True))


def plus(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """Number by number."""
    return [a + b for a, b in zip(one, other, strict=True)]


def times(rows: Rows, table: Rows, added: Sequence[float]) -> Rows:
    """Each row through a matrix, and what is added."""
    return [plus([dot(row, column) for column in zip(*table, strict=True)], added) for row in rows]


def middle(rows: Rows, width: int) -> list[float]:
    """Of each number of some rows."""
    return [sum(row[n] for row in rows) / len(rows) for n in range(width)]


def measured(rows: Rows, measure: Sequence[float], added: Sequence[float]) -> Rows:
    """Middle nothing, spread one, then the measure."""
    found = []
    for row in rows:
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((n - mean) ** 2 for n in row) / len(row))
        found.append([(n - mean) / spread * m + a for n, m, a in zip(row, measure, added, strict=True)])
    return found


def bent(number: float) -> float:
    """GELU, as it is usually reckoned."""
    return 0.5 * number * (1 + math.tanh(math.sqrt(2 / math.pi) * (number + 0.044715 * number**3)))
