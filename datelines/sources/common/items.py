"""The items of a feed as drafts, through feedparser, after the XML was seen to be harmless."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax import SAXException

import feedparser

from datelines.issues import IssueCode
from datelines.sources.common import dates
from datelines.sources.common.blocks import looks_like_html, parted, read_fragment, words
from datelines.sources.common.draft import Draft
from datelines.sources.common.files import UnusableError
from datelines.sources.common.lines import paragraphs_of
from datelines.sources.common.urls import joined

__all__ = ["Feed", "read_items"]

_SKIP = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
# A document type with definitions of its own between brackets.
_SUBSET = re.compile(r"<!DOCTYPE\b[^>\[]*\[", re.IGNORECASE)
_END = re.compile(r"</(?:rss|feed|rdf:RDF)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)
_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)\b")
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>")
_EXTRA = re.compile(r"\s*(?:[-–—|»:]\s*)?\b(?:RSS(?: feed)?|feed)\s*$", re.IGNORECASE)
# Tells feedparser which charset it gets, whatever the prolog declares.
_UTF8 = {"content-type": "application/xml; charset=utf-8"}

# feedparser forgives nearly everything; what it does not shows itself as one of these.
_STUMBLES = (ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError, SAXException)


@dataclass(frozen=True, slots=True)
class Feed:
    """The items of a feed; ``cut`` when it ends before its end."""

    drafts: tuple[Draft, ...]
    cut: bool


def read_items(text: str, source: str, digest: str) -> Feed:
    """The feed's items; of one that is cut short those that are whole. Raises UnusableError."""
    _refuse_entities(text)
    cut = _END.search(text) is None
    if cut:
        ends = [found.end() for found in _ITEM_END.finditer(text)]
        if not ends and _ITEM.search(text):
            raise UnusableError(IssueCode.TRUNCATED, "ends inside its first item; fetch it again")
        text = text[: ends[-1]] if ends else text
    parsed = _parsed(text)
    if not parsed.get("version") and not parsed.entries:
        raise UnusableError(IssueCode.BAD_SYNTAX, "is no RSS or Atom feed; convert it or remove it")
    if not parsed.entries:
        raise UnusableError(
            IssueCode.NO_ITEMS, "is a feed without items; check its address, or wait for its first item"
        )
    channel = parsed.feed
    return Feed(tuple(_draft(entry, channel, source, digest) for entry in parsed.entries), cut)


def _parsed(text: str) -> Any:
    """feedparser's reading. Raises UnusableError where it stumbles."""
    try:
        return feedparser.parse(BytesIO(text.encode()), response_headers=_UTF8)
    except _STUMBLES as error:
        raise UnusableError(IssueCode.BAD_SYNTAX, "is no feed that can be parsed; fetch it again") from error


def _refuse_entities(text: str) -> None:
    """Raises UnusableError for a document type that defines entities: they can grow without bound or fetch files."""
    at = 0
    while found := _SKIP.match(text, at):
        at = found.end()
    if _SUBSET.match(text, at) and "<!ENTITY" in text.upper():
        raise UnusableError(IssueCode.UNSAFE_XML, "defines XML entities, which can be an attack; not read; remove it")


def _draft(entry: Any, channel: Any, source: str, digest: str) -> Draft:
    base = channel.get("link") or ""
    paragraphs, captions = _text(entry)
    return Draft(
        source=source,
        digest=digest,
        record=entry.get("id") or entry.get("link") or None,
        title=words(entry.get("title") or ""),
        paragraphs=paragraphs,
        captions=captions,
        published=_published(entry),
        publisher=_publisher(entry, channel),
        url=joined(base, entry.link) if entry.get("link") else None,
        language=_language(entry, channel),
        in_markup=True,
    )


def _text(entry: Any) -> tuple[list[str], list[str]]:
    """The paragraphs and captions of the longest of the item's texts."""
    texts = [content.get("value") or "" for content in entry.get("content", [])]
    longest = max([*texts, entry.get("summary") or ""], key=len)
    if looks_like_html(longest):
        return parted(read_fragment(longest))
    return paragraphs_of(longest), []


def _published(entry: Any) -> dates.Stamp | str | None:
    """The date as written, which keeps its offset; feedparser's own reading, in UTC, where ours has none."""
    written = entry.get("published") or entry.get("created") or entry.get("updated")
    try:
        if not written or (stamp := dates.parse(written)):
            return stamp if written else None
    except dates.ImpossibleDateError:
        return str(written)
    parsed = entry.get("published_parsed") or entry.get("created_parsed") or entry.get("updated_parsed")
    if parsed:
        return dates.from_epoch(calendar.timegm(parsed))
    return str(written)


def _publisher(entry: Any, channel: Any) -> str | None:
    """The outlet that an aggregator names for the item, else the feed's title."""
    named = (entry.get("source") or {}).get("title") or channel.get("title") or channel.get("publisher")
    return _EXTRA.sub("", named) or None if named else None


def _language(entry: Any, channel: Any) -> str | None:
    details = [entry.get("title_detail") or {}, *entry.get("content", [])]
    stated = (detail.get("language") for detail in details)
    return channel.get("language") or next((language for language in stated if language), None)
