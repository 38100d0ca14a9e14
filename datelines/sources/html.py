"""Web pages, one article a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from datelines.articles import Article
from datelines.issues import Issue
from datelines.sources.common import decode
from datelines.sources.common.draft import finish
from datelines.sources.common.files import PAGE_LIMIT, RawFile, doubts, whole
from datelines.sources.text import draft_of as read_text

__all__ = ["SUFFIXES", "claims", "read"]

SUFFIXES = (".asp", ".aspx", ".htm", ".html", ".jsp", ".php", ".shtml", ".xhtml")
_START = re.compile(rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*)*(?:<!doctype\s+html|<html)\b", re.IGNORECASE | re.DOTALL)

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def claims(start: bytes) -> bool:
    """Whether the file starts as a page does."""
    return _START.match(start) is not None


def read(file: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """The page's article and what is doubtful about it. Raises UnusableError."""
    from datelines.sources.common import pages  # lxml and trafilatura, which other formats do without

    content = whole(file, PAGE_LIMIT)
    decoded = decode.decode(content.data, file.facts.charset)
    text = decode.plain(decoded.text)
    if _TAG.search(text):
        draft = pages.draft_of(text, file.source, content.digest, file.facts.url)
    else:  # a text that somebody called .html
        draft = read_text(text, file.source, content.digest)
    yield from finish(draft, zone)
    yield from doubts(file, content.cut or _is_cut(text), decoded.charset if decoded.guessed else None)


def _is_cut(text: str) -> bool:
    """Whether the page ends inside a tag, or its body never ends."""
    if text.rfind("<") > text.rfind(">"):
        return True
    lowered = text.lower()
    return "<body" in lowered and "</body" not in lowered and "</html" not in lowered
