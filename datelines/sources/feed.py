"""RSS and Atom feeds, one article an item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from datelines.articles import Article
from datelines.issues import Issue
from datelines.sources.common import decode
from datelines.sources.common.draft import finish
from datelines.sources.common.files import FILE_LIMIT, RawFile, doubts, whole

__all__ = ["SUFFIXES", "claims", "read"]

SUFFIXES = (".atom", ".rdf", ".rss", ".xml")
_START = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*|<\?xml-stylesheet[^>]*\?>\s*)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)


def claims(start: bytes) -> bool:
    """Whether the file starts as a feed does."""
    return _START.match(start) is not None


def read(file: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """The articles of the feed's items and what is doubtful about them. Raises UnusableError."""
    from datelines.sources.common import items  # feedparser and lxml, which other formats do without

    content = whole(file, FILE_LIMIT)
    decoded = decode.decode(content.data, file.facts.charset)
    feed = items.read_items(decode.plain(decoded.text), file.source, content.digest)
    for draft in feed.drafts:
        yield from finish(draft, zone)
    yield from doubts(file, content.cut or feed.cut, decoded.charset if decoded.guessed else None)
