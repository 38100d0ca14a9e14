"""Crawls of any size with known answers, and how fast and how well they are read.

python -m benchmarks.crawls                                    a crawl is made, read and judged
python -m benchmarks.crawls --write FOLDER --pages 1000000     only made: archive, JSON lines and answers
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from benchmarks.newsmaking import Mix, Story, stories, story
from benchmarks.pagemaking import answer, page, record, rest

__all__ = ["write_archive", "write_lines"]


def write_lines(target: Path, count: int, mix: Mix, seed: int = 1) -> None:
    """So many articles as JSON lines of about 2 KB, and their answers beside them."""
    with target.open("w", encoding="utf-8") as file, _answers(target).open("w", encoding="utf-8") as known:
        for one in stories(count, mix, seed):
            file.write(json.dumps(_line(one), ensure_ascii=False) + "\n")
            known.write(json.dumps(_answer(one, mix, seed)) + "\n")


def write_archive(target: Path, count: int, mix: Mix, seed: int = 1) -> None:
    """So many pages as a web archive, packed record by record, and their answers beside it."""
    with target.open("wb") as file, _answers(target).open("w", encoding="utf-8") as known:
        file.write(record(target.name, b"software: made up\r\n", "2025-01-01T00:00:00Z", "warcinfo"))
        for one in stories(count, mix, seed):
            file.writelines(_records(one, seed))
            known.write(json.dumps(_answer(one, mix, seed)) + "\n")


def _records(one: Story, seed: int) -> Iterator[bytes]:
    moment = f"{one.published.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield from rest(one, moment)
    yield record(one.url, answer(*page(one, seed)), moment)


def _answers(target: Path) -> Path:
    """Where the answers stand: under a name that no reader takes for an article's."""
    return target.with_name(f"{target.name}.listing")


def _line(one: Story) -> dict[str, str]:
    return {
        "url": one.url,
        "title": one.title,
        "publisher": one.publisher,
        "published": one.published.isoformat(),
        "language": one.language,
        "body": "\n\n".join(one.paragraphs),
    }


def _answer(one: Story, mix: Mix, seed: int) -> dict[str, Any]:
    first = story(one.repeats, mix, seed).url if one.repeats is not None else None
    return {
        "url": one.url,
        "about": one.about,
        "language": one.language,
        "repeats": first,
        "events": [{"type": known.event_type, "date": known.day.isoformat()} for known in one.events],
    }


def measure(folder: Path, pages: int, about: float, workers: int, sieve: bool) -> None:
    """Make a crawl where there is none, read it in a process of its own, and print what came of it."""
    target = folder / f"{pages}-{about:g}" / "crawl.warc.gz"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_archive(target, pages, Mix(about=about))
    command = [sys.executable, "-m", "benchmarks.crawling", str(target), "--workers", str(workers)]
    command += [] if sieve else ["--without-sieve"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    print(f"\n{pages:,} pages, {about:.0%} about the topic, {workers} processes{'' if sieve else ', no sieve'}")
    print(done.stdout, end="", flush=True)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, or only make."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--about", type=float, nargs="+", default=[0.1, 1.0], help="shares of pages about the topic")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--without-sieve", action="store_true", help="read every page, to see what the sieve loses")
    parser.add_argument("--keep", type=Path, help="where crawls are kept for the next time")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="only make archive, lines and answers there")
    options = parser.parse_args(argv)
    if options.write:
        options.write.mkdir(parents=True, exist_ok=True)
        for about in options.about:
            write_archive(options.write / f"crawl-{about:g}.warc.gz", options.pages, Mix(about=about))
            write_lines(options.write / f"news-{about:g}.jsonl", options.pages, Mix(about=about))
        return
    with tempfile.TemporaryDirectory() as folder:
        for about in options.about:
            measure(options.keep or Path(folder), options.pages, about, options.workers, not options.without_sieve)


if __name__ == "__main__":
    main()
