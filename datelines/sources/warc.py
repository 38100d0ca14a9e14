"""Web archives (WARC), one article a page that they hold; pictures, scripts and the like in them are passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from datelines.articles import Article
from datelines.issues import Issue, IssueCode
from datelines.sources import html
from datelines.sources.common.facts import Facts, applied, charset_in
from datelines.sources.common.files import RawFile, UnusableError

if TYPE_CHECKING:
    from datelines.sources.common.archive import Reply

__all__ = ["SUFFIXES", "claims", "read"]

SUFFIXES = (".warc",)
_PAGES = ("text/html", "application/xhtml+xml")
_CODINGS = ("", "identity", "gzip", "x-gzip")


def claims(start: bytes) -> bool:
    """Whether the file starts with a record of a web archive."""
    return start.startswith(b"WARC/")


def read(file: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """The articles of the pages that were had with status 200, and what is doubtful. Raises UnusableError."""
    from datelines.sources.common.archive import replies  # fastwarc, which other formats do without

    pages = faults = 0
    for found in replies(file, _PAGES):
        if isinstance(found, UnusableError):
            faults += 1
            yield file.issue(found.code, str(found))
        else:
            pages += 1
            yield from _read_page(file, found, zone)
    if not pages and not faults:
        message = "is a web archive without a page; look whether it is the right one"
        raise UnusableError(IssueCode.NO_ITEMS, message)


def _read_page(file: RawFile, reply: Reply, zone: ZoneInfo) -> Iterator[Article | Issue]:
    facts = Facts(reply.url, reply.retrieved, charset_in(reply.content_type))
    page = RawFile(file.path, file.source, facts, reply.body, reply.url)
    try:
        if reply.fault:
            raise reply.fault
        if reply.coding not in _CODINGS:
            message = f"is packed as {reply.coding[:40]}, which is not read here; unpack the archive's records first"
            raise UnusableError(IssueCode.NOT_TEXT, message)
        for item in applied(html.read(page, zone), facts):
            yield replace(item, record=reply.url)
    except UnusableError as problem:
        yield page.issue(problem.code, str(problem))
