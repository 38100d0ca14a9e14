"""One page of HTML to a draft of its article: what is marked up for machines first, then what the page prints."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from datelines.issues import IssueCode
from datelines.sources.common.blocks import looks_like_html, parted, read_fragment
from datelines.sources.common.content import find_content
from datelines.sources.common.draft import Draft
from datelines.sources.common.files import UnusableError
from datelines.sources.common.lines import paragraphs_of
from datelines.sources.common.metatags import MetaTags
from datelines.sources.common.pagedates import published_of
from datelines.sources.common.structured import Structured, read_structured
from datelines.sources.common.titles import heads_of, publisher_of, title_of

__all__ = ["draft_of"]

_PROLOG = re.compile(r"\s*<\?xml[^>]*\?>")
# A body in the markup is preferred where the page shows less than this share of it: behind a wall, or filled in later.
_SHOWN = 0.67


def draft_of(text: str, source: str, digest: str, address: str | None = None) -> Draft:
    """The page's article as a draft; ``address`` is where it was fetched. Raises UnusableError for what is no page."""
    tree = _parsed(text)
    meta = MetaTags(tree)
    scripts = [script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower()]
    etree.strip_elements(tree, "script", "style", "noscript", "template", with_tail=False)
    heads = heads_of(tree)
    structured = read_structured(scripts, [*(text for _, text in heads.headings), *meta.all("title")])
    named = (meta.canonical, meta.first("url"), structured.url, address)
    url = next((url for url in named if url and "://" in url), None)
    publisher = publisher_of(tree, heads, meta, structured, url)
    title = title_of(heads, meta, structured, publisher)
    content = find_content(tree, title)
    return Draft(
        source=source,
        digest=digest,
        title=title,
        paragraphs=_fuller(content.paragraphs, structured),
        captions=content.captions,
        in_markup=True,
        published=published_of(tree, meta, structured, content, url),
        publisher=publisher,
        url=url,
        language=tree.get("lang")
        or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or structured.language
        or meta.first("language"),
    )


def _parsed(text: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(_PROLOG.sub("", text, count=1).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnusableError(IssueCode.NO_BODY, "holds no page that can be read; fetch it again") from error


def _fuller(shown: tuple[str, ...], structured: Structured) -> tuple[str, ...]:
    """The paragraphs shown, or those of the markup where it has much more."""
    if not structured.body or sum(map(len, shown)) > len(structured.body) * _SHOWN:
        return shown
    if looks_like_html(structured.body):
        return tuple(parted(read_fragment(structured.body))[0])
    return tuple(paragraphs_of(structured.body))
