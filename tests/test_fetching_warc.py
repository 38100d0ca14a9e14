"""Web archives: their pages as articles, what was fetched as an archive, and archives that are damaged or hostile."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from bad_server import PAGE, BadServer, always, answer, bad_server, fetch
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from datelines.articles import Article
from datelines.fetching import warc
from datelines.issues import Issue, IssueCode
from datelines.sources import read, read_all

DATE = "2025-03-01T04:05:06Z"


def page(number: int) -> bytes:
    return PAGE.replace(b"Bridge closed to lorries", f"Bridge {number} closed to lorries".encode())


def archive(*pages: bytes, packed: bool = False, status: str = "200 OK", **headers: str) -> bytes:
    """An archive with a warcinfo record, and a request and a response record a page."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "a test"}))
    lines = [
        (name.replace("_", "-").title(), value) for name, value in ({"content_type": "text/html"} | headers).items()
    ]
    for at, body in enumerate(pages):
        url = f"https://news.example/{at}"
        request = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        response = StatusAndHeaders(status, lines, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url, "response", BytesIO(body), http_headers=response, warc_headers_dict={"WARC-Date": DATE}
            )
        )
    return out.getvalue()


def put(folder: Path, data: bytes, name: str = "crawl.warc") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def articles(path: Path) -> list[Article]:
    return [item for item in read(path) if isinstance(item, Article)]


def issues(path: Path) -> list[Issue]:
    return [item for item in read(path) if isinstance(item, Issue)]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz", "crawl", "crawl.html"])
def test_pages_of_an_archive_are_articles(name: str, tmp_path: Path) -> None:
    """By name or by first bytes, packed record by record or not; each goes by its address and has its time."""
    path = put(tmp_path, archive(page(1), page(2), packed=name.endswith(".gz")), name)

    assert [
        ("https://news.example/0", "Bridge 1 closed to lorries"),
        ("https://news.example/1", "Bridge 2 closed to lorries"),
    ] == [(item.record, item.title) for item in articles(path)]
    assert {datetime(2025, 3, 1, 4, 5, 6, tzinfo=UTC)} == {item.retrieved for item in articles(path)}
    assert ["https://news.example/0", "https://news.example/1"] == [item.url for item in articles(path)]
    assert [] == issues(path)


def test_archive_packed_as_one_piece_is_read(tmp_path: Path) -> None:
    """Not as the standard wants it, but as people do it."""
    assert 2 == len(articles(put(tmp_path, gzip.compress(archive(page(1), page(2))), "crawl.warc.gz")))


def test_charset_of_a_record_is_its_headers(tmp_path: Path) -> None:
    """The page names none."""
    body = PAGE.decode().replace("an inspection", "инспекция моста").encode("cp1251")
    path = put(tmp_path, archive(body, content_type="text/html; charset=windows-1251"))

    assert "инспекция моста" in articles(path)[0].text
    assert [] == issues(path)


def test_packed_and_chunked_bodies_are_read(tmp_path: Path) -> None:
    """As they came over the wire."""
    packed = gzip.compress(PAGE)
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    path = put(tmp_path, archive(chunked, content_encoding="gzip", transfer_encoding="chunked"))

    assert ["Bridge closed to lorries"] == [item.title for item in articles(path)]


def test_only_pages_that_were_had_are_read(tmp_path: Path) -> None:
    """An archive of nothing else is said."""
    missing = put(tmp_path, archive(PAGE, status="404 Not Found"), "missing.warc")
    picture = put(tmp_path, archive(b"\x89PNG", content_type="image/png"), "picture.warc")

    assert [[IssueCode.NO_ITEMS]] * 2 == [[issue.code for issue in issues(path)] for path in (missing, picture)]


