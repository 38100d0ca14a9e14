"""Plain texts: which line is what, where paragraphs end, and what is not the article's."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from raw_files import BODY, articles, put, record

from datelines.articles import Article
from datelines.sources.common import furniture, language

SENTENCES = "\n\n".join(BODY)


def _read(tmp_path: Path, text: str) -> Article:
    (article,) = articles(put(tmp_path, "a.txt", text))
    return article


@pytest.mark.parametrize(
    "head",
    [
        "Bridge closed\n\n    By:\n  • Sok Dara\n  • February 25, 2025, 10:15 AM\n  • 00:00 / 00:00",
        "Bridge closed\nBy Sok Dara, Ta Khmau\nPublished: February 25, 2025 | 10:15",
        "BRIDGE CLOSED\nFebruary 25, 2025, 10:15  |  KE",
        "Bridge closed\nSok Dara | The Kandal Examiner | 25 February 2025, 10:15",
        "Bridge closed\n\n25 February 2025 10:15\nBy Sok Dara",
        "25 February 2025, 10:15\nBridge closed",
        "Share\n\nBridge closed\n\nShare this story\n3 min read\n\nFebruary 25, 2025 10:15 AM",
        "Headline: Bridge closed\nDate: 2025-02-25 10:15\nSource: The Kandal Examiner\nSection: National",
        "Bridge closed\nUpdated: February 28, 2025 | 09:00\nPublished: February 25, 2025 | 10:15",
    ],
)
def test_the_lines_around_the_headline_stand_in_any_order(head: str, tmp_path: Path) -> None:
    """Headline and date are found and nothing of them stays in the body."""
    article = _read(tmp_path, f"{head}\n\n{SENTENCES}")

    assert "bridge closed" == article.title.lower()
    assert BODY == article.paragraphs
    assert "2025-02-25 10:15:00+07:00" == str(article.published)


@pytest.mark.parametrize(
    ("foot", "outlet"),
    [
        ("The Kandal Examiner\n\nRelated Articles\nA road is built\nRain in March 2024", "The Kandal Examiner"),
        ("-- The Kandal Examiner", "The Kandal Examiner"),
        ("Share this story\nComments (12)\n\n© The Kandal Examiner", "The Kandal Examiner"),
        ("© 2025 The Kandal Examiner. All rights reserved.", "The Kandal Examiner"),
        ("Copyright (c) 2019-2025 by The Kandal Examiner", "The Kandal Examiner"),
        ("Most read: A road is built (Nov 10)\nAround the country: will it rain?\n\n© Kandal Wire", "Kandal Wire"),
        ("(Reporting by Sok Dara; Editing by Ana Lim)", None),
        ("– ENDS –", None),
        ("###", None),
        ("Tags: Kandal, bridges", None),
        ("Subscribe to our newsletter for more stories like this", None),
        ("Read more: A road is built", None),
        ("Published February 26, 2025", None),
        ("", None),
    ],
)
def test_what_the_site_prints_below_is_not_the_body(foot: str, outlet: str | None, tmp_path: Path) -> None:
    """Links, notices and signatures go; the signature names the outlet."""
    article = _read(tmp_path, f"Bridge closed\nFebruary 25, 2025\n\n{SENTENCES}\n\n{foot}")

    assert BODY == article.paragraphs
    assert outlet == article.publisher


def test_a_caption_above_the_byline_is_a_caption(tmp_path: Path) -> None:
    """So is a paragraph that ends with a picture's credit."""
    head = "Bridge closed\n\nWorkers on the bridge on May 3, 2024\n    By:\n  • Sok Dara\n  • February 25, 2025"
    article = _read(tmp_path, f"{head}\n\n{SENTENCES}\n\nThe bridge in 1967. (National Archives photo)")

    assert ("Workers on the bridge on May 3, 2024", "The bridge in 1967. (National Archives photo)") == article.captions
    assert BODY == article.paragraphs


@pytest.mark.parametrize("width", [55, 66, 76, 100])
def test_hard_wraps_are_undone(width: int, tmp_path: Path) -> None:
    """At any width, with dates and numbers at the break."""
    paragraphs = (
        "The Senate approved the loan on 14 March 2019 by 61 votes to 39, and the first of four payments reached the "
        "ministry on April 2. A second was due on May 15, 2020 but came only on the 30th.",
        "By Thursday, March 19, 2020 the ferries had stopped. No ship has called at the old pier since, the harbour "
        "master said.",
    )
    wrapped = "\n\n".join(textwrap.fill(text, width, break_on_hyphens=False) for text in paragraphs)
    article = _read(tmp_path, f"A LOAN IS PAID\nJune 1, 2020  |  KE\n\n{wrapped}\n\n-- The Kandal Examiner")

    assert paragraphs == article.paragraphs
    assert "2020-06-01" == str(article.dct)


