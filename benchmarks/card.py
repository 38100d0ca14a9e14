"""Measure the rules on the annotated articles and write the accuracy card that every release carries.

    python -m benchmarks.card [--topic us-cambodia-defense] [--check]

Writes ``datelines/cards/<topic>.json`` and, for the first topic, the tables of ``docs/accuracy.md``. Of articles held
out the total is measured and nothing else is looked at. ``--check`` writes nothing and fails where the card that is
stored says anything else.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.calibrate import BINS, cross_validated, wilson
from benchmarks.judged import PLACES, Corpus, Reading, cases, corpora, corpus, readings
from benchmarks.pages import rewrite
from datelines.cards import Articles, Bin, Card, Score
from datelines.cards.loader import judgement_of
from datelines.digests import rules_digest
from datelines.events import Event, precision_of
from datelines.topics import Topic
from datelines.topics.loader import load_topic

ROOT = Path(__file__).parents[1]
CARDS = ROOT / "datelines" / "cards"
PAGE = ROOT / "docs" / "accuracy.md"
HELD_OUT = ", held out"
_DRAWS = 1000
_Z = 0.025

# Of an article: how many milestones are annotated, how many were found, how many of these are right.
Counts = tuple[int, int, int]


def measure(topic: Topic) -> Card:
    """The card of the rules as they are."""
    sets = [
        _articles(name + (HELD_OUT if held_out else ""), corpus([place], held_out, topic.zone), topic, held_out)
        for name, place in PLACES[topic.name].items()
        for held_out in (False, True)
    ]
    return Card(topic.name, rules_digest(topic), tuple(sets), _calibration(topic), **judgement_of(topic.name))


def _articles(name: str, some: Corpus, topic: Topic, held_out: bool) -> Articles:
    read = readings(some, topic)
    parts: dict[str, tuple[Score, ...]] = {}
    if not held_out:
        parts = {
            "types": _scores(read, lambda event: str(event["type"]), lambda event: event.event_type.value),
            "precisions": _scores(read, _told_precision, lambda event: precision_of(event.date).value),
            "statuses": _scores(
                read, lambda event: str(event["status"]), lambda event: event.status.value, strict=True
            ),
        }
    files = tuple(sorted({article for article, _ in some.gold}))
    total = _score("all", [(len(one.asked), len(one.found), len(one.pairs)) for one in read])
    return Articles(name, not held_out, some.digest[:16], files, total, **parts)


def _told_precision(event: Mapping[str, Any]) -> str:
    return str(event["precision"])


def _scores(
    read: Sequence[Reading],
    told: Callable[[Mapping[str, Any]], str],
    seen: Callable[[Event], str],
    strict: bool = False,
) -> tuple[Score, ...]:
    """One score for each kind; with ``strict``, an event whose kind is another one than annotated is not right."""
    kinds = sorted({told(event) for one in read for event in one.gold} | {seen(e) for one in read for e in one.found})
    return tuple(_score(kind, [_counts(one, kind, told, seen, strict) for one in read]) for kind in kinds)


def _counts(
    one: Reading, kind: str, told: Callable[[Mapping[str, Any]], str], seen: Callable[[Event], str], strict: bool
) -> Counts:
    # What is right by one of several readings that the annotators allow is of the kind that they put first.
    allowed = {} if strict else {other: told(one.gold[number]) for number, other in one.pairs}
    gold = sum(told(one.gold[number]) == kind for number in {*one.asked, *(number for number, _ in one.pairs)})
    found = sum(allowed.get(other, seen(event)) == kind for other, event in enumerate(one.found))
    right = sum(
        told(one.gold[number]) == kind and (not strict or seen(one.found[other]) == kind) for number, other in one.pairs
    )
    return gold, found, right


def _score(name: str, counts: Sequence[Counts]) -> Score:
    """The figures, and bounds of F1 from drawing as many articles again and again, with the same numbers every time."""
    gold, found, right = (sum(column) for column in zip(*counts, strict=True))
    draw = random.Random(f"{name} {gold} {found} {right}")
    drawn = sorted(_f1(*map(sum, zip(*draw.choices(counts, k=len(counts)), strict=True))) for _ in range(_DRAWS))
    low, high = drawn[int(_DRAWS * _Z)], drawn[-1 - int(_DRAWS * _Z)]
    return Score(name, gold, found, right, round(_f1(gold, found, right), 3), round(low, 3), round(high, 3))


def _f1(gold: int, found: int, right: int) -> float:
    return 2 * right / (gold + found) if gold + found else 0.0


def _calibration(topic: Topic) -> tuple[Bin, ...]:
    """What is right of what was said, in five bins, cross-validated."""
    judged = cases(corpora(topic.name)[0], topic)
    said = list(zip(cross_validated(judged, topic), (case.right for case in judged), strict=True))
    bins = []
    for number in range(BINS):
        some = [right for chance, right in said if min(BINS - 1, int(chance * BINS)) == number]
        low, high = wilson(sum(some), len(some)) if some else (None, None)
        share = sum(some) / len(some) if some else None
        bins.append(
            Bin(number / BINS, (number + 1) / BINS, len(some), *(one and round(one, 3) for one in (share, low, high)))
        )
    return tuple(bins)


def page(card: Card) -> str:
    """The card as tables, for the documentation."""
    lines = [
        "| articles | rules were written from them | annotated | found | right | F1 | 95 % interval |",
        "| --- " * 7 + "|",
    ]
    lines += [
        f"| {one.name} ({len(one.files)}) | {'yes' if one.tuned_on else 'no'} {_row(one.total)}"
        for one in card.articles
    ]
    for title, parts in (
        ("type", "types"),
        ("precision", "precisions"),
        ("status, which must be right as well", "statuses"),
    ):
        lines += ["", f"| {title} | annotated | found | right | F1 | 95 % interval |", "| --- " * 6 + "|"]
        lines += [f"| {score.name.replace('_', ' ')} {_row(score)}" for score in getattr(card.articles[0], parts)]
    lines += ["", "Known to be weak:", "", *(f"- {line}" for line in card.weak), "", f"Rules `{card.rules}`."]
    return "\n".join(lines) + "\n"


def _row(score: Score) -> str:
    return f"| {score.gold} | {score.found} | {score.right} | {score.f1:.2f} | {score.low:.2f} to {score.high:.2f} |"


def main() -> None:
    """Measure, say, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--topic", choices=sorted(PLACES), action="append")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    for name in options.topic or sorted(PLACES):
        card = measure(load_topic(name))
        path, content = CARDS / f"{name}.json", msgspec.json.format(msgspec.json.encode(card), indent=1) + b"\n"
        for one in card.articles:
            print(f"{name}: {one.name:<18} F1 {one.total.f1:.3f} ({one.total.low:.3f} to {one.total.high:.3f})")
        if options.check and (not path.is_file() or path.read_bytes() != content):
            sys.exit(f"{path.relative_to(ROOT)} is not what is measured: run `make card`")
        if options.check:
            continue
        path.write_bytes(content)
        if name == next(iter(PLACES)):
            rewrite(PAGE, page(card))


if __name__ == "__main__":
    main()
