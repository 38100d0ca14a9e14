"""The bank of sentences is sound: it loads, its dates are dates, and no sentence stands twice. Scores are elsewhere."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from specs.score_bank import FOLDER, PREFIX, Score, Sentence, read_bank, score

from datelines.edtf import DateValue
from datelines.events import EventType
from datelines.topics.loader import load_topic

PATHS = sorted(FOLDER.glob(f"{PREFIX}*.yaml"))


def named(path: Path) -> str:
    """What the file's name says after the prefix."""
    return path.stem.removeprefix(PREFIX)


def test_every_type_has_its_file() -> None:
    """The bank has a file for each type, two for what is off the timeline and one without events."""
    assert {*EventType, "off", "elsewhere", "none"} == {named(path) for path in PATHS}


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_dates_are_written_as_edtf(path: Path) -> None:
    """Publication days are days, and event dates come back as they were written."""
    for sentence in read_bank(path):
        assert sentence.dct == date.fromisoformat(sentence.dct).isoformat()
        for event in sentence.events:
            if event.date is not None:
                assert event.date == DateValue.parse(event.date).edtf


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_a_file_holds_what_its_name_says(path: Path) -> None:
    """Every sentence of a type's file is about that type for the greater part, and two files speak for themselves."""
    sentences = read_bank(path)
    kinds = Counter(event.type.value for sentence in sentences for event in sentence.events)

    if named(path) in ("none", "elsewhere"):
        assert Counter() == kinds
    elif named(path) == "off":
        assert not any(event.on_timeline for sentence in sentences for event in sentence.events)
    elif named(path) != EventType.OTHER:
        assert named(path) == kinds.most_common(1)[0][0]


def test_no_sentence_stands_twice() -> None:
    """A sentence counts once in the whole bank."""
    texts = Counter(sentence.text for path in PATHS for sentence in read_bank(path))

    assert [] == [text for text, count in texts.items() if count > 1]


def test_the_score_counts_right_found_and_wanted() -> None:
    """An event that the bank does not ask for counts as found and not as right, in each column."""
    topic = load_topic("us-cambodia-defense")
    told = Sentence(
        text="USS Mustin made a port call at Sihanoukville in December 2009.",
        dct="2014-05-01",
        events=(),
    )

    assert (Score(0, 1, 0),) * 3 == score(told, topic)


def test_figures_follow_from_the_counts() -> None:
    """Precision, recall and F1 are shares of what was found, wanted, and both; nothing asked and found is right."""
    both = Score(1, 2, 1) + Score(2, 2, 5)

    assert (0.75, 0.5, 0.6) == (both.precision, both.recall, both.f1)
    assert (1.0, 1.0, 1.0) == (Score().precision, Score().recall, Score().f1)
