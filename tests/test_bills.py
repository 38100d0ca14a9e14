"""What one chamber passes or somebody promises is proposed; what fell through or was turned away is cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import factory
import pytest

from datelines.events import EventType, Status
from datelines.pipeline import events_of
from datelines.topics.loader import load_topic

TOPIC = load_topic("us-cambodia-defense")
GONE = Status.CANCELLED

TOLD = [
    (
        "The House on Monday passed a bill that would freeze the assets of Cambodian generals.",
        EventType.SANCTION,
        "2019-07-15",
        Status.PROPOSED,
    ),
    (
        "The Cambodia Democracy Act, which would bar Cambodian officials from entering the United States, cleared the "
        "House on July 8 but awaits action in the Senate.",
        EventType.SANCTION,
        "2019-07-08",
        Status.PROPOSED,
    ),
    (
        "The House voted on July 15 to withhold military aid from Cambodia.",
        EventType.AID_SUSPENSION,
        "2019-07-15",
        Status.PROPOSED,
    ),
    (
        "President Trump signed a bill on July 2 that suspends military aid to Cambodia.",
        EventType.AID_SUSPENSION,
        "2019-07-02",
        Status.OCCURRED,
    ),
    (
        "The U.S. ambassador promised on Tuesday to send more equipment to Cambodian deminers.",
        EventType.DEMINING_SUPPORT,
        "2019-07-16",
        Status.PROPOSED,
    ),
]

TOLD += [
    # What was to be and was not, on the day that is over.
    ("The American visit to Cambodia, planned for June, fell through.", EventType.VISIT_MEETING, "2019-06", GONE),
    ("Cambodia turned away an American frigate in March.", EventType.PORT_CALL, "2019-03", GONE),
    ("The trucks that Washington promised Cambodia in 2010 never arrived.", EventType.MILITARY_AID, "2010", GONE),
    # Who is but a guest now was punished then, and who is told to go goes.
    (
        "Hing Bun Hieng, blacklisted by the Treasury in June 2018, led a march in Cambodia.",
        EventType.SANCTION,
        "2018-06",
        Status.OCCURRED,
    ),
    (
        "The Seabees, who built schools in Cambodia, were told in April 2017 to leave.",
        EventType.AID_SUSPENSION,
        "2017-04",
        Status.OCCURRED,
    ),
]


@pytest.mark.parametrize(("text", "kind", "day", "status"), TOLD, ids=[text for text, *_ in TOLD])
def test_what_is_but_a_bill_or_a_promise(text: str, kind: EventType, day: str, status: Status) -> None:
    """It has the day of the vote or the word, and is not done."""
    published = datetime.fromisoformat("2019-07-20T12:00:00+07:00")
    article = replace(factory.article("bill", text), title="", published=published)
    found = [(str(event.date), event.status) for event in events_of(article, TOPIC) if event.event_type is kind]

    assert [(day, status)] == found


def test_help_that_is_no_longer_needed_is_declined() -> None:
    """Who writes back that it is not needed declines it."""
    text = "Cambodia's defense ministry told the U.S. embassy in June that the American repairs were no longer needed."
    published = datetime.fromisoformat("2019-07-20T12:00:00+07:00")
    article = replace(factory.article("no-need", text), title="", published=published)
    found = [(str(e.date), e.status) for e in events_of(article, TOPIC) if e.event_type is EventType.MILITARY_AID]

    assert [("2019-06", Status.CANCELLED)] == found
