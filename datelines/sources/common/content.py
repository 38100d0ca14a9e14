"""Which paragraphs and captions of a page are the article's: trafilatura says where, ``blocks`` says what."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from datelines.sources.common import names
from datelines.sources.common.blocks import Block, Kind, holder, is_header, read_blocks

__all__ = ["Content", "find_content"]

# It warns of every page that holds no article; that is for an Issue to say.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_UNSPOKEN = re.compile(r"[\W_]+")
# A block is found again by its first letters; very short ones would be found anywhere.
_KEY_LENGTHS = range(12, 60)
# Texts that begin alike are told apart only so often, to keep time in bounds.
_MOST_ALIKE = 30
# How much of what trafilatura found must be found again in the page for its place to be trusted.
_TRUSTED = 0.6
# The article's element holds this share of the found text; the rest may be a teaser from elsewhere.
_COVERED = 0.85
# So many times what trafilatura found in sentences elsewhere: it took a teaser for the article.
_TOO_LITTLE = 6
# A page without any text that trafilatura would take may still have sentences.
_SHORTEST_GUIDE = 200
_SENTENCE = 60
# How many lines of a header may have been taken for paragraphs, and how many above the body may hold its date.
_HEADER, _ABOVE = 5, 8
_CAPTIONS_BEFORE, _CAPTIONS_AFTER = 8, 2
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
class Content:
    """The article's paragraphs and captions, the lines above it, nearest first, and where its body begins and ends."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    first: HtmlElement | None = None
    last: HtmlElement | None = None


def find_content(tree: HtmlElement) -> Content:
    """The article in the page; an empty Content where there is none."""
    body = tree.find("body")
    page = read_blocks(body if body is not None else tree)
    guide = _guide(tree)
    sentences = [at for at, block in enumerate(page) if _is_sentence(block)]
    found = _found_again(page, guide)
    if len(guide.letters) * _TOO_LITTLE < sum(len(page[at].text) for at in sentences) or not found:
        found = sentences or found
    if not found:
        return Content(guide.paragraphs if any(map(names.is_sentence, guide.paragraphs)) else ())
    first, last = _widened(page, *_place(page, found))
    first = _after_header(page, first, last)
    texts = [block for block in page[first : last + 1] if block.kind is not Kind.CAPTION]
    near = page[max(0, first - _CAPTIONS_BEFORE) : last + 1 + _CAPTIONS_AFTER]
    captions = tuple(block.text for block in near if block.kind is Kind.CAPTION)
    above = tuple(block.text for block in reversed(page[max(0, first - _ABOVE) : first]))
    return Content(tuple(block.text for block in texts), captions, above, texts[0].element, texts[-1].element)


@dataclass(frozen=True, slots=True)
class _Guide:
    """What trafilatura takes for the article: its paragraphs, all their letters in a row, and where texts begin."""

    paragraphs: tuple[str, ...] = ()
    letters: str = ""
    starts: dict[str, list[int]] = field(default_factory=dict)

    def says(self, key: str) -> bool:
        """Whether one of its texts begins with these letters."""
        return any(self.letters.startswith(key, at) for at in self.starts.get(key[: _KEY_LENGTHS.start], ()))


def _guide(tree: HtmlElement) -> _Guide:
    """trafilatura's reading of the page; an empty one where it has none."""
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False, fast=True)
    except _STUMBLES:
        return _Guide()
    if found is None or isinstance(found, dict):
        return _Guide()
    paragraphs = (" ".join("".join(element.itertext()).split()) for element in found.body)
    keys = [key for text in found.body.itertext() if (key := _key(text))]
    letters, at = "".join(keys), 0
    starts: dict[str, list[int]] = {}
    for key in keys:
        places = starts.setdefault(letters[at : at + _KEY_LENGTHS.start], [])
        if len(places) < _MOST_ALIKE:
            places.append(at)
        at += len(key)
    return _Guide(tuple(text for text in paragraphs if text), letters, starts)


def _found_again(page: Sequence[Block], guide: _Guide) -> list[int]:
    """Where the guide's texts stand in the page; nowhere if too few of them do."""
    if len(guide.letters) < _SHORTEST_GUIDE:
        return []
    keys = {at: _key(block.text) for at, block in enumerate(page) if block.kind is Kind.PARAGRAPH}
    found = [at for at, key in keys.items() if len(key) >= _KEY_LENGTHS.start and guide.says(key[: _KEY_LENGTHS.stop])]
    return found if sum(len(keys[at]) for at in found) >= len(guide.letters) * _TRUSTED else []


def _place(page: Sequence[Block], found: Sequence[int]) -> tuple[int, int]:
    """The first and last of the found blocks inside the smallest element that holds nearly all of their text."""
    held: dict[HtmlElement, int] = {}
    depths: dict[HtmlElement, int] = {}
    for at in found:
        chain = [page[at].element, *page[at].element.iterancestors()]
        for height, element in enumerate(chain):
            held[element] = held.get(element, 0) + len(page[at].text)
            depths[element] = len(chain) - height
    enough = max(held.values()) * _COVERED
    container = max((element for element, length in held.items() if length >= enough), key=depths.__getitem__)
    inside = [at for at in found if _is_within(page[at].element, container)]
    return inside[0], inside[-1]


def _widened(page: Sequence[Block], first: int, last: int) -> tuple[int, int]:
    """The range with the sentences beside it in the same element: a lead or a last line that was passed over."""
    while first > 0 and _is_sentence(page[first - 1]) and _are_siblings(page[first - 1], page[first]):
        first -= 1
    while last + 1 < len(page) and _is_sentence(page[last + 1]) and _are_siblings(page[last + 1], page[last]):
        last += 1
    return first, last


def _after_header(page: Sequence[Block], first: int, last: int) -> int:
    """Where the body begins below a headline, a byline and a date that were taken for its first paragraphs."""
    start = first
    for at in range(first, min(first + _HEADER, last)):
        if is_header(page[at].text):
            start = at + 1
        elif page[at].kind is Kind.PARAGRAPH and _is_sentence(page[at]):
            break
    while start < last and page[start].kind is Kind.CAPTION:
        start += 1
    return start


def _is_sentence(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and len(block.text) >= _SENTENCE and names.is_sentence(block.text)


def _are_siblings(one: Block, other: Block) -> bool:
    return holder(one.element).getparent() is holder(other.element).getparent()


def _is_within(element: HtmlElement, container: HtmlElement) -> bool:
    return element is container or any(outer is container for outer in element.iterancestors())


def _key(text: str) -> str:
    return _UNSPOKEN.sub("", text).casefold()
