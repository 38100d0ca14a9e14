"""Back to the release before, and forth again; each can be done again when it was cut short.

Whoever calls holds the topic's lock.
"""

from __future__ import annotations

from pathlib import Path

from datelines.atomic import fsync_folder, point
from datelines.holds import Hold, drop_hold, read_hold, write_hold
from datelines.releases import PAST, Release, ReleaseError, before, is_whole, latest, list_releases, release_at

__all__ = ["resume", "roll_back"]


def roll_back(out: Path, topic: str, reason: str) -> Hold:
    """Lead readers to the release of the day before the one they see, and keep them there until ``resume``.

    The day of the release taken back has the one before, too: nights that follow build on that. A rollback that a
    crash cut short is ended first, and that is all then. Raises ReleaseError where there is no release to go back to,
    and OSError.
    """
    home = out / topic
    seen, hold = latest(out, topic), read_hold(home)
    if hold is None or _is_done(home, seen, hold):
        target = before(out, topic, seen.day)
        if target is None or target.path.parent.name == PAST or not is_whole(target.path):
            raise ReleaseError(f"{seen.path}: there is no whole release before it")
        hold = Hold(target.path.name, seen.path.name, reason)
        write_hold(home, hold)
    _carry_out(home, hold)
    return hold


def _is_done(home: Path, seen: Release, hold: Hold) -> bool:
    return seen.path.name == hold.at and _day_link(home, hold.taken_back) is None


def _carry_out(home: Path, hold: Hold) -> None:
    point(home / "latest", f"releases/{hold.at}")
    link = _day_link(home, hold.taken_back)
    if link:
        link.unlink()
        fsync_folder(link.parent)


def _day_link(home: Path, name: str) -> Path | None:
    """The pointer of the release's day, where it leads to that release."""
    link = home / "days" / release_at(home / "releases" / name).day.isoformat()
    return link if link.is_symlink() and link.readlink().name == name else None


def resume(out: Path, topic: str) -> Release:
    """Lead readers to the newest release again, and let nights do so; the release.

    Raises ReleaseError where there is none, and OSError.
    """
    releases = list_releases(out, topic)
    if not releases:
        return latest(out, topic)
    point(out / topic / "latest", f"releases/{releases[-1].path.name}")
    drop_hold(out / topic)
    return releases[-1]
