"""Fit the chance that a milestone's date and type are right, and say how well it holds.

    python -m benchmarks.calibrate [--topic us-cambodia-defense] [--check]

Fits to the annotated articles that may be looked at, writes the weights beside ``datelines.confidence`` and the tables
of ``docs/confidence.md``. Every figure is cross-validated: an article's events are judged by weights that were fitted
without it. Of the articles held out only one total is taken, the share that is right, and what it takes off all
chances. ``--check`` writes nothing; both fail where a constant would do as well.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.judged import Case, cases, corpora
from benchmarks.pages import rewrite
from datelines.confidence import Calibration
from datelines.confidence.features import features_of
from datelines.digests import reading_digest
from datelines.topics import Topic
from datelines.topics.loader import load_topic

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "confidence.md"
FOLDS, BINS = 10, 5
# How strongly weights are drawn to nothing: a type seen a few times says little.
RIDGE, RIDGE_OF_NAMES = 5.0, 15.0
_NAMED = "type "
_FEWEST = 3
_Z = 1.96


def fit(judged: Sequence[Case], topic: Topic, gold: str) -> Calibration:
    """Logistic weights with a ridge, by Newton's method."""
    told = [features_of(case.event) for case in judged]
    seen: dict[str, int] = {}
    for one in told:
        for name in one:
            seen[name] = seen.get(name, 0) + 1
    names = sorted(name for name, count in seen.items() if count >= _FEWEST)
    matrix = np.array([[one.get(name, 0.0) for name in names] for one in told])
    right = np.array([case.right for case in judged], dtype=float)
    ridge = np.array([0.01 if n == "always" else RIDGE_OF_NAMES if n.startswith(_NAMED) else RIDGE for n in names])
    weights = np.zeros(len(names))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (chance - right) + ridge * weights
        bend = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return Calibration(topic.name, gold, reading_digest(topic), 0.02, 0.98, {n: w for n, w in rounded.items() if w})


def cross_validated(judged: Sequence[Case], topic: Topic) -> list[float]:
    """The chance of each case by weights fitted without its article."""
    fold = [int(hashlib.sha256(case.article.encode()).hexdigest(), 16) % FOLDS for case in judged]
    chances = [0.0] * len(judged)
    for number in range(FOLDS):
        calibration = fit([case for case, f in zip(judged, fold, strict=True) if f != number], topic, "")
        for i, case in enumerate(judged):
            if fold[i] == number:
                chances[i] = calibration.chance(case.event)
    return chances


def brier(chances: Sequence[float], right: Sequence[bool]) -> float:
    """The mean squared error of the chances."""
    return sum((chance - is_right) ** 2 for chance, is_right in zip(chances, right, strict=True)) / len(right)


def best_constant(right: Sequence[bool]) -> float:
    """The Brier score of the best constant there is, known only afterwards: the share that is right."""
    share = sum(right) / len(right)
    return share * (1 - share)


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 percent interval of a share."""
    share, z = count / total, _Z
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return middle - half, middle + half


def _tables(judged: Sequence[Case], chances: Sequence[float]) -> str:
    """The score beside the best constant's, and what is right of what was said, in five bins."""
    right = [case.right for case in judged]
    lines = [
        "| milestones | right | Brier score | best constant |",
        "| --- | --- | --- | --- |",
        f"| {len(right)} | {sum(right) / len(right):.3f} | {brier(chances, right):.3f} | {best_constant(right):.3f} |",
        "",
        "| said | milestones | mean said | right | 95 % interval |",
        "| --- | --- | --- | --- | --- |",
    ]
    for low in range(BINS):
        some = [(c, r) for c, r in zip(chances, right, strict=True) if min(BINS - 1, int(c * BINS)) == low]
        lines.append(f"| {low / BINS:.1f} to {(low + 1) / BINS:.1f} | {len(some)} | {_bin(some)} |")
    return "\n".join(lines) + "\n"


def _bin(some: Sequence[tuple[float, bool]]) -> str:
    if not some:
        return " | |"
    count = sum(right for _, right in some)
    first, last = wilson(count, len(some))
    said = sum(chance for chance, _ in some) / len(some)
    return f"{said:.2f} | {count / len(some):.2f} | {first:.2f} to {last:.2f}"


def with_unseen(calibration: Calibration, aside: Sequence[Case]) -> Calibration:
    """The same, lowered until the chances of the cases aside add up to those that are right."""
    right = sum(case.right for case in aside)
    low, high = -4.0, 4.0
    for _ in range(40):
        middle = (low + high) / 2
        moved = replace(calibration, unseen=middle)
        if sum(moved.chance(case.event) for case in aside) > right:
            high = middle
        else:
            low = middle
    return replace(calibration, unseen=round(low, 2))


def _aside(plain: Calibration, lowered: Calibration, aside: Sequence[Case]) -> str:
    """What the articles held out say, in totals."""
    right = [case.right for case in aside]
    first, last = wilson(sum(right), len(right))
    told = [[one.chance(case.event) for case in aside] for one in (plain, lowered)]
    before, after = (sum(chances) / len(chances) for chances in told)
    share = sum(right) / len(right)
    return "\n".join(
        [
            "| articles held out: milestones | right | 95 % interval | said before lowering | after |",
            "| --- | --- | --- | --- | --- |",
            f"| {len(right)} | {share:.2f} | {first:.2f} to {last:.2f} | {before:.2f} | {after:.2f} |",
            "",
        ]
    )


def _write(calibration: Calibration, tables: str) -> None:
    path = ROOT / "datelines" / "confidence" / f"{calibration.topic}.yaml"
    lines = [
        "# Made by benchmarks.calibrate; docs/confidence.md says how.",
        f"topic: {calibration.topic}",
        f'gold: "{calibration.gold}"',
        f'rules: "{calibration.rules}"',
        f"lowest: {calibration.lowest}",
        f"highest: {calibration.highest}",
        f"unseen: {calibration.unseen}",
        "weights:",
        *(f"  {name}: {weight}" for name, weight in sorted(calibration.weights.items())),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rewrite(PAGE, tables)


def main() -> None:
    """Fit, say, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--topic", default="us-cambodia-defense")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    topic = load_topic(options.topic)
    open_to_all, kept_aside = corpora()
    judged, aside = cases(open_to_all, topic), cases(kept_aside, topic)
    chances = cross_validated(judged, topic)
    plain = fit(judged, topic, open_to_all.digest[:16])
    lowered = with_unseen(plain, aside)
    tables = _tables(judged, chances) + "\n" + _aside(plain, lowered, aside)
    print(tables)
    if not options.check:
        _write(lowered, tables)
    right = [case.right for case in judged]
    if brier(chances, right) >= best_constant(right):
        sys.exit("a constant does as well")


if __name__ == "__main__":
    main()
