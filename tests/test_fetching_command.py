"""`python -m flows.ingest`: one line for everything, an exit status for each way to end, and archives written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_server import DAY, PAGE, BadServer, always, answer, bad_server, fetch
from click.testing import CliRunner

from datelines.articles import Article
from datelines.locks import held
from datelines.sources import read


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server() as running:
        yield running


def command(*arguments: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error."""
    from flows.ingest import main

    done = CliRunner().invoke(main, [str(one) for one in arguments])
    return done.exit_code, done.stdout, done.stderr


def listing(folder: Path, *addresses: str, agent: str = "tester/1.0 (mailto:tester@example.org)") -> Path:
    path = folder / "sources.yaml"
    path.write_text(f"agent: {agent!r}\naddresses: {list(addresses)}\n")
    return path


def test_private_address_is_refused_without_any_allowance(server: BadServer, tmp_path: Path) -> None:
    """The command has no way to allow one: the server on this machine is not asked, and one line says why."""
    sources = listing(tmp_path, server.url("/", "127.0.0.1"), server.url("/", "localhost"))
    status, printed, told = command("--sources", sources, "--raw", tmp_path / "raw")

    assert (0, "Done: 2 failed.\n") == (status, printed)
    assert 2 == len(told.splitlines())
    assert all("no public address" in line for line in told.splitlines())
    assert [] == server.asked


def test_list_that_cannot_be_used_is_status_2(tmp_path: Path) -> None:
    """One line with file and key."""
    sources = listing(tmp_path, "https://news.example/", agent="nobody")
    status, printed, told = command("--sources", sources, "--raw", tmp_path / "raw")

    assert (2, "", 1) == (status, printed, len(told.splitlines()))
    assert f"{sources}: agent: " in told


def test_nothing_to_do_is_status_2(tmp_path: Path) -> None:
    """Neither a list nor an archive was named."""
    assert 2 == command("--raw", tmp_path)[0]


def test_beside_another_fetch_is_status_4(tmp_path: Path) -> None:
    """Two at once would ask everything twice."""
    sources = listing(tmp_path, "https://news.example/")
    with held(tmp_path / "raw" / "fetched" / ".lock"):
        status, _, told = command("--sources", sources, "--raw", tmp_path / "raw")

    assert 4 == status
    assert "held by process" in told


def test_archive_of_what_was_fetched_is_written(server: BadServer, tmp_path: Path) -> None:
    """And read again like any raw file."""
    server.routes["/a"] = always(answer(PAGE))
    fetch(tmp_path / "raw", server.url("/a"), day=DAY)
    status, printed, told = command("--raw", tmp_path / "raw", "--warc", tmp_path / "a.warc.gz")

    assert (0, "Done: 1 archived.\n", "") == (status, printed, told)
    assert ["Bridge closed to lorries"] == [
        item.title for item in read(tmp_path / "a.warc.gz") if isinstance(item, Article)
    ]
