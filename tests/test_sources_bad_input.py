"""Whatever lies in a folder of articles: one clear finding for what cannot be read, no harm to what lies beside it."""

from __future__ import annotations

import gzip
import os
import random
from pathlib import Path

import pytest
from raw_files import BODY, PAGE, RSS, TEXT, articles, codes, feed, put, record

from datelines.articles import Article
from datelines.issues import Issue, IssueCode, Stage
from datelines.sources import read, read_all

NOTHING = {
    "empty.txt": (b"", IssueCode.EMPTY_FILE),
    "empty.html": (b"", IssueCode.EMPTY_FILE),
    "empty.json": (b"", IssueCode.EMPTY_FILE),
    "empty.jsonl": (b"\n\n", IssueCode.EMPTY_FILE),
    "empty.xml": (b"", IssueCode.EMPTY_FILE),
    "blank.txt": (b" \r\n\t\r\n", IssueCode.EMPTY_FILE),
    "empty.txt.gz": (gzip.compress(b""), IssueCode.EMPTY_FILE),
    "picture.html": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", IssueCode.NOT_TEXT),
    "document.html": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", IssueCode.NOT_TEXT),
    "archive.txt": (b"PK\x03\x04\x14\x00\x00\x00", IssueCode.NOT_TEXT),
    "noise.html": (random.Random(1).randbytes(4000), IssueCode.NOT_TEXT),
    "noise.jsonl": (random.Random(2).randbytes(4000), IssueCode.NOT_TEXT),
    "sheet.xlsx": (b"whatever", IssueCode.UNKNOWN_FORMAT),
    "no_ending": (b"whatever", IssueCode.UNKNOWN_FORMAT),
    "number.json": (b"42", IssueCode.BAD_SYNTAX),
    "null.json": (b"null", IssueCode.BAD_SYNTAX),
    "string.json": (b'"an article"', IssueCode.BAD_SYNTAX),
    "list.json": (b"[]", IssueCode.NO_ITEMS),
    "items.json": (b'{"version": "1", "items": []}', IssueCode.NO_ITEMS),
    "numbers.json": (b"[7]", IssueCode.BAD_SYNTAX),
    "keys.json": (b'{"colour": "red"}', IssueCode.MISSING_KEY),
    "no_text.json": (b'{"title": "Bridge closed", "published": "2025-02-25"}', IssueCode.MISSING_KEY),
    "words.json": (b"not JSON at all", IssueCode.BAD_SYNTAX),
    "deep.json": (b"[" * 200_000, IssueCode.BAD_SYNTAX),
    "nested.json": (b'{"a":' * 200_000, IssueCode.BAD_SYNTAX),
    "no_items.xml": (RSS.format(items="").encode(), IssueCode.NO_ITEMS),
    "no_feed.xml": (b'<?xml version="1.0"?><catalogue><book/></catalogue>', IssueCode.BAD_SYNTAX),
    "no_text.html": (b"<html><head><title>Bridge</title></head><body></body></html>", IssueCode.NO_BODY),
    "menu.html": (b'<html><body><nav><a href="/">Home</a></nav></body></html>', IssueCode.NO_BODY),
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_holds_no_article_gives_one_clear_finding(name: str, tmp_path: Path) -> None:
    """The finding names the file and the fault on one line, and says what to do."""
    data, code = NOTHING[name]
    (found,) = read(put(tmp_path, name, data))

    assert isinstance(found, Issue)
    assert (Stage.READ, code, name) == (found.stage, found.code, found.source)
    assert "\n" not in found.message
    assert any(sign in found.message for sign in (";", "put", "fetch", "check", "remove", "convert"))


def test_bad_files_cost_nothing_of_the_good_ones_beside_them(tmp_path: Path) -> None:
    """Every file of the folder gives an article or a finding."""
    for name, (data, _) in NOTHING.items():
        put(tmp_path, name, data)
    put(tmp_path, "good.txt", TEXT.encode())
    put(tmp_path, "good.json", record())
    found = list(read_all([tmp_path]))

    assert {"good.txt", "good.json"} == {item.source for item in found if isinstance(item, Article)}
    assert set(NOTHING) == {item.source for item in found if isinstance(item, Issue)}


def test_an_empty_folder_is_a_finding(tmp_path: Path) -> None:
    """Nothing to read is said, not passed over."""
    (found,) = read_all([tmp_path])

    assert isinstance(found, Issue)
    assert IssueCode.EMPTY_FOLDER is found.code


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    """Also when it vanished after the folder was listed."""
    assert [IssueCode.UNREADABLE_FILE] == codes(tmp_path / "gone.txt")


def test_a_file_that_may_not_be_read_is_a_finding(tmp_path: Path) -> None:
    """Its neighbours are read; the child process gives up root, to whom every file is open."""
    closed = put(tmp_path, "closed.txt", TEXT.encode())
    put(tmp_path, "open.txt", TEXT.replace("Bridge", "Road").encode())
    folder = tmp_path / "closed_folder"
    folder.mkdir()
    closed.chmod(0)
    folder.chmod(0)
    for parent in (tmp_path, *tmp_path.parents[:3]):
        if parent.stat().st_uid == os.getuid():
            parent.chmod(parent.stat().st_mode | 0o755)
    there, here = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            found = [
                f"{item.source}:{item.code if isinstance(item, Issue) else 'read'}" for item in read_all([tmp_path])
            ]
            os.write(here, "\n".join(found).encode())
        finally:
            os._exit(0)
    os.close(here)
    with os.fdopen(there, encoding="utf-8") as answer:
        lines = answer.read().splitlines()
    os.waitpid(child, 0)
    folder.chmod(0o755)

    assert ["closed.txt:unreadable_file", "closed_folder:unreadable_file", "open.txt:read"] == sorted(lines)


def test_an_address_that_is_none_costs_nothing(tmp_path: Path) -> None:
    """Neither in a page nor in a feed."""
    page = PAGE.replace("<head>", '<head><link rel="canonical" href="https://[kandal/bridge">')
    item = feed("a").replace("<guid>", "<link>https://[kandal/bridge</link><guid>")

    assert [BODY] == [article.paragraphs for article in articles(put(tmp_path, "a.html", page))]
    assert [" ".join(BODY)] == [article.text for article in articles(put(tmp_path, "a.xml", item))]
