"""Looks at the words beside a match: whether what a guard asks for, or refuses, stands there. Finds no match itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from datelines.languages import Guard

__all__ = ["Lookout", "word_after", "word_before"]

_WINDOW = 24


class Lookout:
    """A guard with each of its lists of cues made one set."""

    __slots__ = ("_after_comma", "_if_left", "_if_right", "_not_left", "_not_name", "_not_right", "_proper", "_sides")

    def __init__(self, guard: Guard, cues: Mapping[str, frozenset[str]]) -> None:
        self._sides = bool(guard.if_left or guard.not_left), bool(guard.if_right or guard.not_right)
        self._after_comma = "comma" in guard.if_left
        self._not_left, self._if_left = _together(guard.not_left, cues), _together(guard.if_left, cues)
        self._not_right, self._if_right = _together(guard.not_right, cues), _together(guard.if_right, cues)
        self._not_name = "name" in guard.not_left
        # What a capital behind the match means: it refuses, or it is one of the things asked for.
        self._proper = "proper" in guard.not_right, "proper" in guard.if_right

    def allows(self, text: str, start: int, end: int) -> bool:
        """Whether the match from ``start`` to ``end`` may stand where it does."""
        left, right = self._sides
        if left:
            if self._after_comma:
                if text[max(0, start - 2) : start].rstrip()[-1:] != ",":
                    return False
            else:
                word = word_before(text, start)
                if word in self._not_left or (self._not_name and _is_name(text, start, word)):
                    return False
                if self._if_left and word not in self._if_left:
                    return False
        return not right or self._allows_right(text, end)

    def _allows_right(self, text: str, end: int) -> bool:
        word = word_after(text, end)
        if word in self._not_right:
            return False
        refused, asked = self._proper
        if refused and text[end + 1 : end + 2].isupper():
            return False
        if self._if_right and word not in self._if_right:
            return asked and text[end + 1 : end + 2].isupper()
        return True


def _together(names: Iterable[str], cues: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*(cues[name] for name in names))


def _is_name(text: str, start: int, before: str) -> bool:
    """Whether a match begins with a capital within a sentence: ``the China Daily``."""
    return text[start].isupper() and before[-1:].isalpha() and text[start - 1 : start] != "\n"


def word_before(text: str, at: int) -> str:
    """The word that ends just before ``at``, lower case, without what stands around it; a bracket or sign if glued."""
    words = text[max(0, at - _WINDOW) : at].rsplit(None, 1)
    if not words:
        return ""
    word = words[-1]
    if word[-1].isdigit():
        return "#"
    return word.lower().lstrip("(“\"'‘") or word


def word_after(text: str, at: int) -> str:
    """The word that follows ``at`` after a space, lower case; a sign if one is glued there; # for numbers."""
    sign = text[at : at + 1]
    if sign != " " and sign != "\n":
        return sign
    words = text[at : at + _WINDOW].split(None, 1)
    if not words:
        return ""
    word = words[0]
    return "#" if word[0].isdigit() else word.lower().rstrip(".,;:!?)”\"'’")
