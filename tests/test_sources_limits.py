"""Files made or grown to do harm: refused within bounded time and memory, and nothing else is lost."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from raw_files import PAGE, articles, codes, feed, issues, put, record

from datelines.issues import IssueCode

HUGE = b"word " * 10_000_000


@pytest.mark.parametrize("name", ["huge.txt", "huge.html", "huge.json", "huge.xml"])
def test_fifty_megabytes_on_one_line_are_refused(name: str, tmp_path: Path) -> None:
    """No article is so long; the file is not even read to its end."""
    assert [IssueCode.TOO_LARGE] == codes(put(tmp_path, name, HUGE))


def test_a_line_of_fifty_megabytes_costs_that_line_alone(tmp_path: Path) -> None:
    """The lines before and after it are read."""
    path = put(tmp_path, "huge.jsonl", b"\n".join([record(url="a"), b'{"body": "' + HUGE + b'"}', record(url="b")]))

    assert ["a", "b"] == [article.record for article in articles(path)]
    assert [(IssueCode.TOO_LARGE, "line 2")] == [(issue.code, issue.record) for issue in issues(path)]


def test_a_body_of_more_than_two_million_letters_is_refused(tmp_path: Path) -> None:
    """Whatever the format, such a text is no article."""
    path = put(tmp_path, "long.jsonl", record(body="A sentence. " * 200_000) + b"\n" + record(url="b"))

    assert ["b"] == [article.record for article in articles(path)]
    assert [IssueCode.TOO_LARGE] == codes(path)


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.html.gz", "bomb.jsonl.gz", "bomb.json.gz", "bomb.xml.gz"])
def test_a_gzip_bomb_is_refused(name: str, tmp_path: Path) -> None:
    """Small on disk and without bounds when unpacked: unpacking stops at the limit."""
    bomb = gzip.compress(b"<p>" + b"x" * 300_000_000, compresslevel=1)

    assert [IssueCode.TOO_LARGE] == codes(put(tmp_path, name, bomb))


_XML = '<?xml version="1.0"?>'
_CHANNEL = '<rss version="2.0"><channel><title>&b;</title></channel></rss>'
BOMBS = {
    "laughs": f'{_XML}<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]>{_CHANNEL}',
    "external": f'{_XML}<!DOCTYPE r [<!ENTITY b SYSTEM "file:///etc/hostname">]>{_CHANNEL}',
    "hidden": f'{_XML}<!-- <rss> --><!doctype r [<!-- ]> --><!ENTITY b "ha">]>{_CHANNEL}',
    "unclosed": f'{_XML}<!DOCTYPE r [<!ENTITY b "ha">{_CHANNEL}',
}


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", BOMBS)
def test_xml_that_defines_entities_is_refused(kind: str, charset: str, tmp_path: Path) -> None:
    """Nothing is expanded and nothing is fetched."""
    assert [IssueCode.UNSAFE_XML] == codes(put(tmp_path, "a.xml", BOMBS[kind].encode(charset)))


def test_a_feed_with_an_old_doctype_is_read(tmp_path: Path) -> None:
    """RSS 0.91 named its document type, which defines no entity here."""
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss.dtd">'
    text = feed("a").replace("<rss", f"{doctype}<rss")

    assert ["a"] == [article.record for article in articles(put(tmp_path, "a.xml", text))]


def test_entities_in_a_page_are_not_expanded(tmp_path: Path) -> None:
    """HTML knows no definitions; the words stay as they are."""
    page = PAGE.replace("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>').replace(
        "It had", "&b; It had"
    )

    assert "haha" not in articles(put(tmp_path, "a.html", page.encode()))[0].text
