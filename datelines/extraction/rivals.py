"""One time dates one event: which of two that would share it gives way.

A clause that names two things of the topic mostly tells of one, and the other is what it is about, for or with. What
goes together at one time and what outranks what stands in the topic's types; else the nearer one keeps the time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from datelines.events import EventType
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.topics import Bound

__all__ = ["Rivals"]

# A time that costs more than this for one of two in clauses of their own was hardly its own.
_OWN = 2.5
# By how much a time must cost the one more so that no rank counts: it stands right beside the other.
_FARTHER = 2.5
# Within how many words two of one type, with no mark or "and" between, are one.
_ONE_BREATH = 8
# How many candidates of one time are held against each other.
_AT_ONCE = 12
# How far before a noun the preposition stands that makes it a means: "declined by letter", "expelled in a curt letter".
_MEANS = 4


class Rivals:
    """Settles with one engine's types."""

    def __init__(self, engine: Engine) -> None:
        types = engine.topic.types
        self._beside = {frozenset({kind, other}) for kind, profile in types.items() for other in profile.beside}
        self._over = {(kind, other) for kind, profile in types.items() for other in profile.over}
        symbols = engine.lexicon.symbols
        self._parting = frozenset(symbols("coordinator") + symbols("temporal") + engine.grammar.marks["strong"])
        self._joining = self._parting | frozenset(engine.grammar.marks["comma"])
        self._when = frozenset(symbols("temporal"))
        self._ask = frozenset(symbols("ask"))
        self._by = frozenset(symbols("by") + symbols("within"))

    def losers(
        self, group: Sequence[Candidate], dated: Sequence[tuple[int, float] | None], opening: Collection[int]
    ) -> frozenset[int]:
        """The candidates of one sentence, by number, whose time is another's.

        ``dated`` has for each candidate the spot of its time and what it cost; ``opening`` are the spots that stand
        at the head of the sentence, whose time holds for all its clauses.
        """
        lost: set[int] = set()
        # The candidates of each spot; of a sentence without end only the last few are held against each other.
        beside: dict[int, list[int]] = {}
        for i, one in enumerate(group):
            mine = dated[i]
            if mine is None:
                continue
            rivals = beside.setdefault(mine[0], [])
            for j in rivals[-_AT_ONCE:]:
                other, theirs = group[j], dated[j]
                if theirs is None or lost & {i, j}:
                    continue
                if (ends := _only_ends(one, other)) is not None:
                    lost.add(i if ends is one else j)
                if not (_counts(one) and _counts(other)) or one.at == other.at:
                    continue
                if not self._go_together(one, other, max(mine[1], theirs[1]), mine[0] in opening):
                    low, high = sorted((one.at, other.at))
                    between = one.passage.symbols[low:high]
                    parted = not self._parting.isdisjoint(between) and self._when.isdisjoint(between)
                    far = parted and abs(mine[1] - theirs[1]) > _FARTHER
                    wins = mine[1] < theirs[1] if far else self._outranks(one, other, mine[1] < theirs[1])
                    lost.add(j if wins else i)
            rivals.append(i)
        return frozenset(lost)

    def _go_together(self, one: Candidate, other: Candidate, price: float, opening: bool) -> bool:
        kinds = (one.rule.event_type, other.rule.event_type)
        if frozenset(kinds) in self._beside:
            return True
        low, high = sorted((one.at, other.at))
        between = one.passage.symbols[low:high]
        if kinds[0] is kinds[1]:
            return high - low > _ONE_BREATH or not self._joining.isdisjoint(between)
        if self._parting.isdisjoint(between):
            return False
        ranked = kinds in self._over or kinds[::-1] in self._over
        return opening or (price < _OWN and not (ranked and self._when.isdisjoint(between)))

    def _outranks(self, one: Candidate, other: Candidate, nearer: bool) -> bool:
        kinds = (one.rule.event_type, other.rule.event_type)
        if self._is_means(one, other) or self._is_means(other, one):
            return self._is_means(other, one)
        low, high = sorted((one.at, other.at))
        if not self._ask.isdisjoint(one.passage.symbols[low + 1 : high]):
            # "Wrote to the Pentagon urging it to halt the aid": what is asked for is not of that day.
            return one.at < other.at
        if (kinds in self._over) != (kinds[::-1] in self._over):
            return kinds in self._over
        # Of two of one type the earlier rule knows better.
        return nearer and kinds[0] is not kinds[1]

    def _is_means(self, one: Candidate, other: Candidate) -> bool:
        """Whether the first is but how the other was done, just before it: "declined by letter"."""
        if one.rule.event_type is not EventType.STATEMENT or other.rule.event_type is EventType.VISIT_MEETING:
            return False
        if not other.at < one.at <= other.at + 2 * _MEANS:
            return False
        between = one.passage.symbols[max(other.at + 1, one.at - _MEANS) : one.at]
        return not self._by.isdisjoint(between)


def _only_ends(one: Candidate, other: Candidate) -> Candidate | None:
    """Of two that one verb tells, that which takes it for the end of what the passage is on: "the right was ended"."""
    if one.at != other.at or one.rule.event_type is other.rule.event_type:
        return None
    ending = [c for c in (one, other) if c.rule.bound is Bound.END and c.rule.about]
    return ending[0] if len(ending) == 1 and {one.rule.bound, other.rule.bound} == {Bound.END, None} else None


def _counts(candidate: Candidate) -> bool:
    """Whether it is of the topic, and told with its own time."""
    rule = candidate.rule
    return rule.bound is None and rule.derives is None and rule.event_type is not EventType.OTHER
