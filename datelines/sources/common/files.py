"""Bytes from disk, within limits, unpacked where they are gzip. What the bytes mean is for the formats."""

from __future__ import annotations

import codecs
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from datelines.articles import Article
from datelines.issues import Issue, IssueCode, Stage
from datelines.sources.common.facts import NOTHING, Facts

__all__ = [
    "FILE_LIMIT",
    "GZIP",
    "PAGE_LIMIT",
    "RECORD_LIMIT",
    "Content",
    "Part",
    "RawFile",
    "Sieve",
    "UnusableError",
    "doubts",
    "is_larger",
    "lines",
    "opened",
    "salvaged",
    "start_of",
    "whole",
]

# What a file that is read whole and holds many articles may hold, unpacked: a JSON list or a feed.
FILE_LIMIT = 32 * 2**20
# A page holds one article; pages with pictures inlined come to a few megabytes.
PAGE_LIMIT = 16 * 2**20
# A plain text holds one article and nothing else.
TEXT_LIMIT = 8 * 2**20
# One line of JSON lines.
RECORD_LIMIT = 8 * 2**20
# What is skipped of an overlong line before the rest of the file is given up.
_SKIP_LIMIT = 256 * 2**20
_START = 4096
# In steps of so many bytes a damaged file is read: small enough that little is lost before the damage.
_STEP = 1024
_CHUNK = 2**18
_NOTHING = "holds nothing; fetch it again or delete it"
GZIP = b"\x1f\x8b"

# First bytes of what is no text: a name may promise .html all the same.
_MAGIC = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"\x7fELF": "a program",
    b"PAR1": "a Parquet table",
    b"SQLite format 3": "a database",
    b"OggS": "a recording",
    b"ID3": "a recording",
    b"RIFF": "a recording or a picture",
}
_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\x1b"))
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class UnusableError(Exception):
    """Nothing can be read from the file or record; becomes one Issue. The message says what is wrong and what to do."""

    def __init__(self, code: IssueCode, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file to read and the name under which its articles and findings go.

    ``facts`` is what is known of it from elsewhere. ``held`` is its content where it is a ``record`` in a file of many,
    as a page in a web archive is; then nothing is read from ``path``, and ``form`` names the format of the file.
    """

    path: Path
    source: str
    facts: Facts = NOTHING
    held: bytes | None = None
    record: str | None = None
    form: str = ""

    def issue(self, code: IssueCode, message: str, record: str | None = None) -> Issue:
        """A finding of the readers about this file."""
        return Issue(Stage.READ, code, message, source=self.source, record=record or self.record)

    def counted(self, code: IssueCode, count: int, message: str) -> Issue:
        """A finding about so many records of this file."""
        return Issue(Stage.READ, code, message, source=self.source, count=count)


# What a file of many gives: an article, a finding, or a page that is still to be read.
Part: TypeAlias = Article | Issue | RawFile
# Of the bytes of a page and its charset, and the text where it stands by itself: why it is passed over, as a clause
# about such pages; None for what is read.
Sieve: TypeAlias = Callable[[bytes, str | None, str | None], str | None]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole file: its bytes unpacked, the SHA-256 of the bytes on disk, and whether it ends before its end."""

    data: bytes
    digest: str
    cut: bool


def whole(file: RawFile, limit: int) -> Content:
    """The file's bytes, unpacked, up to ``limit``; a gzip cut short gives what it holds. Raises UnusableError."""
    with opened(file) as stream:
        packed = stream.read(limit + 1)
    if len(packed) > limit:
        raise UnusableError(IssueCode.TOO_LARGE, f"larger than {_mega(limit)}; split it, or store JSON lines")
    digest = hashlib.sha256(packed).hexdigest()
    data, cut = _unpacked(packed, limit) if packed.startswith(GZIP) else (packed, False)
    if not data.strip():
        raise UnusableError(IssueCode.EMPTY_FILE, _NOTHING)
    refuse_binary(data)
    return Content(data, digest, cut)


def refuse_binary(data: bytes) -> None:
    """Raises UnusableError for a picture, an archive and the like, whatever the file is called."""
    kind = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)
    head = data[:_START]
    # Text in UTF-16 is full of zeros; a stray control in a page is dropped later.
    if (
        kind is None
        and len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20
        and not head.startswith(_UTF16)
    ):
        kind = "binary"
    if kind:
        raise UnusableError(IssueCode.NOT_TEXT, f"is {kind}, not text; remove it or store the article's text instead")


def start_of(file: RawFile) -> bytes:
    """The first bytes, unpacked, without a UTF-8 byte order mark. Raises UnusableError."""
    with opened(file) as stream:
        start = stream.read(_START)
    if start.startswith(GZIP):
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, _START)
        except zlib.error:
            return b""
    return start.removeprefix(codecs.BOM_UTF8)


