"""Rules over passages: which words show an event of which type. When it was, and whether it was, is found elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datelines.events import Part
from datelines.extraction.engine import Compiled, Engine
from datelines.extraction.passages import Passage
from datelines.topics import Rule

__all__ = ["Candidate", "candidates"]

_LEAD = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that fits a passage: units ``low`` up to ``high``, with the trigger at ``at``."""

    passage: Passage
    rule: Rule
    at: int
    low: int
    high: int


def candidates(passages: Sequence[Passage], engine: Engine) -> tuple[Candidate, ...]:
    """What the rules find, by passage; of two finds of one type whose words overlap the earlier rule's stands."""
    return tuple(found for passage in passages for found in _in_passage(passage, engine))


def _in_passage(passage: Passage, engine: Engine) -> Iterator[Candidate]:
    seen: dict[int, Compiled] = {}
    for symbol in set(passage.symbols):
        for compiled in engine.triggers.get(symbol, ()):
            seen[compiled.order] = compiled
    if not seen:
        return
    labels = _labels(passage, engine)
    taken: list[tuple[Rule, int, int, int]] = []
    for order in sorted(seen):
        compiled = seen[order]
        rule = compiled.rule
        if not _admits(rule, passage, labels):
            continue
        for match in compiled.regex.finditer(passage.symbols):
            at, low, high = match.start("trigger"), match.start(), match.end()
            if any(_same(rule, at, low, high, other) for other in taken):
                continue
            taken.append((rule, at, low, high))
            yield Candidate(passage, rule, at, low, high)


def _same(rule: Rule, at: int, low: int, high: int, other: tuple[Rule, int, int, int]) -> bool:
    """Whether an earlier find has the same trigger, or tells the same type in overlapping words."""
    earlier, other_at, other_low, other_high = other
    if at == other_at:
        return True
    return rule.event_type is earlier.event_type and low < other_high and other_low < high


def _labels(passage: Passage, engine: Engine) -> frozenset[str]:
    return frozenset().union(*(engine.labels.get(symbol, frozenset()) for symbol in set(passage.symbols)))


def _admits(rule: Rule, passage: Passage, labels: frozenset[str]) -> bool:
    if rule.only_in and not _where(passage) & set(rule.only_in):
        return False
    if rule.unless and labels & set(rule.unless):
        return False
    return not rule.needs or bool(labels & set(rule.needs))


def _where(passage: Passage) -> set[str]:
    where = {passage.part.value}
    if passage.part is Part.TITLE or (passage.part is Part.BODY and passage.paragraph < _LEAD):
        where.add("lead")
    return where
