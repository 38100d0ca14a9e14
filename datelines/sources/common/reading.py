"""Files to articles: one file, or many files and folders with copies told apart. Each format's reading is its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol, TypeGuard
from zoneinfo import ZoneInfo

from datelines.articles import Article
from datelines.issues import Issue, IssueCode, Stage
from datelines.sources.common.facts import Facts, applied, facts_beside
from datelines.sources.common.files import Part, RawFile, Sieve, UnusableError
from datelines.sources.common.formats import format_of, has_parts, in_parts
from datelines.sources.common.tombstones import withdrawn
from datelines.sources.common.walk import walk

__all__ = ["Part", "finish", "flag_future", "is_quick", "parts", "read", "read_all"]

DEFAULT_ZONE = "Asia/Phnom_Penh"


class Reader(Protocol):
    """What gives the articles and findings of one file."""

    def __call__(self, path: Path, *, base: Path | None, zone: str) -> Iterator[Article | Issue]:
        """As ``read``."""


def read(
    path: Path, *, base: Path | None = None, zone: str = DEFAULT_ZONE, sieve: Sieve | None = None
) -> Iterator[Article | Issue]:
    """The articles of one file, and an Issue for whatever is wrong with it; bad input raises nothing.

    ``source`` of each is the path below ``base`` with ``/``, or the file's name; ``zone`` (an IANA name) is where pages
    that state no offset are from. What is doubtful about an article comes after it. ``sieve`` is as in ``parts``.
    """
    for part in parts(path, base=base, zone=zone, sieve=sieve):
        yield from finish(part, zone=zone)


def parts(
    path: Path, *, base: Path | None = None, zone: str = DEFAULT_ZONE, sieve: Sieve | None = None
) -> Iterator[Part]:
    """The same in parts, some of which are still to be read by ``finish``, perhaps by another process.

    ``sieve`` says of a record in a file of many why it is passed over; one Issue has the count of each such reason.
    """
    file = RawFile(path, _name(path, base))
    try:
        facts, fault = facts_beside(path)
        file = replace(file, facts=facts)
        if fault:
            yield file.issue(IssueCode.BAD_SYNTAX, fault)
        form = format_of(file)
        if has_parts(form):
            yield from (_dated(part, facts) for part in form.parts(file, ZoneInfo(zone), sieve))
        else:
            yield from applied(form.read(file, ZoneInfo(zone)), facts)
    except UnusableError as problem:
        yield file.issue(problem.code, str(problem))
    except OSError as error:
        reason = error.strerror or str(error)
        yield file.issue(
            IssueCode.UNREADABLE_FILE, f"cannot be read ({reason}); check the disk, its owner and permissions"
        )


def finish(part: Part, *, zone: str = DEFAULT_ZONE) -> Iterator[Article | Issue]:
    """What a part of a file gives; bad input raises nothing."""
    if not isinstance(part, RawFile):
        yield part
        return
    try:
        yield from applied(in_parts(part.form).finish(part, ZoneInfo(zone)), part.facts)
    except UnusableError as problem:
        yield part.issue(problem.code, str(problem))


def is_quick(part: object) -> TypeGuard[RawFile]:
    """Whether it is a part that is still to be read, and costs next to nothing to read: no page has to be parsed."""
    return isinstance(part, RawFile) and in_parts(part.form).IS_QUICK


def _dated(part: Part, facts: Facts) -> Part:
    """The part of a file with what the note beside the file knows."""
    if not isinstance(part, RawFile) or facts.retrieved is None:
        return part
    return replace(part, facts=replace(part.facts, retrieved=facts.retrieved))


def read_all(
    paths: Iterable[Path], *, zone: str = DEFAULT_ZONE, reader: Reader = read, day: date | None = None
) -> Iterator[Article | Issue]:
    """The articles of all files among and below ``paths``, in the order of ``walk``, each once.

    ``reader`` reads one file; it gives what ``read`` gives, perhaps faster. A file that a tombstone withdraws on
    ``day`` is an Issue.

    An article that says exactly what an earlier one says (the same id) becomes an Issue that names the earlier one.
    """
    first: dict[str, str] = {}
    for root in sorted(set(paths)):
        base = root if root.is_dir() else None
        for found in walk([root]):
            if isinstance(found, Issue):
                items: Iterable[Article | Issue] = [_renamed(found, base)]
            elif why := withdrawn(found, day):
                message = f"withdrawn by the tombstone beside it: {why}; remove that to have it read again"
                items = [RawFile(found, _name(found, base)).issue(IssueCode.WITHDRAWN, message)]
            else:
                items = reader(found, base=base, zone=zone)
            for item in items:
                yield from _once(item, first)


def flag_future(items: Iterable[Article | Issue], run_day: date) -> Iterator[Article | Issue]:
    """The same items, with an Issue in place of every article published after ``run_day``."""
    for item in items:
        if isinstance(item, Article) and item.dct and item.dct > run_day:
            message = (
                f"published on {item.dct}, after {run_day}, the day of the run; left out; check the date on the page"
            )
            code = IssueCode.FUTURE_PUBLICATION_DATE
            yield Issue(Stage.READ, code, message, source=item.source, record=item.record, article_id=item.id)
        else:
            yield item


def _once(item: Article | Issue, first: dict[str, str]) -> Iterator[Article | Issue]:
    """The item, or for a copy an Issue; the doubts about a copy are those of the first and fall away with it."""
    if isinstance(item, Issue):
        if item.article_id is None or first.get(item.article_id) == _place(item):
            yield item
        return
    place = _place(item)
    earlier = first.setdefault(item.id, place)
    if earlier == place:
        yield item
    else:
        message = f"says exactly what {earlier} says; left out; remove one of them"
        yield Issue(Stage.READ, IssueCode.COPY, message, source=item.source, record=item.record, article_id=item.id)


def _place(item: Article | Issue) -> str:
    return f"{item.source}#{item.record}" if item.record else str(item.source)


def _name(path: Path, base: Path | None) -> str:
    """The path below ``base``; bytes of a name that are no UTF-8 as a question mark."""
    inside = base is not None and path.is_relative_to(base) and path != base
    name = path.relative_to(base).as_posix() if inside and base else path.name
    return name.encode("utf-8", "replace").decode("utf-8")


def _renamed(issue: Issue, base: Path | None) -> Issue:
    return replace(issue, source=_name(Path(issue.source or ""), base))
