"""trafilatura's reading of a page, as a guide to where the article stands; it is the only caller of trafilatura."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from datelines.sources.common.blocks import Block, Kind, key_of

__all__ = ["Guide", "read_guide"]

# It warns of every page that holds no article; that is for an Issue to say.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# A block is found again by its first letters; very short ones would be found anywhere.
_KEY_LENGTHS = range(12, 60)
# Texts that begin alike are told apart only so often, to keep time in bounds.
_MOST_ALIKE = 30
# How much of what trafilatura found must be found again in the page for its place to be trusted.
_TRUSTED = 0.6
# Below this a guide is a teaser or a notice.
_SHORTEST = 200
# trafilatura is written for any page, and some make it stumble; then the page is read without it.
_STUMBLES = (
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    KeyError,
    AssertionError,
    RecursionError,
    etree.LxmlError,
)


@dataclass(frozen=True, slots=True)
class Guide:
    """What trafilatura takes for the article: its paragraphs, all their letters in a row, and where texts begin."""

    paragraphs: tuple[str, ...] = ()
    letters: str = ""
    starts: dict[str, list[int]] = field(default_factory=dict)

    def says(self, key: str) -> bool:
        """Whether one of its texts begins with these letters."""
        return any(self.letters.startswith(key, at) for at in self.starts.get(key[: _KEY_LENGTHS.start], ()))

    def found_in(self, page: Sequence[Block]) -> list[int]:
        """Which blocks of the page hold its texts; none if too few of them do."""
        if len(self.letters) < _SHORTEST:
            return []
        keys = {at: key_of(block.text) for at, block in enumerate(page) if block.kind is Kind.PARAGRAPH}
        long = {at: key for at, key in keys.items() if len(key) >= _KEY_LENGTHS.start}
        found = [at for at, key in long.items() if self.says(key[: _KEY_LENGTHS.stop])]
        return found if sum(len(keys[at]) for at in found) >= len(self.letters) * _TRUSTED else []


def read_guide(tree: HtmlElement) -> Guide:
    """trafilatura's reading of the page; an empty one where it has none."""
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False, fast=True)
    except _STUMBLES:
        return Guide()
    if found is None or isinstance(found, dict):
        return Guide()
    paragraphs = (" ".join("".join(element.itertext()).split()) for element in found.body)
    keys = [key for text in found.body.itertext() if (key := key_of(text))]
    letters, at = "".join(keys), 0
    starts: dict[str, list[int]] = {}
    for key in keys:
        places = starts.setdefault(letters[at : at + _KEY_LENGTHS.start], [])
        if len(places) < _MOST_ALIKE:
            places.append(at)
        at += len(key)
    return Guide(tuple(text for text in paragraphs if text), letters, starts)
