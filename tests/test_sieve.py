"""Which pages of a crawl are passed over: none that has anything for the timeline; each of the others is counted."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.crawls import write_archive, write_lines
from benchmarks.judged import PLACES
from benchmarks.newsmaking import Mix, stories
from benchmarks.pagemaking import answer, page, record
from datelines.articles import Article
from datelines.cli import cli
from datelines.issues import Issue, IssueCode
from datelines.pipeline import mentions_of
from datelines.sieve import Sieve
from datelines.sources import finish, json_, parts, read, read_all
from datelines.sources.common.facts import charset_in
from datelines.topics.loader import load_topic

TOPICS = sorted(PLACES)


def dressed(article: Article) -> str:
    """The article as a page, with its captions."""
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in article.paragraphs)
    captions = "".join(f"<figure><figcaption>{html.escape(one)}</figcaption></figure>" for one in article.captions)
    head = f"<html><head><title>{html.escape(article.title)}</title></head>"
    return f"{head}<body><h1>{html.escape(article.title)}</h1>{captions}{body}</body></html>"


def dropped_capitals(text: str) -> str:
    return re.sub(r"<p>([A-Z])(?=[a-z])", r'<p><span class="drop">\1</span>', text)


def in_numbers(text: str) -> str:
    """Every letter by its number, signs that have one already left alone."""
    found = re.compile(r"&#?\w+;|[A-Za-z](?=[^<>]*<)")
    return found.sub(lambda match: f"&#{ord(match[0])};" if len(match[0]) == 1 else match[0], text)


DRESSES: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda text: text.encode(),
    "with soft hyphens": lambda text: re.sub(r"(?<=[a-z]{3})(?=[a-z]{3}[^<>]*<)", "\u00ad", text).encode(),
    "with soft hyphens by name": lambda text: re.sub(r"(?<=[a-z]{3})(?=[a-z]{3}[^<>]*<)", "&shy;", text).encode(),
    "in UTF-16": lambda text: text.encode("utf-16"),
    "in small pieces": lambda text: re.sub(r"(?<=[a-z]) (?=[A-Za-z][^<>]*<)", "</b>\n\t<b>", text).encode(),
    "with hard blanks": lambda text: re.sub(r" (?=[^<>]*<)", "&nbsp;", text).encode(),
    "with a dropped capital": lambda text: dropped_capitals(text).encode(),
    "in numbers": lambda text: in_numbers(text).encode(),
    "in Windows-1252": lambda text: text.encode("windows-1252", "xmlcharrefreplace"),
}


@cache
def sieve(topic: str) -> Sieve:
    return Sieve(load_topic(topic))


@cache
def telling(topic: str) -> tuple[str, ...]:
    """The pages of all annotated articles that have something for the timeline."""
    knowledge = load_topic(topic)
    found = (one for folder, _ in PLACES[topic].values() for one in read_all([folder]))
    return tuple(
        dressed(one)
        for one in found
        if isinstance(one, Article) and any(told.on_timeline for told in mentions_of(one, knowledge))
    )


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("topic", TOPICS)
def test_no_annotated_article_with_a_milestone_is_passed_over(topic: str, dress: str) -> None:
    """In whatever way its page is written."""
    passed = sum(sieve(topic)(DRESSES[dress](text), None) is not None for text in telling(topic))

    assert len(telling(topic)) >= 10
    assert 0 == passed


def test_what_a_sieve_lets_through_of_other_news_is_little() -> None:
    """Of pages in English that sound like the topic or link to it, one in five at most."""
    made = list(stories(400, Mix(about=0.0, foreign=0.0)))
    passed = [one for one in made if sieve("us-cambodia-defense")(page(one)[1], None) is None]

    assert len(passed) < 0.2 * len(made)


@pytest.mark.parametrize("language", ["fr", "de", "es", "km", "zh"])
def test_pages_in_other_languages_are_passed_over(language: str) -> None:
    """Whatever they declare, where they name the topic's home."""
    made = [one for one in stories(300, Mix(about=0.0, foreign=1.0)) if one.language == language]
    sent = [page(one) for one in made]
    reasons = [
        sieve("us-cambodia-defense")(body.replace(b'lang="', b'lang="en" x="'), charset_in(kind)) for kind, body in sent
    ]

    assert len(made) > 30
    assert None not in reasons


