"""Which word classes a written number belongs to, and what it stands for. What it means is for the rules.

``2,000`` is a number and never a year; ``24`` is a number, a day, an hour, a minute and a short year.
"""

from __future__ import annotations

import re

__all__ = ["NUMBER_CLASSES", "classes_of", "number_of", "number_pattern"]

# One written number with what is glued to it. Only shapes; ``classes_of`` sorts them. Each alternative opens with its
# own characters, so that the engine sees at once where no number can begin: a set of ten, not all digits of Unicode.
_NUMBER = (
    r"[0-9%s](?:\d{3}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d?-\d{1,2}-\d{2,4}(?!-?\d)"
    r"|\d*(?:[.,:/]\d+)*(?:['’]?[A-Za-z]{1,2})?)"
    r"|['’‘]\d\ds?"
)

# 2025-02-24T17:15:00+07:00
_LONGEST = 25
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("thousands", re.compile(r"\d{1,3}(?:,\d{3})+")),
    ("decimal", re.compile(r"\d{1,4}\.\d{1,2}")),
    ("ordinal", re.compile(r"\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)")),
    ("decade", re.compile(r"\d{3}0(?:s|['’]s)")),
    ("short_decade", re.compile(r"['’‘]?\d0(?:s|['’]s)")),
    ("short_year", re.compile(r"['’‘]\d\d")),
    ("fraction", re.compile(r"[123]/[234]")),
    ("split_year", re.compile(r"(?:19|20)\d\d/\d\d")),
    ("clock", re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?")),
    ("half_clock", re.compile(r"(?:0?\d|1[0-2])(?:[:.][0-5]\d)?(?:am|pm|AM|PM)")),
    ("stamp", re.compile(r"\d{4}-\d\d-\d\d(?:T.+)?|\d{4}/\d{1,2}/\d{1,2}|\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d\d)")),
)

NUMBER_CLASSES = frozenset(
    {
        "number",
        "day",
        "day_th",
        "hour",
        "minute",
        "two_digits",
        "short_looking",
        "year",
        "early_year",
        "late_year",
        "old_year",
        "hhmm",
    }
    | {name for name, _ in _SHAPES}
)


def number_pattern(digits: str) -> str:
    """The expression for a written number of a language that has ``digits`` of its own, or none."""
    return _NUMBER % re.escape(digits)


def classes_of(word: str) -> frozenset[str]:
    """The classes of a written number; empty when it is nothing that a rule could use."""
    if len(word) == 8 and _COMPACT.fullmatch(word):
        return frozenset({"stamp"})
    if len(word) > _LONGEST:
        return frozenset()
    if word.isdigit() and word.isascii():
        return _plain(word)
    if word[-2:] in ("'s", "’s") and len(word) == 6 and word[:4].isdigit() and word[3] != "0":
        return classes_of(word[:4])
    for name, shape in _SHAPES:
        if shape.fullmatch(word):
            return _shaped(name, word)
    return frozenset()


def _plain(word: str) -> frozenset[str]:
    value, length = int(word), len(word)
    found = {"number"} if length <= 6 else set()
    if length <= 2:
        found |= {"day"} if 1 <= value <= 31 else set()
        found |= {"hour"} if value <= 24 else set()
        found |= {"two_digits"} if length == 2 else set()
        found |= {"short_looking"} if length == 2 and (word[0] == "0" or value >= 50) else set()
        found |= {"minute"} if length == 2 and value < 60 else set()
    elif length == 3 and value >= 100:
        found.add("early_year")
    elif length == 4:
        found |= (
            {"old_year"}
            if 1000 <= value < 1500
            else {"year"}
            if 1500 <= value < 2200
            else {"late_year"}
            if 2300 <= value < 2700
            else set()
        )
        found |= {"hhmm"} if word[0] == "0" and value % 100 < 60 else set()
    return frozenset(found)


def _shaped(name: str, word: str) -> frozenset[str]:
    if name == "thousands":
        return frozenset({"number", "thousands"})
    if name == "ordinal" and 1 <= int(word[:-2]) <= 31:
        return frozenset({"ordinal", "day_th"})
    return frozenset({name})


def number_of(word: str) -> int | float | str:
    """What a written number stands for: an int, a float for decimals, the words themselves for clocks and stamps."""
    if word.isdigit():
        # "0059 GMT" is a clock, and its noughts count.
        return word if word[0] == "0" and len(word) == 4 else int(word)
    if word[-2:].lower() in ("st", "nd", "rd", "th"):
        return int(word[:-2])
    digits = word.strip("'’‘s")
    if digits.isdigit():
        return int(digits)
    if len(word) == 3 and word[1] == "/":
        return int(word[0]) / int(word[2])
    if re.fullmatch(r"\d{4}/\d\d", word):
        return int(word[:4])
    plain = word.replace(",", "")
    if plain.isdigit():
        return int(plain)
    return float(word) if re.fullmatch(r"\d+\.\d+", word) else word
