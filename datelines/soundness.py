"""What a topic that can be used still lacks, for the person who writes it: found by asking its rules as well.

What makes a topic unusable is refused when it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import combinations, product

from datelines.articles import Article, PublishedGrain, ZoneBasis
from datelines.events import EventType
from datelines.extraction.engine import engine_for
from datelines.extraction.patterns import labels_of, trigger_of
from datelines.pipeline import mentions_of
from datelines.topics import Rule, Topic
from datelines.topics.checks import UNION

__all__ = ["Gap", "GapKind", "gaps"]

# The day on which examples are taken to be printed, a Friday.
_PRINTED = datetime(2018, 6, 15, 9, tzinfo=UTC)
_SHOWN = 3


class GapKind(StrEnum):
    """What is lacking."""

    ACTOR_WITHOUT_COUNTRY = "actor without country"
    TYPE_WITHOUT_RULE = "type without rule"
    LABEL_WITHOUT_WORDS = "label without words"
    LABEL_UNUSED = "label that no rule asks for"
    RULE_WITHOUT_EXAMPLE = "rule without example"
    EXAMPLE_NOT_READ = "example that its rule does not read"
    OVERLAP = "words that two types claim"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is lacking: its kind, the key of the file, and what to do."""

    kind: GapKind
    key: str
    advice: str


def gaps(topic: Topic) -> tuple[Gap, ...]:
    """All that is lacking, by kind, in the order of the file. Raises ConfigError for a pattern that cannot be read."""
    engine_for(topic)
    found = [
        *_actors(topic),
        *_types(topic),
        *_labels(topic),
        *(gap for rule in topic.rules for gap in _examples(rule, topic)),
        *_overlaps(topic),
    ]
    order = list(GapKind)
    return tuple(sorted(found, key=lambda gap: order.index(gap.kind)))


def _actors(topic: Topic) -> Iterator[Gap]:
    for actor in topic.actors.values():
        if actor.country is None and actor.kind != UNION:
            advice = f"say whose {actor.kind} it is, or make it a {UNION}, which has many"
            yield Gap(GapKind.ACTOR_WITHOUT_COUNTRY, f"actors.{actor.name}", advice)


def _types(topic: Topic) -> Iterator[Gap]:
    given = {kind for rule in topic.rules for kind in (rule.event_type, rule.derives)}
    for kind in topic.types:
        if kind not in given and kind is not EventType.OTHER:
            yield Gap(GapKind.TYPE_WITHOUT_RULE, f"types.{kind.value}", "no rule finds it; write one, or leave it out")


def _labels(topic: Topic) -> Iterator[Gap]:
    asked = {label for rule in topic.rules for label in _asked(rule)}
    used = asked | {*topic.focus, *topic.leaning, *(label for others in topic.leaning.values() for label in others)}
    used |= {label for profile in topic.types.values() for label in (*profile.variants, *profile.titles)}
    carried = {label for actor in topic.actors.values() for label in actor.labels}
    carried |= {label for series in topic.series.values() for label in series.labels}
    for label, phrases in topic.words.items():
        if not phrases and label in asked and label not in carried:
            yield Gap(GapKind.LABEL_WITHOUT_WORDS, f"words.{label}", "rules ask for it; give it words")
        if phrases and label not in used:
            yield Gap(GapKind.LABEL_UNUSED, f"words.{label}", "use it in a rule, or leave it out")


def _asked(rule: Rule) -> set[str]:
    patterns = {label for pattern in rule.patterns for label in labels_of(pattern)}
    return patterns | {*rule.about, *rule.theme, *rule.needs, *rule.unless}


def _examples(rule: Rule, topic: Topic) -> Iterator[Gap]:
    key = f"rules.{rule.name}"
    if not rule.examples:
        yield Gap(GapKind.RULE_WITHOUT_EXAMPLE, key, "give it a sentence that it must read")
    for text in rule.examples:
        told = mentions_of(_article(text, topic), topic)
        if not any(mention.rule == rule.name for mention in told):
            others = ", ".join(sorted({mention.rule for mention in told})) or "no rule"
            yield Gap(GapKind.EXAMPLE_NOT_READ, key, f"{others} reads {text!r}; mend the rule or the example")


def _article(text: str, topic: Topic) -> Article:
    return Article(
        id="example",
        source="example",
        record=None,
        url=None,
        publisher=None,
        title="",
        text=text,
        captions=(),
        language=topic.language,
        published=_PRINTED,
        published_grain=PublishedGrain.DAY,
        zone_basis=ZoneBasis.DEFAULT,
        digest="",
    )


def _overlaps(topic: Topic) -> Iterator[Gap]:
    """Rules of different types that ask for the same beside the same trigger, so that the later one is never heard."""
    by_shape: dict[str, list[tuple[Rule, str]]] = {}
    for rule in topic.rules:
        for pattern in rule.patterns:
            for shape in _shapes(pattern):
                by_shape.setdefault(shape, []).append((rule, pattern))
    seen: set[tuple[str, str]] = set()
    for same in by_shape.values():
        for (first, one), (second, other) in combinations(same, 2):
            words = _claimed(one, topic.words) & _claimed(other, topic.words)
            names = (first.name, second.name)
            if words and names not in seen and _compete(first, second):
                seen.add(names)
                some = ", ".join(sorted(words)[:_SHOWN])
                advice = f"rules.{first.name} ({first.event_type.value}) takes {some} first; part the words"
                yield Gap(GapKind.OVERLAP, f"rules.{second.name}", advice)


def _shapes(pattern: str) -> set[str]:
    """What the pattern asks for around its trigger, without gaps' sizes, each choice of labels by itself."""
    choices: list[Iterable[str]] = []
    for element in pattern.split():
        if element.startswith("<"):
            choices.append(["<>"])
        elif element.startswith("."):
            choices.append([".."])
        elif not element.endswith("?"):
            choices.append(element.split("|"))
    return {" ".join(one) for one in product(*choices)}


def _claimed(pattern: str, words: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(phrase for label in trigger_of(pattern) for phrase in words.get(label, (label,)))


def _compete(first: Rule, second: Rule) -> bool:
    """Whether one sentence could be both rules', and nothing says which has it."""
    if first.event_type is second.event_type or first.bound is not second.bound or second.yields or second.shares:
        return False
    for one, other in ((first, second), (second, first)):
        if other.about and set(other.about) <= set(one.unless):
            return False
    return not (first.about and second.about and not set(first.about) & set(second.about))
