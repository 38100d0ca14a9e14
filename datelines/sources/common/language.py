"""A cheap guess at the language of a text, by script and function words; how languages are read is elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import msgspec

from datelines import yamlfile

__all__ = ["UNKNOWN", "language_of", "normal"]

UNKNOWN = "und"
_SAMPLE = 4000
# A script must make up this share of the letters: English pages quote a line of Khmer, Khmer pages names in Latin.
_SHARE = 0.4
# Of the function words of one language, a text of that language shows at least this many in a hundred words.
_FUNCTION_WORDS = 0.08
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"(?P<code>[A-Za-z]{2,3})(?:[-_].*)?")
# What pages write and ISO 639-1 does not have.
_ALIASES = {
    "eng": "en",
    "khm": "km",
    "kh": "km",
    "fra": "fr",
    "fre": "fr",
    "zho": "zh",
    "chi": "zh",
    "tha": "th",
    "vie": "vi",
}


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    scripts: dict[str, tuple[str, str]]
    words: dict[str, frozenset[str]]


def normal(declared: str | None) -> str | None:
    """The ISO 639-1 code of a language tag ("en-GB" is "en"); None for what is no tag."""
    found = _CODE.fullmatch(declared.strip()) if declared else None
    if not found:
        return None
    code = found["code"].lower()
    return _ALIASES.get(code, code)


def language_of(text: str, declared: str | None = None) -> str:
    """The declared language where the script allows it, else the likeliest, else ``und``."""
    declared = normal(declared)
    sample = text[:_SAMPLE]
    script = None if sample.isascii() else _by_script(sample)
    if script is None:
        return declared or _by_words(sample)
    # Templates say "en" over pages in Khmer. A language that is not listed may share the script: it stands.
    known = _words()
    return script if declared in (None, *known.words, *known.scripts) else str(declared)


def _by_script(sample: str) -> str | None:
    if len(sample.encode("ascii", "ignore")) > len(sample) * (1 - _SHARE / 2):
        return None  # spaces and signs are ASCII too
    letters = Counter(filter(str.isalpha, sample))
    total = letters.total()
    for language, (first, last) in _words().scripts.items():
        if sum(count for letter, count in letters.items() if first <= letter <= last) > total * _SHARE:
            return language
    return None


def _by_words(sample: str) -> str:
    seen = Counter(_WORD.findall(sample.lower()))
    scores = {language: sum(seen[word] for word in words) for language, words in _words().words.items()}
    best = max(scores, key=lambda language: (scores[language], language))
    return best if scores[best] > 0 and scores[best] >= seen.total() * _FUNCTION_WORDS else UNKNOWN


@cache
def _words() -> _Words:
    path = Path(__file__).with_name("language.yaml")
    return yamlfile.convert(yamlfile.load(path), _Words, path)
