"""Fit the encoder that is asked for the year of a date without one, where the weights are unsure.

    pip install -r requirements/fit.in
    python -m benchmarks.weigh_year_encoder [--fold 0]

Fits to what ``benchmarks.weigh_years`` fits to, begins with what ``benchmarks.weigh_encoder`` begins with, and writes
``datelines/extraction/grammar/en-years-encoder.json``. With a fold it writes nothing: it fits weights and encoder to
four fifths of the texts and tells which years of the others they get right.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from benchmarks.weigh import WHOLE
from benchmarks.weigh_encoder import Fitted, Model, Seen, entry_of, fit, shell_of
from benchmarks.weigh_net import written
from benchmarks.weigh_years import KINDS, Example, Table, all_examples, rows
from benchmarks.weigh_years import fit as fit_weights
from datelines.encoders import Encoder, EncoderEntry
from datelines.extraction.years import chances_of
from datelines.extraction.yearviews import MARKS
from datelines.weights import Weights

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "datelines" / "extraction" / "grammar" / "en-years-encoder.json"
# How many layers are kept, and how many of the commonest pieces: of which year a date is hangs on no rare names.
DEEP, COMMON, ROUNDS = 3, 8_000, 3
# A sign has a row that stands with as many dates; the most years that a date can be of.
FEWEST, MOST = 5, 16
FOLDS = 5


def shell(model: Model, told: Sequence[Example]) -> tuple[EncoderEntry, list[int]]:
    """The encoder without numbers, and which pieces of the model it keeps."""
    counts = Counter(sign for one in told for sign in one.setting)
    signs = sorted(sign for sign, count in counts.items() if count >= FEWEST)
    kept = sorted(model.commonest(COMMON, MARKS.values()))
    return shell_of(model, kept, signs, KINDS, DEEP), kept


def seen(one: Example, encoder: Encoder) -> Seen:
    """A date as it is fitted to: for each year that it can be of what makes it one, whether it is right, and that it is
    there."""
    wanted = np.zeros((1, MOST, len(KINDS) + 2), np.float32)
    for number, (year, names) in enumerate(one.options.items()):
        wanted[0, number, [KINDS.index(name) for name in names]] = 1
        wanted[0, number, -2:] = year == one.year, 1
    return Seen(one.view(encoder), wanted, one.heed)


def missed_years(sums: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """For each date the logarithm of the chance that its year is given."""
    totals = torch.einsum("dok,dk->do", wanted[:, :, :-2], sums[:, 1:] - sums[:, :1])
    totals = totals.masked_fill(wanted[:, :, -1] == 0, -1e9)
    return -(wanted[:, :, -2] * nn.functional.log_softmax(totals, 1)).sum(1)


def fitted(model: Model, told: Sequence[Example]) -> EncoderEntry:
    """The encoder that is fitted to dates whose year is known."""
    torch.manual_seed(0)
    entry, kept = shell(model, told)
    encoder = Encoder(entry)
    views = [seen(one, encoder) for one in told]
    net = Fitted(model, kept, len(entry.signs), 1 + len(KINDS), DEEP)
    return entry_of(fit(lambda _: list(views), missed_years, net, len(entry.signs), ROUNDS), entry)


def judged(told: Sequence[Example], fold: int) -> None:
    """Tells how many years of one fold are right by weights and encoder that are fitted to the others."""
    groups = sorted({one.group for one in told})
    random.Random(1).shuffle(groups)
    own = set(groups[fold::FOLDS])
    others = [one for one in told if one.group not in own]
    table = Table(others)
    weights = Weights(KINDS, {sign: tuple(row) for sign, row in rows(table, fit_weights(table, others)).items()}, WHOLE)
    encoder = Encoder(fitted(Model(), others))
    found = [
        (one, chances_of(one.options, KINDS, weights.sums(one.signs)),
         chances_of(one.options, encoder.kinds, encoder.sums(one.view(encoder))[0]))
        for one in told if one.group in own
    ]  # fmt: skip
    for unsure in (0.0, 0.7, 0.8, 0.85, 0.9, 1.1):
        for share in (0.3, 0.4, 0.5, 0.6, 1.0):
            right: dict[bool, list[bool]] = {True: [], False: []}
            asked = 0
            for one, first, second in found:
                chances = first
                if max(first.values()) < unsure:
                    asked += 1
                    chances = {year: first[year] ** (1 - share) * second[year] ** share for year in first}
                right[one.group.startswith("f")].append(max(chances, key=chances.__getitem__) == one.year)
            cells = " ".join(f"{np.mean(some):.4f} of {len(some)}" for some in right.values())
            sys.stdout.write(f"asked below {unsure} ({asked}), counts {share}: {cells}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Writes the encoder, or judges one fold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", type=int, choices=range(FOLDS))
    options = parser.parse_args(argv)
    torch.set_num_threads(2)
    told = all_examples()
    if options.fold is not None:
        judged(told, options.fold)
        return 0
    entry = fitted(Model(), told)
    WRITTEN.write_text(written(entry), encoding="utf-8")
    sys.stdout.write(f"{len(told)} dates, {len(entry.pieces.split())} pieces, {WRITTEN.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
