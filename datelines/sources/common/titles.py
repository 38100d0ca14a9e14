"""A page's headline and its outlet, out of the many places that give them with each other's words mixed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree
from lxml.html import HtmlElement

from datelines.sources.common import names
from datelines.sources.common.boxes import tags, words_of
from datelines.sources.common.draft import tidy
from datelines.sources.common.furniture import is_furniture
from datelines.sources.common.metatags import MetaTags, known
from datelines.sources.common.structured import Structured
from datelines.sources.common.urls import host_of

__all__ = ["Heads", "heads_of", "publisher_of", "title_of"]

_SEPARATORS = " |-–—:·•»«~<>_"
_PARTS = re.compile(r"\s+[|\-–—:·•»«~<>]+\s+|\s*[|»]\s*")
_UNSPOKEN = re.compile(r"[\W_]+")
_CUT = ("...", "…")
_HEADINGS = tags("h1 h2 h3 h4")
_FOOT = tags("foot footer colophon copyright")
_FOOT_TAGS = tags("div p td section small span")
_CELLS = re.compile(r"\s*[•|·]\s*")
_LONGEST = 300
_LONGEST_FOOT = 200
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands in a page as headings, in order, and its <title>."""

    headings: tuple[tuple[str, str], ...]
    title: str

    def called(self, tag: str) -> Iterator[str]:
        """The headings of one level."""
        return (text for name, text in self.headings if name == tag)


def heads_of(tree: HtmlElement) -> Heads:
    """The headings and the title of the page."""
    found = ((element.tag, tidy(" ".join(element.itertext()))) for element in tree.iter(*_HEADINGS))
    title = next((tidy(element.text or "") for element in tree.iter("title")), "")
    return Heads(tuple((tag, text) for tag, text in found if 0 < len(text) <= _LONGEST), title)


def title_of(heads: Heads, meta: MetaTags, structured: Structured, publisher: str | None) -> str:
    """The headline: as marked up for machines, as the page's heading, or its <title> without the outlet's name."""
    marked = structured.title or meta.first("title")
    marked = _without_site(marked, publisher) if marked else None
    if marked and not marked.endswith(_CUT):
        return marked
    stem = _key(marked or "")
    whole = next((text for _, text in heads.headings if stem and _key(text).startswith(stem)), None)
    return whole or marked or _heading(heads, publisher) or _without_site(heads.title, publisher)


def _heading(heads: Heads, publisher: str | None) -> str | None:
    """The heading that <title> repeats, else the first <h1> that is not the outlet's name."""
    others = (text for text in heads.called("h1") if _key(text) != _key(publisher or ""))
    return _repeated(heads) or next(others, None)


def _repeated(heads: Heads) -> str | None:
    """The longest heading that <title> repeats: the headline, and not the outlet's name above it."""
    title = _key(heads.title)
    repeated = [text for _, text in heads.headings if _key(text) and _key(text) in title]
    return max(repeated, key=len, default=None)


def _without_site(title: str, publisher: str | None) -> str:
    """The title without the outlet's name at its end or start, and without what sites add to it."""
    parts = [part for part in _PARTS.split(title) if part]
    if len(parts) < 2:
        return title
    site = _key(publisher or "")
    kept = title
    for part in reversed(parts[1:]):
        known_outlet = _key(part) == site if site else names.is_outlet(part, sure=False)
        if not known_outlet and _key(part) not in _extras():
            break
        kept = kept[: kept.rfind(part)].rstrip(_SEPARATORS)
    if site and _key(parts[0]) == site and kept == title:
        kept = title[title.find(parts[1]) :]
    return kept


def publisher_of(
    tree: HtmlElement, heads: Heads, meta: MetaTags, structured: Structured, url: str | None
) -> str | None:
    """The outlet: as marked up, as the end of <title>, as the page's foot signs it, else the address's host."""
    marked = (names.copyright_holder(text) or text for text in meta.all("publisher") if "://" not in text)
    return (
        structured.publisher
        or next(marked, None)
        or _microdata(tree)
        or _beside_headline(heads)
        or _signed(tree)
        or host_of(url or "")
    )


def _microdata(tree: HtmlElement) -> str | None:
    """The name in an element that is marked up as the publisher."""
    for element in tree.iter(etree.Element):
        if element.get("itemprop") == "publisher":
            name = next((inner for inner in element.iter(etree.Element) if inner.get("itemprop") == "name"), element)
            if text := tidy(name.get("content") or " ".join(name.itertext())):
                return text
    return None


def _beside_headline(heads: Heads) -> str | None:
    """What <title> has besides the headline: "Headline | The Paper", "The Paper - Headline"."""
    headline = _repeated(heads)
    if not headline or headline not in heads.title:
        return None
    before, _, after = heads.title.partition(headline)
    rest = [part.strip(_SEPARATORS) for side in (after, before) for part in _PARTS.split(side)]
    return next((part for part in rest if part and _key(part) not in _extras() and len(part) <= _LONGEST_NAME), None)


@cache
def _extras() -> frozenset[str]:
    return frozenset(map(_key, known().title_extras))


def _signed(tree: HtmlElement) -> str | None:
    """The outlet in the copyright line, or at the start of the page's foot."""
    feet = [tidy(" ".join(element.itertext())) for element in tree.iter(etree.Element) if _is_foot(element)]
    loose = (text for element in tree.iter(etree.Element) for text in (element.text, element.tail))
    claims = [tidy(text) for text in loose if text and _is_claim(text)]
    short = [text for text in (*reversed(feet), *claims) if 0 < len(text) <= _LONGEST_FOOT]
    for text in short:
        for line in (text, *_CELLS.split(text)):
            if holder := names.copyright_holder(line):
                return holder
    firsts = (_CELLS.split(text)[0] for text in short)
    return next((name for name in firsts if names.is_outlet(name, sure=True) and not is_furniture(name)), None)


def _is_foot(element: HtmlElement) -> bool:
    """Whether the element is the foot of the page; the foot of an article holds its tags."""
    called = bool(_FOOT & words_of(element.get("class") or "", element.get("id") or ""))
    if element.tag != "footer" and not (called and element.tag in _FOOT_TAGS):
        return False
    return all(outer.tag != "article" for outer in element.iterancestors())


def _is_claim(text: str | None) -> bool:
    return text is not None and ("©" in text or "opyright" in text) and len(text) <= _LONGEST_FOOT


def _key(text: str) -> str:
    return _UNSPOKEN.sub("", text).casefold()
