"""What a date sees of its sentence and of the one before."""

from __future__ import annotations

import numpy as np
import pytest
from factory import article

from datelines.extraction.engine import engine_for
from datelines.extraction.passages import Passage, Reader
from datelines.extraction.sights import PLACES, Sights, label_rows
from datelines.nets import Vocabulary
from datelines.tagging import tag
from datelines.topics.loader import load_topic

TEXT = (
    "Cambodia asked the army in March 2016. "
    "American engineers left Cambodia in May 2017, and their clinic closed in July."
)
AHEAD, OUTSIDE_AHEAD, BEHIND, OUTSIDE_BEHIND, BEFORE, BESIDE = range(PLACES)


@pytest.fixture(scope="module")
def seen() -> tuple[Passage, np.ndarray, list[str]]:
    """The second sentence, what its two dates see (date, place, token), and the words of the tokens."""
    words = sorted({word.strip(",.").lower() for word in TEXT.split()} | {",", "."})
    one, engine = article(title="Engineers go", text=TEXT), engine_for(load_topic("us-cambodia-defense"))
    vocabulary = Vocabulary.of(words, [], ["grain month", "age past"])
    timexes = [tag(text, one.dct, "en") for text in (one.title, one.text)]
    passages = Reader(engine).read(one, timexes).passages
    passage = passages[-1]
    sight = Sights(vocabulary, label_rows(engine, vocabulary), one, passages).of(passage)
    assert [[0, 1], [0, 1]] == [sorted(signs) for signs in sight.signs]
    return passage, sight.shares, [["", *words][sight.rows[start]] for start in sight.starts]


def test_words_count_where_they_stand(seen: tuple[Passage, np.ndarray, list[str]]) -> None:
    """ "Left" is ahead of the first date in its clause, "closed" behind it in another."""
    _, shares, words = seen
    left, closed = words.index("left"), words.index("closed")

    assert shares[0, AHEAD, left] > 0 == shares[0, OUTSIDE_AHEAD, left] == shares[0, BEHIND, left]
    assert shares[0, OUTSIDE_BEHIND, closed] > 0 == shares[0, BEHIND, closed]
    assert shares[1, AHEAD, closed] > shares[1, OUTSIDE_AHEAD, left] > 0


def test_near_words_count_more(seen: tuple[Passage, np.ndarray, list[str]]) -> None:
    """The three next ones once more."""
    _, shares, words = seen
    left, engineers = words.index("left"), words.index("engineers")

    assert shares[0, AHEAD, left] > shares[0, AHEAD, engineers]
    assert shares[0, BESIDE, left] > 0 == shares[0, BESIDE, engineers]


def test_a_date_does_not_see_itself_and_sees_no_words_in_another(seen: tuple[Passage, np.ndarray, list[str]]) -> None:
    """The year that is asked for says nothing of what it tells."""
    _, shares, words = seen
    nameless = [i for i, word in enumerate(words) if not word]

    assert "2017" not in words
    assert [0.0, 0.0] == [shares[number, :, nameless[-2:][number]].sum() for number in (0, 1)]
    assert shares[0, :, nameless[-1]].sum() > 0


def test_the_sentence_before_counts_a_little_and_by_itself(seen: tuple[Passage, np.ndarray, list[str]]) -> None:
    """As long as it is of the same paragraph."""
    _, shares, words = seen
    asked = words.index("asked")

    assert shares[0, BEFORE, asked] == shares[0, :, asked].sum() > 0
    assert shares[0, AHEAD, words.index("left")] > shares[0, BEFORE, asked]
