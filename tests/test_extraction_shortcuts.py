"""Short cuts of the rules' machinery give what the long way gives."""

import random

import pytest

from datelines.extraction.engine import Engine, engine_for
from datelines.extraction.patterns import required_of, trigger_of
from datelines.extraction.segments import Segments
from datelines.topics.loader import load_topic


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The topic of the release, compiled."""
    return engine_for(load_topic("us-cambodia-defense"))


def symbol(label: str, engine: Engine) -> str:
    """Some symbol that has the label."""
    return min(symbol for symbol, labels in engine.labels.items() if label in labels)


@pytest.mark.parametrize("seed", range(20))
def test_the_patterns_due_are_those_that_find_their_trigger_and_all_that_they_need(seed: int, engine: Engine) -> None:
    """Patterns are found bit by bit under their rarest choice; asked one by one they are the same, in one order."""
    rng = random.Random(seed)
    symbols = sorted(engine.labels)
    present = {*rng.sample(symbols, 60), *rng.sample(sorted(engine.triggers.symbols), 20)}

    def carrying(label: str) -> str:
        return engine.grammar.marks.get(label) or engine.lexicon.symbols(label)

    expected: list[int] = []
    order = 0
    for rule in engine.topic.rules:
        for pattern in rule.patterns:
            order += 1
            triggers = {s for label in trigger_of(pattern) for s in carrying(label)}
            needed = required_of(pattern, carrying)
            if not rule.spare and triggers & present and all(choice & present for choice in needed):
                expected.append(order)

    assert expected == [compiled.order for compiled in engine.triggers.due(present, engine.choices)]


def test_a_stretch_ends_at_a_strong_mark_and_a_clause_at_a_comma_with_and(engine: Engine) -> None:
    """What is looked for around a find is looked for between the nearest marks."""
    visit, drill, mines, joint = (symbol(label, engine) for label in ("visit", "exercise", "mines", "coordinator"))
    segments = Segments(f"{visit};{drill}x,{joint}{mines}", engine)

    assert engine.labels[drill] | engine.labels[joint] | engine.labels[mines] == segments.joined(2, 3)
    assert engine.labels[drill] == segments.clause(2, 3)
    assert engine.labels[visit] == segments.joined(0, 1)
    assert segments.joined(2, 3) | engine.labels[visit] == segments.whole()
