"""Fit the weights by which the words around a date tell a type of event, and whether something ended then.

    python -m benchmarks.weigh

Fits to the odd sentences of the bank, the passages and the annotated articles that may be looked at, and writes
``us-defense-weights.json`` and ``us-defense-ends.json`` in ``datelines/topics/common``. Sentences and articles held out
are never read here.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import numpy as np
from rich.console import Console
from rich.progress import track
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.judged import PLACES, corpus
from datelines.articles import Article, PublishedGrain, ZoneBasis
from datelines.edtf import DateValue
from datelines.events import EventType, Part
from datelines.extraction.around import Around, LabelSigns, Surroundings, label_signs
from datelines.extraction.engine import engine_for
from datelines.extraction.passages import Passage, Reader
from datelines.extraction.whichyear import in_their_years
from datelines.extraction.yearless import lacks_year
from datelines.tagging import tag
from datelines.topics import Topic
from datelines.topics.loader import load_topic
from datelines.weights import FULL, Weights
from datelines.yamlfile import load

ROOT = Path(__file__).parents[1]
COMMON = ROOT / "datelines" / "topics" / "common"
WRITTEN, ENDS = COMMON / "us-defense-weights.json", COMMON / "us-defense-ends.json"
SPECS = ROOT / "tests" / "specs"
# What stands above a sentence of the bank, so that it is one of an article on both parties.
HEADLINE = "American officers meet Cambodian officers"
ABOVE = "From the riverside one sees calm water. Americans and Cambodians drink their coffee here.\n\n"
NOTHING, END = "none", "end"
# A sign is worth a row that stands at as many dates; how strongly weights are drawn to nothing.
FEWEST, RIDGE, RIDGE_OF_ENDS = 3, 0.5, 0.3
# How much the families of signs count while they are fitted: what each says of a text that was not fitted to.
SHARES = {
    "ahead of": 0.5, "behind": 0.5, "clause": 0.5, "before": 0.25, "about": 0.5, "title": 0.2, "decade": 2.0,
    "age": 2.0,
}  # fmt: skip
# How much more the dates of the gold corpus count: its annotators are those whose reading counts.
GOLD, HEED = "gold ", 3.0
# How many whole numbers are 1 in the logarithm of a chance.
WHOLE = 100
# A quote is looked for by as many of its first letters.
_QUOTED = 40

Events: TypeAlias = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Example:
    """One date: the signs around it, the types that annotators give it, and of which text it is."""

    signs: Around
    kinds: frozenset[str]
    group: str
    heed: float = 1.0


def texts() -> Iterator[tuple[str, Article, Events]]:
    """The odd rows of the bank and all passages, each as an article."""
    for path in sorted(SPECS.glob("events_bank_*.yaml")):
        yield from ((f"{path.stem} {n}", article_of(row), row["events"]) for n, row in enumerate(load(path)[0::2]))
    for path in sorted(SPECS.glob("passages_*.yaml")):
        yield from ((f"{path.stem} {n}", article_of(row), row["events"]) for n, row in enumerate(load(path)))


def all_articles(topic: str) -> list[tuple[str, Article, Events]]:
    """What is fitted to: a name, the text, its annotated events."""
    return [*texts(), *articles(topic)]


def articles(topic: str) -> Iterator[tuple[str, Article, Events]]:
    """The annotated articles that may be looked at."""
    for place, folders in PLACES[topic].items():
        seen = corpus([folders], held_out=False)
        for article in seen.articles:
            name = article.source.rpartition("/")[2]
            group = f"{GOLD if place == 'sample' else ''}{name} {article.record}"
            yield group, article, seen.gold[name, article.record]


def article_of(row: Mapping[str, Any], above: str = ABOVE) -> Article:
    """A passage of the tables as an article, below ``above``."""
    published = datetime.combine(date.fromisoformat(row["dct"]), datetime.min.time()).astimezone()
    return Article(
        id="bank", source="bank.txt", record=None, url=None, publisher=None, title=HEADLINE, text=above + row["text"],
        captions=(), language="en", published=published, published_grain=PublishedGrain.DAY,
        zone_basis=ZoneBasis.STATED, digest="0" * 64,
    )  # fmt: skip


def heed_of(group: str) -> float:
    """How much the dates of a text count."""
    return HEED if group.startswith(GOLD) else 1.0


@cache
def _label_signs(topic: str) -> LabelSigns:
    return label_signs(engine_for(load_topic(topic)))


def passages_of(article: Article, topic: Topic) -> tuple[Passage, ...]:
    """Its sentences with their dates in the years that are read."""
    engine, dct = engine_for(topic), article.dct
    strings = (article.title, article.text, *article.captions)
    year = topic.fiscal_year_starts
    placed = [in_their_years(text, tag(text, dct, "en"), dct, engine.grammar, year) for text in strings]
    return Reader(engine).read(article, placed).passages


def weighed_of(passages: Sequence[Passage], article: Article) -> Iterator[Passage]:
    """The sentences of the text, without what stands above a passage of the tables."""
    above = len(ABOVE) if article.text.startswith(ABOVE) else 0
    return (one for one in passages if one.part is Part.BODY and one.span.start >= above)


def examples(group: str, article: Article, events: Events, topic: Topic) -> Iterator[Example]:
    """The dates of one text's sentences that are weighed."""
    engine = engine_for(topic)
    passages = passages_of(article, topic)
    around = Surroundings(engine, _label_signs(topic.name), article, passages)
    for passage in weighed_of(passages, article):
        for spot in passage.dates:
            kinds = kinds_of(passage, spot, article, events)
            yield Example(around.of(passage, spot), kinds, group, heed_of(group))


