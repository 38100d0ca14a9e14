"""Short lines that name somebody: a byline, an outlet, a copyright holder; and captions, which name a photographer."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from datelines import yamlfile

__all__ = ["copyright_holder", "is_byline", "is_caption", "is_outlet", "is_sentence", "label", "signature"]

_LONGEST_NAME = 60
_MOST_WORDS = 8
_LONGEST_CAPTION = 600
_SENTENCE_END = re.compile(r"""[.!?។။。！？…]["'”’)\]]*$""")
_SIGNED = re.compile(rf"(?:--+|[–—])\s*(?P<name>\S.{{1,{_LONGEST_NAME}}})")
_HOLDER = re.compile(
    r"(?:(?:©|\(c\)|copyright)\s*)+(?:by\s+)?(?:\d{4}(?:\s*[-–]\s*\d{4})?)?[\s,.:–-]*(?:by\s+)?(?P<name>[^|\n]{2,80}?)"
    r"(?:\s+\d{4})?(?:\s*[.,|–-]?\s*all rights reserved\b.*)?[\s.]*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?P<label>[A-Za-z][A-Za-z ]{0,18}[A-Za-z])\s*:\s*(?P<value>.*)", re.DOTALL)


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    labels: dict[str, list[str]]
    byline_starts: list[str]
    byline_words: frozenset[str]
    caption_starts: tuple[str, ...]
    credits: list[str]
    outlet_words: frozenset[str]
    particles: frozenset[str]


def is_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _SENTENCE_END.search(text) is not None


def is_byline(line: str) -> bool:
    """ "By Sok Dara", "Story by Sgt. A. Miller, Public Affairs"; not a sentence that happens to start so."""
    if len(line) > 2 * _LONGEST_NAME or is_sentence(line):
        return False
    start = next((start for start in _words().byline_starts if line.lower().startswith(start + " ")), None)
    if start is None:
        return False
    words = line[len(start) :].replace("/", " ").split()
    known = _words().particles | _words().byline_words
    return 0 < len(words) <= 2 * _MOST_WORDS and not any(
        word[0].islower() and word.strip(",.") not in known for word in words
    )


def is_caption(text: str) -> bool:
    """Whether the paragraph starts as captions do or ends with a picture's credit."""
    if len(text) > _LONGEST_CAPTION:
        return False
    return text.lower().startswith(_words().caption_starts) or _credit().search(text) is not None


def is_outlet(line: str, sure: bool) -> bool:
    """Whether a short last line names an outlet; unless ``sure`` of the layout, it needs a word such as "Times"."""
    words = line.split()
    if not words or len(line) > _LONGEST_NAME or len(words) > _MOST_WORDS or is_sentence(line) or line.endswith(":"):
        return False
    known = _words()
    if any(word[0].islower() and word not in known.particles for word in words):
        return False
    return sure or any(word.strip(",.'’s").lower() in known.outlet_words for word in words)


def copyright_holder(line: str) -> str | None:
    """The outlet in "© 2024 The Paper. All rights reserved."."""
    found = _HOLDER.fullmatch(line.strip())
    return found["name"].strip(" .,-–") or None if found else None


def signature(line: str) -> str | None:
    """The outlet in "-- The Paper" below a text."""
    found = _SIGNED.fullmatch(line)
    return found["name"] if found and not is_sentence(line) else None


def label(line: str) -> tuple[str, str] | None:
    """What "Source: The Paper" says: the field ("publisher") and its value; None for a label that is not known."""
    found = _LABEL.fullmatch(line)
    field = found and _labels().get(found["label"].lower())
    return (field, found["value"].strip()) if found and field else None


@cache
def _words() -> _Words:
    path = Path(__file__).with_name("layout.yaml")
    return yamlfile.convert(yamlfile.load(path), _Words, path)


@cache
def _labels() -> dict[str, str]:
    return {name: field for field, names in _words().labels.items() for name in names}


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(f'(?:{pattern})' for pattern in _words().credits)})\s*$", re.IGNORECASE)