BAD = {
    "cut in a record": (archive(page(1), page(2))[:-60], IssueCode.TRUNCATED, 2),
    "cut in a header": (archive(page(1), page(2))[:1500], IssueCode.BAD_SYNTAX, 1),
    "cut in gzip": (archive(page(1), page(2), packed=True)[:-60], IssueCode.TRUNCATED, 1),
    "no record behind": (archive(page(1)) + b"and now for something else\r\n\r\n" * 9, IssueCode.BAD_SYNTAX, 1),
    "no archive": (b"WARC/9.9 is not yet\r\n\r\n", IssueCode.BAD_SYNTAX, 0),
    "no length": (b"WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", None, 0),
    "a bad length": (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -9\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", None, 0),
    "a bomb": (archive(gzip.compress(b"a" * 50_000_000), content_encoding="gzip"), IssueCode.TOO_LARGE, 0),
    "packed otherwise": (archive(b"\x0b\x02", content_encoding="compress"), IssueCode.NOT_TEXT, 0),
    "bad Brotli": (archive(b"\x0b\x02", content_encoding="br"), IssueCode.BAD_SYNTAX, 0),
    "bad chunks": (archive(b"5x\r\nhello\r\n", transfer_encoding="chunked"), IssueCode.BAD_SYNTAX, 0),
    "a bomb of Brotli": (archive(brotli.compress(b"a" * 50_000_000), content_encoding="br"), IssueCode.TOO_LARGE, 0),
    "a picture in disguise": (archive(b"\x89PNG\r\n\x1a\n" * 9), IssueCode.NOT_TEXT, 0),
    "an endless page": (archive(b"<p>more" * 3_000_000), IssueCode.TOO_LARGE, 0),
}


@pytest.mark.parametrize("name", BAD)
def test_damaged_archive_gives_what_it_holds_and_a_finding(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing is raised, nothing is printed."""
    data, code, read_well = BAD[name]
    path = put(tmp_path, data)
    found = list(read(path))
    codes = [item.code for item in found if isinstance(item, Issue)]

    assert codes
    assert code is None or code in codes
    assert read_well == sum(isinstance(item, Article) for item in found)
    assert ("", "") == capfd.readouterr()


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server() as running:
        yield running


def test_what_was_fetched_goes_out_as_an_archive_and_comes_in_the_same(server: BadServer, tmp_path: Path) -> None:
    """Title, text, address and time of retrieval are those of the files; twice gives the same bytes."""
    server.routes["/1"] = always(answer(gzip.compress(page(1)), content_encoding="gzip", x_seen="é".encode().decode()))
    server.routes["/2"] = always(
        answer(b"%x\r\n%b\r\n0\r\n\r\n" % (len(page(2)), page(2)), content_length=None, transfer_encoding="chunked")
    )
    raw = tmp_path / "raw"
    fetch(raw, server.url("/1"), server.url("/2"))
    written = [warc.write(raw, tmp_path / name) for name in ("a.warc.gz", "b.warc.gz", "c.warc")]
    before = {(item.title, item.text, item.url, item.retrieved, item.digest) for item in read_all([raw])}

    assert [(2, [])] * 3 == written
    assert (tmp_path / "a.warc.gz").read_bytes() == (tmp_path / "b.warc.gz").read_bytes()
    for name in ("a.warc.gz", "c.warc"):
        assert before == {
            (item.title, item.text, item.url, item.retrieved, item.digest) for item in articles(tmp_path / name)
        }


def test_other_tools_read_the_archive(server: BadServer, tmp_path: Path) -> None:
    """warcio finds every digest right."""
    server.routes["/1"] = always(answer(page(1)))
    raw = tmp_path / "raw"
    fetch(raw, server.url("/1"))
    warc.write(raw, tmp_path / "a.warc.gz")
    with (tmp_path / "a.warc.gz").open("rb") as file:
        (body,) = (record.content_stream().read() for record in ArchiveIterator(file, check_digests="raise"))

    assert page(1) == body


def test_file_that_was_changed_is_not_sold_as_fetched(server: BadServer, tmp_path: Path) -> None:
    """It is said, and left out; one that was taken down is left out without a word."""
    for at in (1, 2, 3):
        server.routes[f"/{at}"] = always(answer(page(at)))
    raw = tmp_path / "raw"
    files = sorted(fetch(raw, *(server.url(f"/{at}") for at in (1, 2, 3))).files)
    (raw / files[0]).write_bytes(b"<html>other")
    (raw / files[1]).unlink()
    count, found = warc.write(raw, tmp_path / "a.warc")

    assert (1, [files[0]]) == (count, [issue.source for issue in found])
