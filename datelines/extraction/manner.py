"""How a word of a story is told: as news, as a state, as gone before, as an aim; nothing here knows dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from datelines.extraction.grammar import Grammar
from datelines.extraction.inflect import is_bare, is_going_on, is_past, is_present
from datelines.spans import Span

__all__ = ["Manner", "Manners"]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BORDER = re.compile(r"[;:()—–]")
_NEAR, _CLAUSE = 3, 6
# How far before "by showing" the verb stands that it goes with.
_MEANS = 10
# How many characters before a word are read, so that a sentence without end costs no more than others.
_WINDOW = 200


class Manner(Enum):
    """How a word is told.

    As the first verb of a past sentence (LEADS), otherwise as news (TOLD), in the present, as gone before what the
    story tells, as gone just before its own verb ("died after falling"), in the bare form of aims and wishes, as a
    state ("is owned"), or on a condition ("when it opens").
    """

    TOLD = "told"
    PRESENT = "present"
    BEFORE = "before"
    AFTER = "after"
    BARE = "bare"
    LEADS = "leads"
    CONDITION = "condition"
    STATE = "state"


class Manners:
    """Reads the manner of words with one grammar's ``story`` words."""

    def __init__(self, grammar: Grammar) -> None:
        self._had = frozenset(grammar.story.get("had", ()))
        self._be = frozenset(grammar.story.get("be", ()))
        self._is = frozenset(grammar.story.get("is", ()))
        self._condition = frozenset(grammar.story.get("condition", ()))
        self._after = frozenset(grammar.story.get("after", ()))
        self._determiner = frozenset(grammar.story.get("determiner", ()))
        self._means = frozenset(grammar.story.get("means", ()))
        self._contrast = frozenset(grammar.story.get("contrast", ()))
        self._earlier = frozenset(grammar.story.get("earlier", ()))

    def _told(self, before: str) -> Sequence[str]:
        """The words before a word in its own clause; an opening "Previously, " is of it."""
        *_, front, clause = ("", *before.split(", "))
        words = _words(clause)
        if self._earlier & set(_words(front)[-1:]):
            words = [*_words(front)[-1:], *words]
        while not self._contrast.isdisjoint(words):
            words = words[1:]
        return words

    def _is_earlier(self, told: Sequence[str]) -> bool:
        """Whether "already" or its like stands before a verb; in "a long flight ended" it is the noun's."""
        return any(
            word in self._earlier and not (at and told[at - 1] in self._determiner and at + 1 < len(told))
            for at, word in enumerate(told)
            if len(told) - at <= _CLAUSE
        )

    def of(self, text: str, sentence: Span, word: Span) -> Manner:
        """The manner of a word of a sentence, by its form and the words before it in its clause."""
        before = _BORDER.split(text[max(sentence.start, word.start - _WINDOW) : word.start])[-1]
        words = _words(before)
        if self._had & set(words[-_NEAR:]) or self._is_earlier(self._told(before)):
            return Manner.BEFORE
        form = word.of(text).partition(" ")[0] or word.of(text)
        if words and words[-1] in self._after and is_going_on(form):
            return Manner.BEFORE if self._had & set(words) else Manner.AFTER
        if words and words[-1] in self._means and is_going_on(form) and any(map(is_past, words[-_MEANS:-1])):
            return Manner.LEADS
        near = set(words[-_CLAUSE:])
        if is_present(form):
            return Manner.CONDITION if self._condition & near else Manner.PRESENT
        if is_bare(form):
            return Manner.BARE
        if self._is & set(words[-2:]) and not is_going_on(form):
            return Manner.STATE
        leads = len(words) <= _CLAUSE and not self._be & near and is_past(form)
        return Manner.LEADS if leads else Manner.TOLD


def _words(text: str) -> list[str]:
    return [match[0].lower().replace("’", "'") for match in _WORD.finditer(text)]