def kinds_of(passage: Passage, spot: int, article: Article, events: Events) -> frozenset[str]:
    """The types of what annotators date by the expression at unit ``spot``, or nothing."""
    return frozenset(_kinds(passage, spot, article, events)) or frozenset({NOTHING})


def _kinds(passage: Passage, spot: int, article: Article, events: Events) -> Iterator[str]:
    """The types of what annotators date by this expression; one with a quote counts in the quote's sentence only."""
    timex = passage.units[spot].timex
    own, text = timex.date if timex else None, passage.span.of(article.text)
    for event in events:
        quote = str(event.get("quote") or "")
        if timex is None or own is None or (quote and quote[:_QUOTED] not in text and text not in quote):
            continue
        dates = [event["date"], *(other.get("date") for other in event.get("alternatives", ()))]
        # The year can be read wrongly, and the type is right all the same.
        loose = lacks_year(timex, "en")
        if any(_agree(own, DateValue.parse(str(told)), loose) for told in dates if told):
            told = event["on_timeline"] and event["type"] != EventType.OTHER
            yield str(event["type"]) if told else NOTHING


def _agree(own: DateValue, told: DateValue, loose: bool) -> bool:
    """Whether two dates begin or end on one day; ``loose``, in any year."""
    pairs = zip(own.bounds, told.bounds, strict=True)
    return any(a == b or (loose and (a.month, a.day) == (b.month, b.day)) for a, b in pairs)


def endings(group: str, article: Article, events: Events, topic: Topic) -> Iterator[Example]:
    """The dates of one text by which annotators date something of the timeline: whether it ended then, or not."""
    engine = engine_for(topic)
    passages = passages_of(article, topic)
    around = Surroundings(engine, _label_signs(topic.name), article, passages)
    for passage in weighed_of(passages, article):
        for spot in passage.dates:
            timex = passage.units[spot].timex
            ended = _ended(timex.date, passage.span.of(article.text), events) if timex and timex.date else None
            if ended is not None:
                yield Example(around.of(passage, spot), frozenset({END if ended else NOTHING}), group)


def _ended(own: DateValue, sentence: str, events: Events) -> bool | None:
    """Whether the first event of the sentence that begins or ends on this date ends there, and has begun before."""
    for event in events:
        quote = str(event.get("quote") or "")
        here = quote[:_QUOTED] in sentence or sentence in quote
        if not (quote and here and event["on_timeline"] and event["date"]):
            continue
        first, last = DateValue.parse(str(event["date"])).bounds
        if own.bounds == (first, last) or (own.bounds[0] == first and own.bounds[1] < last):
            return False
        if own.bounds[1] == last and own.bounds[0] > first:
            return True
    return None


