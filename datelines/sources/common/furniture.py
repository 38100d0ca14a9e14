"""Tells an article's paragraphs from what a page prints around them. Which elements to drop is in ``boxes``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from datelines import yamlfile

__all__ = ["boxes", "is_ending", "is_furniture", "is_share_bar", "without"]

# Furniture is short. A longer paragraph is tested only where it has a telling word, and beyond the longest never.
_SHORT = 160
_LONGEST = 450
_LONGEST_HEADING = 80
_LONGEST_BAR = 30
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


def without(paragraphs: Iterable[str], in_markup: bool = False) -> tuple[str, ...]:
    """The paragraphs that are the article's own; ``in_markup`` when share buttons were told by markup already.

    A heading such as "Related Articles" and what follows are left out; where it stands in the first half of the text,
    only the lines up to the next full sentence.
    """
    texts = [text for text in paragraphs if text]
    # Most articles have no telling word, and then their long paragraphs need no look.
    longest = _LONGEST if _is_telling("\n".join(texts)) else _SHORT
    half, seen, skipping = sum(map(len, texts)) / 2, 0, False
    kept: list[str] = []
    for text in texts:
        size = len(text)
        if size <= longest or skipping:
            if is_ending(text) and kept and seen >= half:
                break
            if is_ending(text) or _is_insert(text):
                skipping = bool(kept)
            elif not is_furniture(text, in_markup) and not (skipping and _is_link(text)):
                skipping = False
                kept.append(text)
        else:
            kept.append(text)
        seen += size
    return tuple(kept)


def is_furniture(text: str, in_markup: bool = False) -> bool:
    """Whether the whole paragraph is furniture: a share bar, a player, a notice, a link to another story."""
    if len(text) > _LONGEST or (len(text) > _SHORT and not _is_telling(text)):
        return False
    return _patterns().paragraph.fullmatch(_bare(text)) is not None or (not in_markup and is_share_bar(text))


def is_ending(text: str) -> bool:
    """Whether the line is a heading after which other stories or the comments come."""
    return len(text) <= _LONGEST_HEADING and _patterns().ending.fullmatch(_bare(text)) is not None


def is_share_bar(text: str) -> bool:
    """Whether the line has no words but those of share buttons: "Share: Facebook | Twitter"."""
    words = [word for word in _WORD_GAPS.split(_bare(text)) if not word.isdigit()]
    return 0 < len(words) <= _LONGEST_BAR and _furniture().share_words.issuperset(words)


@cache
def boxes() -> frozenset[str]:
    """The words of classes and ids whose elements hold furniture, in lower case, parts joined by a hyphen."""
    return frozenset(word for group in _furniture().boxes for word in group)


@dataclass(frozen=True, slots=True)
class _Patterns:
    ending: re.Pattern[str]
    insert: re.Pattern[str]
    paragraph: re.Pattern[str]


def _is_telling(text: str) -> bool:
    lowered = text.lower()
    return any([word in lowered for word in _furniture().telling])  # noqa: C419 - a list is twice as fast here


def _is_insert(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and _patterns().insert.fullmatch(_bare(text)) is not None


def _is_link(text: str) -> bool:
    """Whether a line below a heading can be the title of another story: no full sentence."""
    return len(text) < _LONGEST and not _SENTENCE_END.search(text)


def _bare(text: str) -> str:
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return text.strip(_MARGIN).lower()


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
