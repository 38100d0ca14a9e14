"""Two events that would share one time: which keeps it."""

import pytest
from factory import article

from datelines.pipeline import events_of
from datelines.topics.loader import load_topic

TOPIC = load_topic("us-cambodia-defense")


def told(text: str) -> set[str]:
    """Date and type of the milestones of a text of 25 February 2025."""
    events = events_of(article(title="", text=text), TOPIC)
    return {f"{event.date.edtf} {event.event_type.value}" for event in events if event.on_timeline and event.date}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what outranks what
        ("In a letter on January 20 Lloyd Austin assured Tea Seiha of American help.", "2025-01-20 statement"),
        ("The US Seabees were expelled from Cambodia in a curt letter in March 2017.", "2017-03 aid_suspension"),
        # the nearer one
        (
            "The trucks, promised by America at the Defense Policy Dialogue with Cambodia in May 2012, never came.",
            "2012-05 visit_meeting",
        ),
    ],
)
def test_one_time_dates_one_event(text: str, expected: str) -> None:
    """What a clause only mentions beside what it tells has no date of its own."""
    assert {expected} == told(text)


def test_what_goes_together_shares_a_time() -> None:
    """A meeting and what was agreed at it are two milestones of one day."""
    text = "On February 20 Admiral Samuel Paparo met Tea Seiha in Phnom Penh and they agreed to resume Angkor Sentinel."

    assert {"2025-02-20 visit_meeting", "2025-02-20 exercise_resumption"} == told(text)


def test_clauses_behind_one_opening_time_share_it() -> None:
    """What a time at the head of a sentence dates are all its clauses."""
    text = "In February 2007 the USS Gary called at Sihanoukville and the American ban on aid to Cambodia was lifted."

    assert {"2007-02 port_call", "2007-02 aid_restored"} == told(text)
