"""The pattern language of topic files, compiled to regular expressions over strings of symbols, one a word.

An element is a label (``exercise``), alternatives (``stop|end``), a trigger in angle brackets (``<stop>``), a gap
(``..`` up to six words of one clause, ``..2`` up to two, ``...`` up to fourteen words of the sentence), ``^`` for the
sentence's start, ``!label`` for what must not follow, ``!2label`` not within two words either; ``?`` makes an
element optional. Which words carry a label is
not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["PatternError", "compile_pattern", "labels_of", "required_of", "trigger_of"]

_ELEMENT = re.compile(
    r"(?P<open><)?(?:(?P<no>!)(?P<reach>\d)?)?(?P<labels>[a-z_]+(?:\|[a-z_]+)*)(?P<close>>)?(?P<optional>\?)?"
)
_GAP = re.compile(r"\.\.(?P<size>\d+)?")
# Elements beside which no other time can stand.
_TIMED = frozenset(
    {
        "date",
        "within",
        "since",
        "origin",
        "until",
        "from",
        "for",
        "to",
        "comma",
        "strong",
        "length",
        "years",
        "be",
        "past_be",
        "will",
        "have",
        "not",
        "coordinator",
    }
)
_CLAUSE_GAP, _SENTENCE_GAP = 6, 14
# "The shipment, of some 200 trucks, was": what stands between two commas, brackets or dashes parts no clause.
_ASIDE = r"(?:,{plain}{{1,9}}?,|\({plain}{{1,9}}?\)|[—–]{plain}{{1,9}}?[—–])"


class PatternError(ValueError):
    """A pattern that cannot be read; the message is one clause."""


def labels_of(pattern: str) -> frozenset[str]:
    """Every label that ``pattern`` names. Raises PatternError."""
    names: set[str] = set()
    for element in pattern.split():
        if element not in ("^", "...") and not _GAP.fullmatch(element):
            names.update(_element(element, pattern)["labels"].split("|"))
    return frozenset(names)


def trigger_of(pattern: str) -> frozenset[str]:
    """The labels of the trigger. Raises PatternError when there is not exactly one trigger."""
    triggers = [e for e in pattern.split() if e.startswith("<")]
    if len(triggers) != 1:
        raise PatternError(f"{pattern!r} needs one trigger in angle brackets")
    return frozenset(_element(triggers[0], pattern)["labels"].split("|"))


def required_of(pattern: str, symbols: Callable[[str], str]) -> tuple[frozenset[str], ...]:
    """For each element that must be there, the trigger aside, the symbols one of which it needs."""
    found: list[frozenset[str]] = []
    for element in pattern.split():
        if element in ("^", "...") or _GAP.fullmatch(element):
            continue
        match = _element(element, pattern)
        if not (match["optional"] or match["no"] or match["open"]):
            found.append(frozenset(s for label in match["labels"].split("|") for s in symbols(label)))
    return tuple(found)


def compile_pattern(pattern: str, symbols: Callable[[str], str], breaks: str) -> re.Pattern[str]:
    """The expression for ``pattern``; its group ``trigger`` is one symbol long.

    ``symbols`` gives the symbols that carry a label, ``breaks`` are the symbols that end a clause. Between two words
    that follow each other a time may stand: "told the engineers in April to go".
    """
    pieces: list[str] = []
    apart = True
    date, within = symbols("date"), symbols("within")
    aside = f"(?:[{re.escape(within)}]?[{re.escape(date)}])?" if date and within else ""
    for element in pattern.split():
        gap = element in ("^", "...") or bool(_GAP.fullmatch(element))
        if not (gap or apart or _is_timed(element, pattern)):
            pieces.append(aside)
        pieces.append(_piece(element, pattern, symbols, breaks))
        apart = gap or _is_timed(element, pattern)
    return re.compile("".join(pieces))


def _is_timed(element: str, pattern: str) -> bool:
    """Whether an element is a time, a preposition before one, or what must not follow."""
    match = _element(element, pattern)
    return bool(match["no"] or not _TIMED.isdisjoint(match["labels"].split("|")))


def _element(element: str, pattern: str) -> re.Match[str]:
    match = _ELEMENT.fullmatch(element)
    if not match or bool(match["open"]) != bool(match["close"]):
        raise PatternError(f"{pattern!r} has an element that cannot be read: {element!r}")
    return match


def _piece(element: str, pattern: str, symbols: Callable[[str], str], breaks: str) -> str:
    if element == "^":
        return "^"
    if element == "...":
        return f"[^;]{{0,{_SENTENCE_GAP}}}?"
    if gap := _GAP.fullmatch(element):
        plain = f"[^{re.escape(breaks)}]"
        if gap["size"]:
            return f"{plain}{{0,{gap['size']}}}?"
        return f"(?:{plain}{{0,{_CLAUSE_GAP}}}?|{plain}{{0,3}}?{_ASIDE.format(plain=plain)}{plain}{{0,3}}?)"
    match = _element(element, pattern)
    letters = "".join(sorted({s for label in match["labels"].split("|") for s in symbols(label)}))
    # A label that no word carries matches nothing.
    one = f"[{re.escape(letters)}]" if letters else "(?!)"
    if match["no"]:
        plain = f"[^{re.escape(breaks)}]"
        return f"(?!{plain}{{0,{match['reach'] or 0}}}{one})"
    if match["open"]:
        return f"(?P<trigger>{one})"
    return one + (match["optional"] or "")
