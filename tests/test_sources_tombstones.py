"""A tombstone beside a file takes it out, from the day that it names, and says so."""

from __future__ import annotations

from datetime import date

import pytest
from raw_files import TEXT, put

from datelines.articles import Article
from datelines.sources import read_all

DAY = date(2025, 3, 15)


def found(folder, day=DAY):
    """Names of articles, and codes with messages of issues."""
    items = list(read_all([folder], day=day))
    articles = [item.source for item in items if isinstance(item, Article)]
    return articles, [(item.code.value, item.message) for item in items if not isinstance(item, Article)]


@pytest.mark.parametrize(
    ("text", "day", "why"),
    [
        pytest.param("2025-03-15 the paper withdrew it", DAY, "the paper withdrew it", id="from that day"),
        pytest.param("2025-03-15 the paper withdrew it", None, "the paper withdrew it", id="no day asked for"),
        pytest.param("the paper withdrew it", DAY, "the paper withdrew it", id="from ever"),
        pytest.param("", DAY, "no reason given", id="empty"),
        pytest.param("2025-03-15", DAY, "no reason given", id="a day alone"),
        pytest.param(b"\xff\xfe", DAY, "\ufffd", id="no text"),
    ],
)
def test_file_is_withdrawn(tmp_path, text, day, why):
    """Its article becomes an issue with the reason; what lies beside it is read."""
    put(tmp_path, "one.txt", TEXT)
    put(tmp_path, "two.txt", TEXT.replace("Bridge", "Road"))
    put(tmp_path, "one.txt.tombstone", text)
    articles, issues = found(tmp_path, day)

    assert ["two.txt"] == articles
    assert ["withdrawn"] == [code for code, _ in issues]
    assert why in issues[0][1]


def test_day_before_the_tombstone_reads_the_file(tmp_path):
    """A night run again comes out as it was."""
    put(tmp_path, "one.txt", TEXT)
    put(tmp_path, "one.txt.tombstone", "2025-03-15 the paper withdrew it")

    assert (["one.txt"], []) == found(tmp_path, date(2025, 3, 14))


def test_copy_of_a_withdrawn_file_stands_for_itself(tmp_path):
    """It is a source of its own."""
    put(tmp_path, "one.txt", TEXT)
    put(tmp_path, "two.txt", TEXT)
    put(tmp_path, "one.txt.tombstone", "withdrawn")

    assert ["two.txt"] == found(tmp_path)[0]