def test_the_united_kingdom_is_not_the_kingdom() -> None:
    """A longer name of another land takes its last word along."""
    seen = sieve("us-cambodia-defense")

    assert seen(b"<p>The Kingdom has answered.</p>", None) is None
    assert seen(b"<p>The United Kingdom has answered.</p>", None) is not None
    assert seen(b"<p>The United&nbsp;Kingdom and the Kingdom have answered.</p>", None) is None
    assert seen(b"<p>The kingdom has answered.</p>", None) is not None


def items(path: Path, seen: Sieve | None) -> Iterator[Article | Issue]:
    return (item for part in parts(path, sieve=seen) for item in finish(part))


def test_pages_in_are_articles_issues_and_pages_passed_over(tmp_path: Path) -> None:
    """The numbers add up, and nothing that the timeline has is lost."""
    path = tmp_path / "crawl.warc.gz"
    write_archive(path, 300, Mix(about=0.2))
    with path.open("ab") as file:
        file.write(record("https://paper.example/empty", answer("text/html", b"<p>Cambodia"), "2025-01-01T00:00:00Z"))
    topic = load_topic("us-cambodia-defense")
    every = list(items(path, None))
    some = list(items(path, sieve(topic.name)))
    passed = sum(item.count for item in some if isinstance(item, Issue) and item.code is IssueCode.PASSED_OVER)
    unread = [item for item in some if isinstance(item, Issue) and item.code is IssueCode.NO_BODY]
    read_some = {item.id for item in some if isinstance(item, Article)}
    kept = {
        item.id
        for item in every
        if isinstance(item, Article) and any(told.on_timeline for told in mentions_of(item, topic))
    }

    assert 301 == len(read_some) + len(unread) + passed
    assert len(kept) >= 50
    assert kept <= read_some
    assert list(read(path)) == every


def test_reasons_are_told_once_with_their_number(tmp_path: Path) -> None:
    """In the same order, whatever comes first."""
    path = tmp_path / "crawl.warc.gz"
    write_archive(path, 60, Mix(about=0.0, foreign=0.5))
    told = [item for item in parts(path, sieve=sieve("us-cambodia-defense")) if isinstance(item, Issue)]

    assert [IssueCode.PASSED_OVER] * 2 == [issue.code for issue in told]
    assert [f"{issue.count} of its 60 pages" for issue in told] == [
        issue.message.split(" are ")[0].split(" name ")[0] for issue in told
    ]


def test_timeline_of_a_crawl_is_that_of_its_relevant_pages(tmp_path: Path) -> None:
    """The command passes over what has nothing for it, and says how much that was."""
    path = tmp_path / "crawl.warc.gz"
    write_archive(path, 60, Mix(about=0.2))
    every, some = (CliRunner().invoke(cli, ["timeline", "--json", *more, str(path)]) for more in (["--all"], []))
    rows = [json.loads(line) for line in every.stdout.splitlines()]

    assert [row["event_id"] for row in rows if row["on_timeline"]] == [
        json.loads(line)["event_id"] for line in some.stdout.splitlines()
    ]
    assert "of its 60 pages name neither Cambodia" in some.stderr


@pytest.mark.parametrize("escaped", [False, True])
def test_of_a_large_file_of_lines_those_are_passed_over_that_have_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, escaped: bool
) -> None:
    """Counted, with no article lost that tells something; of a small file every article is read."""
    path = tmp_path / "news.jsonl"
    write_lines(path, 200, Mix(about=0.2))
    if escaped:
        lines = [json.dumps(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
        path.write_text("\n".join(lines), encoding="utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write('\n{"title": "Rice", "body": "Prices rose\n{"title": "Rice"}\n[]\n')
    topic = load_topic("us-cambodia-defense")
    every = list(items(path, sieve(topic.name)))
    monkeypatch.setattr(json_, "FILE_LIMIT", 10_000)
    some = list(items(path, sieve(topic.name)))
    passed = sum(item.count for item in some if isinstance(item, Issue) and item.code is IssueCode.PASSED_OVER)
    faults = [item for item in some if isinstance(item, Issue) and item.code is not IssueCode.PASSED_OVER]
    read_some = {item.id for item in some if isinstance(item, Article)}
    kept = {
        item.id
        for item in every
        if isinstance(item, Article) and any(told.on_timeline for told in mentions_of(item, topic))
    }

    assert 200 == len([item for item in every if isinstance(item, Article)])
    assert faults == [item for item in every if isinstance(item, Issue)]
    assert 203 == len(read_some) + len(faults) + passed
    assert len(kept) >= 30
    assert kept <= read_some
    assert passed >= 130
    assert list(items(path, None)) == every
