"""What an encoder sees of a date without a year."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from factory import encoder, pieces_of

from datelines.encoders import Encoder, View
from datelines.extraction.yearviews import BEFORE, BEHIND, MARKS, view_of
from datelines.spans import Span

SENTENCE = "In November the Treasury had frozen his money."
TEXT = f"The ban of 2021 is a year old. {SENTENCE} He laughed."
LONG = "he laughed " * 200


def known(longest: int = 64) -> Encoder:
    """Its words, and the pieces that mark dates."""
    return encoder(f"{TEXT} old", signs=["grain month", "opens True"], longest=longest, marks=MARKS.values())


def view(one: Encoder, text: str = TEXT, heard: Mapping[str, str] | None = None) -> View:
    """Of the date in the sentence about November."""
    spans = {name: Span(text.index(words), text.index(words) + len(words)) for name, words in (heard or {}).items()}
    start, date = text.index(SENTENCE), text.index("November")
    sentence = Span(start, start + len(SENTENCE))
    return view_of(one, text, sentence, Span(date, date + len("November")), spans, ["opens True", "unheard of"])


def test_the_sentence_stands_between_what_is_around_it() -> None:
    """The date is where it is, and the date before it has its mark."""
    one = known()
    seen = view(one, heard={"told": "2021"})

    assert (
        f"[CLS] the ban of {MARKS['told']} 2021 is a year old . [SEP] "
        "in november the treasury had frozen his money . [SEP] he laughed . [SEP]"
    ) == pieces_of(one, seen.pieces)
    assert ["november"] == [pieces_of(one, [seen.pieces[at] for at in thing]) for thing in seen.things]
    assert "in november the treasury had frozen his money ." == pieces_of(one, seen.pieces[slice(*seen.around[0])])
    assert ((1,),) == seen.signs


def test_a_date_can_be_several_things_to_another() -> None:
    """A mark for each, and one in the date's own sentence as well."""
    one = known()
    seen = view(one, heard={"told": "2021", "counted": "2021", "before": "frozen"})

    assert f"of {MARKS['told']} {MARKS['counted']} 2021 is" in pieces_of(one, seen.pieces)
    assert f"had {MARKS['before']} frozen" in pieces_of(one, seen.pieces)


@pytest.mark.parametrize("longest", [8, 12, 20])
@pytest.mark.parametrize("text", [TEXT, SENTENCE, f"{LONG}. {SENTENCE}", f"{SENTENCE} {LONG}"])
def test_what_finds_no_room_is_cut_off_and_the_date_never_is(text: str, longest: int) -> None:
    """Whatever stands before it and behind."""
    one = known(longest)
    seen = view(one, text)
    ((thing,), ((start, end),)) = seen.things, seen.around

    assert len(seen.pieces) <= longest
    assert "november" == pieces_of(one, [seen.pieces[at] for at in thing])
    assert 0 < start <= thing[0] < end <= len(seen.pieces)


def test_of_what_is_around_only_the_nearest_is_seen() -> None:
    """The end of what stands before, the beginning of what comes after."""
    one = known(longest=256)
    seen = view(one, f"{LONG}. {SENTENCE} {LONG}")

    assert 1 + BEFORE + 1 == seen.around[0][0]
    assert seen.around[0][1] + 1 + BEHIND + 1 == len(seen.pieces)
