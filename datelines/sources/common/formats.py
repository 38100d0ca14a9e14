"""Which module reads which file: every module of ``datelines.sources`` is a format, found by its file name.

A format has ``SUFFIXES``, the file name endings it reads; ``claims(start)``, whether a file that starts with these
bytes is its own whatever the name says; and ``read(file, zone)``, which yields articles and issues and raises
UnusableError where the whole file is no use. A format of large files may have ``parts(file, zone, sieve)`` as well,
which leaves the records in it to be read by others, and passes over those that the sieve names a reason for; its
``finish(part, zone)`` then reads one of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import PurePath
from typing import Protocol, TypeGuard, cast, runtime_checkable
from zoneinfo import ZoneInfo

from datelines.articles import Article
from datelines.issues import Issue, IssueCode
from datelines.sources.common.files import Part, RawFile, Sieve, UnusableError, start_of

__all__ = ["Format", "InParts", "format_of", "formats", "has_parts", "in_parts"]

_PACKAGE = "datelines.sources"


class Format(Protocol):
    """What a module of ``datelines.sources`` offers."""

    SUFFIXES: tuple[str, ...]

    def claims(self, start: bytes) -> bool:
        """Whether a file with this start is of the format, whatever its name."""

    def read(self, file: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
        """The articles and issues of one file. Raises UnusableError."""


@runtime_checkable
class InParts(Protocol):
    """What a format of large files offers beside; ``IS_QUICK`` where a record costs next to nothing to read."""

    IS_QUICK: bool

    def parts(self, file: RawFile, zone: ZoneInfo, sieve: Sieve | None) -> Iterator[Part]:
        """The records of one file, unread or read, and what is wrong with it. Raises UnusableError."""

    def finish(self, part: RawFile, zone: ZoneInfo) -> Iterator[Article | Issue]:
        """What an unread record gives. Raises UnusableError."""


def has_parts(form: Format) -> TypeGuard[InParts]:
    """Whether a format can leave its records to be read by others."""
    return isinstance(form, InParts)


@cache
def in_parts(name: str) -> InParts:
    """The format of that module; no other is loaded."""
    return cast(InParts, importlib.import_module(f"{_PACKAGE}.{name}"))


@cache
def formats() -> dict[str, Format]:
    """The formats by name, sorted; ``json_`` is called json."""
    found = pkgutil.iter_modules(importlib.import_module(_PACKAGE).__path__)
    names = sorted(module.name for module in found if not module.ispkg)
    return {name.rstrip("_"): cast(Format, importlib.import_module(f"{_PACKAGE}.{name}")) for name in names}


def format_of(file: RawFile) -> Format:
    """The format of the file, by its first bytes where they are telling, else by its name. Raises UnusableError."""
    suffixes = [suffix.lower() for suffix in PurePath(file.path.name).suffixes[-2:]]
    if suffixes[-1:] == [".gz"]:
        suffixes.pop()
    named = next((one for one in formats().values() if suffixes and suffixes[-1] in one.SUFFIXES), None)
    start = start_of(file)
    if named and named.claims(start):
        return named
    claimed = next((one for one in formats().values() if one.claims(start)), None)
    if chosen := claimed or named:
        return chosen
    message = f"is of no format we read ({', '.join(formats())}, also .gz); convert, rename or remove it"
    raise UnusableError(IssueCode.UNKNOWN_FORMAT, message)
