"""Standard input in the place of a file: "-" as the reader of articles and texts needs it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["as_files", "read_text"]

_DASH = Path("-")


@contextmanager
def as_files(paths: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """``paths``, with what standard input holds in a file of its own in the place of "-"."""
    if _DASH not in paths:
        yield tuple(paths)
        return
    with tempfile.TemporaryDirectory(prefix="datelines-") as folder:
        content = sys.stdin.buffer.read()
        held = Path(folder) / f"standard-input{_suffix(content)}"
        held.write_bytes(content)
        yield tuple(held if path == _DASH else path for path in paths)


def read_text(path: Path) -> str:
    """The text of a file or of standard input. Raises OSError, UnicodeDecodeError."""
    content = sys.stdin.buffer.read() if path == _DASH else path.read_bytes()
    return content.decode("utf-8-sig")


def _suffix(content: bytes) -> str:
    """The ending that tells the readers the format, from the first bytes."""
    start = content[:2048].lstrip().lower()
    if content.startswith(b"\x1f\x8b"):
        return ".gz"
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")):
        return ".xml"
    if start.startswith(b"<"):
        return ".html"
    if start.startswith((b"{", b"[")):
        return ".jsonl" if b"}\n{" in content else ".json"
    return ".txt"
