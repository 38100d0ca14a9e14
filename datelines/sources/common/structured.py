"""JSON-LD in a page: the node that is the article, and what it and its neighbours say. Bad JSON costs only itself."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from datelines.sources.common.metatags import known

__all__ = ["Structured", "read_structured"]

_MOST_NODES = 400
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>|\]\]>|/\*\]\]>\*/)\s*;?\s*$"
)
# What can be had from JSON that does not parse.
_LOOSE = re.compile(r'"(?P<key>headline|datePublished|articleBody)"\s*:\s*"(?P<value>(?:[^"\\]|\\.){1,100000})"')


@dataclass(frozen=True, slots=True)
class Structured:
    """What the markup says of the article, still as written; None for what it does not."""

    title: str | None = None
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None


def read_structured(scripts: Iterable[str], headings: Iterable[str]) -> Structured:
    """The article among all nodes of a page's scripts: the one titled as one of ``headings``, else the first."""
    nodes: list[dict[str, Any]] = []
    loose: dict[str, str] = {}
    for script in scripts:
        text = _WRAPPING.sub("", _WRAPPING.sub("", script))
        try:
            nodes += _nodes(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            for found in _LOOSE.finditer(text):
                loose.setdefault(found["key"], _unescaped(found["value"]))
    article = _article(nodes, {_key(heading) for heading in headings})
    page = next((node for node in nodes if _types(node) & known().page_types), {})
    if not article and not page and not loose:
        return Structured(publisher=_site(nodes))
    named = {str(node["@id"]): node for node in reversed(nodes) if "@id" in node and len(node) > 1}
    return Structured(
        title=_text(article.get("headline") or article.get("name")) or loose.get("headline"),
        published=_text(article.get("datePublished") or page.get("datePublished")) or loose.get("datePublished"),
        modified=_text(article.get("dateModified") or page.get("dateModified")),
        publisher=_name(article.get("publisher") or page.get("publisher"), named) or _site(nodes),
        url=_text(article.get("url")) or _link(article.get("mainEntityOfPage")) or _text(page.get("url")),
        language=_text(article.get("inLanguage") or page.get("inLanguage")),
        body=_text(article.get("articleBody")) or loose.get("articleBody"),
    )


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in the value, outer before inner, as many as any page needs."""
    waiting, count = [value], 0
    while waiting and count < _MOST_NODES:
        item = waiting.pop(0)
        if isinstance(item, dict):
            count += 1
            yield item
            waiting += [inner for inner in item.values() if isinstance(inner, dict | list)]
        elif isinstance(item, list):
            waiting += [inner for inner in item[:_MOST_NODES] if isinstance(inner, dict | list)]


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {str(kind).rsplit("/", 1)[-1].lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _article(nodes: list[dict[str, Any]], headings: set[str]) -> dict[str, Any]:
    found = [
        node
        for node in nodes
        if any(kind.endswith("article") or kind in known().article_types for kind in _types(node))
    ]
    titled = (node for node in found if _key(_text(node.get("headline") or node.get("name")) or "") in headings)
    dated = (node for node in found if node.get("datePublished"))
    return next(titled, None) or next(dated, None) or next(iter(found), {})


def _site(nodes: list[dict[str, Any]]) -> str | None:
    """The name of the site that the page is part of."""
    kinds = ({"newsmediaorganization"}, {"website"})
    return next(
        (name for kind in kinds for node in nodes if _types(node) & kind and (name := _text(node.get("name")))), None
    )


def _name(value: Any, named: dict[str, dict[str, Any]]) -> str | None:
    """The name of a publisher, which may stand elsewhere in the page under its @id."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or named.get(str(value.get("@id")), {}).get("name")
    return _text(value)


def _link(value: Any) -> str | None:
    return _text(value.get("@id") or value.get("url")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str | None:
    """A string with its entities read; of a list the first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def _unescaped(value: str) -> str:
    try:
        return html.unescape(str(json.loads(f'"{value}"', strict=False)))
    except ValueError:
        return value


def _key(title: str) -> str:
    return re.sub(r"\W+", "", html.unescape(title)).casefold()
