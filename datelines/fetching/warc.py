"""What was fetched, as a web archive (WARC 1.1) that other tools read. Reading archives is for ``sources``."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from pathlib import Path

import msgspec
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

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
        writer = WARCWriter(out, gzip=target.suffix == ".gz", warc_version="1.1")
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
            _write_record(writer, headers, data)
            count += 1
    return count, issues


def _notes(raw: Path) -> Iterator[Path]:
    yield from sorted((raw / FETCHED).glob(f"*/*/*{HEADERS_SUFFIX}"))


def _issue(path: Path, raw: Path, message: str) -> Issue:
    return Issue(Stage.INGEST, IssueCode.BAD_SYNTAX, message, source=path.relative_to(raw).as_posix())


def _write_record(writer: WARCWriter, headers: Headers, data: bytes) -> None:
    lines = [_renamed(*line) for line in headers.headers]
    lines.append(("Content-Length", str(len(data))))
    moment = headers.retrieved.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{headers.url} {moment} {headers.sha256}")
    record = writer.create_warc_record(
        headers.final_url,
        "response",
        payload=BytesIO(data),
        length=len(data),
        http_headers=StatusAndHeaders(f"{headers.status} OK", lines, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": f"{moment}Z", "WARC-Record-ID": f"<urn:uuid:{name}>"},
    )
    writer.write_record(record)


def _renamed(name: str, value: str) -> tuple[str, str]:
    return (f"X-Archive-Orig-{name}", value) if name.lower() in _REPLACED else (name, value)
