"""Made-up crawls: the same bytes twice, the shares that were asked for, and answers that are true."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.crawls import write_archive, write_lines
from benchmarks.newsmaking import Mix, stories, story
from datelines.articles import Article
from datelines.issues import Issue
from datelines.sources import read, read_all

MIX = Mix(about=0.4, repeats=0.3, foreign=0.3)


def answers(target: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in target.with_name(f"{target.name}.listing").read_text().splitlines()]


def test_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    """Archive, lines and answers."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        (tmp_path / name).mkdir()
        write_archive(tmp_path / name / "crawl.warc.gz", 40, MIX, seed)
        write_lines(tmp_path / name / "news.jsonl", 40, MIX, seed)
    one, same, other = ([path.read_bytes() for path in sorted((tmp_path / name).iterdir())] for name in "abc")

    assert one == same
    assert not {*one} & {*other}


def test_shares_are_those_that_were_asked_for() -> None:
    """Of two thousand stories, within a tenth."""
    made = list(stories(2000, MIX))
    about = [one for one in made if one.about]
    repeats = [one for one in about if one.repeats is not None]
    foreign = [one for one in made if one.language != "en"]

    assert abs(len(about) - 800) < 80
    assert abs(len(repeats) - 240) < 50
    assert abs(len(foreign) - 360) < 50
    assert 1700 < sum(len(" ".join(one.paragraphs).encode()) for one in made) / len(made) < 2300


def test_repeat_tells_the_same_under_another_name() -> None:
    """Later, by another paper, of a story that is itself no repeat."""
    repeats = [one for one in stories(200, MIX) if one.repeats is not None]

    assert repeats
    for one in repeats:
        first = story(one.repeats or 0, MIX, 1)
        assert first.repeats is None
        assert first.events == one.events
        assert first.published < one.published
        assert (first.title, first.publisher, first.paragraphs) != (one.title, one.publisher, one.paragraphs)


def test_pages_of_a_crawl_are_read_as_the_lines_are(tmp_path: Path) -> None:
    """Each page under its address, with the story's time, language and paragraphs, whatever its charset."""
    write_archive(tmp_path / "crawl.warc.gz", 150, MIX)
    write_lines(tmp_path / "news.jsonl", 150, MIX)
    pages = {one.url: one for one in read(tmp_path / "crawl.warc.gz") if isinstance(one, Article)}
    lines = {one.url: one for one in read(tmp_path / "news.jsonl") if isinstance(one, Article)}

    assert [one["url"] for one in answers(tmp_path / "crawl.warc.gz")] == list(pages)
    assert list(pages) == list(lines)
    for url, page in pages.items():
        assert lines[url].published == page.published
        assert lines[url].title == page.title
    same = [url for url in pages if lines[url].text.split() == pages[url].text.split()]
    assert len(same) > 0.95 * len(pages)


def test_answers_are_no_article(tmp_path: Path) -> None:
    """They lie beside the crawl, and no reader takes them for news."""
    write_archive(tmp_path / "crawl.warc.gz", 3, Mix(about=1.0))
    found = list(read_all([tmp_path]))

    assert {"crawl.warc.gz"} == {one.source for one in found}
    assert [] == [one for one in found if isinstance(one, Issue) and one.article_id is None]
