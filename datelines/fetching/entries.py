"""The addresses that a stored feed lists. Nothing is fetched here, and items are not read as articles."""

from __future__ import annotations

from pathlib import Path

import msgspec

from datelines.issues import IssueCode
from datelines.sources import json_
from datelines.sources.common import decode
from datelines.sources.common.facts import facts_beside
from datelines.sources.common.files import FILE_LIMIT, RawFile, UnusableError, whole
from datelines.sources.common.urls import joined

__all__ = ["entries_of"]


def entries_of(path: Path) -> tuple[str, ...]:
    """The addresses of the feed's entries, in its order, each once, seen from the feed's own address.

    Raises UnusableError for what is no feed, or one that defines entities of its own.
    """
    facts, _ = facts_beside(path)
    file = RawFile(path, path.name, facts)
    content = whole(file, FILE_LIMIT)
    if json_.claims(content.data):
        links = _json_links(content.data)
    else:
        from datelines.sources.common import items  # feedparser and lxml, slow to import

        text = decode.plain(decode.decode(content.data, facts.charset).text)
        links = [draft.url for draft in items.read_items(text, file.source, content.digest).drafts]
    return tuple(dict.fromkeys(joined(facts.url or "", link) for link in links if link))


class _Item(msgspec.Struct, frozen=True):
    """An item of a JSON feed, as far as it matters here."""

    url: str | None = None


class _JsonFeed(msgspec.Struct, frozen=True):
    """A JSON feed, https://jsonfeed.org/version/1.1."""

    items: tuple[_Item, ...]


def _json_links(data: bytes) -> list[str | None]:
    try:
        return [item.url for item in msgspec.json.decode(data, type=_JsonFeed).items]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnusableError(IssueCode.BAD_SYNTAX, "is no JSON feed that can be parsed; look at the address") from error
