"""Dates that no rule reads, given a type by weights."""

from dataclasses import replace

import pytest
from factory import article

from datelines.events import EventType
from datelines.pipeline import events_of
from datelines.topics import Topic
from datelines.topics.loader import load_topic

# What makes an article one about both parties.
BOTH = "Cambodia and the United States go back a long way. Much binds Cambodia to the United States.\n\n"


@pytest.fixture(scope="module")
def topic() -> Topic:
    """The topic of the release."""
    return load_topic("us-cambodia-defense")


def told(text: str, topic: Topic) -> list[str]:
    """Date and type of the milestones of a text of 25 February 2025."""
    events = events_of(article(title="Old ties", text=text), topic)
    return [f"{event.date.edtf} {event.event_type.value}" for event in events if event.on_timeline and event.date]


def test_what_the_words_beside_a_date_most_likely_tell_is_told(topic: Topic) -> None:
    """A sentence that no rule reads has a type by weights; without weights it tells nothing."""
    text = BOTH + "The two countries swapped chargés d'affaires on July 2, 1969."

    assert ["1969-07-02 diplomatic_ties"] == told(text, topic)
    assert [] == told(text, replace(topic, weights={}, digest="without weights"))


@pytest.mark.parametrize(
    "sentence",
    [
        "The shop on the corner sold its last newspaper in 2009.",
        "He was born in 1961 and likes to fish.",
        "China and the pilots of Kampong Cham have known each other since 2009.",
    ],
)
def test_what_most_likely_tells_nothing_is_left_alone(sentence: str, topic: Topic) -> None:
    """Nothing is one of the types, and what names a third country is not weighed."""
    assert [] == told(BOTH + sentence, topic)


def test_an_article_that_is_not_of_both_parties_is_not_weighed(topic: Topic) -> None:
    """The words alone do not make an article one of the topic."""
    assert [] == told("The two countries swapped chargés d'affaires on July 2, 1969.", topic)


def test_no_weight_speaks_for_a_position_alone_or_for_what_lies_outside(topic: Topic) -> None:
    """Every weighed type is one of the topic's."""
    kinds = {kind for own in topic.weights.values() for kind in own}

    assert set() == kinds - set(EventType)
