"""The answers in a web archive, one at a time, through warcio. What they say is for the formats.

Memory stays at one record, whatever the size of the archive; of a record, no more is held than a page may have.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from datelines.issues import IssueCode
from datelines.sources.common.files import PAGE_LIMIT, RawFile, UnusableError, blocks

__all__ = ["Reply", "replies"]

_KINDS = ("response", "resource")
_STEP = 2**18
# What warcio raises for archives that are none; the plain ones are its slips on damaged records.
_STUMBLES = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    AssertionError,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A page as a server sent it, or ``fault`` where it cannot be had; ``body`` is without chunks, but still packed."""

    url: str
    content_type: str
    coding: str
    retrieved: datetime | None
    body: bytes
    fault: UnusableError | None = None


class _Unpacked(io.RawIOBase):
    """The archive unpacked, as a stream; ``is_cut`` once it ended too early."""

    def __init__(self, file: RawFile) -> None:
        self._blocks = blocks(file, may_be_binary=True)
        self._left = b""
        self.is_cut = False

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, none at the end. Raises UnusableError."""
        while not self._left:
            block = next(self._blocks, None)
            if isinstance(block, UnusableError):
                self.is_cut = True
            if block is None or isinstance(block, UnusableError):
                return b""
            self._left = block
        part, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return part


def replies(file: RawFile, media_types: Collection[str]) -> Iterator[Reply | UnusableError]:
    """The answers with status 200 and one of these media types, in order; the bodies of others are not read.

    An UnusableError stands for a fault of the archive itself. Raises UnusableError where nothing can be read.
    """
    stream = _Unpacked(file)
    archive = ArchiveIterator(stream, block_size=_STEP)
    last: Any = None
    while True:
        try:
            # warcio prints what it finds wrong; it is told here as an Issue.
            with contextlib.redirect_stderr(io.StringIO()):
                record = next(archive, None)
        except _STUMBLES as error:
            yield _broken(error)
            return
        if record is None:
            break
        last = record
        if record.rec_type in _KINDS and (reply := _reply(record, media_types)):
            yield reply
    if stream.is_cut or (last is not None and _ends_early(last)):
        yield UnusableError(IssueCode.TRUNCATED, "ends before its end; what is there was read; fetch it again")
    elif archive.err_count:
        message = f"{archive.err_count} of its records have a wrong length; look at them with another tool"
        yield UnusableError(IssueCode.BAD_SYNTAX, message)


def _reply(record: Any, media_types: Collection[str]) -> Reply | None:
    http, stated = record.http_headers, record.rec_headers
    url = (stated.get_header("WARC-Target-URI") or "").strip().strip("<>")
    header = http.get_header if http else lambda name: None
    kind = header("Content-Type") or ("" if http else stated.get_header("Content-Type") or "")
    status = _status(http.get_statuscode()) if http else 200
    if status != 200 or kind.split(";")[0].strip().lower() not in media_types:
        return None
    body, fault = _body(record, (header("Transfer-Encoding") or "").strip().lower() == "chunked")
    return Reply(
        url=url,
        content_type=kind,
        coding=(header("Content-Encoding") or "").strip().lower(),
        retrieved=_moment(stated.get_header("WARC-Date")),
        body=body,
        fault=fault,
    )


def _body(record: Any, chunked: bool) -> tuple[bytes, UnusableError | None]:
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    try:
        body: bytes = stream.read(PAGE_LIMIT + 1)
    except (*_STUMBLES, ChunkedDataException) as error:
        return b"", _broken(error)
    if len(body) > PAGE_LIMIT:
        message = f"holds more than {PAGE_LIMIT // 2**20} MB, which is no page"
        return b"", UnusableError(IssueCode.TOO_LARGE, message)
    return body, None


def _ends_early(record: Any) -> bool:
    """Whether the file ended before the length that its last record states."""
    left = getattr(record.raw_stream, "limit", 0)
    return isinstance(left, int) and left > 0


def _status(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _moment(text: str | None) -> datetime | None:
    """The time of WARC-Date, in UTC; None for what is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _broken(error: Exception) -> UnusableError:
    is_told = isinstance(error, (ArchiveLoadFailed, StatusAndHeadersParserException))
    reason = " ".join(str(error).split())[:120] if is_told else "a record is damaged or breaks off"
    return UnusableError(IssueCode.BAD_SYNTAX, f"is no web archive that can be read on ({reason}); fetch it again")
