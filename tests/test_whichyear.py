"""Of which year a date without one is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from datelines.extraction.flashback import reanchor
from datelines.extraction.grammar import Grammar, load_grammar
from datelines.extraction.whichyear import in_likely_years, in_their_years
from datelines.extraction.years import chances_of, is_without_year
from datelines.extraction.yearviews import MARKS
from datelines.tagging import tag
from datelines.timex import Timex
from datelines.weights import Weights
from datelines.yamlfile import load

KINDS = (
    "read", "last", "next", "told", "before", "counted",
    "after told", "after before", "after counted", "ahead told", "ahead before", "ahead counted",
)  # fmt: skip
SPECS = Path(__file__).parent / "specs"
DCT = date(2023, 6, 16)
# The share of the years of the passages that are read as written down; the weights are fitted to them.
FLOOR = 0.93


def read(text: str, dct: date, grammar: Grammar) -> tuple[Timex, ...]:
    """The dates of a text as an article's are read."""
    return in_their_years(text, tag(text, dct, "en"), dct, grammar, 10)


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    """The English one."""
    return load_grammar("en")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "A plant set up in 2011 burns old shells. Technicians came for three weeks in February to learn how.",
            "2023-02",
        ),
        ("It was in 1997 that all ended. In July tanks rolled through the capital, and the aid was cut.", "1997-07"),
        ("The drill, begun in 2010, was last held in 2016. Planners will meet again in October.", "2023-10"),
    ],
)
def test_a_year_told_in_passing_is_no_storys(text: str, wanted: str, grammar: Grammar) -> None:
    """The year of a thing's past is not that of what is told of it now."""
    assert wanted in [timex.value for timex in read(text, DCT, grammar)]


def test_a_year_that_is_counted_is_a_year_told(grammar: Grammar) -> None:
    """What had been done before a day of last year is of last year."""
    text = (
        "A year ago today arms were barred. It was the second blow of the autumn: on 10 November money had been frozen."
    )

    assert "2021-11-10" in [timex.value for timex in read(text, date(2022, 12, 8), grammar)]


def test_what_is_counted_from_a_date_moves_along(grammar: Grammar) -> None:
    """ "A month later" is a month after the date that was moved."""
    text = "A plant set up in 2011 burns old shells. Technicians came in February to learn how, and left a month later."
    values = [timex.value for timex in read(text, DCT, grammar)]

    assert ["2011", "2023-02", "2023-03"] == values


def test_without_weights_the_rules_stand(grammar: Grammar) -> None:
    """A language that has none is read by its rules alone, and so is a text without a day of publication."""
    text = "A plant set up in 2011 burns old shells. Technicians came for three weeks in February."
    timexes = tag(text, DCT, "en")

    assert tuple(timexes) == in_likely_years(text, timexes, DCT, replace(grammar, years=Weights()))
    assert tuple(timexes) == in_likely_years(text, timexes, None, grammar)


def test_a_moved_date_says_why(grammar: Grammar) -> None:
    """An analyst who doubts it sees that the words around it were weighed."""
    text = "A plant set up in 2011 burns old shells. Technicians came for three weeks in February to learn how."
    before = {timex.span: timex for timex in reanchor(text, tag(text, DCT, "en"), DCT, grammar, 10)}
    moved = [timex for timex in read(text, DCT, grammar) if timex.date != before[timex.span].date]

    assert ["the year that the words around it speak for"] == [timex.anchor.why for timex in moved if timex.anchor]


def test_the_years_of_the_passages(grammar: Grammar) -> None:
    """Nearly all are read as written down; a floor goes down only by decision."""
    judged = [right for text, dct, years in _passages() for right in _judged(text, dct, years, grammar)]

    assert len(judged) > 1600
    assert sum(judged) / len(judged) >= FLOOR


def test_the_weights_are_those_of_the_tables() -> None:
    """Every sign has a number for each of what makes a year one that a date can be of."""
    weights = load_grammar("en").years

    assert KINDS == weights.kinds
    assert {len(weights.kinds)} == {len(row) for row in weights.signs.values()}


def test_the_encoder_speaks_for_the_kinds_of_the_weights(grammar: Grammar) -> None:
    """And has a piece for each mark."""
    assert grammar.years_encoder is not None
    assert KINDS == grammar.years_encoder.kinds
    assert set(MARKS.values()) <= set(grammar.years_encoder.pieces.names)


def test_chances_of_years_add_up_to_one() -> None:
    """By all that makes a year one that the date can be of; what is not known speaks for none."""
    chances = chances_of({2016: frozenset({"read", "last"}), 2017: frozenset({"next", "unheard of"})}, KINDS, range(12))

    assert [2016, 2017] == list(chances)
    assert 1.0 == pytest.approx(sum(chances.values()))
    assert math.e == pytest.approx(chances[2017] / chances[2016])


def _passages() -> Iterator[tuple[str, date, Mapping[str, int]]]:
    for path in sorted(SPECS.glob("years_en*.yaml")):
        yield from ((row["text"], date.fromisoformat(row["dct"]), row["years"]) for row in load(path))


def _judged(text: str, dct: date, years: Mapping[str, int], grammar: Grammar) -> Iterator[bool]:
    for timex in read(text, dct, grammar):
        if is_without_year(timex, grammar):
            wanted = {year for key, year in years.items() if 0 <= timex.span.start - text.find(key) < len(key)}
            if wanted:
                yield timex.date is not None and timex.date.earliest is not None and timex.date.earliest.year in wanted
