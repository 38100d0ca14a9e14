"""Which elements of a page hold furniture or captions, by tag, role, class and id."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from datelines.sources.common import furniture

__all__ = ["is_box", "is_caption_box", "is_unseen", "never_text", "tags", "words_of"]


def tags(names: str) -> frozenset[str]:
    """Names between spaces as a set."""
    return frozenset(names.split())


_NEVER_TEXT = tags(
    "script style noscript template iframe svg math form button nav footer aside select option input textarea object "
    "embed video audio canvas dialog menu head map applet label"
)
_ROLES = tags("navigation complementary dialog alertdialog contentinfo search menu toolbar banner")
# The page's own frame carries taxonomy and layout in its classes ("category-social", "has-sidebar").
_FRAME = tags("html body main article")
_CAPTIONS = tags("caption captions cap figcaption imgcaption photocaption wp-caption-text cutline")
_UNSEEN = tags("visually-hidden visuallyhidden sr-only screen-reader-text")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def is_box(element: HtmlElement) -> bool:
    """Whether the element is furniture by what it is or is called; how much it holds is for the caller to weigh."""
    if element.tag in _FRAME:
        return False
    attributes = element.attrib
    if element.tag in _NEVER_TEXT or attributes.get("role", "").lower() in _ROLES:
        return True
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or _HIDDEN.search(attributes.get("style", "")):
        return True
    return not furniture.boxes().isdisjoint(words_of(attributes.get("class", ""), attributes.get("id", "")))


def never_text(element: HtmlElement) -> bool:
    """Whether the element's tag alone says that what it holds is not for reading."""
    return element.tag in _NEVER_TEXT


def is_unseen(element: HtmlElement) -> bool:
    """Whether nobody sees what the element holds: a script, or words for screen readers alone."""
    return element.tag in _NEVER_TEXT or bool(_UNSEEN & words_of(element.attrib.get("class", ""), ""))


def is_caption_box(element: HtmlElement) -> bool:
    """Whether the element is called a caption."""
    if element.tag == "figcaption":
        return True
    return not _CAPTIONS.isdisjoint(words_of(element.attrib.get("class", ""), element.attrib.get("id", "")))


@lru_cache(maxsize=4096)
def words_of(classes: str, name: str) -> frozenset[str]:
    """The words of class and id: "post-relatedLinks" gives post, related, links, post-related and related-links."""
    found: set[str] = set()
    for token in f"{classes} {name}".split()[:40]:
        parts = [part.lower() for part in _PARTS.findall(token)[:12]]
        found.update(parts)
        found.update("-".join(parts[at : at + size]) for size in (2, 3) for at in range(len(parts) - size + 1))
        found.add(token.lower())
    return frozenset(found)
