"""Fit the weights by which a date without a year is given one.

    python -m benchmarks.weigh_years

Fits to the passages of ``tests/specs/years_en*.yaml`` and to every dated text that ``benchmarks.weigh`` reads, and
writes ``datelines/extraction/grammar/en-years.json``. What is held out is never read here.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.weigh import SPECS, WHOLE, Events, all_articles, article_of, heed_of, written
from datelines.articles import Article
from datelines.edtf import DateValue
from datelines.encoders import Encoder, View
from datelines.extraction.engine import Engine, engine_for
from datelines.extraction.flashback import reanchor
from datelines.extraction.whichyear import in_year
from datelines.extraction.years import Heard, Options, Signs, Years, is_without_year
from datelines.tagging import tag
from datelines.timex import Timex
from datelines.topics.loader import load_topic
from datelines.weights import FULL
from datelines.yamlfile import load

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "datelines" / "extraction" / "grammar" / "en-years.json"
KINDS = (
    "read", "last", "next", "told", "before", "counted",
    "after told", "after before", "after counted", "ahead told", "ahead before", "ahead counted",
)  # fmt: skip
# A sign has a row that stands with as many years; how strongly weights are drawn to nothing.
FEWEST, RIDGE = 3, 4.0
# How much the families of signs count while they are fitted, and how much what the rules have read.
SHARES, READ = {"ahead": 0.5, "behind": 0.5, "before": 0.7, "told": 0.7, "counted": 0.7, "why": 2.0, "days": 2.0}, 2.0
_FAMILY = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Example:
    """One date without a year: the years it can be of, the signs around it, those of its setting alone and what an
    encoder sees of it, the right year, and that of the rules."""

    options: Options
    signs: Signs
    setting: Sequence[str]
    view: Callable[[Encoder], View]
    year: int
    read: int
    group: str
    heed: float = 1.0


def passages() -> Iterator[tuple[str, Article, Mapping[str, int]]]:
    """The passages with the years of their dates, each as an article."""
    for path in sorted(SPECS.glob("years_en*.yaml")):
        yield from ((f"{path.stem} {n}", article_of(row, ""), row["years"]) for n, row in enumerate(load(path)))


def examples(group: str, article: Article, years: Mapping[str, int] | Events, engine: Engine) -> Iterator[Example]:
    """The dates of a text whose year is known and among those that they can be of."""
    text, dct, grammar = article.text, article.dct, engine.grammar
    if dct is None:
        return
    timexes = reanchor(text, tag(text, dct, "en"), dct, grammar, engine.topic.fiscal_year_starts)
    reader = Years(text, timexes, dct, grammar)
    heard = Heard()
    for timex in timexes:
        if is_without_year(timex, grammar):
            right = _told(text, timex, years) if isinstance(years, Mapping) else set(_annotated(text, timex, years))
            options = reader.options(timex, heard)
            year = next((year for year in options if year in right), None)
            assert timex.date is not None
            assert timex.date.earliest is not None
            if year is not None:
                signs, setting = reader.signs(timex, heard), reader.setting(timex, heard)
                view = partial(reader.view, timex, heard)
                yield Example(options, signs, setting, view, year, timex.date.earliest.year, group, heed_of(group))
            # What comes next is read with this one in its right year.
            timex = timex if year is None else in_year(timex, year)
        heard = heard.then(timex, dct, grammar)


def _told(text: str, timex: Timex, years: Mapping[str, int]) -> set[int]:
    """The year that a passage gives the words in which the date stands."""
    return {year for key, year in years.items() if 0 <= timex.span.start - text.find(key) < len(key)}


def _annotated(text: str, timex: Timex, events: Events) -> Iterator[int]:
    """The years of the events that annotators date by this day or month, in the words of their quotes."""
    assert timex.date is not None
    assert timex.date.earliest is not None
    for event in events:
        quote = str(event.get("quote") or "")
        if quote and not 0 <= timex.span.start - text.find(quote) < len(quote):
            continue
        for told in (event["date"], *(other.get("date") for other in event.get("alternatives", ()))):
            bounds = DateValue.parse(str(told)).bounds if told else ()
            for day, own in zip(bounds, timex.date.bounds, strict=False):
                if (day.month, day.day) == (own.month, own.day):
                    yield day.year - (own.year - timex.date.earliest.year)


class Table:
    """Examples as numbers: a row for each year that one can be of, a column for each sign of what makes it one."""

    def __init__(self, told: Sequence[Example]) -> None:
        counts = Counter(pair for one in told for names in one.options.values() for pair in _pairs(names, one.signs))
        self.pairs = sorted(pair for pair, count in counts.items() if count >= FEWEST)
        self._place = {pair: number for number, pair in enumerate(self.pairs)}
        self.scale = np.array([_share(sign) * (READ if name == "read" else 1.0) for name, sign in self.pairs])

    def matrix(self, told: Sequence[Example]) -> csr_matrix:
        """The years of all examples, one after the other."""
        rows = [
            [(self._place[pair], one.signs[pair[1]] / FULL) for pair in _pairs(names, one.signs) if pair in self._place]
            for one in told
            for names in one.options.values()
        ]
        ends = np.cumsum([0, *map(len, rows)])
        columns, values = zip(*(pair for row in rows for pair in row), strict=True)
        shape = (len(rows), len(self.pairs))
        return csr_matrix((np.array(values) * self.scale[list(columns)], columns, ends), shape=shape)


def _pairs(names: frozenset[str], signs: Signs) -> Iterator[tuple[str, str]]:
    return ((name, sign) for name in sorted(names) for sign in signs)


def _share(sign: str) -> float:
    family = _FAMILY.match(sign)
    return SHARES.get(family[0], 1.0) if family else 1.0


def fit(table: Table, told: Sequence[Example], ridge: float = RIDGE) -> np.ndarray:
    """Weights with a ridge, under which the right one of the years of each example is likeliest."""
    matrix = table.matrix(told)
    counts = [len(one.options) for one in told]
    starts, owner = np.cumsum([0, *counts[:-1]]), np.repeat(np.arange(len(told)), counts)
    heed = np.repeat([one.heed for one in told], counts)
    right = np.array([year == one.year for one in told for year in one.options], dtype=float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sums = matrix @ weights
        chance = np.exp(sums - np.maximum.reduceat(sums, starts)[owner])
        chance /= np.add.reduceat(chance, starts)[owner]
        missed = -float((heed * right * np.log(np.maximum(chance, 1e-12))).sum()) + ridge / 2 * float(weights @ weights)
        return missed, matrix.T @ (heed * (chance - right)) + ridge * weights

    found = minimize(loss, np.zeros(len(table.pairs)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return found.x * table.scale


def rows(table: Table, weights: np.ndarray) -> dict[str, list[int]]:
    """The weights as whole numbers, a row a sign."""
    found: dict[str, list[int]] = {}
    for (name, sign), weight in zip(table.pairs, weights, strict=True):
        found.setdefault(sign, [0] * len(KINDS))[KINDS.index(name)] = round(float(weight) * WHOLE)
    return dict(sorted(found.items()))


def all_examples() -> list[Example]:
    """Those of the passages, the bank and the articles."""
    engine = engine_for(load_topic("us-cambodia-defense"))
    sources: list[tuple[str, Article, Any]] = [*passages(), *all_articles("us-cambodia-defense")]
    return [example for group, article, years in sources for example in examples(group, article, years, engine)]


def main() -> int:
    """Writes the weights."""
    told = all_examples()
    table = Table(told)
    WRITTEN.write_text(written(KINDS, rows(table, fit(table, told))), encoding="utf-8")
    before = sum(one.read == one.year for one in told)
    sys.stdout.write(f"{len(told)} dates, {before} of them right by rules alone, {WRITTEN.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
