"""JSON with one article or many, and JSON lines with one article a line.

Lines are handed on unread. A file of more lines than any list may hold is a crawl: of its lines, those are passed over
that have nothing for whoever asks, as pages of a web archive are.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from datelines.articles import Article
from datelines.issues import Issue, IssueCode
from datelines.sources.common import decode
from datelines.sources.common import draft as drafts
from datelines.sources.common.files import (
    FILE_LIMIT,
    Part,
    RawFile,
    Sieve,
    UnusableError,
    doubts,
    is_larger,
    lines,
    start_of,
    whole,
)
from datelines.sources.common.records import articles_in, draft_of, text_in

__all__ = ["SUFFIXES", "claims", "finish", "parts", "read"]

SUFFIXES = (".json", ".jsonl", ".jsonlines", ".ndjson")
IS_QUICK = True
_FORM = "json_"
_OBJECT = re.compile(rb'\s*(?:\[\s*)?\{\s*"')
# A first line that holds an object, and a second that starts one.
_LINES = re.compile(rb"\s*\{[^\n]*\}\s*\n\s*\{")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LIST = re.compile(r"\[\s*(?=\{)")
# How far into the file the list of articles begins, where an object is around it.
_LIST_FROM = 400


def claims(start: bytes) -> bool:
    """Whether the file starts with an object or a list of objects."""
    return _OBJECT.match(start) is not None


def read(file: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """The articles of the file, and an issue for each record that is none. Raises UnusableError."""
    for part in parts(file, zone, None):
        if isinstance(part, RawFile):
            yield from finish(part, zone)
        else:
            yield part


def parts(file: RawFile, zone: ZoneInfo, sieve: Sieve | None) -> Iterator[Part]:
    """The lines of the file, unread, or the articles of one that is no lines; what is wrong. Raises UnusableError."""
    start = start_of(file)
    if start.startswith(_UTF16):
        data = decode.decode(whole(file, FILE_LIMIT).data).text.encode()
        yield from _lines(file, data.split(b"\n"), None) if _LINES.match(data) else _read_whole(file, zone)
        return
    # Pretty-printed JSON may be called .jsonl, and JSON lines .json.
    first = start.split(b"\n", 1)[0].strip()
    if _LINES.match(start) or (".json" not in file.path.suffixes and first not in (b"{", b"[")):
        yield from _lines(file, lines(file), sieve if sieve and is_larger(file, FILE_LIMIT) else None)
    else:
        yield from _read_whole(file, zone)


def finish(part: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """The articles of a line, and what is doubtful."""
    line, place = part.held or b"", part.record
    file = replace(part, held=None, record=None)
    try:
        value, guessed = _decoded(line.strip())
    except UnusableError as problem:
        yield file.issue(problem.code, str(problem), place)
        return
    yield from _articles(file, value, hashlib.sha256(line).hexdigest(), place, zone)
    yield from doubts(file, False, guessed, place)


def _lines(file: RawFile, found: Iterable[bytes | UnusableError], sieve: Sieve | None) -> Iterator[Part]:
    """Each line, unread, but those that the sieve passes over, which are counted."""
    passed: Counter[str] = Counter()
    number = 0
    for number, line in enumerate(found, 1):
        if isinstance(line, UnusableError):
            yield file.issue(line.code, str(line), f"line {number}")
        elif sieve and (reason := _reason(line, sieve)):
            passed[reason] += 1
        else:
            yield RawFile(file.path, file.source, file.facts, line, f"line {number}", _FORM)
    for reason, count in sorted(passed.items()):
        message = f"{count:,} of its {number:,} lines {reason}; they were not read"
        yield file.counted(IssueCode.PASSED_OVER, count, message)


def _reason(line: bytes, sieve: Sieve) -> str | None:
    """Why a line is passed over; None where it is to be read, or is no article."""
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    text = text_in(value) if isinstance(value, dict) else None
    return None if text is None else sieve(msgspec.json.encode(value) if b"\\u" in line else line, None, text)


def _read_whole(file: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
    content = whole(file, FILE_LIMIT)
    try:
        value, guessed = _decoded(content.data)
    except UnusableError as problem:
        value = _salvaged(decode.decode(content.data).text)
        kept = f"; the {len(value)} records before the fault were read" if value else ""
        yield file.issue(problem.code, f"{problem}{kept}")
        if value:
            yield from _articles(file, value, content.digest, None, zone)
        return
    yield from _articles(file, value, content.digest, None, zone)
    yield from doubts(file, content.cut, guessed)


def _decoded(data: bytes) -> tuple[Any, str | None]:
    """The value, and the charset where it had to be guessed. Raises UnusableError."""
    try:
        return msgspec.json.decode(data), None
    except UnicodeDecodeError:
        pass
    except (msgspec.DecodeError, RecursionError) as error:
        if data.isascii():
            raise _broken(error) from error
    decoded = decode.decode(data)
    try:
        return msgspec.json.decode(decoded.text), decoded.charset if decoded.guessed else None
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        raise _broken(error) from error


def _broken(error: Exception) -> UnusableError:
    reason = " ".join(str(error).split())[:120]
    if "truncated" in reason or "ended" in reason:
        return UnusableError(IssueCode.TRUNCATED, "is JSON cut short; fetch it again")
    return UnusableError(IssueCode.BAD_SYNTAX, f"is no JSON ({reason}); put it right or write it again")


def _salvaged(text: str) -> list[Any]:
    """The whole objects of a list before the fault."""
    start = _LIST.search(text, 0, _LIST_FROM)
    reader, found = json.JSONDecoder(), []
    at = start.end() if start else len(text)
    while at < len(text):
        try:
            value, at = reader.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            break
        found.append(value)
        at += len(text[at : at + 64]) - len(text[at : at + 64].lstrip(" \t\r\n,"))
    return found


def _articles(file: RawFile, value: Any, digest: str, place: str | None, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """The articles of one JSON value; ``place`` names it in a file of many."""
    try:
        records = articles_in(value)
    except UnusableError as problem:
        yield file.issue(problem.code, str(problem), place)
        return
    many = place is not None or isinstance(value, list) or len(records) > 1
    for number, record in enumerate(records, 1):
        name = record.name or place or f"item {number}" if many else None
        try:
            draft = draft_of(record, file.source, digest, name)
        except UnusableError as problem:
            yield file.issue(problem.code, str(problem), name)
        else:
            yield from drafts.finish(draft, zone)
