"""What stands around a date, as signs with a number each."""

from __future__ import annotations

import pytest
from factory import article

from datelines.extraction.around import STEM, Around, Surroundings, label_signs, nearness
from datelines.extraction.engine import engine_for
from datelines.extraction.passages import Reader
from datelines.tagging import tag
from datelines.topics.loader import load_topic
from datelines.weights import FULL

TEXT = """Cambodia is flat. The ministry said so.

American engineers left Cambodia in May 2017, and their clinic was closed in July."""


@pytest.fixture(scope="module")
def around() -> list[Around]:
    """The signs of the two dates of the last sentence."""
    one = article(title="Engineers go", text=TEXT)
    engine = engine_for(load_topic("us-cambodia-defense"))
    timexes = [tag(text, one.dct, "en") for text in (one.title, one.text)]
    passages = Reader(engine).read(one, timexes).passages
    reader = Surroundings(engine, label_signs(engine), one, passages)
    last = next(passage for passage in passages if len(passage.dates) > 1)
    return [reader.of(last, spot) for spot in last.dates]


def test_what_stands_nearer_counts_more() -> None:
    """All of it where nothing lies between, and never nothing."""
    counts = [nearness(words) for words in range(100)]

    assert FULL == counts[0]
    assert sorted(counts, reverse=True) == counts
    assert counts[-1] > 0


def test_words_count_by_how_near_they_are_to_each_date(around: list[Around]) -> None:
    """ "Left" stands beside the first date, "closed" beside the second."""
    first, second = around

    assert first["word left"] > second["word left"]
    assert second["word closed"] > first["word closed"]
    assert "word " + "engineers"[:STEM] in first


def test_words_of_dates_are_no_words_around_them(around: list[Around]) -> None:
    """The year that is asked for is no reason for what it tells, but for its grain, decade and age."""
    assert not any(sign.startswith(("word may", "word july")) for one in around for sign in one)
    assert FULL == around[0]["grain month"] == around[0]["decade 201"] == around[0]["age past"]


def test_sides_and_clause_of_labels_are_told_apart(around: list[Around]) -> None:
    """What stands ahead of one date stands behind none before it; another clause's labels are of the sentence alone."""
    ahead = {sign.removeprefix("ahead of ") for sign in around[0] if sign.startswith("ahead of ")}
    clause = {sign.removeprefix("clause ") for sign in around[0] if sign.startswith("clause ")}
    every = {sign.removeprefix("label ") for sign in around[0] if sign.startswith("label ")}

    assert ahead
    assert ahead | clause <= every
    assert clause < every


def test_the_headline_and_what_the_countries_are_called(around: list[Around]) -> None:
    """Headlines count; the parties do not, which are other ones in each topic."""
    assert FULL == around[0]["title " + "engineers"[:STEM]]
    assert "label khm" not in around[0]
