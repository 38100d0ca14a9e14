"""Where a narrative stands: which of the times told before a month or a day without a year goes on from.

News goes by the day of publication and the verb; see ``years``. Nothing here reads a calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TypeAlias

from datelines.tagging.arithmetic import FINENESS, When
from datelines.tagging.story import Basis, Mention

__all__ = ["stands_at", "year_named_after"]

Cues: TypeAlias = Mapping[str, frozenset[str]]
_CLAUSE = 90
_LEAD = 16
_REACH = 9
_HEADING = 80
_AHEAD = 90
_CLAUSE_END = re.compile(r"[.;:!?,](?=\s)|\n")
_WORD = re.compile(r"[A-Za-z’']+")
_YEAR = re.compile(r"(?:1\d|20)\d\d(?![\d,])")
_STOP = re.compile(r"[.;:!?,](?=\s)|\n|$")


def stands_at(text: str, mentions: Iterable[Mention], cues: Cues) -> Mention | None:
    """The last time told with its year that is no aside, or what the story has reached since.

    Where all are asides, the last one. ``mentions`` come with the last one first.
    """
    reached: Mention | None = None
    last: Mention | None = None
    for each in mentions:
        if FINENESS[each.when.grain] < FINENESS["year"]:
            continue
        if each.basis is not Basis.EXPLICIT:
            reached = reached or (each if _moves(text, each, cues) else None)
        elif not _is_aside(text, each, cues):
            return reached if reached and _is_further(reached, each) else each
        else:
            last = last or each
    return last


def _moves(text: str, mention: Mention, cues: Cues) -> bool:
    """Whether a month, a day or ``the next year`` takes the story along; ``from October`` to ``March`` does not."""
    if mention.when.grain not in ("year", "month", "day") or _is_aside(text, mention, cues):
        return False
    before = text[max(0, mention.start - _LEAD) : mention.start].lower().split()
    return not before or before[-1] not in cues["stretch"]


def _is_further(reached: Mention, told: Mention) -> bool:
    """Whether the story went on into the year after the one told."""
    return reached.when.year == told.when.year + 1


def _is_aside(text: str, mention: Mention, cues: Cues) -> bool:
    """Whether it is told only by the way: in brackets within a sentence, after ``until``, ``had``, ``a peak of``."""
    if mention.aside:
        return True
    before = text[max(0, mention.start - _CLAUSE) : mention.start]
    if _in_brackets(text, before, mention.start):
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


def _in_brackets(text: str, before: str, start: int) -> bool:
    """Whether a bracket is open; in a heading it says what the section is about."""
    if before.rfind("(") <= before.rfind(")"):
        return False
    line = text[text.rfind("\n", 0, start) + 1 :][: 2 * _HEADING].split("\n")[0]
    return len(line) > _HEADING or line.rstrip().endswith(".")


def year_named_after(text: str, end: int, cues: Cues) -> When | None:
    """The year that the clause itself goes on to name: ``the summer offensive against the oil fields in June 1942``."""
    after = text[end : end + _AHEAD]
    stop = _STOP.search(after)
    clause = after[: stop.start()] if stop else after
    year = _YEAR.search(clause)
    if year is None:
        return None
    words = _WORD.findall(clause[: year.start()].lower())
    return When("year", int(year[0])) if words and not cues["names_year"].isdisjoint(words[-2:]) else None
