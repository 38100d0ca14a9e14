"""Which event of last night an event of tonight is: ids that stay when dates sharpen, titles change and articles join.

Pure, and independent of the order in which events and mentions come. What changed between the two is worked out in
``history``.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from datelines.events import Event, EventMention
from datelines.rows import mention_id
from datelines.timelines import Timeline

__all__ = [
    "TOLD",
    "Claim",
    "Past",
    "Telling",
    "claim_of",
    "ids_of",
    "past_of",
    "past_of_columns",
    "successors",
    "successors_of",
    "telling_of",
    "with_ids",
]

MentionKey = tuple[str, str, int, int, int, str]
_Sentence = tuple[str, str, int, int, str]

# The columns of the mentions table by which events are known again.
TOLD = ("mention_id", "event_id", "article_id", "part", "caption_number", "sentence_start", "event_type")


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
_NONE: Mapping[str, int] = MappingProxyType({})


class Telling(NamedTuple):
    """Who tells an event: its mentions, their ids, and whether it is on the timeline."""

    mentions: Sequence[EventMention]
    ids: Sequence[str]
    on_timeline: bool


class Claim(NamedTuple):
    """Of an event, as much as its id follows from: whether it is on the timeline, its smallest mention and the least id
    of one, and how much of it each past event told.
    """

    on_timeline: bool
    smallest: MentionKey
    least: str
    shared: Mapping[str, int]


class _Sentences(Mapping[_Sentence, frozenset[str]]):
    """Worked out once somebody asks for a sentence of an article that it has."""

    def __init__(self, articles: frozenset[str], make: Callable[[], Mapping[_Sentence, frozenset[str]]]) -> None:
        self._articles, self._make = articles, make
        self._found: Mapping[_Sentence, frozenset[str]] | None = None

    def _all(self) -> Mapping[_Sentence, frozenset[str]]:
        if self._found is None:
            self._found = self._make()
        return self._found

    def __getitem__(self, key: _Sentence) -> frozenset[str]:
        if key[0] not in self._articles:
            raise KeyError(key)
        return self._all()[key]

    def __iter__(self) -> Iterator[_Sentence]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


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
    rows = list(mention_rows)
    return past_of_columns({name: [row[name] for row in rows] for name in TOLD}, given, retired, origin)


def past_of_columns(
    told: Mapping[str, Sequence[Any]],
    given: Iterable[str],
    retired: Iterable[str],
    origin: Mapping[str, str] = MappingProxyType({}),
) -> Past:
    """The same from columns of the mentions table, those of ``TOLD``."""
    mentions: dict[str, str] = dict(origin)
    events = [mentions.setdefault(*pair) for pair in zip(told["mention_id"], told["event_id"], strict=True)]

    def sentences() -> dict[_Sentence, frozenset[str]]:
        found: dict[_Sentence, set[str]] = defaultdict(set)
        captions = [number or 0 for number in told["caption_number"]]
        keys = zip(told["article_id"], told["part"], captions, told["sentence_start"], told["event_type"], strict=True)
        for sentence, event_id in zip(keys, events, strict=True):
            found[sentence].add(event_id)
        return {sentence: frozenset(ids) for sentence, ids in found.items()}

    near = _Sentences(frozenset(told["article_id"]), sentences)
    return Past(mentions, near, frozenset(given) | frozenset(mentions.values()), frozenset(retired))


def with_ids(timeline: Timeline, past: Past = _NOTHING) -> Timeline:
    """The timeline with an id for every event."""
    ids = ids_of(timeline.topic, [claim_of(telling_of(event), past) for event in timeline.events], past)
    return replace(
        timeline, events=tuple(replace(event, id=one) for event, one in zip(timeline.events, ids, strict=True))
    )


def claim_of(telling: Telling, past: Past = _NOTHING) -> Claim:
    """What the event of this telling claims of the past."""
    smallest = min(mention.key for mention in telling.mentions)
    return Claim(telling.on_timeline, smallest, min(telling.ids), _shared(telling, past))


def ids_of(topic: str, claims: Sequence[Claim], past: Past = _NOTHING) -> list[str]:
    """An id for every event, by who tells it.

    An event takes the id of the past event with which it shares most mentions; one past event gives its id to one
    event. Mentions that rules have moved within their sentence count less than equal ones. What is new gets ``ev-``
    and 12 hex digits from the topic and its smallest mention.
    """
    # An order that follows from what they say alone.
    order = sorted(range(len(claims)), key=lambda index: (not claims[index].on_timeline, *claims[index][1:3]))
    ids = _inherited([claims[index] for index in order])
    taken = set(ids.values())
    for place, index in enumerate(order):
        if place not in ids:
            ids[place] = _new_id(topic, claims[index], taken, past)
            taken.add(ids[place])
    named = {index: ids[place] for place, index in enumerate(order)}
    return [named[index] for index in range(len(claims))]


def successors(timeline: Timeline, past: Past) -> dict[str, str]:
    """The past events whose mentions are now told by another milestone, and that one's id."""
    return successors_of((event.id, claim_of(telling_of(event), past)) for event in timeline.milestones)


def successors_of(claims: Iterable[tuple[str, Claim]]) -> dict[str, str]:
    """The same by what the milestones of those ids claim."""
    claims = list(claims)
    alive = {event_id for event_id, _ in claims}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for event_id, claim in claims:
        for old, count in claim.shared.items():
            if old not in alive:
                votes[old][event_id] += count
    return {old: min(counts, key=lambda new: (-counts[new], new)) for old, counts in sorted(votes.items())}


def telling_of(event: Event) -> Telling:
    """Who tells the event."""
    return Telling(event.mentions, [mention_id(mention) for mention in event.mentions], event.on_timeline)


def _inherited(claims: Sequence[Claim]) -> dict[int, str]:
    pairs = [(-count, old, index) for index, claim in enumerate(claims) for old, count in claim.shared.items()]
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, old, index in sorted(pairs):
        if index not in ids and old not in taken:
            ids[index] = old
            taken.add(old)
    return ids


def _shared(telling: Telling, past: Past) -> Mapping[str, int]:
    """How much of the event each past event told: a large step for an equal mention, a small one for its sentence."""
    if not past.mentions:
        return _NONE
    step = len(telling.mentions) + 1
    owners = [past.mentions.get(name) for name in telling.ids]
    # As nearly all are: told by the same mentions as before.
    if owners and owners[0] is not None and owners.count(owners[0]) == len(owners):
        return {owners[0]: len(owners) * step}
    exact: Counter[str] = Counter()
    near: Counter[str] = Counter()
    for mention, old in zip(telling.mentions, owners, strict=True):
        if old is not None:
            exact[old] += 1
        else:
            near.update(past.sentences.get(_sentence(mention), ()))
    return {old: exact[old] * step + near[old] for old in exact.keys() | near.keys()}


def _sentence(mention: EventMention) -> _Sentence:
    return mention.article_id, mention.part, mention.caption, mention.sentence.start, mention.event_type


def _new_id(topic: str, claim: Claim, taken: set[str], past: Past) -> str:
    """The first of its own ids that no other event has or had; a retracted event that comes back has its id again."""
    seed = "\x1f".join((topic, *map(str, claim.smallest)))
    count = 0
    while True:
        text = seed if count == 0 else f"{seed}\x1f{count}"
        made = f"ev-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}"
        if made not in taken and (made not in past.given or made in past.retired):
            return made
        count += 1
