"""The <meta> and <link> elements and the microdata of a page, under the names of metadata.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
from lxml.html import HtmlElement

from datelines import yamlfile

__all__ = ["MetaTags", "known"]


class Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of metadata.yaml."""

    meta: dict[str, list[str]]
    article_types: frozenset[str]
    page_types: frozenset[str]
    date_words: frozenset[str]
    later_words: frozenset[str]
    title_extras: frozenset[str]
    summary_words: frozenset[str]


@cache
def known() -> Known:
    """The names by which pages keep what is known about an article."""
    path = Path(__file__).with_name("metadata.yaml")
    return yamlfile.convert(yamlfile.load(path), Known, path)


class MetaTags:
    """What the head of one page says."""

    def __init__(self, tree: HtmlElement) -> None:
        self._contents: dict[str, str] = {}
        for element in tree.iter("meta"):
            content = (element.get("content") or "").strip()
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                name = (element.get(attribute) or "").strip().lower()
                if name and content:
                    self._contents.setdefault(name, content)
        self._links = {str(link.get("rel")).lower(): link.get("href") for link in tree.iter("link")}

    def all(self, field: str) -> Iterator[str]:
        """What stands under the names of a field ("published", "title", ...), best first."""
        return (self._contents[name] for name in known().meta[field] if name in self._contents)

    def first(self, field: str) -> str | None:
        """The best of them."""
        return next(self.all(field), None)

    @property
    def canonical(self) -> str | None:
        """The address that the page gives as its own."""
        return self._links.get("canonical")
