"""What a sentence only speaks about: behind "talks on", "a letter about", "discussions with Hanoi over"."""

from __future__ import annotations

from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage

__all__ = ["is_talked_about"]

# How far before a word "about" may stand, and how far the word for what people say.
_ABOUT, _TALK = 5, 13


def is_talked_about(passage: Passage, at: int, engine: Engine) -> bool:
    """Whether "on" or "about" leads up to it, with a word for what people say before that and no mark between."""
    if engine.regarding.isdisjoint(passage.symbols[max(0, at - 1 - _ABOUT) : at]):
        return False
    marks = engine.grammar.marks["strong"] + engine.grammar.marks["comma"]
    about = 0
    for i in range(at - 1, max(-1, at - 1 - _TALK), -1):
        labels = engine.labels.get(passage.symbols[i], frozenset())
        if passage.symbols[i] in marks or "ponder" in labels:
            return False
        if about and "talking" in labels:
            return True
        if not about and "regarding" in labels and not passage.units[i + 1].timex:
            about = i
        if not about and i < at - _ABOUT:
            return False
    return False