def doubts(file: RawFile, cut: bool, guessed: str | None, record: str | None = None) -> Iterator[Issue]:
    """The issues of what was read all the same: cut short, or in a charset that had to be guessed."""
    if cut:
        message = "ends before its end; what is there was read; fetch it again"
        yield file.issue(IssueCode.TRUNCATED, message, record)
    if guessed:
        message = f"declares no charset that fits; read as {guessed}; check the letters"
        yield file.issue(IssueCode.GUESSED_CHARSET, message, record)


def is_larger(file: RawFile, limit: int) -> bool:
    """Whether the file holds more bytes than that, unpacked. Raises UnusableError."""
    with opened(file) as stream:
        if not stream.read(len(GZIP)).startswith(GZIP):
            return stream.seek(0, 2) > limit
    size = 0
    for block in blocks(file):
        size += 0 if isinstance(block, UnusableError) else len(block)
        if size > limit:
            return True
    return False


def lines(file: RawFile) -> Iterator[bytes | UnusableError]:
    """The lines that are not blank; an UnusableError stands for one over RECORD_LIMIT or for an end that is missing.

    Memory stays at one line, whatever the file's size. Raises UnusableError where nothing at all can be read.
    """
    kept, dropped, in_overlong, empty = b"", 0, False, True
    for block in blocks(file):
        if isinstance(block, UnusableError):
            yield block
            continue
        *ended, kept = (kept + block).split(b"\n")
        for line in ended:
            if line.strip() and not in_overlong:
                empty = False
                yield line if len(line) <= RECORD_LIMIT else _overlong()
            in_overlong = False
        if len(kept) > RECORD_LIMIT or in_overlong:
            if not in_overlong:
                yield _overlong()
            kept, dropped, in_overlong, empty = b"", dropped + len(kept), True, False
            if dropped > _SKIP_LIMIT:
                return
    if kept.strip():
        yield kept
    elif empty:
        raise UnusableError(IssueCode.EMPTY_FILE, _NOTHING)


def _overlong() -> UnusableError:
    return UnusableError(
        IssueCode.TOO_LARGE, f"a line of more than {_mega(RECORD_LIMIT)} is left out; one line, one article"
    )


def _mega(limit: int) -> str:
    return f"{limit // 2**20} MB"


def opened(file: RawFile) -> BinaryIO:
    """The file as it lies on the disk. Raises UnusableError."""
    if file.held is not None:
        return BytesIO(file.held)
    try:
        if not file.path.is_file():
            raise UnusableError(IssueCode.UNREADABLE_FILE, "is not a regular file, or no longer there")
        return file.path.open("rb")
    except OSError as error:
        raise _no_access(error) from error


def _no_access(error: OSError) -> UnusableError:
    return UnusableError(
        IssueCode.UNREADABLE_FILE, f"cannot be read ({error.strerror}); check its owner and permissions"
    )


def _cut() -> UnusableError:
    return UnusableError(IssueCode.TRUNCATED, "the gzip data ends too early or is damaged; fetch it again")


def _unpacked(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """All members of a gzip file; True where the data ends too early or turns to nonsense."""
    out: list[bytes] = []
    size = 0
    while packed.startswith(GZIP):
        machine = zlib.decompressobj(wbits=31)
        try:
            part = machine.decompress(packed, limit + 1 - size)
        except zlib.error:
            return b"".join([*out, salvaged(packed, limit - size, _STEP)]), True
        size += len(part)
        out.append(part)
        if size > limit:
            raise UnusableError(
                IssueCode.TOO_LARGE, f"unpacks to more than {_mega(limit)}; split it, or store JSON lines"
            )
        if not machine.eof:
            return b"".join(out), True
        packed = machine.unused_data.lstrip(b"\0")
    return b"".join(out), False


def salvaged(packed: bytes, limit: int, step: int, machine: Any = None) -> bytes:
    """What comes out of a damaged member before the damage, read in steps of so many bytes.

    ``machine`` is the decompressor that has read what came before; None: nothing did.
    """
    machine = machine or zlib.decompressobj(wbits=31)
    out: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(packed), step):
            part = machine.decompress(packed[start : start + step], limit)
            size += len(part)
            out.append(part)
            if size > limit:
                break
    except zlib.error:
        pass
    return b"".join(out)


def blocks(file: RawFile) -> Iterator[bytes | UnusableError]:
    """The file in pieces of bounded size, unpacked on the way; an UnusableError where it ends too early."""
    with opened(file) as stream:
        start = stream.read(_CHUNK)
        if not start.startswith(GZIP):
            refuse_binary(start)
            while start:
                yield start
                start = stream.read(_CHUNK)
            return
        machine = zlib.decompressobj(wbits=31)
        try:
            while start:
                block = machine.decompress(start, _CHUNK)
                if block:
                    yield block
                if machine.eof:
                    start = machine.unused_data.lstrip(b"\0") or stream.read(_CHUNK)
                    machine = zlib.decompressobj(wbits=31)
                else:
                    start = machine.unconsumed_tail or stream.read(_CHUNK)
                    if not start:
                        yield _cut()
        except zlib.error:
            yield _cut()
