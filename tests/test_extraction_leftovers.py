"""Dates that no rule for sentences has taken, and the structures that deeds and things are put into."""

from dataclasses import replace

import pytest
from factory import article

from datelines.pipeline import events_of
from datelines.topics import Topic
from datelines.topics.frames import structures
from datelines.topics.loader import load_topic
from datelines.weights import Weights

# What makes an article one about both parties.
BOTH = "Cambodia and the United States go back a long way. Much binds Cambodia to the United States.\n\n"


@pytest.fixture(scope="module")
def topic() -> Topic:
    """The topic of the release, its rules alone."""
    return replace(load_topic("us-cambodia-defense"), weights=Weights(), digest="rules alone")


def told(text: str, topic: Topic) -> list[str]:
    """Date and type of the milestones of a text of 25 February 2025."""
    events = events_of(article(title="Old ties", text=text), topic)
    return [f"{event.date.edtf} {event.event_type.value}" for event in events if event.on_timeline and event.date]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In 2009 came surgeons, in 2011 a destroyer.", ["2009 military_aid", "2011 port_call"]),
        (
            "He is thankful for the gift of 12 trucks in 2008 and for the stay of the frigate in May 2010.",
            ["2008 military_aid", "2010-05 port_call"],
        ),
        (
            "The series began with a drill in May 2010. A second round is planned for June 2026.",
            ["2010-05 exercise", "2026-06 exercise"],
        ),
    ],
)
def test_a_date_left_over_tells_what_its_clause_names(sentence: str, expected: list[str], topic: Topic) -> None:
    """Each date of a sentence is asked for its own event, and "a second" is what the sentence before told."""
    assert expected == told(BOTH + sentence, topic)


@pytest.mark.parametrize(
    "sentence",
    [
        "Until the tanks came down the boulevards on 5 July 1997, nobody had worried.",
        "By the end of July 2024 the basin was deep enough for a destroyer.",
        "Sok, a clerk at the bank since August 2023, likes lessons.",
        "China sent two boats in 2007.",
        "The boat races of 2012 drew a crowd.",
    ],
)
def test_what_is_but_a_setting_or_a_third_countrys_tells_nothing(sentence: str, topic: Topic) -> None:
    """A clause that only says until when, and what others do, are no milestones of the two."""
    assert [] == told(BOTH + sentence, topic)


def test_an_article_that_is_not_about_both_is_not_asked(topic: Topic) -> None:
    """Where nobody names the other party, a date beside a thing tells nothing."""
    assert [] == told("Cambodia is flat. Cambodia is green. In 2009 came surgeons, and much rain.", topic)


def test_structures_put_a_deed_and_its_thing_into_sentences() -> None:
    """Active, passive, relative clause and aside with a head; a date on either side of the thing without one."""
    expected = (
        "<give|send> .. boats",
        "boats .. <give|send>",
        "boats comma? relative .. <give|send>",
        "boats comma ... comma <give|send>",
    )

    assert expected == structures(["give", "send"], ["boats"])
    assert ("date comma? .. <boats>", "<boats> .. date", "<boats> comma .. date") == structures([], ["boats"])
    assert () == structures(["give"], [])
