"""One crawl read as a night reads it, beside its known answers: `python -m benchmarks.crawling ARCHIVE`.

Reading, searching and joining, without the start of Prefect and Great Expectations and without a release.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import trafilatura

from datelines.articles import Article
from datelines.assembly import assemble_known
from datelines.incremental import Reader
from datelines.issues import Issue, IssueCode
from datelines.searching import Told
from datelines.sources import parts
from datelines.topics.loader import load_topic

TOPIC = "us-cambodia-defense"
_DAY = date(2030, 1, 1)
_YARDSTICK = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a crawl: by address what each article tells and whom it repeats; how many pages were passed over."""

    told: Mapping[str, Told | None]
    repeats: Mapping[str, str]
    passed: int
    doubts: int


def read_crawl(archive: Path, workers: int, sieve: bool) -> Outcome:
    """Read, search and join."""
    topic = load_topic(TOPIC)
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(Path(folder), topic, workers=workers)
        if not sieve:
            reader._sift = lambda body, charset, text: None  # type: ignore[method-assign]
        found = [reader.take(one) if isinstance(one, Article) else one for one in reader.articles(archive, _DAY)]
        reader.save()
        articles = [one for one in found if isinstance(one, Article)]
        urls = {one.id: one.url or one.id for one in articles}
        assembly = assemble_known(reader, articles, topic)
        told = {urls[one.id]: reader.told(reader.key(one.id)) for one in articles}
    issues = [one for one in found if isinstance(one, Issue)]
    passed = sum(one.count for one in issues if one.code is IssueCode.PASSED_OVER)
    return Outcome(
        told,
        {urls[one]: urls[first] for one, first in assembly.repeated.items()},
        passed,
        len(issues),
    )


def judged(outcome: Outcome, known: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """How much of what is known was found, a line each."""
    about = [one for one in known if one["about"]]
    kept = {url for url, told in outcome.told.items() if told and any(m.on_timeline for m in told.mentions)}
    yield f"pages: {len(known):,} = {len(outcome.told):,} articles + {outcome.passed:,} passed over"
    yield _share("relevant pages kept", sum(one["url"] in kept for one in about), len(about))
    events = [(one["url"], event) for one in about for event in one["events"]]
    yield _share("their events, type and day", sum(_tells(outcome.told.get(url), e) for url, e in events), len(events))
    repeats = {one["url"]: one["repeats"] for one in about if one["repeats"]}
    right = sum(repeats.get(url) == first for url, first in outcome.repeats.items())
    yield _share("repeats found, with their first", right, len(repeats))
    yield _share("of what is called a repeat, right", right, len(outcome.repeats))


def _tells(told: Told | None, event: Mapping[str, str]) -> bool:
    return told is not None and any(
        mention.event_type.value == event["type"] and mention.date and mention.date.edtf.startswith(event["date"])
        for mention in told.mentions
    )


def _share(what: str, right: int, of: int) -> str:
    return f"{what}: {right:,} of {of:,}, {right / max(1, of):.2%}"


def _yardstick(archive: Path) -> float:
    """How many pages a processor second trafilatura alone reads, with metadata, in these very minutes."""
    pages = [
        part.held or b"" for part in islice(parts(archive), 0, _YARDSTICK) if not isinstance(part, Article | Issue)
    ]
    start = time.process_time()
    for body in pages:
        trafilatura.bare_extraction(body, with_metadata=True)
    return len(pages) / (time.process_time() - start)


def _used() -> float:
    return sum(sum(resource.getrusage(whose)[:2]) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _megabytes(workers: int) -> float:
    """At most, of all processes together."""
    own, largest = (resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + largest * (workers if workers > 1 else 0)) / 1000


def main() -> None:
    """Read it, and print rate, memory and what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--without-sieve", action="store_true")
    options = parser.parse_args()
    answers = options.archive.with_name(f"{options.archive.name}.listing")
    known = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    start, used = time.perf_counter(), _used()
    outcome = read_crawl(options.archive, options.workers, not options.without_sieve)
    seconds, used = time.perf_counter() - start, _used() - used
    memory = _megabytes(options.workers)
    print(f"{len(known) / seconds:,.0f} pages a second, {len(known) / used:,.0f} a processor second, {memory:,.0f} MB")
    print(f"trafilatura alone, in the same minutes: {_yardstick(options.archive):,.0f} a processor second")
    for line in judged(outcome, known):
        print(line)


if __name__ == "__main__":
    main()
