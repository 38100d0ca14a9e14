"""Who takes part: named, taken up again, in a list, clauses before; and who only speaks or owns."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import factory
import pytest

from datelines.events import EventType
from datelines.pipeline import events_of
from datelines.topics.loader import load_topic

TOPIC = load_topic("us-cambodia-defense")
USA = "Government of the United States"
KHM = "Government of Cambodia"

ACTORS = [
    # The subject stands clauses before, and does it alone.
    (
        "Norodom Sihanouk called a halt in 1963, and in the autumn of 1964, renounced all American aid.",
        EventType.AID_SUSPENSION,
        {"Norodom Sihanouk"},
    ),
    ("Cambodia renounced all American aid in November 1963.", EventType.AID_SUSPENSION, {KHM}),
    # A passive has no doer in its subject.
    ("Cambodia was placed on the arms embargo list in December 2021.", EventType.SANCTION, {USA}),
    # Two departments in one plural, and a list of people behind a colon.
    (
        "The State and Commerce departments imposed an arms embargo on Cambodia on December 8, 2021.",
        EventType.SANCTION,
        {"U.S. Department of State", "U.S. Department of Commerce"},
    ),
    # A ship stands for its navy in a port, not in an exercise.
    ("USS Mustin docked at Sihanoukville on November 7, 2016.", EventType.PORT_CALL, {"USS Mustin"}),
    # Who has no name in any file, by the title.
    (
        "Rear Adm. Dale Whitcombe of the U.S. Navy met Tea Banh in Phnom Penh on March 3, 2014.",
        EventType.VISIT_MEETING,
        {"Dale Whitcombe", "Tea Banh"},
    ),
    # A title beside its bearer is nobody else.
    (
        "Tea Banh, Deputy Prime Minister, received Ambassador W. Patrick Murphy in Phnom Penh on October 1, 2020.",
        EventType.VISIT_MEETING,
        {"Tea Banh", "W. Patrick Murphy"},
    ),
    # To announce a measure is to take it.
    (
        "The State Department announced an arms embargo on Cambodia on December 8, 2021.",
        EventType.SANCTION,
        {"U.S. Department of State"},
    ),
    # Whom an "and" parts from the verb, and the series that is nearer.
    (
        "The navies of Cambodia and the United States exercised together at Ream in November 2014.",
        EventType.EXERCISE,
        {"U.S. Navy", "Royal Cambodian Navy"},
    ),
    (
        "In March 2015 the army held Angkor Sentinel, and in November 2015 the fleets held CARAT at Ream.",
        EventType.EXERCISE,
        {"U.S. Navy", "Royal Cambodian Navy"},
    ),
    # A pupil needs no government, and who waves from the quay does not call.
    ("Hun Manet entered West Point in 1995 and graduated in 1999.", EventType.TRAINING_PROGRAM, {"Hun Manet"}),
    (
        "Ambassador Charles Ray on the deck of USS Essex as she docked at Sihanoukville on November 26, 2007.",
        EventType.PORT_CALL,
        {"USS Essex"},
    ),
    # An embassy that opens is what it is done to.
    ("The U.S. embassy in Phnom Penh reopened in November 1991.", EventType.DIPLOMATIC_TIES, {USA}),
    # Who only gives the time of it takes no part.
    (
        "The United States lifted its arms embargo on Cambodia on November 7, 2025, "
        "a week after President Donald Trump had left Asia.",
        EventType.SANCTION_LIFTED,
        {USA},
    ),
    # Planners meet for the forces that will exercise.
    (
        "Planners are to meet in June 2026 in Phnom Penh. Angkor Sentinel was last held in Cambodia in 2016.",
        EventType.VISIT_MEETING,
        {"U.S. Army Pacific", "Royal Cambodian Armed Forces"},
    ),
    # The agency that digs, where the article names it.
    (
        "A team arrived to search for the remains of two American airmen in Ratanakiri, Cambodia, in March 2019. "
        "It was sent by the Defense POW/MIA Accounting Agency.",
        EventType.PERSONNEL_ACCOUNTING,
        {"Defense POW/MIA Accounting Agency"},
    ),
    # To offer it is to say so.
    (
        "Joint drills with Cambodia could resume in 2027, Admiral Samuel Paparo said in Phnom Penh.",
        EventType.EXERCISE_RESUMPTION,
        {"Samuel J. Paparo"},
    ),
    # Whom the guest only speaks of is not there, and neither is who speaks for the ministry.
    (
        "Kyle Saltzman told Vong Pisen in Phnom Penh on January 13, 2025, that Admiral Samuel Paparo would come soon.",
        EventType.VISIT_MEETING,
        {"Kyle Saltzman", "Vong Pisen"},
    ),
    # A sum is set aside by nobody who stands in the clause before.
    (
        "President George W. Bush lifted the ban on military aid to Cambodia in the summer of 2005, and $1 million was "
        "earmarked for the Royal Cambodian Armed Forces in September 2006.",
        EventType.MILITARY_AID,
        {"Royal Cambodian Armed Forces", USA},
    ),
    # "It" is less than the name that follows.
    (
        "In March 2016 the army held Angkor Sentinel in Cambodia, and this fall it is the navy's turn to hold CARAT.",
        EventType.EXERCISE,
        {"U.S. Navy", "Royal Cambodian Navy"},
    ),
    # Whom the guests see is not said; what is given to one body is not given to the forces; a prince breaks alone.
    ("A delegation of US officers came to Phnom Penh on June 24, 2019.", EventType.VISIT_MEETING, {USA}),
    (
        "The United States handed over eight trucks to the National Center for Peacekeeping Forces in August 2023.",
        EventType.MILITARY_AID,
        {USA, "National Center for Peacekeeping Forces"},
    ),
    ("Norodom Sihanouk broke off diplomatic relations in May 1965.", EventType.DIPLOMATIC_TIES, {"Norodom Sihanouk"}),
    # What is built for villagers is not given to the forces.
    ("American engineers built three schools in Kampong Cham in June 2014.", EventType.MILITARY_AID, {"U.S. Navy"}),
    ("The United States opened a maternity ward in Kampong Cham in June 2014.", EventType.MILITARY_AID, {USA}),
    # Who strikes a country off the list, where the article names the department.
    (
        "The arms embargo on Cambodia was lifted on November 7, 2025. The State Department had imposed it in 2021.",
        EventType.SANCTION_LIFTED,
        {"U.S. Department of State"},
    ),
    # Who is quoted, and an embassy that is but a place, take no part; beside an army its forces are not meant.
    (
        '"We learned a lot in Cambodia," said Staff Sgt. Dale Whitcombe, who came for Angkor Sentinel in March 2012.',
        EventType.EXERCISE,
        {"U.S. Army Pacific", "Royal Cambodian Armed Forces"},
    ),
    (
        "On April 12, 1975, the last Americans were evacuated from Cambodia from a field near the U.S. Embassy.",
        EventType.INCIDENT,
        {USA},
    ),
    (
        "The Royal Cambodian Army and U.S. Army Pacific held Angkor Sentinel in March 2016.",
        EventType.EXERCISE,
        {"Royal Cambodian Army", "U.S. Army Pacific"},
    ),
    # Two visits of two people in one sentence, and a clause that breaks off behind its subject.
    (
        "Daniel Kritenbrink came to Phnom Penh in January 2022, and Wendy Sherman visited Cambodia in May 2021.",
        EventType.VISIT_MEETING,
        {"Wendy Sherman"},
    ),
    (
        "Joseph Felter wrote to General Tea Banh to ask why on June 24, 2019. Cambodia kept silent.",
        EventType.STATEMENT,
        {"Joseph Felter", "Tea Banh"},
    ),
    # Who opens a mission does it for the government.
    (
        "Charles Twining opened a mission in Phnom Penh on November 11, 1991.",
        EventType.DIPLOMATIC_TIES,
        {"Charles Twining", USA},
    ),
    # The guard is a partner of the forces.
    (
        "The Idaho National Guard has been Cambodia's state partner since 2009.",
        EventType.AGREEMENT,
        {"Idaho National Guard", "Royal Cambodian Armed Forces"},
    ),
    # An army is not meant before it was founded.
    ("The United States delivered 40 trucks to Cambodia in June 1971.", EventType.MILITARY_AID, {USA}),
]


@pytest.mark.parametrize(("text", "kind", "expected"), ACTORS, ids=[text for text, _, _ in ACTORS])
def test_who_takes_part(text: str, kind: EventType, expected: set[str]) -> None:
    """An event of the type has exactly these actors."""
    assert expected in actors_told(text, kind, "2025-11-05")


def test_who_attended_the_ceremony_takes_part() -> None:
    """A later sentence tells who was there; of people who attended something else nothing is said."""
    text = (
        "PHNOM PENH — Twenty trucks were handed over to the Cambodian army on Monday, the US embassy said. "
        "They will be used for peacekeeping. "
        "Ambassador Piper Campbell and Gen. Pol Saroeun attended the ceremony. "
        "Gen. Kun Kim attended a conference."
    )
    published = datetime.fromisoformat("2014-03-04T12:00:00+07:00")
    article = replace(factory.article("ceremony", text), title="", published=published)
    (found,) = (e for e in events_of(article, TOPIC) if e.event_type is EventType.MILITARY_AID and e.date)

    assert {"Piper Campbell", "Pol Saroeun"} <= set(found.actors)
    assert "Kun Kim" not in found.actors


NEWS = [
    # Work of the kind that the article's builders do is theirs; who speaks is not the one who gives.
    (
        "Seabees have worked in Cambodia since 2008. Two maternity wards had been budgeted for 2014.",
        EventType.MILITARY_AID,
        {"U.S. Navy"},
    ),
    (
        "The two navies of America and Cambodia sailed together on Monday.",
        EventType.EXERCISE,
        {"U.S. Navy", "Royal Cambodian Navy"},
    ),
    # The navy of the ship that calls today.
    ("USS Mustin docked at Sihanoukville, Cambodia, on Monday.", EventType.PORT_CALL, {"USS Mustin", "U.S. Navy"}),
    # Units and ships that take part in the exercise of these days; those of another year do not.
    (
        "Angkor Sentinel began in Cambodia on Monday. The Idaho Army National Guard has again sent a contingent.",
        EventType.EXERCISE,
        {"U.S. Army Pacific", "Royal Cambodian Armed Forces", "Idaho National Guard"},
    ),
    # So is the unit of a soldier who is quoted.
    (
        "Angkor Sentinel ended in Cambodia on Monday. "
        '"We learned a lot," said Sgt. Dale Whitcombe of the Idaho Army National Guard.',
        EventType.EXERCISE,
        {"U.S. Army Pacific", "Royal Cambodian Armed Forces", "Idaho National Guard"},
    ),
    (
        "CARAT Cambodia opened on Monday. Off Sihanoukville the destroyer USS Mustin will work with two patrol boats. "
        "The USS Crommelin took part in 2010.",
        EventType.EXERCISE,
        {"U.S. Navy", "Royal Cambodian Navy", "USS Mustin"},
    ),
    # Whom a grant for clearing mines is for.
    (
        "The United States on Monday gave Cambodia $2 million for mine clearance. CMAC will hire 90 deminers.",
        EventType.DEMINING_SUPPORT,
        {USA, "Cambodian Mine Action Centre"},
    ),
    # An embassy that tells its own news of these days.
    (
        "The American Seabees in Cambodia were told to leave, the US embassy said on Monday.",
        EventType.AID_SUSPENSION,
        {"U.S. Embassy Phnom Penh", "U.S. Navy", "Government of Cambodia"},
    ),
    # Whoever is told something to the face is there.
    (
        "Last month Lloyd Austin, who was in Siem Reap, told Tea Banh that ties had gone downhill.",
        EventType.VISIT_MEETING,
        {"Lloyd Austin", "Tea Banh"},
    ),
    # Who looked for the missing then is not who does today.
    (
        "American remains were recovered in Cambodia last month. JPAC, which does such work, has a team of ten there.",
        EventType.PERSONNEL_ACCOUNTING,
        {"Joint POW/MIA Accounting Command"},
    ),
]


@pytest.mark.parametrize(("text", "kind", "expected"), NEWS, ids=[text for text, _, _ in NEWS])
def test_who_takes_part_in_the_news(text: str, kind: EventType, expected: set[str]) -> None:
    """What is news has more actors than its own sentence names."""
    assert expected in actors_told(text, kind, "2014-10-29")


def actors_told(text: str, kind: EventType, day: str) -> list[set[str]]:
    """Those of each event of the type that an article of that day tells."""
    published = datetime.fromisoformat(f"{day}T12:00:00+07:00")
    article = replace(factory.article("acting", text), title="", published=published)
    return [set(event.actors) for event in events_of(article, TOPIC) if event.event_type is kind]
