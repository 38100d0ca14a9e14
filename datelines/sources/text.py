"""Plain text files: a headline, lines that say who, when and where, paragraphs, and what the site prints below them."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from datelines.articles import Article
from datelines.issues import Issue
from datelines.sources.common import decode
from datelines.sources.common.draft import Draft, finish
from datelines.sources.common.files import TEXT_LIMIT, RawFile, doubts, whole
from datelines.sources.common.layout import read_layout

__all__ = ["SUFFIXES", "claims", "draft_of", "read"]

SUFFIXES = (".md", ".text", ".txt")


def claims(start: bytes) -> bool:
    """Anything can be plain text: no start is telling."""
    return False


def read(file: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """The file's one article and what is doubtful about it. Raises UnusableError."""
    content = whole(file, TEXT_LIMIT)
    decoded = decode.decode(content.data, file.facts.charset)
    yield from finish(draft_of(decode.plain(decoded.text), file.source, content.digest), zone)
    yield from doubts(file, content.cut, decoded.charset if decoded.guessed else None)


def draft_of(text: str, source: str, digest: str) -> Draft:
    """The article of a text whose newlines are plain."""
    layout = read_layout(text)
    return Draft(
        source=source,
        digest=digest,
        title=layout.title,
        paragraphs=layout.paragraphs,
        captions=layout.captions,
        published=layout.published,
        publisher=layout.publisher,
        url=layout.url,
        language=layout.language,
    )
