"""Sums of weights in whole numbers: how much the signs that are found speak for each of some kinds.

Whole numbers add up to the same in any order and on any machine. What signs and kinds are is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import msgspec
import numpy as np

__all__ = ["FULL", "Weights", "WeightsEntry"]

# What a sign counts that is wholly there; one that is further off counts as fewer such parts.
FULL = 64


class WeightsEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weights as a file has them."""

    kinds: list[str]
    whole: int
    signs: dict[str, list[int]]

    def faults(self) -> Iterator[tuple[str, str]]:
        """What cannot be, as key and reason."""
        for sign, row in self.signs.items():
            if len(row) != len(self.kinds):
                yield f"signs.{sign}", f"has {len(row)} numbers for {len(self.kinds)} kinds"
        if self.whole < 1:
            yield "whole", "is the number that stands for 1, at least 1"


@dataclass(frozen=True)
class Weights:
    """A row of whole numbers by sign, one for each of ``kinds``; ``whole`` are 1 in the logarithm of a chance."""

    kinds: tuple[str, ...] = ()
    signs: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    whole: int = 1

    @staticmethod
    def of(entry: WeightsEntry) -> Weights:
        """The weights of a file."""
        return Weights(tuple(entry.kinds), {sign: tuple(row) for sign, row in entry.signs.items()}, entry.whole)

    def sums(self, signs: Mapping[str, int]) -> list[float]:
        """What the signs, by how much each counts, add up to for each kind, as the logarithm of a chance."""
        places = self._places
        # Whole numbers are the same in whatever order a set gives them.
        found = places.keys() & signs.keys()
        if not found:
            return [0.0] * len(self.kinds)
        rows, counts = [places[sign] for sign in found], [signs[sign] for sign in found]
        whole = np.array(counts, dtype=np.int64) @ self._table[rows]
        return [total / (FULL * self.whole) for total in whole.tolist()]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {sign: place for place, sign in enumerate(self.signs)}

    @cached_property
    def _table(self) -> np.ndarray:
        return np.array(list(self.signs.values()), dtype=np.int64).reshape(len(self.signs), len(self.kinds))
