"""People whom no topic file knows, read from their titles and posts."""

from __future__ import annotations

import pytest

from datelines.extraction.engine import engine_for
from datelines.topics.loader import load_topic

TOPIC = load_topic("us-cambodia-defense")
ENGINE = engine_for(TOPIC)

INTRODUCED = [
    ("Rear Adm. Dale Whitcombe arrived on Friday.", {("Dale Whitcombe", None)}),
    ("U.S. Navy Capt. Joan Pell toured the pier.", {("Joan Pell", "USA")}),
    ("Cambodian General Sok Vannarith opened the course.", {("Sok Vannarith", "KHM")}),
    ("Mara Lindgren, the American ambassador, spoke first.", {("Mara Lindgren", "USA")}),
    ("Chea Borin, commander of the Cambodian navy, was there.", {("Chea Borin", "KHM")}),
    ("Ray T. Calder, who heads the State Department's office, left.", {("Ray T. Calder", "USA")}),
    ("A senior diplomat, Paul Ostrander, wrote the letter.", {("Paul Ostrander", None)}),
    ("On 3 June Anna Whitlock, the deputy secretary of state, flew in.", {("Anna Whitlock", None)}),
    ("Defence attaché Luis de la Vega saw the general.", {("Luis de la Vega", None)}),
    ("Director General Prum Sovann confirmed it.", {("Prum Sovann", None)}),
    # Known people, places, posts without a name, and what only looks like a name.
    ("Gen. Vong Pisen met Ambassador Joseph Mussomeli.", set()),
    ("In Kampong Saom, the admiral boarded the ship.", set()),
    ("The commander of Destroyer Squadron 7 is due.", set()),
    ("Major General elections are due. President of the Senate.", set()),
    ("Captain America opened in Phnom Penh.", set()),
    # What stands behind a title at the end of a sentence, in capitals throughout, or before a school.
    ("He went home a Brig. Gen. By then the war was over.", set()),
    ("Rear Adm. Dale Whitcombe By then was ashore.", {("Dale Whitcombe", None)}),
    ("BOAT POINT BASE, Cambodia - The commander of the squadron spoke.", set()),
    ("Governor Keo Phalla school opened its doors.", set()),
    ("Chief Petty Officer First Class Ana Rourke dived.", {("Ana Rourke", None)}),
]


@pytest.mark.parametrize(("text", "expected"), INTRODUCED, ids=[text for text, _ in INTRODUCED])
def test_who_is_introduced(text: str, expected: set[tuple[str, str | None]]) -> None:
    """A title or a post makes a name a person's, and words beside it say whose."""
    scan = ENGINE.lexicon.scan(text, [])
    everyone = ENGINE.strangers.introduced([text], [scan]).values()
    found = {(one.name, one.country) for one in everyone if one.name not in TOPIC.actors}

    assert expected == found


def test_a_headline_in_capitals_names_nobody_by_itself() -> None:
    """ "Ambassador Pledges Help" names nobody whom the article does not know."""
    texts = ["Ambassador Pledges Help For Divers", "The American ambassador promised help on Monday."]
    scans = [ENGINE.lexicon.scan(text, []) for text in texts]

    assert {} == ENGINE.strangers.introduced(texts, scans)


def test_the_last_name_alone_is_the_same_person() -> None:
    """Named in full in the body, the headline may have the last name alone."""
    texts = ["Whitcombe in Sihanoukville", "Rear Adm. Dale Whitcombe of the U.S. Navy arrived on Friday."]
    scans = [ENGINE.lexicon.scan(text, []) for text in texts]
    known = ENGINE.strangers.introduced(texts, scans)
    placed = ENGINE.strangers.placed(texts[0], scans[0], known)

    assert "Dale Whitcombe" == next(hit.entry.name for hit in placed.hits if hit.entry and "person" in hit.entry.labels)


def test_a_word_that_is_a_verb_elsewhere_is_part_of_a_name() -> None:
    """What stands in a name is not read as a word."""
    text = "Gen. Mark Grant visited."
    scan = ENGINE.lexicon.scan(text, [])
    placed = ENGINE.strangers.placed(text, scan, ENGINE.strangers.introduced([text], [scan]))

    assert ["Mark Grant"] == [text[h.start : h.end] for h in placed.hits if h.entry and "person" in h.entry.labels]
    assert not any(h.start in range(10, 15) and h.entry and h.entry.name is None for h in placed.hits)


def test_whom_the_topic_knows_is_known_by_the_last_name_once_named() -> None:
    """A topic need not list each last name."""
    texts = ["Lindsey Ford came first.", "Ms. Ford spoke of Gerald Ford."]
    scans = [ENGINE.lexicon.scan(text, []) for text in texts]
    placed = ENGINE.strangers.placed(texts[1], scans[1], ENGINE.strangers.introduced(texts, scans))

    assert ["Lindsey Ford", "Gerald Ford"] == [
        h.entry.name for h in placed.hits if h.entry and "person" in h.entry.labels
    ]
