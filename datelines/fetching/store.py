"""What came, byte for byte, into the raw folder, with its headers and digests beside it. Decides nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import msgspec

from datelines.atomic import write_bytes
from datelines.fetching.addresses import host_in
from datelines.fetching.clock import Clock
from datelines.fetching.memory import folder_of
from datelines.fetching.visitor import Visit
from datelines.sources.common.facts import HEADERS_SUFFIX, Headers

__all__ = ["Kept", "digest_of", "keep"]


def digest_of(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file, below the raw folder; ``first_from`` is the address whose answer it was where it lay there."""

    file: str
    first_from: str | None


def keep(raw: Path, url: httpx.URL, visit: Visit, ending: str, clock: Clock) -> Kept:
    """Store the answer, unless the same bytes came today. Raises OSError.

    The headers are written first, so that no page stands without them.
    """
    digest = digest_of(visit.answer.body)
    folder = folder_of(raw, host_in(url)) / clock.day.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{digest}{ending}"
    note = path.with_name(path.name + HEADERS_SUFFIX)
    file = path.relative_to(raw).as_posix()
    if path.exists():
        return Kept(file, _address_in(note) or str(url))
    headers = msgspec.json.encode(_headers(url, visit, digest, clock.wall()))
    write_bytes(note, msgspec.json.format(headers, indent=1) + b"\n")
    write_bytes(path, visit.answer.body)
    return Kept(file, None)


def _address_in(note: Path) -> str | None:
    try:
        return msgspec.json.decode(note.read_bytes(), type=Headers).url
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def _headers(url: httpx.URL, visit: Visit, digest: str, retrieved: datetime) -> Headers:
    answer = visit.answer
    return Headers(
        url=str(url),
        final_url=str(answer.url),
        redirects=visit.redirects,
        status=answer.status,
        retrieved=retrieved,
        headers=answer.headers,
        sha256=digest,
        bytes=len(answer.body),
        content_sha256=digest_of(answer.content),
    )
