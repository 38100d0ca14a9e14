"""What the annotated articles give, each event with whether its date and type are right: article by article, and the
milestones that they give together. Held-out articles are a set of their own.
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
from datelines.pipeline import assemble, events_of, mentions_of
from datelines.sources import read_all
from datelines.topics import Topic

__all__ = ["PLACES", "Case", "Corpus", "Reading", "cases", "corpora", "corpus", "readings"]

ROOT = Path(__file__).parents[1]
_GOLD = ROOT / "tests" / "gold"
# By topic and name: articles, and the folder with their annotations and the list of those that are held out.
PLACES: dict[str, dict[str, tuple[Path, Path]]] = {
    "us-cambodia-defense": {
        "sample": (ROOT / "data" / "raw" / "sample", _GOLD),
        "fresh": (_GOLD / "fresh" / "articles", _GOLD / "fresh"),
    },
    "us-philippines-defense": {"articles": (_GOLD / "philippines" / "articles", _GOLD / "philippines")},
}
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


@dataclass(frozen=True, slots=True)
class Reading:
    """One article: the milestones that its annotators have, those found, and the pairs of the two that fit.

    ``asked`` are the annotated ones that must be found: what is marked as optional may be missing.
    """

    gold: Sequence[Mapping[str, Any]]
    found: Sequence[Event]
    pairs: Sequence[tuple[int, int]]

    @property
    def asked(self) -> list[int]:
        paired = {number for number, _ in self.pairs}
        return [i for i, one in enumerate(self.gold) if i in paired or not (one.get("inferred") or one.get("optional"))]


def corpora(topic: str = "us-cambodia-defense") -> tuple[Corpus, Corpus]:
    """The articles of a topic that may be looked at, and those held out."""
    places = list(PLACES[topic].values())
    return corpus(places, held_out=False), corpus(places, held_out=True)


def corpus(places: Sequence[tuple[Path, Path]], held_out: bool, zone: str | None = None) -> Corpus:
    """The articles of some places, with their annotations; either those held out, or the others."""
    articles: list[Article] = []
    gold: dict[tuple[str, str | None], Sequence[Mapping[str, Any]]] = {}
    digest = hashlib.sha256()
    for folder, beside in places:
        held = frozenset((beside / "heldout.txt").read_text(encoding="utf-8").split())
        for line in (beside / "gold.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if (row["article"] in held) is held_out:
                gold[row["article"], row.get("record")] = row["events"]
                digest.update(line.encode())
        read = read_all([folder], zone=zone) if zone else read_all([folder])
        articles += [one for one in read if isinstance(one, Article)]
    kept = tuple(one for one in articles if _key(one) in gold)
    return Corpus(kept, gold, digest.hexdigest())


def readings(corpus: Corpus, topic: Topic) -> list[Reading]:
    """Each article by itself, on the timeline and off it being part of what is judged."""
    made = []
    for article in corpus.articles:
        gold = [event for event in corpus.gold[_key(article)] if event["on_timeline"]]
        # Those that must be found are paired first.
        gold.sort(key=lambda event: bool(event.get("inferred") or event.get("optional")))
        found = [event for event in events_of(article, topic) if event.on_timeline]
        made.append(Reading(gold, found, _pairs(found, [_answers(event) for event in gold])))
    return made


def _key(article: Article) -> tuple[str, str | None]:
    return Path(article.source).name, article.record


def cases(corpus: Corpus, topic: Topic) -> list[Case]:
    """Every milestone of the merged timeline, judged one for one."""
    mentions = [mention for article in corpus.articles for mention in mentions_of(article, topic)]
    found = assemble(mentions, corpus.articles, topic, None).milestones
    right = {other for _, other in _pairs(found, _milestones(corpus))}
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


def _pairs(events: Sequence[Event], wanted: Sequence[frozenset[_Answer]]) -> list[tuple[int, int]]:
    """A largest pairing of what is wanted with events that are that, one with one, as numbers; earlier wants first."""
    owner: dict[int, int] = {}

    def place(number: int, seen: set[int]) -> bool:
        for other, event in enumerate(events):
            if other in seen or not _is(event, wanted[number]):
                continue
            seen.add(other)
            if other not in owner or place(owner[other], seen):
                owner[other] = number
                return True
        return False

    for number in range(len(wanted)):
        place(number, set())
    return [(number, other) for other, number in owner.items()]


def _is(event: Event, answers: frozenset[_Answer]) -> bool:
    return any(kind == event.event_type.value and _same(date, event.date) for date, kind in answers)


def _same(told: str | None, found: DateValue | None) -> bool:
    if told is None or found is None:
        return told is None and found is None
    return DateValue.parse(told).bounds == found.bounds
