"""Files that end before their end: what is whole in them is read, and the cut is said."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

from raw_files import BODY, PAGE, RECORD, TEXT, articles, codes, feed, issues, put, record

from datelines.issues import IssueCode


def test_half_a_page_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """What is there is an article, and that it is cut is said."""
    path = put(tmp_path, "half.html", PAGE[: PAGE.index("It had been") + 30].encode())

    assert [BODY[0]] == list(articles(path)[0].paragraphs)[:1]
    assert [IssueCode.TRUNCATED] == codes(path)


def test_half_a_text_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """A text has no end that could be missed."""
    path = put(tmp_path, "half.txt", TEXT[: TEXT.index("It had been")].encode())

    assert [(BODY[0],)] == [article.paragraphs for article in articles(path)]


def test_half_a_record_gives_a_finding(tmp_path: Path) -> None:
    """A lone object that is cut gives nothing."""
    assert [IssueCode.TRUNCATED] == codes(put(tmp_path, "half.json", record()[:150]))


def test_half_a_list_gives_its_whole_records(tmp_path: Path) -> None:
    """The records before the cut are good."""
    listed = json.dumps([{**RECORD, "url": "a"}, {**RECORD, "url": "b"}, {**RECORD, "url": "c"}]).encode()
    path = put(tmp_path, "half.json", listed[:-40])

    assert ["a", "b"] == [article.record for article in articles(path)]
    assert [IssueCode.TRUNCATED] == codes(path)


def test_half_a_file_of_lines_loses_the_last_line_alone(tmp_path: Path) -> None:
    """As does a line that was broken some other way."""
    lines = [record(url="a"), b'{"title": "no end', record(url="b"), record(url="c")[:-30]]
    path = put(tmp_path, "half.jsonl", b"\n".join(lines))

    assert ["a", "b"] == [article.record for article in articles(path)]
    assert ["line 2", "line 4"] == [issue.record for issue in issues(path)]


def test_half_a_feed_gives_its_whole_items(tmp_path: Path) -> None:
    """The item in which the cut lies is not made up from its beginning."""
    text = feed("a", "b", "c")
    path = put(tmp_path, "half.xml", text[: text.index("Story c") + 60])

    assert ["a", "b"] == [article.record for article in articles(path)]
    assert [IssueCode.TRUNCATED] == codes(path)


def test_half_a_feed_without_a_whole_item_is_a_finding(tmp_path: Path) -> None:
    """It is told from a feed that has no items."""
    assert [IssueCode.TRUNCATED] == codes(put(tmp_path, "half.xml", feed("a")[:200].encode()))


def test_half_a_gzip_gives_what_it_holds(tmp_path: Path) -> None:
    """The part that can be unpacked is read."""
    noise = random.Random(3).randbytes(20_000).hex()
    packed = gzip.compress((TEXT + "\n" + noise).encode())
    path = put(tmp_path, "half.txt.gz", packed[: len(packed) // 2])

    assert list(BODY) == list(articles(path)[0].paragraphs)[:2]
    assert [IssueCode.TRUNCATED] == codes(path)


def test_half_a_gzip_of_lines_gives_its_whole_lines(tmp_path: Path) -> None:
    """All lines that can be unpacked whole are read."""
    dice = random.Random(4)
    packed = gzip.compress(b"\n".join(record(url=str(n), noise=dice.randbytes(100).hex()) for n in range(200)))
    path = put(tmp_path, "half.jsonl.gz", packed[: len(packed) // 2])
    records = [article.record for article in articles(path)]

    assert records == [str(n) for n in range(len(records))]
    assert 50 < len(records) < 200
    assert IssueCode.TRUNCATED in codes(path)


def test_damage_inside_a_gzip_gives_what_stands_before_it(tmp_path: Path) -> None:
    """Bytes that turned over on the way do not hide what was sound."""
    noise = random.Random(5).randbytes(30_000).hex()
    packed = bytearray(gzip.compress((TEXT + "\n" + noise).encode()))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = bytes(40)
    path = put(tmp_path, "damaged.txt.gz", bytes(packed))

    assert list(BODY) == list(articles(path)[0].paragraphs)[:2]
    assert [IssueCode.TRUNCATED] == codes(path)
