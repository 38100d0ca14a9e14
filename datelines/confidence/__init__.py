"""How sure a milestone is: the chance that its date and type are right, as a calibration says it.

A calibration is a small logistic model, fitted to events that annotators have judged. It is data, read by ``loader``;
what it looks at is in ``features``. How it was fitted is in ``docs/confidence.md``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from datelines.confidence.features import features_of
from datelines.events import Event

__all__ = ["Calibration"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights for one topic.

    ``gold`` is the digest of the events it was fitted to and ``rules`` that of the rules which found them; ``highest``
    and ``lowest`` bound what it may say, since none of its cases tells of more certainty than their number allows.
    ``unseen`` is what articles take off that nobody had in view when the rules were written.
    """

    topic: str
    gold: str
    rules: str
    lowest: float
    highest: float
    weights: Mapping[str, float]
    unseen: float = 0.0

    def chance(self, event: Event) -> float:
        """The chance that date and type of ``event`` are right; what the weights do not know counts for nothing."""
        score = self.unseen + sum(self.weights.get(name, 0.0) * value for name, value in features_of(event).items())
        return min(self.highest, max(self.lowest, 1 / (1 + math.exp(-score))))
