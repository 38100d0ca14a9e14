"""What the commands share: options, exit statuses, and how a failure is told in one line."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from datelines.articles import Article
    from datelines.sieve import Sieve
    from datelines.topics import Topic

__all__ = [
    "DAY",
    "LOCK_HELD",
    "OUTSIDE_FAILED",
    "UNUSABLE",
    "Place",
    "articles_below",
    "day_of",
    "end",
    "fail",
    "here",
    "in_one_line",
    "load_topic",
    "out_option",
    "outside",
    "read_text",
    "topic_option",
    "warn",
]

# A folder of this machine, or the address of one in a store.
Place = Path | str
UNUSABLE = 3
LOCK_HELD = 4
OUTSIDE_FAILED = 5

DAY = click.DateTime(formats=["%Y-%m-%d"])


class _Folder(click.ParamType):  # type: ignore[type-arg]
    """A path, or an address as it was typed: as a path it would lose a slash."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Place:
        if isinstance(value, Path):
            return value
        return value.rstrip("/") if "://" in value else Path(value)


topic_option = click.option(
    "--topic", default="us-cambodia-defense", show_default=True, help="A topic's name, or its file."
)
out_option = click.option(
    "--out",
    default="data/processed",
    show_default=True,
    type=_Folder(),
    help="The folder that holds the releases, or its address in a store: s3://bucket/folder.",
)


class _Ended(click.ClickException):
    """What ends a command: one line on standard error, and its exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(" ".join(message.split()))
        setattr(self, "exit_code", status)  # noqa: B010 click's stubs take it for the class's alone

    def show(self, file: Any = None) -> None:
        warn(self.message)


def fail(message: str) -> NoReturn:
    """End the command: one line, exit status 3."""
    end(message, UNUSABLE)


def end(message: str, status: int) -> NoReturn:
    """End the command: one line, that exit status."""
    raise _Ended(message, status)


def warn(message: str) -> None:
    """Tell one thing on standard error, on one line."""
    click.echo(f"datelines: {' '.join(message.split())}", err=True)


def here(out: Place, topic: str, *days: date | None, only: tuple[str, ...] = ()) -> Path:
    """The folder of the releases; for an address, one with those that readers see on these days, for this command.

    ``only`` are the patterns of files that are needed; those of tables when not given.
    """
    if isinstance(out, Path):
        return out
    storage = outside(out)
    with in_one_line(storage):
        patterns = only or storage.TABLES
        copy = storage.reader_copy(out, topic, lambda pointer: [pointer.seen(day) for day in days], patterns)
        found: Path = click.get_current_context().with_resource(copy)
    return found


@contextmanager
def in_one_line(storage: Any) -> Iterator[None]:
    """End the command in one line where the object store that the block asks for something fails."""
    try:
        yield
    except storage.StorageError as error:
        end(str(error), OUTSIDE_FAILED)


def outside(address: str) -> Any:
    """What knows object stores, where that is installed and the address is one."""
    try:
        storage = importlib.import_module("datelines.storage")
    except ImportError as error:
        fail(f"{address}: needs a package that is missing ({error}); install `datelines[s3]`")
    if not storage.is_address(address):
        fail(f"{address}: releases lie in folders or object stores, as s3://bucket/folder")
    return storage


def day_of(value: datetime | None) -> date | None:
    """The day that an option gave."""
    return value.date() if value else None


def load_topic(name: str) -> Topic:
    from datelines.topics import loader
    from datelines.yamlfile import ConfigError

    try:
        return loader.load_topic(name)
    except ConfigError as error:
        fail(str(error))


def articles_below(
    paths: tuple[Path, ...], topic: Topic, day: date | None = None, sieve: Sieve | None = None
) -> Iterator[Article]:
    """Every article below ``paths``; what could not be read is told on standard error, a line each.

    Tombstones hold as on ``day``. Pages of archives that the sieve names a reason for are passed over.
    """
    from datelines.issues import Issue, issue_line
    from datelines.sources import read, read_all
    from datelines.standard_input import as_files

    missing = [str(path) for path in paths if str(path) != "-" and not path.exists() and not path.is_symlink()]
    if missing:
        fail(f"{missing[0]}: no such file or folder")
    with as_files(paths) as files:
        for found in read_all(files, zone=topic.zone, day=day, reader=partial(read, sieve=sieve)):
            if isinstance(found, Issue):
                warn(issue_line(found.source, found.message))
            else:
                yield found


def read_text(file: Path) -> str:
    from datelines import standard_input

    try:
        return standard_input.read_text(file)
    except UnicodeDecodeError as error:
        fail(f"{file}: not UTF-8 text (byte {error.start}); convert it first")
    except OSError as error:
        fail(f"{file}: {error.strerror}")