def test_lines_without_blank_lines_between_them_are_paragraphs(tmp_path: Path) -> None:
    """Where lines are as long as paragraphs are."""
    article = _read(tmp_path, "Bridge closed\nFebruary 25, 2025\n" + "\n".join(BODY))

    assert BODY == article.paragraphs


def test_a_list_of_dated_headings_gives_no_publication_date(tmp_path: Path) -> None:
    """The first date of a chronicle is not the day on which it was printed."""
    text = f"A bridge and its years\n\n{BODY[0]}\n\nMay 12, 1975\n\n{BODY[1]}\n\nJune 3, 1988\n\n{BODY[1]}"

    assert _read(tmp_path, text).published is None


def test_a_text_without_headline_is_all_body(tmp_path: Path) -> None:
    """A first sentence is no headline."""
    long = BODY[0] + " " + BODY[1]
    article = _read(tmp_path, f"{long}\n\n{BODY[1]}")

    assert "" == article.title
    assert (long, BODY[1]) == article.paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "17:12",
        "Save the date",
        "Join the navy and see the world, the poster said.",
        "Support for the drill is strong here.",
        "Follow the money, he said.",
        "More than 200 soldiers left.",
        "It is shared by both.",
        "Q: Were you surprised?",
        "Watch out for mines, the sign said in 1993.",
        "Topics were demining, training and the search for the missing.",
        "FOR FURTHER INFORMATION CONTACT: Office of Policy, telephone (202) 555-1261.",
        "The ministry manages cookies, rice and beans.",
        "Log in the river blocked the ferry.",
        "The report was published on 3 May.",
    ],
)
def test_short_lines_of_an_article_are_no_furniture(line: str) -> None:
    """Furniture is told by whole phrases."""
    assert not furniture.is_furniture(line)
    assert not furniture.is_ending(line)


def test_a_box_of_links_in_the_middle_costs_only_itself(tmp_path: Path) -> None:
    """What comes after it is the article again."""
    middle = "Related Articles\n\nA road is built\n\nRain in March"
    article = _read(
        tmp_path, f"Bridge closed\nFebruary 25, 2025\n\n{BODY[0]}\n\n{middle}\n\n{SENTENCES}\n\n{SENTENCES}"
    )

    assert (BODY[0], *BODY, *BODY) == article.paragraphs


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (SENTENCES, None, "en"),
        (SENTENCES, "en-GB", "en"),
        (SENTENCES, "English", "en"),
        ("Le pont a été fermé lundi aux camions par les autorités de la province.", None, "fr"),
        ("Cây cầu đã được đóng cửa với xe tải và không có ngày mở lại.", None, "vi"),
        ("ស្ពានត្រូវបានបិទមិនឱ្យរថយន្តដឹកទំនិញឆ្លងកាត់។", "en-US", "km"),
        ("สะพานถูกปิดไม่ให้รถบรรทุกผ่าน", None, "th"),
        ("大桥星期一对卡车关闭。", None, "zh"),
        ("Мост закрыт для грузовиков.", "uk", "uk"),
        ("1234 5678", None, "und"),
    ],
)
def test_the_language_is_the_declared_one_where_the_script_allows(
    text: str, declared: str | None, expected: str
) -> None:
    """Templates often say English over pages in Khmer."""
    assert expected == language.language_of(text, declared)


@pytest.mark.parametrize(
    "other",
    [
        {"body": list(BODY)},
        {"body": "".join(f"<p>{text}</p>" for text in BODY)},
        {"body": [{"type": "paragraph", "text": text} for text in BODY]},
        {"body": "\r\n\r\n".join(BODY)},
        {"body": "\n".join(BODY)},
        {"body": None, "content": {"rendered": "".join(f"<p>{text}</p>" for text in BODY)}},
        {"body": "", "articleBody": SENTENCES},
        {"body": None, "content_html": "<br><br>".join(BODY)},
    ],
)
def test_the_body_of_a_record_comes_in_many_shapes(other: dict[str, object], tmp_path: Path) -> None:
    """As a string, a list, HTML, or pieces."""
    (article,) = articles(put(tmp_path, "a.json", record(**other)))

    assert BODY == article.paragraphs


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("datePublished", "2025-02-25T10:15:00+07:00"),
        ("published_at", 1740453300),
        ("pubDate", "Tue, 25 Feb 2025 10:15:00 +0700"),
        ("timestamp", "1740453300000"),
        ("created", {"$date": "2025-02-25T03:15:00Z"}),
    ],
)
def test_the_date_of_a_record_goes_by_many_names(key: str, value: object, tmp_path: Path) -> None:
    """And comes as text, seconds or milliseconds."""
    (article,) = articles(put(tmp_path, "a.json", record(published=None, **{key: value})))

    assert article.published is not None
    assert 1740453300 == article.published.timestamp()
