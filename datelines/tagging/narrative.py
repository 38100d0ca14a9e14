"""Where a narrative stands: which of the times told before a month or a day without a year goes on from.

News goes by the day of publication and the verb; see ``years``. Nothing here reads a calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TypeAlias

from datelines.tagging.arithmetic import FINENESS, When, first_day
from datelines.tagging.mentions import Basis, Mention

__all__ = ["stands_at", "year_named_after"]

Cues: TypeAlias = Mapping[str, frozenset[str]]
_EXPLICIT = Basis.EXPLICIT
_CLAUSE = 90
_LEAD = 16
_JOINED = 12
_REACH = 9
_HEADING = 80
_AHEAD = 90
# One set of characters opens all of it: the engine leaps to them.
_CLAUSE_END = re.compile(r"[.;:!?,\n](?:(?<=\n)|(?=\s))")
_WORD = re.compile(r"[A-Za-z’']+")
_YEAR = re.compile(r"(?:1\d|20)\d\d(?![\d,])")


def stands_at(
    text: str, mentions: Iterable[Mention], start: int, cues: Cues, asides: dict[int, bool]
) -> Mention | None:
    """For what begins at ``start``: the last time told with its year that is no aside, or what is reached since.

    Where all are asides, the last one. ``mentions`` come with the last one first; ``asides`` remembers by their starts
    which are told by the way.
    """
    reached: Mention | None = None
    last: Mention | None = None
    for each in mentions:
        if last is None and reached is None and _is_joined(text, each, start):
            return each
        if FINENESS[each.when.grain] < FINENESS["year"]:
            continue
        if each.basis is not _EXPLICIT:
            reached = reached or (each if _moves(text, each, cues, asides) else None)
        elif not _is_aside(text, each, cues, asides):
            return reached if reached and _is_further(reached, each) else each
        else:
            last = last or each
    return last


def _moves(text: str, mention: Mention, cues: Cues, asides: dict[int, bool]) -> bool:
    """Whether a month, a day or ``the next year`` takes the story along; ``from October`` to ``March`` does not."""
    if mention.when.grain not in ("year", "month", "day") or _is_aside(text, mention, cues, asides):
        return False
    before = text[max(0, mention.start - _LEAD) : mention.start].lower().split()
    return not before or before[-1] not in cues["stretch"]


def _is_joined(text: str, mention: Mention, start: int) -> bool:
    """``Two years earlier, in October``: the month is of the year just named."""
    between = text[mention.end : start]
    return mention.when.grain == "year" and len(between) < _JOINED and not set(between) & set(".;:()\n")


def _is_further(reached: Mention, told: Mention) -> bool:
    """Whether the story went on from what was told outright: to a later month, or to ``ten years later``."""
    first, second = first_day(reached.when), first_day(told.when)
    return first is not None and second is not None and first > second


def _is_aside(text: str, mention: Mention, cues: Cues, asides: dict[int, bool]) -> bool:
    if mention.start not in asides:
        asides[mention.start] = _is_told_by_the_way(text, mention, cues)
    return asides[mention.start]


def _is_told_by_the_way(text: str, mention: Mention, cues: Cues) -> bool:
    """Whether it is told only by the way: in brackets within a sentence, after ``until``, ``had``, ``a peak of``."""
    if mention.aside:
        return True
    before = text[max(0, mention.start - _CLAUSE) : mention.start]
    if _in_brackets(text, before, mention.start) or _had_been(text, mention.end, cues):
        return True
    cuts = [stop.end() for stop in _CLAUSE_END.finditer(before)]
    words = _WORD.findall(before[cuts[-1] if cuts else 0 :].lower())[-_REACH:]
    # "Until his release on 29 April 1832": what is known to the day is told for its own sake.
    lasting = mention.when.grain != "day" and not cues["lasting"].isdisjoint(words)
    compared = not cues["by_the_way"].isdisjoint(words) or not cues["aside"].isdisjoint(words[-2:])
    return lasting or compared or _is_before_all_that(words, cues)


def _is_before_all_that(words: list[str], cues: Cues) -> bool:
    """Whether the clause looks further back: ``had invaded``, but not ``had the lead``."""
    pairs = pairwise([*words, ""])
    return any(had in cues["earlier_still"] and word not in cues["determiner"] for had, word in pairs)


def _had_been(text: str, end: int, cues: Cues) -> bool:
    """``The treaty of 1951 had been signed in secret``."""
    return not cues["earlier_still"].isdisjoint(_WORD.findall(text[end : end + _LEAD].lower())[:1])


def _in_brackets(text: str, before: str, start: int) -> bool:
    """Whether a bracket is open; in a heading it says what the section is about."""
    if before.rfind("(") <= before.rfind(")"):
        return False
    line = text[text.rfind("\n", 0, start) + 1 :][: 2 * _HEADING].split("\n")[0]
    return len(line) > _HEADING or line.rstrip().endswith(".")


def year_named_after(text: str, end: int, cues: Cues) -> When | None:
    """The year that the clause itself goes on to name: ``the summer offensive against the oil fields in June 1942``."""
    after = text[end : end + _AHEAD]
    stop = _CLAUSE_END.search(after)
    clause = after[: stop.start()] if stop else after
    year = _YEAR.search(clause)
    if year is None:
        return None
    words = _WORD.findall(clause[: year.start()].lower())
    return When("year", int(year[0])) if words and not cues["names_year"].isdisjoint(words[-2:]) else None
