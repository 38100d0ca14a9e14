"""Web archives (WARC), one article a page that they hold; pictures, scripts and the like in them are passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from datelines.articles import Article
from datelines.issues import Issue, IssueCode
from datelines.sources.common.facts import Facts, charset_in
from datelines.sources.common.files import GZIP, PAGE_LIMIT, Part, RawFile, Sieve, UnusableError, whole

if TYPE_CHECKING:
    from datelines.sources.common.archive import Reply

__all__ = ["SUFFIXES", "claims", "finish", "parts", "read"]

SUFFIXES = (".warc",)
IS_QUICK = False
_FORM = "warc"
_PAGES = ("text/html", "application/xhtml+xml")
_CODINGS = ("", "identity", "gzip", "x-gzip")


def claims(start: bytes) -> bool:
    """Whether the file starts with a record of a web archive."""
    return start.startswith(b"WARC/")


def read(file: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """The articles of the pages that were had with status 200, and what is doubtful. Raises UnusableError."""
    from datelines.sources.common.reading import finish as finished

    for part in parts(file, zone, None):
        yield from finished(part, zone=zone.key)


def finish(part: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """What a page gives. Raises UnusableError."""
    from datelines.sources import html  # trafilatura, which other formats do without

    for item in html.read(part, zone):
        if isinstance(item, Article):
            yield replace(item, record=part.record, url=item.url or part.facts.url)
        else:
            yield replace(item, record=part.record)


def parts(file: RawFile, zone: ZoneInfo, sieve: Sieve | None) -> Iterator[Part]:
    """The pages that were had with status 200, unread; those passed over by their number. Raises UnusableError."""
    from datelines.sources.common.archive import replies  # fastwarc, which other formats do without

    pages = faults = 0
    passed: Counter[str] = Counter()
    for found in replies(file, _PAGES):
        if isinstance(found, UnusableError):
            faults += 1
            yield file.issue(found.code, str(found))
            continue
        pages += 1
        page = RawFile(file.path, file.source, _facts(found), found.body, found.url, _FORM)
        if fault := found.fault or _packed_otherwise(found):
            yield page.issue(fault.code, str(fault))
        elif reason := _reason(page, sieve):
            passed[reason] += 1
        else:
            yield page
    for reason, count in sorted(passed.items()):
        yield file.counted(
            IssueCode.PASSED_OVER, count, f"{count:,} of its {pages:,} pages {reason}; they were not read"
        )
    if not pages and not faults:
        message = "is a web archive without a page; look whether it is the right one"
        raise UnusableError(IssueCode.NO_ITEMS, message)


def _reason(page: RawFile, sieve: Sieve | None) -> str | None:
    """Why the page is passed over; None where it is to be read, or cannot be."""
    if sieve is None:
        return None
    body = page.held or b""
    try:
        return sieve(whole(page, PAGE_LIMIT).data if body.startswith(GZIP) else body, page.facts.charset, None)
    except UnusableError:
        return None


def _facts(reply: Reply) -> Facts:
    return Facts(reply.url, reply.retrieved, charset_in(reply.content_type))


def _packed_otherwise(reply: Reply) -> UnusableError | None:
    if reply.coding in _CODINGS:
        return None
    message = f"is packed as {reply.coding[:40]}, which is not read here; unpack the archive's records first"
    return UnusableError(IssueCode.NOT_TEXT, message)
