"""Fit the weights by which a date that no rule reads is given a type.

    python -m benchmarks.weigh

Fits to the sentences of the bank and the annotated articles that may be looked at, and writes
``datelines/topics/common/us-defense-weights.yaml``. Sentences and articles held out are never read here.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np

from benchmarks.judged import corpora
from datelines.articles import Article, PublishedGrain, ZoneBasis
from datelines.edtf import DateValue
from datelines.events import EventType
from datelines.extraction.detect import candidates
from datelines.extraction.drafting import Drafter
from datelines.extraction.engine import engine_for
from datelines.extraction.flashback import reanchor
from datelines.extraction.gapping import GapReader
from datelines.extraction.leftovers import Leftovers
from datelines.extraction.passages import Passage, Reader
from datelines.extraction.themes import theme_of
from datelines.extraction.weighed import ALWAYS, left_over
from datelines.tagging import tag
from datelines.topics import Topic
from datelines.topics.loader import load_topic
from datelines.yamlfile import load

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "datelines" / "topics" / "common" / "us-defense-weights.yaml"
BANK = ROOT / "tests" / "specs"
# What stands above a sentence of the bank, so that it is one of an article on both parties.
HEADLINE = "American officers meet Cambodian officers"
ABOVE = "From the riverside one sees calm water. Americans and Cambodians drink their coffee here.\n\n"
NOTHING = "none"
FEWEST, RIDGE, ROUNDS, RATE, LEAST = 3, 2.0, 400, 0.05, 0.2
# How much more a date counts that is left over: it is of these that the weights decide.
LEFT = 2.0

Example = tuple[frozenset[str], frozenset[str], float]


def bank() -> Iterator[tuple[Article, Sequence[Mapping[str, object]]]]:
    """The odd rows of the bank, each as an article."""
    for path in sorted(BANK.glob("events_bank_*.yaml")):
        rows = load(path)
        assert isinstance(rows, list)
        for row in rows[0::2]:
            yield _article(row["text"], row["dct"]), row["events"]


def _article(text: str, day: str) -> Article:
    published = datetime.combine(date.fromisoformat(day), datetime.min.time()).astimezone()
    return Article(
        id="bank", source="bank.txt", record=None, url=None, publisher=None, title=HEADLINE, text=ABOVE + text,
        captions=(), language="en", published=published, published_grain=PublishedGrain.DAY,
        zone_basis=ZoneBasis.STATED, digest="0" * 64,
    )  # fmt: skip


class Examples:
    """Dates with their signs, and the types that the annotators give them."""

    def __init__(self, topic: Topic) -> None:
        self._engine = engine_for(topic)
        self._reader, self._drafter = Reader(self._engine), Drafter(self._engine)
        self._leftovers = Leftovers(self._engine, self._drafter, GapReader(self._engine))

    def of(self, article: Article, events: Sequence[Mapping[str, object]]) -> Iterator[Example]:
        """One article's; an annotation with a quote counts in the quote's sentence only."""
        engine, dct = self._engine, article.dct
        strings = (article.title, article.text, *article.captions)
        year = engine.topic.fiscal_year_starts
        placed = [reanchor(text, tag(text, dct, "en"), dct, engine.grammar, year) for text in strings]
        passages = self._reader.read(article, placed).passages
        theme = theme_of(passages, engine)
        found = candidates(passages, engine, theme)
        drafts = self._drafter.drafts(found, dct)
        if self._leftovers.is_of_both(passages):
            drafts += self._leftovers.drafts(found, drafts, passages, dct, theme)
        free = {(id(passage), spot) for passage, spot, _ in left_over(drafts, passages, engine)}
        for passage, spot, signs in left_over(drafts, passages, engine, every=True):
            if passage.span.start < len(ABOVE) and article.text.startswith(ABOVE):
                continue
            kinds = frozenset(_kinds(passage, spot, article, events)) or frozenset({NOTHING})
            yield signs, kinds, LEFT if (id(passage), spot) in free else 1.0


def _kinds(passage: Passage, spot: int, article: Article, events: Sequence[Mapping[str, object]]) -> Iterator[str]:
    timex = passage.units[spot].timex
    own = timex.date if timex else None
    text = passage.span.of(article.text)
    for event in events:
        quote = str(event.get("quote") or "")
        if own is None or not event["date"] or not (not quote or quote[:40] in text or text in quote):
            continue
        value = DateValue.parse(str(event["date"]))
        if value.bounds[0] == own.bounds[0] or value.bounds[1] == own.bounds[1]:
            told = event["on_timeline"] and event["type"] != EventType.OTHER
            yield str(event["type"]) if told else NOTHING


def fit(examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """Multinomial weights with a ridge, "nothing" weighing nothing."""
    counts = Counter(sign for signs, _, _ in examples for sign in signs)
    names = sorted(sign for sign, count in counts.items() if count >= FEWEST)
    kinds = [NOTHING, *sorted({kind for _, own, _ in examples for kind in own} - {NOTHING})]
    place = {name: i for i, name in enumerate(names)}
    matrix, wanted = np.zeros((len(examples), len(names))), np.zeros((len(examples), len(kinds)))
    for row, (signs, own, _) in enumerate(examples):
        matrix[row, [place[sign] for sign in signs if sign in place]] = 1
        wanted[row, [kinds.index(kind) for kind in own]] = 1 / len(own)
    heed = np.array([weight for _, _, weight in examples])[:, None]
    ridge = np.array([0.0 if name == ALWAYS else RIDGE for name in names])[:, None]
    weights = np.zeros((len(names), len(kinds)))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, ROUNDS + 1):
        told = matrix @ weights
        chance = np.exp(told - told.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        slope = matrix.T @ ((chance - wanted) * heed) + ridge * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope * slope
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    weights -= weights[:, :1]
    return {
        name: {kind: round(float(w), 1) for kind, w in zip(kinds[1:], row[1:], strict=True) if abs(w) >= LEAST}
        for name, row in zip(names, weights, strict=True)
    }


def written(weights: Mapping[str, Mapping[str, float]]) -> str:
    """The file's text."""
    lines = [
        "# How much a sign beside a date that no rule reads speaks for a type of event. Signs are the labels of its",
        "# clause, of the rest of the sentence and of what the text is about, and the types told before and beside.",
        "# Fitted by benchmarks/weigh.py to the annotated sentences and articles that may be looked at; not by hand.",
        "weights:",
    ]
    for name, own in weights.items():
        if own:
            told = ", ".join(f"{kind}: {weight}" for kind, weight in own.items())
            lines.append(f"  {json.dumps(name)}: {{{told}}}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Writes the weights."""
    topic = replace(load_topic("us-cambodia-defense"), weights={})
    examples = Examples(topic)
    told = [example for article, events in bank() for example in examples.of(article, events)]
    seen, _ = corpora(topic.name)
    for article in seen.articles:
        told += examples.of(article, seen.gold[(article.source.rpartition("/")[2], article.record)])
    WRITTEN.write_text(written(fit(told)), encoding="utf-8")
    sys.stdout.write(f"{len(told)} dates, {WRITTEN.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
