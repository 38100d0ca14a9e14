"""Which event of last night an event of tonight is: ids that stay when dates sharpen, titles change and articles join.

Pure, and independent of the order in which events and mentions come. What changed between the two is worked out in
``history``.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from datelines.events import Event, EventMention
from datelines.rows import mention_id
from datelines.timelines import Timeline

__all__ = ["Past", "past_of", "successors", "with_ids"]

_Sentence = tuple[str, str, int, int, str]


@dataclass(frozen=True, slots=True)
class Past:
    """Who told what in the base release: mention to event, sentence and type to events, and every id ever given.

    ``retired`` are the ids of retracted events, which only the same event may take up again.
    """

    mentions: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[_Sentence, frozenset[str]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()


_NOTHING = Past()


def past_of(
    mention_rows: Iterable[Mapping[str, Any]],
    given: Iterable[str],
    retired: Iterable[str],
    origin: Mapping[str, str] = MappingProxyType({}),
) -> Past:
    """The past from rows of the mentions table, and the ids of the timeline table.

    ``origin`` has the event of each mention that a correction told of another event or of none: with it, it is the
    past as the articles alone have it.
    """
    mentions: dict[str, str] = dict(origin)
    sentences: dict[_Sentence, set[str]] = defaultdict(set)
    for row in mention_rows:
        event_id = mentions.setdefault(row["mention_id"], row["event_id"])
        sentence = (
            row["article_id"],
            row["part"],
            row["caption_number"] or 0,
            row["sentence_start"],
            row["event_type"],
        )
        sentences[sentence].add(event_id)
    frozen = {sentence: frozenset(ids) for sentence, ids in sentences.items()}
    return Past(mentions, frozen, frozenset(given) | frozenset(mentions.values()), frozenset(retired))


def with_ids(timeline: Timeline, past: Past = _NOTHING) -> Timeline:
    """The timeline with an id for every event.

    An event takes the id of the past event with which it shares most mentions; one past event gives its id to one
    event. Mentions that rules have moved within their sentence count less than equal ones. What is new gets ``ev-``
    and 12 hex digits from the topic and its smallest mention.
    """
    events = timeline.events
    order = sorted(range(len(events)), key=lambda index: (not events[index].on_timeline, _telling(events[index])))
    ids = _inherited([events[index] for index in order], past)
    taken = set(ids.values())
    for place, index in enumerate(order):
        if place not in ids:
            ids[place] = _new_id(timeline.topic, events[index], taken, past)
            taken.add(ids[place])
    named = {index: ids[place] for place, index in enumerate(order)}
    return replace(timeline, events=tuple(replace(event, id=named[index]) for index, event in enumerate(events)))


def successors(timeline: Timeline, past: Past) -> dict[str, str]:
    """The past events whose mentions are now told by another milestone, and that one's id."""
    alive = {event.id for event in timeline.milestones}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for event in timeline.milestones:
        for old, count in _shared(event, past).items():
            if old not in alive:
                votes[old][event.id] += count
    return {old: min(counts, key=lambda new: (-counts[new], new)) for old, counts in sorted(votes.items())}


def _inherited(events: list[Event], past: Past) -> dict[int, str]:
    pairs = [(-count, old, index) for index, event in enumerate(events) for old, count in _shared(event, past).items()]
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, old, index in sorted(pairs):
        if index not in ids and old not in taken:
            ids[index] = old
            taken.add(old)
    return ids


def _shared(event: Event, past: Past) -> dict[str, int]:
    """How much of the event each past event told: a large step for an equal mention, a small one for its sentence."""
    exact: Counter[str] = Counter()
    near: Counter[str] = Counter()
    for mention in event.mentions:
        old = past.mentions.get(mention_id(mention))
        if old is not None:
            exact[old] += 1
        else:
            near.update(past.sentences.get(_sentence(mention), ()))
    step = len(event.mentions) + 1
    return {old: exact[old] * step + near[old] for old in exact.keys() | near.keys()}


def _sentence(mention: EventMention) -> _Sentence:
    return mention.article_id, mention.part, mention.caption, mention.sentence.start, mention.event_type


def _telling(event: Event) -> tuple[object, ...]:
    """An order of events that follows from what they say alone."""
    return _smallest(event), sorted(mention_id(mention) for mention in event.mentions)


def _smallest(event: Event) -> tuple[str, str, int, int, int, str]:
    return min(mention.key for mention in event.mentions)


def _new_id(topic: str, event: Event, taken: set[str], past: Past) -> str:
    """The first of its own ids that no other event has or had; a retracted event that comes back has its id again."""
    seed = "\x1f".join((topic, *map(str, _smallest(event))))
    count = 0
    while True:
        text = seed if count == 0 else f"{seed}\x1f{count}"
        made = f"ev-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}"
        if made not in taken and (made not in past.given or made in past.retired):
            return made
        count += 1
