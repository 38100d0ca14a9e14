"""The spotter finds what the expression finds by itself, whatever stands in the text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from datelines.tagging import spotting
from datelines.tagging.spotting import Spotter, can_spot

_WORDS = ("May", "Mar", "Mar.", "March", "day", "days", "o'clock", "o’clock", "present-day", "clock", "fort-night")
_SCAN = re.compile(
    rf"[^\w](?:(?:{'|'.join(map(re.escape, sorted(_WORDS, reverse=True)))})(?!\w)|[0-9]\d*s?|['’‘]\d\ds?)"
)
_PIECES = st.sampled_from(
    [
        *_WORDS,
        "o",
        "clock",
        "present",
        "fort",
        "night",
        "x",
        "é",
        "“",
        "’",
        "'",
        "-",
        ".",
        "\u200f",
        "\U0001f600",
        "\ud800",
    ]
    + [" "] * 6
    + [*"0123456789", "\n", "_", "94"]
)


@given(st.lists(_PIECES, max_size=60), st.sampled_from([7, 30, 1 << 16]))
def test_as_the_expression(pieces: list[str], size: int) -> None:
    """In one piece or in many."""
    text, usual = "\n" + "".join(pieces), spotting._PIECE
    spotting._PIECE = size
    try:
        found = list(Spotter(_SCAN, _WORDS).spans(text))
    finally:
        spotting._PIECE = usual
    assert [match.span() for match in _SCAN.finditer(text)] == found


def test_what_can_be_spotted() -> None:
    """Words that begin with letters of ASCII."""
    assert can_spot(_WORDS)
    assert not can_spot([*_WORDS, "ថ្ងៃ"])
    assert not can_spot(["'tis"])
