"""A page's headline and its outlet, out of the many places that give them with each other's words mixed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from datelines.sources.common import names
from datelines.sources.common.boxes import tags, words_of
from datelines.sources.common.draft import tidy
from datelines.sources.common.metatags import MetaTags, known
from datelines.sources.common.structured import Structured

__all__ = ["Heads", "heads_of", "publisher_of", "title_of"]

_PARTS = re.compile(r"\s+[|\-–—:·•»«~]+\s+|\s*[|»]\s*")
_UNSPOKEN = re.compile(r"[\W_]+")
_CUT = ("...", "…")
_HEADINGS = tags("h1 h2 h3")
_FOOT = tags("foot footer colophon copyright")
_LONGEST = 300
_LONGEST_FOOT = 200


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
    marked = structured.title or next((_without_site(text, publisher) for text in meta.all("title")), None)
    if marked and not marked.endswith(_CUT):
        return marked
    stem = _key(marked or "")
    whole = next((text for _, text in heads.headings if stem and _key(text).startswith(stem)), None)
    return whole or marked or _heading(heads, publisher) or _without_site(heads.title, publisher)


def _heading(heads: Heads, publisher: str | None) -> str | None:
    """The heading that <title> repeats, else the first <h1> that is not the outlet's name."""
    title, site = _key(heads.title), _key(publisher or "")
    candidates = [text for _, text in heads.headings if _key(text) != site]
    repeated = (text for text in candidates if _key(text) and _key(text) in title)
    return next(repeated, None) or next((text for text in heads.called("h1") if text in candidates), None)


def _without_site(title: str, publisher: str | None) -> str:
    """The title without the outlet's name at its end or start, and without what sites add to it."""
    parts = [part for part in _PARTS.split(title) if part]
    if len(parts) < 2:
        return title
    site = _key(publisher or "")
    extras = {_key(extra) for extra in known().title_extras} | ({site} if site else set())
    kept = title
    for part in reversed(parts[1:]):
        if _key(part) not in extras and not (not site and names.is_outlet(part, sure=False)):
            break
        kept = kept[: kept.rfind(part)].rstrip(" |-–—:·•»«~")
    if site and _key(parts[0]) == site and kept == title:
        kept = title[title.find(parts[1]) :]
    return kept


def publisher_of(
    tree: HtmlElement, heads: Heads, meta: MetaTags, structured: Structured, url: str | None
) -> str | None:
    """The outlet: as marked up, as the end of <title>, as the page's foot signs it, else the address's host."""
    marked = (names.copyright_holder(text) or text for text in meta.all("publisher") if "://" not in text)
    host = urlsplit(url or "").hostname
    return (
        structured.publisher
        or next(marked, None)
        or _title_end(heads)
        or _signed(tree)
        or (host.removeprefix("www.") if host else None)
    )


def _title_end(heads: Heads) -> str | None:
    """What <title> has beside a heading of the page."""
    parts = [part for part in _PARTS.split(heads.title) if part]
    texts = {_key(text) for _, text in heads.headings}
    extras = {_key(extra) for extra in known().title_extras}
    if len(parts) < 2 or not any(_key(_joined(heads.title, part)) in texts for part in parts[1:]):
        return None
    rest = [part for part in parts[1:] if _key(part) not in texts and _key(part) not in extras]
    return rest[-1] if rest else None


def _joined(title: str, end: str) -> str:
    return title[: title.rfind(end)]


def _signed(tree: HtmlElement) -> str | None:
    """The outlet in the copyright line, or at the start of the page's foot."""
    feet = [element for element in tree.iter(etree.Element) if _is_foot(element)]
    texts = [tidy(" ".join(element.itertext())) for element in reversed(feet)]
    texts += [
        tidy(text) for element in tree.iter(etree.Element) for text in (element.text, element.tail) if _is_claim(text)
    ]
    short = [text for text in texts if 0 < len(text) <= _LONGEST_FOOT]
    holder = next((name for text in short for line in _lines(text) if (name := names.copyright_holder(line))), None)
    return holder or next((first for text in short if names.is_outlet(first := _lines(text)[0], sure=True)), None)


def _is_foot(element: HtmlElement) -> bool:
    if element.tag == "footer":
        return True
    return element.tag in ("div", "p", "td", "section", "small") and bool(
        _FOOT & words_of(element.get("class") or "", element.get("id") or "")
    )


def _is_claim(text: str | None) -> bool:
    return text is not None and ("©" in text or "opyright" in text) and len(text) <= _LONGEST_FOOT


def _lines(text: str) -> Sequence[str]:
    return [text, *re.split(r"\s*[•|·]\s*", text)] if "©" in text else re.split(r"\s*[•|·]\s*", text)


def _key(text: str) -> str:
    return _UNSPOKEN.sub("", text).casefold()
