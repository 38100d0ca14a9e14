"""How fast articles become mentions, tagging and extraction together: by kind of text, by length, and in memory.

    python -m benchmarks.extraction [--megabytes 2]

Three kinds of text: the articles of the topic in ``data/raw/sample``, nearly every sentence of which tells an event of
the topic; ordinary news and stories, the corpora of the tagger's benchmark; and one article of the topic in ten. Days,
months, weekdays and years differ in each copy. Seconds are those of the CPU.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain, islice
from pathlib import Path

from benchmarks.corpus import varied, vary
from datelines.articles import Article
from datelines.pipeline import mentions_of
from datelines.sources import read_all
from datelines.topics import Topic
from datelines.topics.loader import load_topic

__all__ = ["mixed", "ordinary", "topical"]

SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"
TOPIC = "us-cambodia-defense"
_ORDINARY_TO_ONE = 9
# Growth is the exponent that fits the seconds of these parts of the text; 1 is linear.
_PARTS = (1, 2, 4, 8)
_A_DAY = date(2017, 3, 4)


def topical(seed: int = 5) -> Iterator[Article]:
    """The articles of the topic without end, no two copies with the same dates."""
    rng = random.Random(seed)
    sample = [item for item in read_all([SAMPLE]) if isinstance(item, Article)]
    while True:
        yield from (replace(article, text=vary(article.text, rng)) for article in sample)


def ordinary(seed: int = 7) -> Iterator[Article]:
    """News and stories of anything else, without end."""
    some = next(topical())
    for number, text in enumerate(varied(math.inf, seed)):
        day = datetime.combine(text.dct or _A_DAY, datetime.min.time(), UTC)
        yield replace(some, id=f"ordinary-{number}", title="", text=text.text, captions=(), published=day)


def mixed() -> Iterator[Article]:
    """One article of the topic in ten."""
    ours, others = topical(), ordinary()
    while True:
        yield next(ours)
        yield from islice(others, _ORDINARY_TO_ONE)


def taken(articles: Iterator[Article], megabytes: float) -> list[Article]:
    """Articles until there are so many megabytes."""
    found, total = [], 0.0
    while total < megabytes:
        found.append(next(articles))
        total += size(found[-1:])
    return found


def size(articles: Sequence[Article]) -> float:
    """Megabytes of UTF-8 in headlines, bodies and captions."""
    strings = chain.from_iterable((article.title, article.text, *article.captions) for article in articles)
    return sum(len(text.encode("utf-8")) for text in strings) / 1e6


def seconds(articles: Sequence[Article], topic: Topic) -> tuple[float, int]:
    """CPU seconds to find the mentions of articles one by one, and how many there are."""
    start = time.process_time()
    found = sum(len(mentions_of(article, topic)) for article in articles)
    return time.process_time() - start, found


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """The slope of the line through the logarithms."""
    xs, ys = [math.log(value) for value in sizes], [math.log(value) for value in times]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - mean_x) ** 2 for x in xs)


def in_one(articles: Sequence[Article]) -> Article:
    """One article as long as all of them."""
    return replace(articles[0], text="\n\n".join(article.text for article in articles), captions=())


def growth(articles: Sequence[Article], topic: Topic) -> float:
    """The exponent by which seconds grow with the length of one article, over four lengths."""
    lengths, times = [], []
    for part in _PARTS:
        article = in_one(articles[: max(1, len(articles) * part // _PARTS[-1])])
        lengths.append(size([article]))
        times.append(min(seconds([article], topic)[0] for _ in range(2)))
    return exponent(lengths, times)


def peak(articles: Sequence[Article], topic: Topic) -> float:
    """The most megabytes that were held at once beyond what was there before."""
    tracemalloc.start()
    seconds(articles, topic)
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return most


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=2.0, help="of each kind of text")
    options = parser.parse_args(argv)
    topic = load_topic(TOPIC)
    mentions_of(next(topical()), topic)
    kinds: tuple[tuple[str, Callable[[], Iterator[Article]]], ...] = (
        ("articles of the topic", topical),
        ("ordinary news", ordinary),
        ("one of the topic in ten", mixed),
    )
    print(f"{'':<26}{'MB/s':>8}{'MB':>8}{'mentions':>10}{'growth':>8}{'peak MB, half, whole':>22}")
    for name, make in kinds:
        articles = taken(make(), options.megabytes)
        spent, found = seconds(articles, topic)
        some = articles[: len(articles) // 8]
        half, whole = peak(some[: len(some) // 2], topic), peak(some, topic)
        print(
            f"{name:<26}{size(articles) / spent:>8.2f}{size(articles):>8.2f}{found:>10}"
            f"{growth(some, topic):>8.2f}{half:>14.1f}{whole:>8.1f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
