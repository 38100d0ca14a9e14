"""How words are printed: in small letters or capitals, and what is left of a text without either and without marks."""

from __future__ import annotations

import re

__all__ = ["case_fits", "is_small", "printed_plainly"]

# Whatever is no letter, digit, apostrophe or space; the underscore, which is no letter either, is replaced before.
_OTHER = re.compile(r"[^\w'’ ]")


def is_small(phrase: str) -> bool:
    """Whether a phrase has no capitals at all."""
    return phrase == phrase.lower() and not phrase[0].isupper()


def printed_plainly(text: str) -> str:
    """In small letters, as long as it was, with blanks for all marks but the apostrophe."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return _OTHER.sub(" ", small.replace("_", " ")).replace("’", "'")


def case_fits(phrase: str, printed: str) -> bool:
    """Capitals in a phrase are required in print; a phrase in small letters may be printed either way."""
    if not phrase[0].isupper():
        return phrase == phrase.lower() or any(c.isupper() for c in printed)
    if phrase.isupper() and len(phrase) > 1:
        return printed[: len(phrase)].isupper()
    return printed[0].isupper()
