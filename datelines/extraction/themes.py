"""What a whole article is about, by what its headline and sentences name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from datelines.events import Part
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage

__all__ = ["theme_of"]

# In how many sentences, and in what share of them, an article speaks of what it is about.
_OFTEN, _SHARE = 3, 0.25


def theme_of(passages: Sequence[Passage], engine: Engine) -> frozenset[str]:
    """What the whole article is about: what the headline names, or a good part of the sentences.

    What it is about more than anything else stands in it once more, as "mainly_mines".
    """
    counts: Counter[str] = Counter()
    for passage in passages:
        headed = passage.part is Part.TITLE
        telling = engine.focusable if headed else engine.telling
        # What is named counts, and not what pronouns take up.
        present = telling.keys() & {unit.symbol for unit in passage.units}
        if present:
            weight = len(passages) if headed else 1
            counts.update(dict.fromkeys(frozenset().union(*(telling[symbol] for symbol in present)), weight))
    enough = max(_OFTEN, len(passages) * _SHARE)
    theme = {label for label, count in counts.items() if count >= enough}
    most = max(counts.values(), default=0)
    return frozenset(theme | {f"mainly_{label}" for label in theme if counts[label] == most})
