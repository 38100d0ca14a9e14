"""Dates that no rule reads, given a type by weights."""

from dataclasses import replace

import pytest
from factory import article

from datelines.events import EventType
from datelines.pipeline import events_of
from datelines.topics import Topic
from datelines.topics.loader import load_topic
from datelines.weights import Weights

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
    assert [] == told(text, replace(topic, weights=Weights(), digest="without weights"))


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


def test_every_weighed_type_is_one_of_the_topic(topic: Topic) -> None:
    """A row has a number for each type that weights speak for."""
    weights = topic.weights

    assert set() == set(weights.kinds) - set(EventType)
    assert {len(weights.kinds)} == {len(row) for row in weights.signs.values()}


def test_a_rule_gives_way_to_a_likelier_type(topic: Topic) -> None:
    """A drill that is put on the shelf is named as a drill, and what is told is that there was none."""
    text = BOTH + "Angkor Sentinel was put on the shelf in January 2017, and the army was not asked."

    assert "2017-01 exercise_suspension" in told(text, topic)
    assert "2017-01 exercise" in told(text, replace(topic, weights=Weights(), digest="without weights"))


def test_when_a_thing_ends_is_not_weighed(topic: Topic) -> None:
    """The last day of a call is part of the call, whatever the words beside it speak for."""
    text = BOTH + "The frigate USS Gary tied up at Sihanoukville on Friday, February 21. She will leave on Tuesday."

    assert ["2025-02-21/2025-02-25 port_call"] == told(text, topic)


def test_what_is_told_by_unusual_words_is_heard_by_the_net(topic: Topic) -> None:
    """Words that no text had which the weights were fitted to are like others that some had."""
    text = BOTH + "American instructors coached Cambodian sappers in June 2013."

    assert ["2013-06 training_program"] == told(text, topic)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The frigate USS Gary tied up at Sihanoukville on Friday and casts off tomorrow.", "2025-02-21/2025-02-26"),
        ("The USS Savannah tied up at Sihanoukville on Monday and is to stay until Friday.", "2025-02-24/2025-02-28"),
    ],
)
def test_a_date_on_which_something_ends_closes_what_began_before(sentence: str, expected: str, topic: Topic) -> None:
    """Weekdays come in the order in which things happen."""
    assert [f"{expected} port_call"] == told(BOTH + sentence, topic)


def test_what_began_in_a_month_ends_on_a_day(topic: Topic) -> None:
    """No day is made up for the beginning."""
    text = (
        BOTH
        + "American teams dug for missing airmen in Kratie from mid-January 2019, "
        + "and the search ended on February 22, 2019."
    )

    assert "2019-01/2019-02-22 personnel_accounting" in told(text, topic)


@pytest.mark.xfail(reason="the weights of years take the end for one of 2025 since decision 0096", strict=True)
def test_the_end_is_of_the_year_of_its_sentence(topic: Topic) -> None:
    """The same, where the end names no year."""
    text = (
        BOTH
        + "American teams dug for missing airmen in Kratie from mid-January 2019, and the search ended on February 22."
    )

    assert "2019-01/2019-02-22 personnel_accounting" in told(text, topic)


def test_without_its_net_a_topic_has_its_weights(topic: Topic) -> None:
    """A topic of one's own need have no net."""
    text = BOTH + "The two countries swapped chargés d'affaires on July 2, 1969."

    assert ["1969-07-02 diplomatic_ties"] == told(text, replace(topic, net=None, digest="without a net"))
