"""`datelines doctor`, `rollback`, `prune` and `diff`: what an operator asks of the processed folder. Runs no night."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from datelines.commands.common import (
    LOCK_HELD,
    OUTSIDE_FAILED,
    Place,
    end,
    fail,
    in_one_line,
    out_option,
    outside,
    topic_option,
    warn,
)

if TYPE_CHECKING:
    from datelines.releases import Release

__all__ = ["diff", "doctor", "prune", "rollback", "takedown"]


@contextmanager
def _alone(out: Place, topic: str) -> Iterator[Path]:
    """The folder of the releases with its lock held; the command ends in one line where that or the work fails.

    For an address, a copy of all that lies there, and what was altered is taken there when the block has ended well.
    """
    from datelines.locks import LockHeldError, held
    from datelines.releases import ReleaseError

    try:
        with _copied(out, topic) as folder, held(folder / topic / ".lock"):
            yield folder
    except LockHeldError as error:
        end(str(error), LOCK_HELD)
    except ReleaseError as error:
        fail(str(error))
    except OSError as error:
        end(f"{error.filename or out}: {error.strerror}", OUTSIDE_FAILED)


@contextmanager
def _copied(out: Place, topic: str, altered: bool = True) -> Iterator[Path]:
    """The folder itself, or a copy of all that lies at an address."""
    if isinstance(out, Path):
        yield out
        return
    storage = outside(out)
    with in_one_line(storage), TemporaryDirectory(prefix="datelines-") as folder:
        copy = storage.Copy(out, topic, Path(folder))
        if not copy.pull_all().releases:
            fail(f"{out}/{topic}: no release there")
        yield Path(folder)
        if altered:
            copy.push()


def _there(out: Place, topic: str) -> None:
    """End the command where a folder of this machine is not there."""
    if isinstance(out, Path) and not (out / topic).is_dir():
        fail(f"{out / topic}: no such folder")


@click.command()
@out_option
@topic_option
@click.option("--rebuild", is_flag=True, help="Mend first what the releases themselves can mend.")
def doctor(out: Place, topic: str, rebuild: bool) -> None:
    """Whether the processed folder is sound, and what to do where it is not.

    Every file is compared with its manifest, every pointer followed, every night's changes with what really changed.
    Exit status 1 where readers are harmed; what a run that died has left is only told.
    """
    from datelines import recovery
    from datelines.doctor import Grade, examine

    if rebuild and not isinstance(out, Path):
        fail(f"{out}: --rebuild mends folders of this machine; of what lies elsewhere, run the nights again")
    if rebuild and isinstance(out, Path) and (out / topic).is_dir():
        with _alone(out, topic):
            for line in recovery.rebuild(out, topic):
                click.echo(line)
    with _copied(out, topic, altered=False) as folder:
        found = examine(folder, topic)
    for one in found:
        if one.grade is Grade.PROBLEM:
            warn(one.line)
        else:
            click.echo(f"note: {one.line}")
    problems = sum(one.grade is Grade.PROBLEM for one in found)
    click.echo(f"{out}/{topic}: {f'{problems} problems' if problems else 'sound'}")
    sys.exit(1 if problems else 0)


@click.command()
@out_option
@topic_option
@click.option("--reason", help="Why the newest release is not to be read; kept in the note.")
@click.option("--resume", is_flag=True, help="Lead readers to the newest release again.")
def rollback(out: Place, topic: str, reason: str | None, resume: bool) -> None:
    """Back to the release before the one that readers see, and stay there.

    The nights that follow build on it, and release as ever, but readers stay until `--resume`; every night says so.
    """
    from datelines import rollback as library

    if bool(reason) == resume:
        raise click.UsageError("say --reason, or --resume")
    _there(out, topic)
    with _alone(out, topic) as folder:
        if reason:
            hold = library.roll_back(folder, topic, reason)
            click.echo(
                f"readers are at {hold.at}; {hold.taken_back} is taken back; `datelines rollback --resume` ends it"
            )
        else:
            click.echo(f"readers are at {library.resume(folder, topic).path.name}")


@click.command()
@out_option
@topic_option
@click.option("--keep", type=click.IntRange(min=2), default=60, show_default=True, help="How many stay whole.")
def prune(out: Place, topic: str, keep: int) -> None:
    """Make room: the last releases and every month's last stay whole.

    Of the others the timeline, the changes, the run and the verdict stay for ever, so that the timeline as of any day
    is what it was. Releases that no day stands for are removed.
    """
    from datelines import retention

    _there(out, topic)
    with _alone(out, topic) as folder:
        for line in retention.prune(folder, topic, keep):
            click.echo(line)


@click.command()
@click.argument("source")
@out_option
@topic_option
def takedown(source: str, out: Place, topic: str) -> None:
    """Leave no text of SOURCE, a file or folder below the raw folder, in any kept release.

    First put a tombstone beside it, delete the file, and run a night: it is refused while the newest release holds it.
    The releases before keep their timelines and changes, so that the timeline as of any day is what it was.
    """
    from datelines.takedown import take_down

    _there(out, topic)
    with _alone(out, topic) as folder:
        for line in take_down(folder, topic, source):
            click.echo(line)
        click.echo(f"no kept release holds {source}; what lies in the raw folder and in backups is for you to delete")


@click.command()
@click.argument("before")
@click.argument("after")
@out_option
@topic_option
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def diff(before: str, after: str, out: Place, topic: str, as_json: bool) -> None:
    """What differs between two releases, each a day (2025-03-01), a release's name, or its folder.

    A day stands for the newest release up to it. Every line is one thing to do to the first timeline to get the second.
    """
    from datelines.differences import differences
    from datelines.layouts import note, untold_since
    from datelines.releases import ReleaseError, layout_of, read_table
    from datelines.wire import encode

    folder = out if isinstance(out, Path) else _with_both(out, topic, (before, after))
    try:
        releases = [_release(one, folder, topic) for one in (before, after)]
        tables = [read_table(one, "timeline") for one in releases]
        untold = [untold_since("timeline", layout_of(one, "timeline")) for one in releases]
    except ReleaseError as error:
        fail(str(error))
    for line in filter(None, map(note, tables)):
        warn(line)
    old, new = (table.to_pylist() for table in tables)
    titles = {row["event_id"]: row["title"] for row in (*old, *new)}
    found = differences(old, new, untold[0] ^ untold[1])
    for one in found:
        if as_json:
            told = {"op": one.op.value, "column": one.column, "old": one.old, "new": one.new}
            click.echo(encode({"event_id": one.event_id, "title": titles[one.event_id], **told}))
        else:
            change = f"  {one.column}: {one.old or 'nothing'} -> {one.new or 'nothing'}" if one.column else ""
            click.echo(f"{one.op.value:8}{one.event_id}  {titles[one.event_id]}{change}")
    if not (found or as_json):
        click.echo("the timelines are the same")


def _release(name: str, out: Path, topic: str) -> Release:
    """The release that an argument means. Raises ReleaseError."""
    from datelines.releases import release_at, release_for

    for path in (out / topic / "releases" / name, Path(name)):
        if path.is_dir():
            return release_at(path.resolve())
    try:
        day = date.fromisoformat(name)
    except ValueError:
        fail(f"{name}: neither a day nor a release; `ls {out / topic / 'releases'}` lists them")
    return release_for(out, topic, day)


def _with_both(out: str, topic: str, names: tuple[str, str]) -> Path:
    """A folder with two releases of an address, each a day or a release's name, until the command ends."""
    storage = outside(out)

    def both(pointer: Any) -> list[str | None]:
        known = {release.rpartition("/")[2]: release for release in pointer.releases}
        return [known.get(name) or pointer.seen(date.fromisoformat(name[:10])) for name in names]

    try:
        with in_one_line(storage):
            found: Path = click.get_current_context().with_resource(storage.reader_copy(out, topic, both))
    except ValueError:
        fail(f"{' and '.join(names)}: each is a day (2025-03-01) or the name of a release")
    return found
