"""The clusters of an archive when articles come and go: what ``merge.across`` gives, from what it gave before.

Parts are joined in order of rank, and each chooses among the clusters founded before it. Only a part that a changed
cluster can be near to can choose otherwise, so the change is followed from part to part, in that order. What fits and
what is nearest is decided in ``kinship``; nothing is known of it here.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from datelines.articles import Article
from datelines.events import EventMention
from datelines.extraction.kinship import Kin, fits_across, nearness, rank
from datelines.extraction.merge import Cluster, across, lead_of
from datelines.extraction.neighbours import Neighbours
from datelines.topics import Topic

__all__ = ["Name", "PartOf", "rejoin"]

Name = tuple[str, int]
# Names have an order, by which parts are told apart that say the same.
N = TypeVar("N", bound=Hashable)

_NEW = -1


@dataclass(frozen=True, slots=True)
class PartOf(Generic[N]):
    """The mentions of one article that tell one happening, the best one first, under a name that is theirs alone."""

    name: N
    mentions: Sequence[EventMention]


def rejoin(
    parts: Sequence[PartOf[N]],
    gone: Sequence[PartOf[N]],
    before: Sequence[Sequence[N]],
    articles: Mapping[str, Article],
    topic: Topic,
) -> list[list[PartOf[N]]]:
    """All ``parts``, in whatever order they come, by happening, the founding one first.

    ``before`` are the clusters of the time before by the names of their parts, and ``gone`` the parts that were there
    then and are no more; ``articles`` has those of all of them. The same name is the same part.
    """
    if not before:
        named = {part.name: part for part in parts}
        clusters = [Cluster(lead_of(part.mentions, topic), parts=[part.name]) for part in sorted(parts, key=_name)]
        return [[named[name] for name in cluster.parts] for cluster in across(clusters, articles)]
    every = sorted([*((part, True) for part in parts), *((part, False) for part in gone)], key=_order)
    joined = _Joined([part for part, _ in every], [there for _, there in every], before, articles, topic)
    joined.follow()
    return joined.clusters()


def _name(part: PartOf[Any]) -> tuple[str, Any]:
    return part.mentions[0].article_id, part.name


def _order(one: tuple[PartOf[Any], bool]) -> tuple[object, ...]:
    part = one[0]
    return rank(part.mentions[0]), part.name


class _Joined(Generic[N]):
    """Parts by their place in the order, who founded a cluster, and who has joined it so far."""

    def __init__(
        self,
        parts: Sequence[PartOf[N]],
        there: Sequence[bool],
        before: Sequence[Sequence[N]],
        articles: Mapping[str, Article],
        topic: Topic,
    ) -> None:
        self._parts, self._there, self._articles, self._topic = parts, there, articles, topic
        self._kins: dict[int, Kin] = {}
        places = {part.name: place for place, part in enumerate(parts)}
        # The founder of each part's cluster as it was, and the cluster's members in order.
        self._old = [_NEW] * len(parts)
        self._members: dict[int, list[int]] = {}
        for names in before:
            members = sorted(places[name] for name in names)
            self._members[members[0]] = members
            for member in members:
                self._old[member] = members[0]
        # Clusters whose members change, as far as they have been followed.
        self._chosen: dict[int, list[int]] = {}
        self._dead: set[int] = set()
        self._states: dict[int, tuple[Kin, int]] = {}
        self._now: dict[int, Kin] = {}
        self._near_parts: Neighbours[int] = Neighbours(articles)
        self._founders: Neighbours[int] = Neighbours(articles)
        self._changed: Neighbours[int] = Neighbours(articles)
        for place, part in enumerate(parts):
            self._near_parts.add(part.mentions[0], place)
        for founder in self._members:
            self._founders.add(parts[founder].mentions[0], founder)
        self._waiting = [place for place, old in enumerate(self._old) if old == _NEW or not there[place]]
        self._queued = set(self._waiting)
        self._at = -1
        heapq.heapify(self._waiting)

    def follow(self) -> None:
        """Every part that can choose otherwise chooses again, in order."""
        while self._waiting:
            place = self._at = heapq.heappop(self._waiting)
            if self._there[place]:
                self._decide(place)
            else:
                self._leave(place)

    def clusters(self) -> list[list[PartOf[N]]]:
        """Those of all parts that are there."""
        return [
            [self._parts[member] for member in members]
            for founder, members in (self._members | self._chosen).items()
            if founder not in self._dead
        ]

    def _kin(self, place: int) -> Kin:
        """What a part has in common, worked out for the few that are looked at."""
        if place not in self._kins:
            self._kins[place] = lead_of(self._parts[place].mentions, self._topic)
        return self._kins[place]

    def _leave(self, place: int) -> None:
        founder = self._old[place]
        if founder == place:
            self._dissolve(place)
        else:
            self._touch(founder, place)

    def _decide(self, place: int) -> None:
        old, new = self._old[place], self._choice(place)
        if new == place:
            if old != place:
                self._found(place)
        elif new == old and new not in self._chosen:
            return
        else:
            if new not in self._chosen:
                self._touch(new, place)
            self._chosen[new].append(place)
            self._now[new] = self._now[new].joined_by(self._kin(place))
        if old == place and new != place:
            self._dissolve(place)
        elif old not in (_NEW, new) and old != place:
            self._touch(old, place)

    def _choice(self, place: int) -> int:
        """The founder that the part joins; itself where it finds none."""
        kin, old = self._kin(place), self._old[place]
        if old == _NEW or (old != place and (old in self._dead or self._is_worse(old, place))):
            return self._best(place, self._founders.near(kin.mention))
        rivals = list(self._changed.near(kin.mention))
        return self._best(place, rivals if old == place or old in self._chosen else [*rivals, old])

    def _best(self, place: int, founders: Iterable[int]) -> int:
        kin = self._kin(place)
        found = (
            (nearness(kin, state), founder)
            for founder in founders
            if founder < place and founder not in self._dead
            if fits_across(kin, state := self._state(founder, place), self._articles)
        )
        return min(found, default=(None, place))[1]

    def _is_worse(self, founder: int, place: int) -> bool:
        """Whether the cluster that the part had joined has become less near to it than it was."""
        if founder not in self._chosen:
            return False
        kin, now = self._kin(place), self._now[founder]
        if not fits_across(kin, now, self._articles):
            return True
        return nearness(kin, now) > nearness(kin, self._before(founder, place))

    def _state(self, founder: int, place: int) -> Kin:
        """What the cluster has in common when it comes to the part at that place."""
        return self._now[founder] if founder in self._chosen else self._before(founder, place)

    def _before(self, founder: int, place: int) -> Kin:
        """The same as it was the time before; places are asked for in order."""
        state, at = self._states.get(founder, (self._kin(founder), 1))
        members = self._members[founder]
        while at < len(members) and members[at] < place:
            state = state.joined_by(self._kin(members[at]))
            at += 1
        self._states[founder] = state, at
        return state

    def _touch(self, founder: int, place: int) -> None:
        """From that place on, the cluster is not as it was: whoever can be near it chooses again."""
        if founder in self._chosen or founder in self._dead:
            return
        self._now[founder] = self._before(founder, place)
        members = self._members[founder]
        self._chosen[founder] = [member for member in members if member < place]
        self._changed.add(self._parts[founder].mentions[0], founder)
        self._wake(founder)

    def _found(self, place: int) -> None:
        """A part that had joined another, or is new, founds a cluster."""
        kin = self._kin(place)
        self._chosen[place], self._now[place] = [place], kin
        self._founders.add(kin.mention, place)
        self._changed.add(kin.mention, place)
        self._wake(place)

    def _dissolve(self, founder: int) -> None:
        """Who had joined it has to choose again; nobody else had chosen it."""
        self._dead.add(founder)
        self._queue(self._members[founder][1:])

    def _wake(self, founder: int) -> None:
        self._queue(self._members.get(founder, ()))
        self._queue(self._near_parts.near(self._parts[founder].mentions[0]))

    def _queue(self, places: Iterable[int]) -> None:
        for place in places:
            if place > self._at and place not in self._queued:
                self._queued.add(place)
                heapq.heappush(self._waiting, place)
