"""What an encoder sees of a sentence's dates."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from factory import article, encoder, pieces_of

from datelines.encoders import Encoder
from datelines.extraction.engine import engine_for
from datelines.extraction.passages import Passage, Reader
from datelines.extraction.views import BEFORE, HEADLINE, Views
from datelines.tagging import tag
from datelines.topics.loader import load_topic

TEXT = (
    "Cambodia asked the army in March 2016. "
    "American engineers left Cambodia in May 2017, and their clinic closed in July."
)


def views(title: str = "Engineers go", longest: int = 64) -> tuple[Encoder, Views, Sequence[Passage]]:
    """The views of the text, and its sentences."""
    one, engine = article(title=title, text=TEXT), engine_for(load_topic("us-cambodia-defense"))
    known = encoder(f"{TEXT} engineers go", signs=["grain month", "age past"], longest=longest)
    timexes = [tag(text, one.dct, "en") for text in (one.title, one.text)]
    passages = Reader(engine).read(one, timexes).passages
    return known, Views(known, one, passages), passages


def test_a_sentence_stands_below_the_headline_and_behind_the_one_before() -> None:
    """With its dates where they are."""
    known, seen, passages = views()
    view = seen.of(passages[-1:])

    assert (
        "[CLS] engineers go [SEP] cambodia asked the army in march 2016 . "
        "american engineers left cambodia in may 2017 , and their clinic closed in july . [SEP]"
    ) == pieces_of(known, view.pieces)
    assert ["may 2017", "july"] == [pieces_of(known, [view.pieces[at] for at in thing]) for thing in view.things]
    assert view.around[0] == view.around[1]
    assert pieces_of(known, view.pieces[slice(*view.around[0])]).startswith("american engineers")
    assert [[0, 1], [0, 1]] == [sorted(signs) for signs in view.signs]


def test_sentences_in_a_row_are_seen_at_once() -> None:
    """Each date with its own sentence around it."""
    known, seen, passages = views()
    view = seen.of(passages[-2:])

    assert ["march 2016", "may 2017", "july"] == [
        pieces_of(known, [view.pieces[at] for at in thing]) for thing in view.things
    ]
    assert 3 == len(view.around)
    assert view.around[0][1] == view.around[1][0]


@pytest.mark.parametrize("longest", [8, 16, 24])
def test_what_finds_no_room_is_cut_off(longest: int) -> None:
    """A date that is cut off is asked about at the first piece of its sentence that is seen."""
    _, seen, passages = views(longest=longest)
    view = seen.of(passages[-2:])

    assert len(view.pieces) <= longest
    assert all(0 <= at < len(view.pieces) for thing in view.things for at in thing)
    assert all(0 <= start < end <= len(view.pieces) for start, end in view.around)


def test_of_a_long_headline_and_a_long_sentence_before_a_part_is_seen() -> None:
    """The headline's beginning, the sentence's end."""
    known, seen, passages = views(title="engineers go " * 40)
    view = seen.of(passages[-1:])

    assert view.pieces.index(known.pieces.part) == HEADLINE + 1
    assert view.around[0][0] <= HEADLINE + 2 + BEFORE
