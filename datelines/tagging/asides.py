"""Tells, in news, which times are told only to compare: what else the passage says is not of them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TypeAlias

__all__ = ["only_compares"]

Cues: TypeAlias = Mapping[str, frozenset[str]]
_LEAD = 16
_FIGURE = 56
_MOVED = 7
_SINCE = 5
_CURRENCIES = "$€£¥"
_STOPS = ".,;:"


def only_compares(text: str, start: int, has_clock: bool, cues: Cues) -> bool:
    """``the highest since 2001``, ``up from $2 million in 1988``, ``6:15 a.m. (11:15 p.m. EDT Sunday)``."""
    if has_clock and text[start - 1 : start] == "(":
        return True
    words = text[max(0, start - _FIGURE) : start].lower().split()
    near = text[max(0, start - _LEAD) : start].lower().split()[-2:]
    return not cues["aside"].isdisjoint(near) or _is_since(words, cues) or _is_held_against(words, cues)


def _is_since(words: list[str], cues: Cues) -> bool:
    """``since its launch in 2003``."""
    last = max((at for at, word in enumerate(words) if word in cues["aside_start"]), default=None)
    return last is not None and len(words) - last <= _SINCE and not any(word[-1] in _STOPS for word in words[last:])


def _is_held_against(words: list[str], cues: Cues) -> bool:
    """Whether the words before it are of a figure, or of the time itself, that another is held against."""
    clause = words[-_MOVED:]
    if len(clause) > 1 and clause[-1] in cues["aside_figure"] and not cues["aside_move"].isdisjoint(clause):
        return True
    places = (at for at, (word, figure) in enumerate(pairwise(words)) if _opens(word, figure, cues))
    last = max(places, default=None)
    return last is not None and not any(word[-1] in _STOPS for word in words[last + 1 :])


def _opens(word: str, figure: str, cues: Cues) -> bool:
    return word in cues["aside_figure"] and (figure[0] in _CURRENCIES or figure[0].isdigit())
