"""What kind of file an answer is, by its media type and its first bytes: its name's ending, or a refusal."""

from __future__ import annotations

from enum import StrEnum

from datelines.fetching.answer import Answer
from datelines.fetching.problems import FetchError
from datelines.issues import IssueCode
from datelines.sources import feed, html, json_

__all__ = ["LISTING", "Kind", "ending", "takes"]


class Kind(StrEnum):
    """What is expected: a page, a feed whose items are the articles, a feed that only lists pages."""

    PAGE = "page"
    FEED = "feed"
    LISTING = "listing"


# The walk over raw files leaves these out by name.
LISTING = ".listing"
_PAGES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/json": ".json",
    "application/ld+json": ".json",
}
_FEEDS = {
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/rdf+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/feed+json": ".json",
    "application/json": ".json",
}
# Servers say these of anything; then the first bytes decide.
_VAGUE = ("", "application/octet-stream", "text/html", "text/plain", "binary/octet-stream", "application/x-rss+xml")
_START = 4096


def takes(media_type: str, kind: Kind) -> bool:
    """Whether an answer of this media type can be of the kind, as far as that can be said without its body."""
    return media_type in _known(kind) or media_type in _VAGUE


def _known(kind: Kind) -> dict[str, str]:
    return _PAGES if kind is Kind.PAGE else _FEEDS


def ending(answer: Answer, kind: Kind) -> str:
    """The ending of the file's name. Raises FetchError for an answer of another kind."""
    named = answer.media_type
    suffix = _known(kind).get(named) or (_by_start(answer.content[:_START], kind) if named in _VAGUE else None)
    if takes(named, kind) and not answer.content.strip():
        raise FetchError(IssueCode.EMPTY_FILE, "holds nothing; look at the address")
    if suffix is None:
        what = f"is {named[:60]}" if named else "says not what it is"
        message = f"{what}, not a {'page' if kind is Kind.PAGE else 'feed'}; look at the address"
        raise FetchError(IssueCode.WRONG_CONTENT_TYPE, message)
    packed = ".gz" if answer.packed else ""
    return f"{suffix}{packed}{LISTING if kind is Kind.LISTING else ''}"


def _by_start(start: bytes, kind: Kind) -> str | None:
    if kind is Kind.PAGE:
        return ".html" if html.claims(start) else None
    if feed.claims(start):
        return ".xml"
    return ".json" if json_.claims(start) else None
