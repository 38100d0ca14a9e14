"""Every file below the given folders, in one order. What is in them is for the formats.

Left out by name: hidden files and folders (``.git``, ``.DS_Store``), files named ``README`` with any ending, the notes
that fetching leaves beside a page (``*.tombstone``, ``*.headers``, ``*.headers.json``, ``*.meta``), feeds that were
fetched for their addresses only (``*.listing``), and unfinished or saved copies (``*.part``, ``*.tmp``, ``*~``).
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from datelines.issues import Issue, IssueCode, Stage

__all__ = ["IGNORED", "walk"]

# Device and number of a folder: the same by whatever way it is reached.
_Key = tuple[int, int]

IGNORED = (
    ".*",
    "README",
    "README.*",
    "*.tombstone",
    "*.headers",
    "*.headers.json",
    "*.meta",
    "*.listing",
    "*.part",
    "*.tmp",
    "*~",
)


def walk(paths: Iterable[Path]) -> Iterator[Path | Issue]:
    """The files among and below ``paths``, sorted; a file given by name is never left out.

    Links are followed, and every folder is read once. A loop of links, a second way to a folder, a link to nothing, a
    folder that cannot be read, and one of ``paths`` that holds no file is each an Issue whose ``source`` is the path.
    """
    seen: set[_Key] = set()
    for path in sorted(set(paths)):
        yield from _below(path, seen, ())


def _below(path: Path, seen: set[_Key], above: tuple[_Key, ...]) -> Iterator[Path | Issue]:
    try:
        status = path.stat()
    except OSError as error:
        yield _unreachable(path, error)
        return
    key = (status.st_dev, status.st_ino)
    if stat.S_ISREG(status.st_mode):
        yield path
    elif not stat.S_ISDIR(status.st_mode):
        yield _issue(path, IssueCode.UNREADABLE_FILE, "is a pipe, a socket or a device, not a file; remove it")
    elif key in above:
        yield _issue(path, IssueCode.LINK_LOOP, "a link back to a folder it lies in; remove it")
    elif key not in seen:
        seen.add(key)
        yield from _folder(path, seen, (*above, key))
    elif above:
        yield _issue(path, IssueCode.COPY, "a second way to a folder that is read already; remove the link")


def _folder(path: Path, seen: set[_Key], above: tuple[_Key, ...]) -> Iterator[Path | Issue]:
    try:
        names = sorted(entry.name for entry in path.iterdir())
    except OSError as error:
        yield _unreachable(path, error)
        return
    wanted = [name for name in names if not any(fnmatchcase(name, pattern) for pattern in IGNORED)]
    if not wanted and len(above) == 1:
        yield _issue(
            path, IssueCode.EMPTY_FOLDER, "holds no files to read; put articles into it, or name another folder"
        )
    for name in wanted:
        yield from _below(path / name, seen, above)


def _unreachable(path: Path, error: OSError) -> Issue:
    if error.errno == errno.ELOOP:
        return _issue(path, IssueCode.LINK_LOOP, "a link that leads back to itself; remove it")
    if path.is_symlink() and isinstance(error, FileNotFoundError):
        return _issue(path, IssueCode.UNREADABLE_FILE, "a link to nothing; remove it, or bring back what it points to")
    return _issue(
        path, IssueCode.UNREADABLE_FILE, f"cannot be read ({error.strerror}); check its name, owner and permissions"
    )


def _issue(path: Path, code: IssueCode, message: str) -> Issue:
    return Issue(Stage.READ, code, message, source=str(path))
