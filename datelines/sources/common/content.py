"""Which paragraphs and captions of a page are the article's: trafilatura says where, ``blocks`` says what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from datelines.sources.common import names
from datelines.sources.common.blocks import Block, Kind, holder, is_header, read_blocks

__all__ = ["Content", "find_content"]

_UNSPOKEN = re.compile(r"[\W_]+")
# A block is found again by its first letters; very short ones would be found anywhere.
_KEY_LENGTHS = range(12, 60)
# How much of what trafilatura found must be found again in the page for its place to be trusted.
_TRUSTED = 0.6
# The article's element holds this share of the found text; the rest may be a teaser from elsewhere.
_COVERED = 0.85
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
    found = _found_again(page, guide) or [at for at, block in enumerate(page) if _is_sentence(block)]
    if not found:
        return Content(tuple(guide))
    first, last = _widened(page, *_place(page, found))
    first = _after_header(page, first, last)
    texts = [block for block in page[first : last + 1] if block.kind is not Kind.CAPTION]
    near = page[max(0, first - _CAPTIONS_BEFORE) : last + 1 + _CAPTIONS_AFTER]
    captions = tuple(block.text for block in near if block.kind is Kind.CAPTION)
    above = tuple(block.text for block in reversed(page[max(0, first - _ABOVE) : first]))
    return Content(tuple(block.text for block in texts), captions, above, texts[0].element, texts[-1].element)


def _guide(tree: HtmlElement) -> list[str]:
    """The paragraphs that trafilatura takes for the article's."""
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
    except _STUMBLES:
        return []
    if found is None or isinstance(found, dict):
        return []
    texts = (" ".join("".join(element.itertext()).split()) for element in found.body)
    return [text for text in texts if text]


def _found_again(page: Sequence[Block], guide: Sequence[str]) -> list[int]:
    """Where the guide's words stand in the page; nowhere if too few of them do."""
    said = "".join(map(_key, guide))
    if len(said) < _SHORTEST_GUIDE:
        return []
    found = []
    for at, block in enumerate(page):
        key = _key(block.text)
        if block.kind is Kind.PARAGRAPH and len(key) >= _KEY_LENGTHS.start and key[: _KEY_LENGTHS.stop] in said:
            found.append(at)
    return found if sum(len(_key(page[at].text)) for at in found) >= len(said) * _TRUSTED else []


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
