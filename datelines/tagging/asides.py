"""Tells, in news, which times are told only to compare, or to describe: what else the passage says is not of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import TypeAlias

__all__ = ["in_relative", "only_compares", "only_describes"]

Cues: TypeAlias = Mapping[str, frozenset[str]]
_LEAD = 16
_FIGURE = 56
_MOVED = 7
_SINCE = 5
_CURRENCIES = "$€£¥"
_STOPS = ".,;:"
_CLAUSE = 100
_WORD = re.compile(r"[A-Za-z’'-]+|[,;:.—–()](?=[\s\"”’']|$)|[A-Z]\.")
# What follows a date at once: "a block opened in 2012 was razed", "the drill, cancelled in 2017, will be held".
_VERB = re.compile(r"(?P<comma>,|\)| –| —)? (?:(?:also|now|then|since|finally|later|again|\w+ly) )?(?P<verb>[a-z]+)\b")
# How many words before a date the participle stands that it belongs to: "lost over Kratie in 1970".
_BEHIND = 7
_RELATIVE = 12
_STEM = 4


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


def only_describes(text: str, start: int, end: int, cues: Cues) -> bool:
    """Whether the time is of a clause about the subject, whose verb follows at once.

    ``a block opened in 2012 was razed in May``, ``the general, who studied here in 1996, arrived in May``.
    """
    follows = _VERB.match(text, end)
    if follows is None:
        return False
    verb, finite = follows["verb"], cues["finite"]
    if verb not in finite and verb not in cues["back"] and not _is_past(verb, cues):
        return False
    words = _WORD.findall(text[max(0, start - _CLAUSE) : start])
    for at in range(len(words) - 1, max(-1, len(words) - 1 - _BEHIND), -1):
        word, before = words[at], words[at - 1] if at else ""
        if word in _STOPS:
            return False
        if word in cues["relative"]:
            return before != "" and not before.endswith(".")
        if (_is_past(word, cues) or word in cues["back"]) and word not in finite:
            return not finite.intersection(words[max(0, at - 2) : at]) and _describes(words, at, follows, cues)
    return False


def _describes(words: list[str], at: int, follows: re.Match[str], cues: Cues) -> bool:
    """Whether the participle is that of a noun: beside a comma an auxiliary or an apposition has to show it."""
    opened = max((i for i in range(at) if words[i] in _STOPS), default=-1)
    if any(word in cues["relative"] for word in words[opened + 1 : at]):
        return True
    if not follows["comma"]:
        return at > 0 and words[at - 1] not in _STOPS
    # "It cancelled the drill, expelled the Seabees in 2017, ended the search": verbs in a row.
    return opened >= 0 and (follows["verb"] in cues["finite"] or words[opened + 1].lower() in cues["article"])


def _is_past(word: str, cues: Cues) -> bool:
    return len(word) > _STEM and word.islower() and word.endswith(tuple(cues["back_ending"]))


def in_relative(before: str, cues: Cues) -> bool:
    """Whether the clause that ends here is one about a thing: ``a unit that it set up at Ream in``."""
    words = _WORD.findall(before)[-_RELATIVE:]
    last = max((at for at, word in enumerate(words) if word in _STOPS or word in cues["and"]), default=-1)
    return any(word in cues["relative"] for word in words[last + 1 :])
