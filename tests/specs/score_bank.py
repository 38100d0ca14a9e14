"""Scores the event extractor on the bank of sentences. What the sentences say is in the YAML files beside it.

``python tests/specs/score_bank.py --part odd`` takes the positions for tuning.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import msgspec

from datelines.articles import Article, PublishedGrain, ZoneBasis
from datelines.events import Event, EventType, Status
from datelines.pipeline import events_of
from datelines.topics import Topic
from datelines.topics.loader import load_topic
from datelines.yamlfile import convert, load

__all__ = ["Expected", "Score", "Sentence", "main", "read_bank", "score"]

FOLDER = Path(__file__).parent
PREFIX = "events_bank_"
CAMBODIA = timezone(timedelta(hours=7))
COLUMNS = ("type", "type+status", "type+date")


class Expected(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One event that a sentence tells; ``date`` is EDTF, or None where the sentence gives none."""

    type: EventType
    status: Status
    date: str | None
    on_timeline: bool


class Sentence(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A sentence, the day that it was printed, and every event that it tells."""

    text: str
    dct: str
    events: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of found and right, found in all, and wanted; the figures are fractions of one."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was wanted that was found; 1 where nothing was wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


Key = tuple[str, ...]
Keys = Callable[[str, str, str | None], Key]
# What has to agree, in the order of COLUMNS.
KEYS: tuple[Keys, ...] = (
    lambda kind, status, day: (kind,),
    lambda kind, status, day: (kind, status),
    lambda kind, status, day: (kind, day or "-"),
)


def read_bank(path: Path) -> tuple[Sentence, ...]:
    """The sentences of one file. Raises ConfigError."""
    return convert(load(path), tuple[Sentence, ...], path)


def score(sentence: Sentence, topic: Topic, timeline_only: bool = False) -> tuple[Score, ...]:
    """How many events of the sentence were found, a Score a column; ``timeline_only`` leaves the others out."""
    found = [event for event in events_of(_article(sentence), topic) if event.on_timeline or not timeline_only]
    wanted = [event for event in sentence.events if event.on_timeline or not timeline_only]
    return tuple(_agreement(found, wanted, keys) for keys in KEYS)


def _agreement(found: Iterable[Event], wanted: Iterable[Expected], keys: Keys) -> Score:
    told = Counter(keys(e.event_type, e.status, e.date.edtf if e.date else None) for e in found)
    asked = Counter(keys(e.type, e.status, e.date) for e in wanted)
    return Score((told & asked).total(), told.total(), asked.total())


def _article(sentence: Sentence) -> Article:
    """An article that is nothing but the sentence."""
    return Article(
        id="bank",
        source="bank.txt",
        record=None,
        url=None,
        publisher=None,
        title="",
        text=sentence.text,
        captions=(),
        language="en",
        published=datetime.combine(date.fromisoformat(sentence.dct), datetime.min.time(), CAMBODIA),
        published_grain=PublishedGrain.DAY,
        zone_basis=ZoneBasis.STATED,
        digest="0" * 64,
    )


def _part(sentences: tuple[Sentence, ...], part: str) -> tuple[Sentence, ...]:
    """The odd positions (the first, the third), the even ones, or all."""
    return {"odd": sentences[0::2], "even": sentences[1::2], "all": sentences}[part]


def _sum(rows: Iterable[tuple[Score, ...]]) -> tuple[Score, ...]:
    """Column by column."""
    total = tuple(Score() for _ in COLUMNS)
    for row in rows:
        total = tuple(map(Score.__add__, total, row))
    return total


def _row(name: str, count: int, scores: Iterable[Score]) -> str:
    cells = (f"{100 * s.precision:5.1f} {100 * s.recall:5.1f} {100 * s.f1:5.1f}" for s in scores)
    return f"{name:22}{count:5}  " + "   ".join(cells)


def _report(part: str, topic: Topic, timeline_only: bool) -> Iterator[str]:
    """The lines of the table: a row a file, and one for all."""
    yield f"{'':27}  " + "   ".join(f"{column + ' P R F1':17}" for column in COLUMNS)
    total, counted = _sum(()), 0
    for path in sorted(FOLDER.glob(f"{PREFIX}*.yaml")):
        sentences = _part(read_bank(path), part)
        only = timeline_only or path.stem == f"{PREFIX}elsewhere"
        sums = _sum(score(sentence, topic, only) for sentence in sentences)
        total, counted = _sum((total, sums)), counted + len(sentences)
        yield _row(path.stem.removeprefix(PREFIX), len(sentences), sums)
    yield _row("all", counted, total)


def main(arguments: list[str]) -> int:
    """Prints precision, recall and F1 in percent, a row a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("odd", "even", "all"), default="odd")
    parser.add_argument("--topic", default="us-cambodia-defense")
    parser.add_argument("--timeline", action="store_true", help="only events on the timeline, wanted and found")
    options = parser.parse_args(arguments)
    for line in _report(options.part, load_topic(options.topic), options.timeline):
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
