"""What is remembered of an address from night to night: a small file each, beside what was fetched.

A file that a crash or a person spoiled counts as none: the address is then asked as if for the first time.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from datelines.atomic import write_bytes

__all__ = ["FETCHED", "Memory", "folder_of", "recall", "remember"]

FETCHED = "fetched"
_STATES = ".state"


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """The last that came of an address.

    ``day`` is the last day with an answer, after which it is left alone for that day; ``file`` (below the raw folder)
    and ``content`` (SHA-256 of the unpacked body) are of the last that was kept, ``etag`` and ``last_modified`` as the
    server sent them with it. ``tries`` counts nights in vain since; ``code`` and ``message`` say why.
    """

    url: str
    day: str | None = None
    file: str | None = None
    content: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    tries: int = 0
    code: str | None = None
    message: str | None = None


def folder_of(raw: Path, host: str) -> Path:
    """Where everything of a host lies."""
    # Colons of IPv6 addresses are no good in names of files.
    return raw / FETCHED / host.replace(":", "-")


def recall(raw: Path, host: str, url: str) -> Memory | None:
    """What is remembered of the address, or None. Raises OSError."""
    try:
        return msgspec.json.decode(_path(raw, host, url).read_bytes(), type=Memory)
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def remember(raw: Path, host: str, memory: Memory) -> None:
    """Replace what is remembered, in one step. Raises OSError."""
    path = _path(raw, host, memory.url)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, msgspec.json.format(msgspec.json.encode(memory), indent=1) + b"\n")


def _path(raw: Path, host: str, url: str) -> Path:
    name = hashlib.sha256(url.encode()).hexdigest()
    return folder_of(raw, host) / _STATES / name[:2] / f"{name}.json"
