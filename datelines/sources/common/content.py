"""Which paragraphs and captions of a page are the article's.

The guide says where most of it stands, the headline where it begins, and the elements around it how far it goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from datelines.sources.common import names
from datelines.sources.common.blocks import Block, Kind, holder, is_header, key_of, read_blocks
from datelines.sources.common.boxes import words_of
from datelines.sources.common.guide import Guide, read_guide
from datelines.sources.common.metatags import known

__all__ = ["Content", "find_content"]

# The article's element holds this share of the found text; the rest may be a teaser from elsewhere.
_COVERED = 0.85
# So many times what the guide found stands in sentences elsewhere: it took a teaser for the article.
_TOO_LITTLE = 6
_SENTENCE = 60
# Text between the headline and what the guide found: two sentences of this length together are the article's beginning.
_MISSED = 200
# The element around the first sentences below a headline is the article's when it holds so much text.
_ENOUGH = 300
_SHORTEST_LEAD = 100
# How many lines (an advertisement) may part the pieces of an article.
_GAP = 3
# How many lines of a header may have been taken for paragraphs, and how many above the body may hold its date.
_HEADER, _ABOVE = 5, 8
_CAPTIONS_BEFORE, _CAPTIONS_AFTER = 8, 2


@dataclass(frozen=True, slots=True)
class Content:
    """The article's paragraphs and captions, the lines above it, nearest first, and where its body begins and ends."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    first: HtmlElement | None = None
    last: HtmlElement | None = None


def find_content(tree: HtmlElement, headline: str) -> Content:
    """The article below ``headline`` in the page; an empty Content where there is none."""
    body = tree.find("body")
    page = read_blocks(body if body is not None else tree)
    guide = read_guide(tree)
    start = _below(page, headline)
    found = _found(page, guide, start)
    if not found:
        return Content(guide.paragraphs if any(map(names.is_sentence, guide.paragraphs)) else ())
    first, last = _widened(page, *_place(page, found), start)
    first = _after_header(page, first, last)
    texts = [block for block in page[first : last + 1] if block.kind is not Kind.CAPTION]
    near = page[max(0, first - _CAPTIONS_BEFORE) : last + 1 + _CAPTIONS_AFTER]
    captions = tuple(block.text for block in near if block.kind is Kind.CAPTION)
    above = tuple(block.text for block in reversed(page[max(0, first - _ABOVE) : first]))
    return Content(tuple(block.text for block in texts), captions, above, texts[0].element, texts[-1].element)


def _below(page: Sequence[Block], headline: str) -> int:
    """Where the text below the headline begins; 0 where the page does not print it or prints nothing below."""
    key = key_of(headline)
    printed = [at for at, block in enumerate(page) if key and key_of(block.text) == key]
    headings = [at for at in printed if page[at].kind is Kind.HEADING]
    start = next(iter(headings or printed), -1) + 1
    return start if any(_is_sentence(block) for block in page[start:]) else 0


def _found(page: Sequence[Block], guide: Guide, start: int) -> list[int]:
    """The blocks that are surely the article's, or the sentences where the guide is of no use."""
    sentences = [at for at in range(start, len(page)) if _is_sentence(page[at])]
    found = [at for at in guide.found_in(page) if at >= start]
    if not found or len(guide.letters) * _TOO_LITTLE < _length(page, sentences):
        return _around_first(page, sentences) if start else sentences or found
    missed = [at for at in sentences if at < found[0]]
    if start and len(missed) > 1 and _length(page, missed) >= _MISSED:
        return _around_first(page, sentences)
    return found


def _around_first(page: Sequence[Block], sentences: Sequence[int]) -> list[int]:
    """The sentences in the smallest element that holds the first of them and enough of the others."""
    if not sentences:
        return []
    heights = {element: height for height, element in enumerate(_chain(page[sentences[0]].element))}
    shared = {at: next(heights[outer] for outer in _chain(page[at].element) if outer in heights) for at in sentences}
    for height in heights.values():
        inside = [at for at in sentences if shared[at] <= height]
        if len(inside) > 1 and _length(page, inside) >= _ENOUGH:
            return inside
    return list(sentences)


def _chain(element: HtmlElement) -> Iterator[HtmlElement]:
    """The element and those around it, inner before outer."""
    yield element
    yield from element.iterancestors()


def _place(page: Sequence[Block], found: Sequence[int]) -> tuple[int, int]:
    """The first and last of the found blocks inside the smallest element that holds nearly all of their text."""
    held: dict[HtmlElement, int] = {}
    depths: dict[HtmlElement, int] = {}
    for at in found:
        chain = list(_chain(page[at].element))
        for height, element in enumerate(chain):
            held[element] = held.get(element, 0) + len(page[at].text)
            depths[element] = len(chain) - height
    enough = max(held.values()) * _COVERED
    container = max((element for element, length in held.items() if length >= enough), key=depths.__getitem__)
    inside = [at for at in found if _is_within(page[at].element, container)]
    return inside[0], inside[-1]


def _widened(page: Sequence[Block], first: int, last: int, start: int) -> tuple[int, int]:
    """The range with the sentences beside it in the same or a like element: a lead, or pieces that were passed over."""
    while first > start and _is_sentence(page[first - 1]) and _are_alike(page[first - 1], page[first]):
        first -= 1
    first = _lead(page, first, start)
    while following := _following(page, last):
        last = following
    return first, last


def _lead(page: Sequence[Block], first: int, start: int) -> int:
    """Where a first paragraph in an element of its own stands, between the headline and the others; not a summary."""
    for at in range(first - 1, max(start, first - 1 - _GAP) - 1, -1):
        if start and page[at].kind is Kind.PARAGRAPH and names.is_sentence(page[at].text):
            long = len(page[at].text) >= _SHORTEST_LEAD
            return at if long and not _is_summary(page[at].element) and not names.is_caption(page[at].text) else first
    return first


def _is_summary(element: HtmlElement) -> bool:
    """Whether the element, or one of the nearest around it, is called a summary."""
    nearest = islice(_chain(element), 3)
    return any(known().summary_words & words_of(outer.get("class") or "", outer.get("id") or "") for outer in nearest)


def _following(page: Sequence[Block], last: int) -> int | None:
    """The next block that ends as a sentence and lies beside the last one, a line or two further on at most."""
    for at in range(last + 1, min(last + 1 + _GAP, len(page))):
        if page[at].kind is Kind.PARAGRAPH and names.is_sentence(page[at].text) and _are_alike(page[at], page[last]):
            return at
    return None


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


def _length(page: Sequence[Block], places: Sequence[int]) -> int:
    return sum(len(page[at].text) for at in places)


def _are_alike(one: Block, other: Block) -> bool:
    """Whether the two lie in the same element, or in two that the page's author called the same."""
    here, there = holder(one.element).getparent(), holder(other.element).getparent()
    if here is there:
        return True
    if here is None or there is None or here.tag != there.tag:
        return False
    return bool(here.get("class")) and here.get("class") == there.get("class")


def _is_within(element: HtmlElement, container: HtmlElement) -> bool:
    return any(outer is container for outer in _chain(element))
