"""What is known about a file from the notes beside it: where it was fetched, when, and in which charset it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from datelines.articles import Article
from datelines.issues import Issue

__all__ = ["HEADERS_SUFFIX", "NOTHING", "Facts", "Headers", "applied", "charset_in", "facts_beside"]

HEADERS_SUFFIX = ".headers.json"
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*(?P<name>[A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
# Headers of a hundred kilobytes are refused when they are fetched.
_LONGEST = 2**20


class Headers(msgspec.Struct, frozen=True, kw_only=True):
    """The note beside a fetched file: the address asked and the one that answered, status, header lines in order.

    ``retrieved`` is in UTC; ``sha256`` and ``bytes`` are those of the file, which holds the body as it came;
    ``content_sha256`` is that of the body unpacked.
    """

    version: int = 1
    url: str
    final_url: str
    redirects: tuple[str, ...] = ()
    status: Annotated[int, msgspec.Meta(ge=100, le=999)]
    retrieved: datetime
    headers: tuple[tuple[str, str], ...]
    sha256: str
    bytes: int
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Address, time of retrieval and charset, as far as they are known."""

    url: str | None = None
    retrieved: datetime | None = None
    charset: str | None = None


NOTHING = Facts()


def facts_beside(path: Path) -> tuple[Facts, str | None]:
    """What the note beside the file says, and what is wrong with the note, in a line. Raises OSError."""
    note = path.with_name(path.name + HEADERS_SUFFIX)
    try:
        with note.open("rb") as file:
            headers = msgspec.json.decode(file.read(_LONGEST), type=Headers)
    except (FileNotFoundError, NotADirectoryError):
        return NOTHING, None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:120]
        return NOTHING, f"the note {note.name} beside it cannot be used ({reason}); read without; fetch it again"
    if headers.retrieved.tzinfo is None:
        return NOTHING, f"the note {note.name} beside it has a time without an offset; read without; fetch it again"
    kind = next((value for key, value in headers.headers if key.lower() == "content-type"), "")
    return Facts(headers.final_url, headers.retrieved, charset_in(kind)), None


def charset_in(content_type: str) -> str | None:
    """The charset that a Content-Type header names."""
    found = _CHARSET.search(content_type)
    return found["name"] if found else None


def applied(items: Iterator[Article | Issue], facts: Facts) -> Iterator[Article | Issue]:
    """The same items, the articles with what is known: when retrieved, and a page's address where it names none."""
    for item in items:
        if isinstance(item, Article):
            url = item.url or (facts.url if item.record is None else None)
            yield replace(item, url=url, retrieved=facts.retrieved or item.retrieved)
        else:
            yield item
