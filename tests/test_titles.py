"""The line that stands for an event: who, what, which edition and where, in the topic's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import factory
import pytest

from datelines.pipeline import assemble, mentions_of
from datelines.topics.loader import load_topic

TOPIC = load_topic("us-cambodia-defense")

TITLES = [
    ("Angkor Sentinel was held in Kampong Speu in March 2013.", "Angkor Sentinel 2013 in Kampong Speu"),
    ("CARAT was held at Ream Naval Base in October 2013.", "CARAT 2013 at Ream Naval Base"),
    ("Cambodia severed diplomatic relations with the United States on May 3, 1965.",
     "US–Cambodian diplomatic relations broken off"),
    ("Cambodia and the United States restored diplomatic relations in July 1969.",
     "US–Cambodian diplomatic relations restored"),
    ("The United States imposed an arms embargo on Cambodia on December 8, 2021.", "US arms embargo on Cambodia"),
    ("The United States handed over 20 trucks to the Cambodian army on March 3, 2009.",
     "US military equipment for Cambodia"),
    ("Pete Hegseth met Tea Seiha in Phnom Penh on October 3, 2025.",
     "Meeting of Pete Hegseth with Tea Seiha in Phnom Penh"),
    # Who comes, and where to; forces that plan together; one body of one side.
    ("Admiral Harry Harris visited Siem Reap in November 2015.", "Visit by Harry Harris to Siem Reap"),
    ("Navy planners will meet in Sihanoukville in May 2026 to prepare CARAT with Cambodia.",
     "Planning talks of the U.S. Navy and the Royal Cambodian Navy in Sihanoukville (planned)"),
    # The one sum that the sentence names, and not what is paid every year.
    ("The United States granted $2.5 million for clearing mines in Cambodia in May 2015.",
     "US support for demining in Cambodia: $2.5 million"),
    ("The United States gave Cambodia about $3 million of military aid a year in 2012.", "US military aid to Cambodia"),
    # What went on for years, by years; navies by their arm.
    ("The navies of Cambodia and the United States exercised together every year from 2010 to 2016.",
     "Joint naval exercises, 2010–2016"),
    ("Hun Manet graduated from West Point in 1999, the first Cambodian to do so.",
     "Hun Manet at a US military academy"),
    ("Cambodia turned down an American offer of repairs at Ream Naval Base in June 2019.",
     "Cambodia declines an American offer"),
    ("The US bombing campaign in Cambodia was stopped on August 15, 1973.", "American bombing of Cambodia ends"),
    ("The remains of three missing Americans were flown home from Cambodia in September 2007.",
     "Remains of missing Americans sent home from Cambodia"),
    # The number stands in another sentence than the day.
    ("Cambodia and the United States mark the 75th anniversary of diplomatic relations in 2025. "
     "A reception for the anniversary of diplomatic relations was held in Phnom Penh on January 24, 2025.",
     "75th anniversary of US–Cambodian diplomatic relations"),
    # A government is no place, and neither is the one that stands farther off.
    ("Phnom Penh said on Monday that USS Mustin had called at Sihanoukville on November 7, 2016.",
     "USS Mustin calls at Sihanoukville"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TITLES, ids=[text for text, _ in TITLES])
def test_title(text: str, expected: str) -> None:
    """One of the milestones that the sentence tells has this line."""
    published = datetime.fromisoformat("2025-11-05T12:00:00+07:00")
    article = replace(factory.article("titled", text), title="", published=published)
    found = assemble(mentions_of(article, TOPIC), [article], TOPIC, None)

    assert expected in [event.title for event in found.milestones]
