"""The publication time: stated, missing, impossible."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from raw_files import BODY, RSS, TEXT, articles, codes, issues, put, record

from datelines.articles import Article, PublishedGrain
from datelines.issues import IssueCode
from datelines.sources import read


@pytest.mark.parametrize("written", ["31 February 2025", "2025-02-31", "Mon, 31 Feb 2025 10:00:00 +0700", "31/02/2025"])
def test_a_date_that_is_on_no_calendar_is_said_and_not_mended(written: str, tmp_path: Path) -> None:
    """The article is read, undated."""
    path = put(tmp_path, "a.json", record(published=written))

    assert [None] == [article.published for article in articles(path)]
    assert [IssueCode.BAD_PUBLICATION_DATE] == codes(path)


def test_a_printed_date_that_is_on_no_calendar_is_said(tmp_path: Path) -> None:
    """In a text's byline too."""
    path = put(tmp_path, "a.txt", TEXT.replace("February 25", "February 31").encode())

    assert [IssueCode.BAD_PUBLICATION_DATE] == codes(path)
    assert [BODY] == [article.paragraphs for article in articles(path)]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.json", "a.jsonl", "a.xml"])
def test_no_publication_date_is_said(name: str, tmp_path: Path) -> None:
    """The article is read, and a date inside its text does not stand in."""
    body = (
        "The bridge was opened on 12 May 1975 and has been closed since, said the governor of the province on Friday."
    )
    files = {
        "a.txt": f"Bridge closed\n\n{body}\n\n{BODY[0]}",
        "a.html": f"<html><body><h1>Bridge closed</h1><p>{body}</p><p>{BODY[0]}</p></body></html>",
        "a.json": json.dumps({"title": "Bridge closed", "body": body}),
        "a.jsonl": json.dumps({"title": "Bridge closed", "body": body}),
        "a.xml": RSS.format(items=f"<item><title>Bridge closed</title><description>{body}</description></item>"),
    }
    path = put(tmp_path, name, files[name].encode())

    assert [(None, None, None)] == [(a.published, a.published_grain, a.zone_basis) for a in articles(path)]
    assert [IssueCode.NO_PUBLICATION_DATE] == codes(path)
    assert articles(path)[0].id == issues(path)[0].article_id


def test_a_day_without_a_time_is_a_day(tmp_path: Path) -> None:
    """It stands as midnight in the article's zone, and its grain says so."""
    (article,) = read(put(tmp_path, "a.json", record(published="2025-02-25")))

    assert isinstance(article, Article)
    assert PublishedGrain.DAY is article.published_grain
    assert article.published is not None
    assert "2025-02-25T00:00:00+07:00" == article.published.isoformat()
