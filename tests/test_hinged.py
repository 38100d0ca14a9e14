"""Times that hang on another of the text."""

from __future__ import annotations

from datetime import date

import pytest

from datelines.extraction.grammar import load_grammar
from datelines.extraction.whichyear import in_their_years
from datelines.tagging import tag

DAY = date(2021, 6, 2)


def dates(text: str, day: date = DAY) -> list[str]:
    """What the times of a text are once they are read for events."""
    grammar = load_grammar("en")
    return [timex.date.edtf for timex in in_their_years(text, tag(text, day, "en"), day, grammar, 10) if timex.date]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aid came back in 1994, a year after ties were restored.", ["1994", "1993"]),
        ("He left on May 11, ten days after she had raised the base with him.", ["2021-05-11", "2021-05-01"]),
        ("It was announced on 8 December 2020, two days before the army was told.", ["2020-12-08", "2020-12-10"]),
        ("The ban was lifted in August 2005 – two years after the notes were signed.", ["2005-08", "2003"]),
    ],
)
def test_a_length_that_leads_to_an_event_has_the_date_of_the_event(text: str, expected: list[str]) -> None:
    """So long before or after the time that stands right before it."""
    assert expected == dates(text)


@pytest.mark.parametrize(
    "text",
    [
        "Aid came back in 1994, a year after that.",
        "It took a year after 1994.",
        "They met in 1994, and a year passed.",
        "It was signed in March, years after the war.",
    ],
)
def test_a_length_that_leads_to_no_event_stays_a_length(text: str) -> None:
    """To what was told before, to a date, to nothing, or so long that nobody can count it."""
    assert 1 == len(dates(text)) or dates(text)[1] in ("1995", "1994")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on October 31, 2020. A week later it was gone.", ["2020-10-31", "2020-11-07"]),
        ("They met on October 31, 2020. It was gone two weeks after.", ["2020-10-31", "2020-11-14"]),
        ("They met on October 31, 2020. The week after, it was gone.", ["2020-10-31", "2020-11-02/2020-11-08"]),
    ],
)
def test_weeks_counted_from_a_day_lead_to_a_day(text: str, expected: list[str]) -> None:
    """ "The week after" is a week, "a week later" is seven days."""
    assert expected == dates(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was torn down in September and November of last year.", ["2020-09", "2020-11", "2020"]),
        ("Aid ended in 1963 and two years later, on 3 May, ties did.", ["1963", "1965", "1965-05-03"]),
        ("2016 - The drill runs from March 14 to 25.", ["2016", "2016-03-14", "2016-03-25"]),
    ],
)
def test_days_and_months_are_of_the_year_that_stands_beside_them(text: str, expected: list[str]) -> None:
    """Behind them, before them, or at the other end of the range."""
    assert expected == dates(text)
