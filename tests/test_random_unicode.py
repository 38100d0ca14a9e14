"""Ten million characters of random Unicode: no exception, no offset outside the text. Slow: ``pytest -m slow``."""

from __future__ import annotations

import random
from datetime import date

import pytest

from datelines.languages.loader import languages
from datelines.tagging import tag
from datelines.timex import Timex

_CHARACTERS = 10_000_000
_CHUNK = 50_000
# Letters, digits of all scripts, marks and planes that trip readers, beside what times are written with.
_RANGES: tuple[tuple[int, int], ...] = (
    (0x20, 0x7F),
    (0x80, 0x24F),
    (0x300, 0x36F),
    (0x660, 0x669),
    (0x1780, 0x17F9),
    (0x2000, 0x206F),
)
_RANGES += (
    (0x3040, 0x30FF),
    (0x4E00, 0x9FFF),
    (0xD7F0, 0xD7FF),
    (0xE000, 0xF8FF),
    (0xFE00, 0xFFFF),
    (0x1F300, 0x1FAFF),
)
_WORDS = ("Monday", " May ", "3rd", "2017", "two days later", " of ", "last ", "\n\n", "កុម្ភៈ", "ព.ស.", "٣", "½", "'94")


def _text(source: random.Random, size: int) -> str:
    """Random characters of every plane, every seventh time a word that a date could begin with."""
    pieces = []
    while size > 0:
        roll = source.randrange(14)
        if roll < 2:
            piece = source.choice(_WORDS)
        elif roll < 4:
            piece = chr(source.choice((source.randrange(0xD800), source.randrange(0xE000, 0x110000))))
        else:
            first, last = source.choice(_RANGES)
            piece = chr(source.randrange(first, last + 1))
        pieces.append(piece)
        size -= len(piece)
    return "".join(pieces)


def _check(text: str, found: tuple[Timex, ...]) -> None:
    end = 0
    for timex in found:
        assert end <= timex.span.start < timex.span.end <= len(text)
        assert timex.text == text[timex.span.start : timex.span.end]
        end = timex.span.end


def _run(characters: int, seed: int) -> int:
    """Tags so many characters, in every language, as news and as narratives; the number of times found."""
    source, count, done = random.Random(seed), 0, 0
    while done < characters:
        text = _text(source, min(_CHUNK, characters - done))
        dct = source.choice((None, date(1, 1, 1), date(2025, 2, 25), date(9999, 12, 31)))
        found = tag(text, dct, source.choice(languages()), source.choice(("news", "narrative")))
        _check(text, found)
        count, done = count + len(found), done + len(text)
    return count


def test_a_hundred_thousand_random_characters() -> None:
    """The same on a hundredth of it, in every run."""
    assert _run(_CHARACTERS // 100, seed=1) > 0


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_ten_million_random_characters() -> None:
    """Nothing is raised and no offset lies outside, whatever the characters."""
    assert _run(_CHARACTERS, seed=2) > 0
