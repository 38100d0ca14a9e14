"""A process that dies between any two steps of fetching: the next one ends with what an undisturbed one gives."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from bad_server import PAGE, BadServer, always, answer, bad_server, fetch
from raw_files import RSS

from datelines.articles import Article
from datelines.fetching.sourcelist import Feed
from datelines.sources import read_all

PAGES = 4
DEAD = 9


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server() as running:
        links = [running.url(f"/{at}") for at in range(PAGES)]
        items = "".join(f"<item><title>{link}</title><link>{link}</link></item>" for link in links)
        running.routes["/feed"] = always(answer(RSS.format(items=items).encode(), content_type="text/xml"))
        for at in range(PAGES):
            running.routes[f"/{at}"] = always(answer(PAGE.replace(b"Bridge closed", b"Bridge %d closed" % at)))
        yield running


def night(server: BadServer, raw: Path) -> None:
    fetch(raw, server.url("/gone"), feeds=[Feed(server.url("/feed"))])


def dies_at(number: int, work: Callable[[], None]) -> bool:
    """Whether the work, in a process of its own, came to its rename of this number, before which it is killed."""
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, arguments: object) -> None:
            nonlocal seen
            seen += event == "os.rename"
            if seen == number:
                os._exit(DEAD)

        sys.addaudithook(count)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DEAD


def tree(raw: Path) -> dict[str, bytes]:
    """Every file but what a dead process leaves unfinished, which is hidden, and the lock."""
    files = {path.relative_to(raw).as_posix(): path for path in raw.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not path.name.startswith(".")}


def test_death_before_any_rename_costs_nothing(server: BadServer, tmp_path: Path) -> None:
    """Same files, same bytes, same memory; in between, readers see whole pages with their notes, or none."""
    night(server, tmp_path / "calm")
    calm = tree(tmp_path / "calm")
    number = 1
    while dies_at(number, partial(night, server, raw := tmp_path / str(number))):
        found = list(read_all([raw])) if (raw / "fetched").exists() else []
        assert all(item.retrieved for item in found if isinstance(item, Article))
        night(server, raw)

        assert calm == tree(raw)
        number += 1
    # A note, a page and what is remembered for feed and pages, one memory for the missing page, and the log.
    assert 3 * (PAGES + 1) + 1 + 1 == number - 1
