"""Crawls of any size with known answers, and how fast and how well they are read.

python -m benchmarks.crawls write FOLDER --pages 100000 [--lines] ; python -m benchmarks.crawls [--pages 20000]
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from benchmarks.newsmaking import Mix, Story, stories
from benchmarks.pagemaking import answer, page, record, rest

__all__ = ["write_archive", "write_lines"]


def write_lines(target: Path, count: int, mix: Mix, seed: int = 1) -> None:
    """So many articles as JSON lines of about 2 KB, and their answers beside them."""
    with target.open("w", encoding="utf-8") as file, _answers(target).open("w", encoding="utf-8") as known:
        for story in stories(count, mix, seed):
            file.write(json.dumps(_line(story), ensure_ascii=False) + "\n")
            known.write(json.dumps(_answer(story, mix, seed)) + "\n")


def write_archive(target: Path, count: int, mix: Mix, seed: int = 1) -> None:
    """So many pages as a web archive, packed record by record, and their answers beside it."""
    with target.open("wb") as file, _answers(target).open("w", encoding="utf-8") as known:
        file.write(record(target.name, b"software: made up\r\n", "2025-01-01T00:00:00Z", "warcinfo"))
        for story in stories(count, mix, seed):
            file.writelines(_records(story, seed))
            known.write(json.dumps(_answer(story, mix, seed)) + "\n")


def _records(story: Story, seed: int) -> Iterator[bytes]:
    moment = f"{story.published.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield from rest(story, moment)
    yield record(story.url, answer(*page(story, seed)), moment)


def _answers(target: Path) -> Path:
    """Where the answers stand: under a name that no reader takes for an article's."""
    return target.with_name(f"{target.name}.listing")


def _line(story: Story) -> dict[str, str]:
    return {
        "url": story.url,
        "title": story.title,
        "publisher": story.publisher,
        "published": story.published.isoformat(),
        "language": story.language,
        "body": "\n\n".join(story.paragraphs),
    }


def _answer(story: Story, mix: Mix, seed: int) -> dict[str, Any]:
    from benchmarks.newsmaking import story as made

    first = made(story.repeats, mix, seed).url if story.repeats is not None else None
    return {
        "url": story.url,
        "about": story.about,
        "language": story.language,
        "repeats": first,
        "events": [{"type": known.event_type, "date": known.day.isoformat()} for known in story.events],
    }
