"""Small raw files for the tests of the readers: the same short article as text, page, record and feed."""

from __future__ import annotations

import json
from pathlib import Path

from datelines.articles import Article
from datelines.issues import Issue, IssueCode
from datelines.sources import read

BODY = (
    "The bridge was closed to lorries on Monday after an inspection found cracks in two of its piers.",
    "It had been due to reopen in March, a spokesman for the province said.",
)
RECORD = {
    "title": "Bridge closed to lorries",
    "outlet": "The Kandal Examiner",
    "published": "2025-02-25T10:15:00+07:00",
    "lang": "en",
    "body": "\n\n".join(BODY),
}
TEXT = "Bridge closed to lorries\nFebruary 25, 2025\n\n" + "\n\n".join(BODY) + "\n"
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Bridge closed to lorries</title></head><body>
<h1>Bridge closed to lorries</h1><time datetime="2025-02-25T10:15:00+07:00">25 February</time>
<div><p>{BODY[0]}</p><p>{BODY[1]}</p></div></body></html>"""
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>The Kandal Examiner</title>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><guid>{guid}</guid><pubDate>Tue, 25 Feb 2025 10:15:00 +0700</pubDate>
<description>{text}</description></item>"""


def feed(*guids: str) -> str:
    """A feed with an item a guid."""
    items = (ITEM.format(title=f"Story {guid}", guid=guid, text=" ".join(BODY)) for guid in guids)
    return RSS.format(items="".join(items))


def record(**other: object) -> bytes:
    """The article as JSON, with some members replaced or added."""
    return json.dumps({**RECORD, **other}).encode()


def put(folder: Path, name: str, data: bytes | str) -> Path:
    """Writes a file byte for byte."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def articles(path: Path) -> list[Article]:
    """The articles of a file."""
    return [item for item in read(path) if isinstance(item, Article)]


def issues(path: Path) -> list[Issue]:
    """The findings of a file."""
    return [item for item in read(path) if isinstance(item, Issue)]


def codes(path: Path) -> list[IssueCode]:
    """The codes of the findings of a file."""
    return [issue.code for issue in issues(path)]
