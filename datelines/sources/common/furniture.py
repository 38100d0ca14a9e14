"""Tells an article's paragraphs from what a page prints around them. Which elements to drop is in ``boxes``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from datelines import yamlfile

__all__ = ["boxes", "is_ending", "is_furniture", "without"]

# Furniture is short. A longer paragraph is tested only where it has a telling word, and beyond the longest never.
_SHORT = 160
_LONGEST = 450
_LONGEST_HEADING = 80
_LONGEST_BAR = 30
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_MARGIN = " \t:*#=»›>▶►•·|-–—"
_WORD_GAPS = re.compile(r"[\s|:,·•/&!()]+")
_SENTENCE_END = re.compile(r"""[.!?។။。！？…]["'”’)\]]*$""")


class _Furniture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    endings: list[str]
    inserts: list[str]
    paragraphs: list[str]
    telling: list[str]
    share_words: frozenset[str]
    boxes: list[list[str]]


def without(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """The paragraphs that are the article's own.

    A heading such as "Related Articles" and what follows are left out; where it stands in the first half of the text,
    only the lines up to the next full sentence.
    """
    texts = [text for text in paragraphs if text]
    half, seen, skipping = sum(map(len, texts)) / 2, 0, False
    kept: list[str] = []
    for text in texts:
        if is_ending(text) and kept and seen >= half:
            break
        if is_ending(text) or _is_insert(text):
            skipping = bool(kept)
        elif not is_furniture(text) and not (skipping and _is_link(text)):
            skipping = False
            kept.append(text)
        seen += len(text)
    return tuple(kept)


def is_furniture(text: str) -> bool:
    """Whether the whole paragraph is furniture: a share bar, a player, a notice, a link to another story."""
    if len(text) > _LONGEST:
        return False
    bare = _bare(text)
    if len(bare) > _SHORT and not any(word in bare for word in _furniture().telling):
        return False
    return _patterns().paragraph.fullmatch(bare) is not None or _is_share_bar(bare)


def is_ending(text: str) -> bool:
    """Whether the line is a heading after which other stories or the comments come."""
    return len(text) <= _LONGEST_HEADING and _patterns().ending.fullmatch(_bare(text)) is not None


@cache
def boxes() -> frozenset[str]:
    """The words of classes and ids whose elements hold furniture, in lower case, parts joined by a hyphen."""
    return frozenset(word for group in _furniture().boxes for word in group)


@dataclass(frozen=True, slots=True)
class _Patterns:
    ending: re.Pattern[str]
    insert: re.Pattern[str]
    paragraph: re.Pattern[str]


def _is_insert(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and _patterns().insert.fullmatch(_bare(text)) is not None


def _is_link(text: str) -> bool:
    """Whether a line below a heading can be the title of another story: no full sentence."""
    return len(text) < _LONGEST and not _SENTENCE_END.search(text)


def _is_share_bar(bare: str) -> bool:
    words = [word for word in _WORD_GAPS.split(bare) if not word.isdigit()]
    return 0 < len(words) <= _LONGEST_BAR and _furniture().share_words.issuperset(words)


def _bare(text: str) -> str:
    return text.translate(_STRAIGHT).strip(_MARGIN).lower()


@cache
def _furniture() -> _Furniture:
    path = Path(__file__).with_name("furniture.yaml")
    return yamlfile.convert(yamlfile.load(path), _Furniture, path)


@cache
def _patterns() -> _Patterns:
    known = _furniture()
    return _Patterns(_any(known.endings), _any(known.inserts), _any(known.paragraphs))


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.DOTALL)