class Table:
    """Examples as numbers: a row each, a column a sign, the rarer the weightier."""

    def __init__(self, told: Sequence[Example]) -> None:
        counts = Counter(sign for one in told for sign in one.signs)
        self.signs = sorted(sign for sign, count in counts.items() if count >= FEWEST)
        self.kinds = [NOTHING, *sorted({kind for one in told for kind in one.kinds} - {NOTHING})]
        self._place = {sign: number for number, sign in enumerate(self.signs)}
        rare = np.array([1 + np.log(len(told) / counts[sign]) for sign in self.signs]) / (1 + np.log(len(told)))
        self.weights = rare * [SHARES.get(sign.rpartition(" ")[0], 1.0) for sign in self.signs]

    def matrix(self, told: Sequence[Example]) -> csr_matrix:
        """The signs of examples, 1 where they stand at the date."""
        own = [[(self._place[s], n / FULL) for s, n in one.signs.items() if s in self._place] for one in told]
        ends = np.cumsum([0, *map(len, own)])
        columns, values = zip(*(pair for row in own for pair in row), strict=True)
        shape = (len(told), len(self.signs))
        return csr_matrix((np.array(values) * self.weights[list(columns)], columns, ends), shape=shape)

    def wanted(self, told: Sequence[Example]) -> np.ndarray:
        """The shares of the types of each example."""
        shares = np.zeros((len(told), len(self.kinds)))
        for row, one in enumerate(told):
            shares[row, [self.kinds.index(kind) for kind in one.kinds]] = 1 / len(one.kinds)
        return shares


def fit(table: Table, told: Sequence[Example], ridge: float = RIDGE) -> np.ndarray:
    """Multinomial weights with a ridge, a row a sign and a column a type, nothing weighing nothing."""
    matrix, wanted = table.matrix(told), table.wanted(told)
    heed = np.array([[one.heed] for one in told])
    shape = (len(table.signs), len(table.kinds))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(shape)
        chance, missed = _chances(matrix @ weights), 0.0
        missed = -float((heed * wanted * np.log(np.maximum(chance, 1e-12))).sum()) + ridge / 2 * float(flat @ flat)
        return missed, (matrix.T @ (heed * (chance - wanted)) + ridge * weights).ravel()

    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    weights = found.x.reshape(shape) * table.weights[:, None]
    return weights - weights[:, :1]


def _chances(sums: np.ndarray) -> np.ndarray:
    chance = np.exp(sums - sums.max(axis=1, keepdims=True))
    return chance / chance.sum(axis=1, keepdims=True)


def rows(table: Table, weights: np.ndarray) -> dict[str, list[int]]:
    """The weights as whole numbers, a row a sign."""
    whole = np.rint(weights[:, 1:] * WHOLE).astype(int).tolist()
    return dict(zip(table.signs, whole, strict=True))


def written(kinds: Sequence[str], signs: Mapping[str, list[int]], key: str | None = None) -> str:
    """A file's text, a sign a line; with ``key``, as the value of that key."""
    encoded = msgspec.json.encode
    lines = [f"  {encoded(sign).decode()}: {encoded(row).decode()}" for sign, row in signs.items() if any(row)]
    head = f'{{"kinds": {encoded(list(kinds)).decode()}, "whole": {WHOLE}, "signs": {{\n'
    whole = head + ",\n".join(lines) + "\n}}"
    return f'{{"{key}": {whole}}}\n' if key else f"{whole}\n"


def all_examples(topic: Topic, of: Callable[..., Iterator[Example]] = examples) -> list[Example]:
    """Those of the bank, the passages and the articles."""
    console = Console(stderr=True)
    sources = all_articles(topic.name)
    return [
        example
        for group, article, events in track(sources, "reading", console=console, disable=not console.is_terminal)
        for example in of(group, article, events, topic)
    ]


def main() -> int:
    """Writes the weights."""
    topic = replace(load_topic("us-cambodia-defense"), weights=Weights(), net=None)
    for of, key, ridge, path in (
        (examples, "weights", RIDGE, WRITTEN),
        (endings, "ends", RIDGE_OF_ENDS, ENDS),
    ):
        told = all_examples(topic, of)
        table = Table(told)
        path.write_text(written(table.kinds[1:], rows(table, fit(table, told, ridge)), key), encoding="utf-8")
        groups = len([key for key, _ in groupby(told, key=lambda one: one.group)])
        sys.stdout.write(f"{len(told)} dates of {groups} texts, {path.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
