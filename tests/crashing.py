"""Death and failure at a chosen point: every call of a process by which a file system changes is counted.

Opens, renames, links, folders and removals are seen by an audit hook, also from C; syncs are wrapped. A write is torn
at the sync that follows it: half of the file is there. Hooks stay for ever, so all of this is for forked children.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

EVENTS = frozenset(
    {"open", "os.rename", "os.symlink", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate"}
)
SYNC = "os.fsync"
FAILURES = {"no space": errno.ENOSPC, "no permission": errno.EACCES, "disk error": errno.EIO}

Act = Callable[[str, object], None]


def watch(inside: str, act: Act) -> None:
    """Call ``act(event, file)`` before everything that changes files below ``inside``, for as long as we live."""
    sync = os.fsync

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in EVENTS and any(place.startswith(inside) for place in _places(event, arguments)):
            act(event, None)

    def synced(handle: int) -> None:
        act(SYNC, handle)
        sync(handle)

    os.fsync = synced
    sys.addaudithook(hook)


def _places(event: str, arguments: tuple[object, ...]) -> list[str]:
    """The paths that an event is about; of a removal by an open folder and a name, the folder."""
    if event in ("os.remove", "os.rmdir") and isinstance(arguments[-1], int) and arguments[-1] >= 0:
        return [str(Path(f"/proc/self/fd/{arguments[-1]}").readlink())]
    return [os.fspath(one) for one in arguments if isinstance(one, str | os.PathLike)]


def at(point: int, act: Act) -> Act:
    """``act`` at the event of that number, counted from 0; nothing before and after."""
    seen = [0]

    def counted(event: str, file: object) -> None:
        seen[0] += 1
        if seen[0] == point + 1:
            act(event, file)

    return counted


def die(event: str, file: object) -> None:
    """Killed on the spot, as by `kill -9`."""
    os.kill(os.getpid(), signal.SIGKILL)


def tear_and_die(event: str, file: object) -> None:
    """The power fails: of a file that is not synced yet, half is on the disk."""
    if isinstance(file, int) and stat.S_ISREG(os.fstat(file).st_mode):
        os.ftruncate(file, os.fstat(file).st_size // 2)
    die(event, file)


def fail(kind: str) -> Act:
    """The operating system refuses."""
    code = FAILURES[kind]

    def refused(event: str, file: object) -> None:
        raise OSError(code, os.strerror(code))

    return refused


def in_child(action: Callable[[], None]) -> int:
    """Run ``action`` in a forked child; how it ended, negative for the signal that killed it."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            action()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def events_of(inside: str, action: Callable[[], None]) -> list[str]:
    """The events of one whole run of ``action``, in order, from a forked child."""
    reading, writing = os.pipe()

    def counted() -> None:
        seen: list[str] = []
        watch(inside, lambda event, file: seen.append(event))
        action()
        os.write(writing, "\n".join(seen).encode())

    status = in_child(counted)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert 0 == status
        return pipe.read().split("\n")
