"""Milestones that the annotated articles give together, each with whether its date and type are right.

Held-out articles are a set of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datelines.articles import Article
from datelines.edtf import DateValue
from datelines.events import Event
from datelines.pipeline import assemble, mentions_of
from datelines.sources import read_all
from datelines.topics import Topic

__all__ = ["Case", "Corpus", "cases", "corpora"]

ROOT = Path(__file__).parents[1]
# Articles, their annotations, and the list of those that are held out.
_PLACES = (
    (ROOT / "data" / "raw" / "sample", ROOT / "tests" / "gold"),
    (ROOT / "tests" / "gold" / "fresh" / "articles", ROOT / "tests" / "gold" / "fresh"),
)
_Answer = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Case:
    """One milestone that was found: whether date and type are right, and the article that tells it best."""

    event: Event
    right: bool
    article: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles with their annotated events, by what the two share: file name and record."""

    articles: tuple[Article, ...]
    gold: Mapping[tuple[str, str | None], Sequence[Mapping[str, Any]]]
    digest: str


def corpora() -> tuple[Corpus, Corpus]:
    """The articles that may be looked at, and those held out."""
    return _corpus(held_out=False), _corpus(held_out=True)


def _corpus(held_out: bool) -> Corpus:
    articles: list[Article] = []
    gold: dict[tuple[str, str | None], Sequence[Mapping[str, Any]]] = {}
    digest = hashlib.sha256()
    for folder, beside in _PLACES:
        held = frozenset((beside / "heldout.txt").read_text(encoding="utf-8").split())
        for line in (beside / "gold.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if (row["article"] in held) is held_out:
                gold[row["article"], row.get("record")] = row["events"]
                digest.update(line.encode())
        articles += [one for one in read_all([folder]) if isinstance(one, Article)]
    kept = tuple(one for one in articles if _key(one) in gold)
    return Corpus(kept, gold, digest.hexdigest())


def _key(article: Article) -> tuple[str, str | None]:
    return Path(article.source).name, article.record


def cases(corpus: Corpus, topic: Topic) -> list[Case]:
    """Every milestone of the merged timeline, judged one for one."""
    mentions = [mention for article in corpus.articles for mention in mentions_of(article, topic)]
    found = assemble(mentions, corpus.articles, topic, None).milestones
    right = _right(found, _milestones(corpus))
    return [Case(event, number in right, event.mentions[0].article_id) for number, event in enumerate(found)]


def _answers(event: Mapping[str, Any]) -> frozenset[_Answer]:
    readings = [event, *({**event, **other} for other in event.get("alternatives", ()))]
    return frozenset((one["date"], one["type"]) for one in readings)


def _milestones(corpus: Corpus) -> list[frozenset[_Answer]]:
    """What counts as right for each milestone: what some article says of it, where none is finer."""
    told: dict[str, set[_Answer]] = defaultdict(set)
    for events in corpus.gold.values():
        for event in events:
            if event["on_timeline"]:
                told[event["milestone"]] |= _answers(event)
    return [frozenset(one for one in answers if not _is_coarse(one[0], answers)) for answers in told.values()]


def _is_coarse(date: str | None, answers: Iterable[_Answer]) -> bool:
    """Whether some other answer is a finer date within this one."""
    others = [DateValue.parse(other) for other, _ in answers if other and other != date]
    if date is None:
        return bool(others)
    mine = DateValue.parse(date)
    return any(mine.covers(other) and mine.bounds != other.bounds for other in others)


def _right(events: Sequence[Event], wanted: Sequence[frozenset[_Answer]]) -> frozenset[int]:
    """The numbers of the events that are what is wanted, in a largest pairing of one with one."""
    owner: dict[int, int] = {}

    def place(number: int, seen: set[int]) -> bool:
        for other, answers in enumerate(wanted):
            if other in seen or not _is(events[number], answers):
                continue
            seen.add(other)
            if other not in owner or place(owner[other], seen):
                owner[other] = number
                return True
        return False

    for number in range(len(events)):
        place(number, set())
    return frozenset(owner.values())


def _is(event: Event, answers: frozenset[_Answer]) -> bool:
    return any(kind == event.event_type.value and _same(date, event.date) for date, kind in answers)


def _same(told: str | None, found: DateValue | None) -> bool:
    if told is None or found is None:
        return told is None and found is None
    return DateValue.parse(told).bounds == found.bounds
