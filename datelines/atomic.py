"""Files and pointers that appear whole or not at all, also when the power fails.

What is written is decided elsewhere.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["fsync_folder", "point", "replaced", "write_bytes"]


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A file beside ``path`` to write to; when the block ends well, it takes the place of ``path`` in one step.

    File and folder are synced to the disk. When the block fails, nothing is left behind. Raises OSError.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    staged = Path(name)
    try:
        yield staged
        _settle(staged)
        staged.replace(path)
        fsync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            staged.unlink()
        raise


def _settle(staged: Path) -> None:
    """On the disk, and readable by others as a plain new file would be: mkstemp's files are the owner's alone."""
    staged.chmod(0o644)
    with staged.open("rb+") as file:
        os.fsync(file.fileno())


def write_bytes(path: Path, data: bytes) -> None:
    """Write the whole file or nothing. Raises OSError."""
    with replaced(path) as staged:
        staged.write_bytes(data)


def fsync_folder(folder: Path) -> None:
    """Settle the names in a folder on the disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def point(link: Path, target: str) -> None:
    """Make ``link`` a symbolic link to ``target`` (relative to the link's folder), in one step. Raises OSError."""
    staged = link.with_name(f".{link.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        staged.unlink()
    staged.symlink_to(target)
    staged.replace(link)
    fsync_folder(link.parent)
