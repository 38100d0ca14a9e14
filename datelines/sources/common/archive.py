"""The answers in a web archive, one at a time, through fastwarc. What they say is for the formats.

Memory stays at one record, whatever the size of the archive; of a record, no more is held than a page may have. A
record that is damaged costs no other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, cast

from fastwarc.stream_io import BrotliReader, ChunkedReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from datelines.issues import IssueCode
from datelines.sources.common.files import PAGE_LIMIT, RawFile, UnusableError
from datelines.sources.common.members import pieces
from datelines.sources.common.stretches import READ_AHEAD, Stretches

__all__ = ["Reply", "replies"]

_KINDS = WarcRecordType.response | WarcRecordType.resource
# What fastwarc raises for records that are none, and for bodies that are not packed as they say.
_STUMBLES = (OSError, ValueError, OverflowError)
_AGAIN = "fetch it again"


@dataclass(frozen=True, slots=True)
class Reply:
    """A page as a server sent it, or ``fault`` where it cannot be had.

    ``body`` is without chunks, but still packed where it came as gzip.
    """

    url: str
    content_type: str
    coding: str
    retrieved: datetime | None
    body: bytes
    fault: UnusableError | None = None


def replies(file: RawFile, media_types: Collection[str]) -> Iterator[Reply | UnusableError]:
    """The answers with status 200 and one of these media types, in order; the bodies of others are not read.

    An UnusableError stands for a fault of the archive itself. Raises UnusableError where nothing can be read.
    """
    stretches = Stretches(pieces(file))
    while stretches.begin():
        yield from _stretch(stretches, media_types)
        yield from (_cut(fault) for fault in stretches.faults)
        stretches.faults.clear()
    yield from (_cut(fault) for fault in stretches.faults)


def _stretch(stream: Stretches, media_types: Collection[str]) -> Iterator[Reply | UnusableError]:
    """The answers of one stretch; behind a damaged record, reading begins anew with the next."""
    last = stream.tell() - 1
    while True:
        fault: UnusableError | None = None
        try:
            for record in ArchiveIterator(cast(Any, stream), buffer_size=READ_AHEAD, stream_detect=False):
                last, fault = record.stream_pos, None
                for found in _record(record, media_types):
                    if isinstance(found, UnusableError):
                        fault = found
                    else:
                        yield found
                if fault:
                    break
        except _STUMBLES:
            fault = _damaged("a record that is damaged, or no record")
        # Damage of the packing is told by the stretch.
        if fault and not stream.faults:
            yield fault
        if not fault or not stream.search(last):
            return
        last = stream.tell()


def _record(record: WarcRecord, media_types: Collection[str]) -> Iterator[Reply | UnusableError]:
    """The answer of a record where it is a page, and what is wrong with the record."""
    length, had = record.content_length, 0
    if not (record.headers.get("Content-Length") or "").isdigit():
        yield _damaged("a record that does not say its length")
        return
    if record.record_type & _KINDS:
        if _is_headless(record):
            yield _damaged("an answer whose head is damaged")
        elif reply := _reply(record, media_types):
            had = len(reply.body)
            yield _plain(reply, record)
    if had + record.consume() < length:
        yield _cut("ends before its end")


def _is_headless(record: WarcRecord) -> bool:
    """Whether an answer over HTTP has no status that can be read."""
    if record.record_type != WarcRecordType.response:
        return False
    if not (record.headers.get("Content-Type") or "").strip().lower().startswith("application/http"):
        return False
    return record.http_headers is None or record.http_headers.status_code is None


def _reply(record: WarcRecord, media_types: Collection[str]) -> Reply | None:
    http, stated = record.http_headers, record.headers
    kind = (http or stated).get("Content-Type") or ""
    status = http.status_code if http else 200
    if status != 200 or kind.split(";")[0].strip().lower() not in media_types:
        return None
    return Reply(
        url=(stated.get("WARC-Target-URI") or "").strip().strip("<>"),
        content_type=kind,
        coding=((http and http.get("Content-Encoding")) or "").strip().lower(),
        retrieved=_moment(stated.get("WARC-Date")),
        body=record.reader.read(PAGE_LIMIT + 1),
    )


def _plain(reply: Reply, record: WarcRecord) -> Reply:
    """The answer without chunks and Brotli, or with what is wrong with it."""
    body, chunks = reply.body, (record.http_headers and record.http_headers.get("Transfer-Encoding")) or ""
    try:
        if len(body) <= PAGE_LIMIT and chunks.strip().lower() == "chunked":
            body = ChunkedReader(BytesIO(body)).read(PAGE_LIMIT + 1)
        if len(body) <= PAGE_LIMIT and reply.coding == "br":
            body, reply = BrotliReader(BytesIO(body)).read(PAGE_LIMIT + 1), replace(reply, coding="")
    except _STUMBLES:
        fault = UnusableError(IssueCode.BAD_SYNTAX, f"is not packed as its headers say; {_AGAIN}")
        return replace(reply, body=b"", fault=fault)
    if len(body) > PAGE_LIMIT:
        fault = UnusableError(IssueCode.TOO_LARGE, f"holds more than {PAGE_LIMIT // 2**20} MB, which is no page")
        return replace(reply, body=b"", fault=fault)
    return replace(reply, body=body)


def _moment(text: str | None) -> datetime | None:
    """The time of WARC-Date, in UTC; None for what is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _damaged(what: str) -> UnusableError:
    return UnusableError(IssueCode.BAD_SYNTAX, f"holds {what}; it is left out, the others were read; {_AGAIN}")


def _cut(how: str) -> UnusableError:
    return UnusableError(IssueCode.TRUNCATED, f"{how}; what is there was read; {_AGAIN}")
