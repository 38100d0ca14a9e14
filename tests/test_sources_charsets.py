"""The letters of a file, whatever charset it is in and whatever it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from raw_files import BODY, ITEM, PAGE, RECORD, RSS, TEXT, articles, codes, put

from datelines.articles import Article
from datelines.issues import IssueCode
from datelines.sources import read

ACCENTS = "“Naïve” hopes – the café’s owner said – had been raised in São Paulo and Malmö."


@pytest.mark.parametrize(
    ("declared", "charset", "guessed"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8", "cp1252", True),
        ("windows-1252", "cp1252", False),
        ("iso-8859-1", "cp1252", False),
        (None, "cp1252", True),
        (None, "utf-8", False),
        (None, "utf-8-sig", False),
        ("utf-8", "utf-16", False),
        ("no-such-charset", "utf-8", False),
    ],
)
def test_a_page_is_read_in_the_charset_that_it_is_in(
    declared: str | None, charset: str, guessed: bool, tmp_path: Path
) -> None:
    """Its byte order mark, its declaration where that holds, UTF-8, or a guess, which is said."""
    meta = f'<meta charset="{declared}">' if declared else ""
    page = PAGE.replace("<head>", f"<head>{meta}").replace("</div>", f"<p>{ACCENTS}</p></div>")
    path = put(tmp_path, "page.html", page.encode(charset))

    assert [ACCENTS] == list(articles(path)[0].paragraphs)[2:]
    assert ([IssueCode.GUESSED_CHARSET] if guessed else []) == codes(path)


@pytest.mark.parametrize("charset", ["cp1252", "utf-16", "utf-8-sig"])
def test_texts_records_and_feeds_in_other_charsets_are_read(charset: str, tmp_path: Path) -> None:
    """Not only pages come so."""
    line = json.dumps({**RECORD, "body": ACCENTS}, ensure_ascii=False)
    files = {
        "a.txt": TEXT + "\n" + ACCENTS,
        "a.json": line,
        "a.jsonl": f"{line}\n{line}",
        "a.xml": RSS.format(items=ITEM.format(title="A", guid="a", text=ACCENTS)),
    }

    for name, text in files.items():
        assert ACCENTS == articles(put(tmp_path, name, text.encode(charset)))[0].paragraphs[-1]


def test_a_few_damaged_letters_do_not_turn_utf_8_into_something_else(tmp_path: Path) -> None:
    """Khmer with one byte lost stays Khmer."""
    text = "ខែកុម្ភៈ ឆ្នាំ២០២៥ ស្ពានត្រូវបានបិទ។ " * 40
    data = text.encode()
    path = put(tmp_path, "a.txt", data[:3000] + data[3001:])

    assert articles(path)[0].text.startswith("ខែកុម្ភៈ ឆ្នាំ២០២៥")
    assert [IssueCode.GUESSED_CHARSET] == [code for code in codes(path) if code is IssueCode.GUESSED_CHARSET]


def test_signs_that_print_nothing_are_dropped(tmp_path: Path) -> None:
    """NUL, bell, direction marks, soft hyphens and a byte order mark inside; CRLF; no newline at the end."""
    head = "Bridge clo\u00adsed\x00 to lorries\r\n\u200fFebruary 25, 2025\u202c"
    marked = f"{head}\r\n\r\n{BODY[0]}\x07\r\n\r\n\ufeff{BODY[1]}"
    (article,) = read(put(tmp_path, "marks.txt", marked.encode()))

    assert isinstance(article, Article)
    assert ("Bridge closed to lorries", BODY) == (article.title, article.paragraphs)
    assert "2025-02-25" == str(article.dct)
