"""What was fetched, as a web archive (WARC 1.1) that other tools read. Reading archives is for ``sources``."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import BinaryIO

import msgspec
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from datelines.atomic import replaced
from datelines.fetching.memory import FETCHED
from datelines.issues import Issue, IssueCode, Stage
from datelines.sources.common.facts import HEADERS_SUFFIX, Headers

__all__ = ["write"]

# The body is stored without its chunks, so what says otherwise is kept under another name, as archives do.
_REPLACED = ("transfer-encoding", "content-length")


def write(raw: Path, target: Path) -> tuple[int, list[Issue]]:
    """Every fetched file as a response record, in order of path; how many, and what could not be written.

    Packed record by record where ``target`` ends in ``.gz``. The same files give the same bytes. The archive appears
    whole or not at all. Raises OSError.
    """
    count, issues = 0, []
    with replaced(target) as staged, staged.open("wb") as out:
        for note in _notes(raw):
            body = note.with_name(note.name.removesuffix(HEADERS_SUFFIX))
            try:
                headers = msgspec.json.decode(note.read_bytes(), type=Headers)
                data = body.read_bytes()
            except FileNotFoundError:
                continue  # taken down, with or without its note
            except (msgspec.DecodeError, UnicodeDecodeError):
                issues.append(_issue(note, raw, "the note cannot be read; its page is not in the archive"))
                continue
            if hashlib.sha256(data).hexdigest() != headers.sha256:
                issues.append(_issue(body, raw, "is not what was fetched (another digest); it is not in the archive"))
                continue
            _write(out, _record(headers, data), data, packed=target.suffix == ".gz")
            count += 1
    return count, issues


def _notes(raw: Path) -> Iterator[Path]:
    yield from sorted((raw / FETCHED).glob(f"*/*/*{HEADERS_SUFFIX}"))


def _issue(path: Path, raw: Path, message: str) -> Issue:
    return Issue(Stage.INGEST, IssueCode.BAD_SYNTAX, message, source=path.relative_to(raw).as_posix())


def _record(headers: Headers, data: bytes) -> WarcRecord:
    lines = [_renamed(*line) for line in headers.headers]
    lines.append(("Content-Length", str(len(data))))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines)
    content = f"HTTP/1.1 {headers.status} OK\r\n{head}\r\n".encode("utf-8", "replace") + data
    moment = headers.retrieved.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{headers.url} {moment} {headers.sha256}")
    record = WarcRecord()
    record.init_headers(WarcRecordType.response, f"uuid:{name}".encode(), content_length=len(content))
    record.headers["WARC-Target-URI"] = headers.final_url
    record.headers["WARC-Date"] = f"{moment}Z"
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(content)
    return record


def _write(out: BinaryIO, record: WarcRecord, data: bytes, packed: bool) -> None:
    """The record, as a gzip member of its own where it is ``packed``."""
    digest = hashlib.sha1(data, usedforsecurity=False).digest()
    writer = GzipWriter(out) if packed else out
    record.write(writer, checksum_data=True, payload_digest=digest)
    if isinstance(writer, GzipWriter):
        writer.finish()


def _renamed(name: str, value: str) -> tuple[str, str]:
    return (f"X-Archive-Orig-{name}", value) if name.lower() in _REPLACED else (name, value)
