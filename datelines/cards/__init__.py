"""How good the rules are that made a timeline, as measured on annotated articles: the accuracy card.

A card is data, kept with the code and made anew whenever the rules change; ``loader`` reads it. A night looks it up
and measures nothing.
"""

from __future__ import annotations

import msgspec

__all__ = ["Articles", "Bin", "Card", "Score"]


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many events the annotators have, how many were found, and how many of these are right, date and type.

    ``low`` and ``high`` bound ``f1`` with 95 percent, by drawing articles anew; right is one found for one annotated.
    """

    name: str
    gold: int
    found: int
    right: int
    f1: float
    low: float
    high: float


class Articles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A set of annotated articles: which, whether rules were written from them, and the scores on them.

    ``digest`` is that of their annotations. Of articles held out only the total is known, so that they stay unseen.
    """

    name: str
    tuned_on: bool
    digest: str
    files: tuple[str, ...]
    total: Score
    types: tuple[Score, ...] = ()
    precisions: tuple[Score, ...] = ()
    statuses: tuple[Score, ...] = ()


class Bin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of the milestones whose confidence lies between ``first`` and ``last``, the share that is right, with bounds."""

    first: float
    last: float
    milestones: int
    right: float | None
    low: float | None
    high: float | None


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known of the rules ``rules`` (a digest) for a topic.

    ``floors`` are the least F1 of date and type by the name of the articles; ``weak`` says in plain words where the
    rules are known to fail.
    """

    topic: str
    rules: str
    articles: tuple[Articles, ...]
    calibration: tuple[Bin, ...]
    floors: dict[str, float]
    weak: tuple[str, ...]

    def shortfall(self, rules: str) -> str | None:
        """Why no timeline may be published by it, in one line; None where it may. ``rules`` are those that made it."""
        if self.rules != rules:
            return f"the accuracy card is of the rules {self.rules}, not of {rules}: `make card` measures these"
        for one in self.articles:
            floor = self.floors.get(one.name, 0.0)
            if one.total.f1 < floor:
                return f"date and type F1 on {one.name} is {one.total.f1:.3f}, under the floor of {floor:.3f}"
        return None
