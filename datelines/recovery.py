"""Mending a topic's processed folder from its own releases. What only the raw files hold is for the nightly run.

Finding what is wrong is ``doctor``'s. Whoever calls holds the topic's lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from datelines import outputs
from datelines.atomic import fsync_folder, point
from datelines.holds import read_hold
from datelines.releases import (
    PAST,
    Release,
    ReleaseError,
    clear,
    damaged_files,
    fits,
    is_whole,
    list_releases,
    release_at,
    stored_table,
)

__all__ = ["rebuild"]


def rebuild(out: Path, topic: str) -> tuple[str, ...]:
    """Mend what can be mended, and say each thing that was done, a line each. Raises OSError.

    Damaged files are written again from the Parquet of the same table, pointers are set to the one whole release of
    their day, ``latest`` to the newest that is whole, and what dead runs left is removed.
    """
    home = out / topic
    if not (home / "releases").is_dir():
        return ()
    found = tuple(_found(home))
    done = (*_files(found), *_day_pointers(home, found), *_newest(out, topic))
    return (*done, *(f"{path}: removed" for path in clear(home)))


def _found(home: Path) -> Iterator[Release]:
    for path in sorted([*(home / "releases").iterdir(), *(home / PAST).glob("*")]):
        with suppress(ReleaseError):
            yield release_at(path)


def _files(found: tuple[Release, ...]) -> Iterator[str]:
    for release in found:
        with suppress(ReleaseError):
            damaged = damaged_files(release.path)
            for name in damaged:
                if f"{Path(name).stem}.parquet" not in damaged and _written_again(release, name):
                    yield f"{release.path / name}: written again from its Parquet"


def _written_again(release: Release, name: str) -> bool:
    """Whether the file came out as the manifest has it; then it is in its place."""
    table, suffix = name.rsplit(".", 1)
    if suffix not in outputs.formats() or suffix == "parquet":
        return False
    with TemporaryDirectory(prefix=".staging-", dir=release.path.parents[1]) as folder:
        made = outputs.write(stored_table(release, table), Path(folder), table, suffix)
        if not fits(release.path, made):
            return False
        made.replace(release.path / name)
        fsync_folder(release.path)
    return True


def _day_pointers(home: Path, found: tuple[Release, ...]) -> Iterator[str]:
    """Days that point to nothing whole, or that nothing points to, where one whole release can be meant."""
    by_day: dict[date, list[Release]] = {}
    for release in found:
        if is_whole(release.path):
            by_day.setdefault(release.day, []).append(release)
    (home / "days").mkdir(exist_ok=True)
    hold = read_hold(home)
    for day, whole in sorted(by_day.items()):
        if hold and whole[0].path.name == hold.taken_back:
            continue
        link = home / "days" / day.isoformat()
        if len(whole) == 1 and not (link.is_symlink() and is_whole(link)):
            point(link, f"../{whole[0].path.parent.name}/{whole[0].path.name}")
            yield f"{link}: points to {whole[0].path.name}"


def _newest(out: Path, topic: str) -> Iterator[str]:
    days = [release for release in list_releases(out, topic) if is_whole(release.path)]
    link = out / topic / "latest"
    if hold := read_hold(out / topic):
        days = [release for release in days if release.path.name == hold.at]
    if days and link.resolve() != days[-1].path.resolve():
        point(link, f"releases/{days[-1].path.name}")
        yield f"{link}: points to {days[-1].path.name}"
