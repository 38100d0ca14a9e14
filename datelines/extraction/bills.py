"""Whether a measure is but a bill: "the House passed a bill that would freeze their assets"."""

from __future__ import annotations

from datelines.events import EventType
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine

__all__ = ["Bills"]

_MEASURES = frozenset(
    {
        EventType.SANCTION,
        EventType.SANCTION_LIFTED,
        EventType.AID_SUSPENSION,
        EventType.AID_RESTORED,
        EventType.MILITARY_AID,
    }
)


class Bills:
    """Tells with one engine's words of parliaments."""

    def __init__(self, engine: Engine) -> None:
        def symbols(*labels: str) -> frozenset[str]:
            return frozenset("".join(map(engine.lexicon.symbols, labels)))

        self._who = symbols("chamber", "tabled")
        self._what = symbols("bill", "vote", "draft_law")
        self._law = symbols("law_made")

    def is_pending(self, candidate: Candidate) -> bool:
        """Whether its sentence tells what one chamber or one member did about it, and not that it became law."""
        if candidate.rule.event_type not in _MEASURES:
            return False
        symbols = candidate.passage.symbols
        return self._law.isdisjoint(symbols) and not (self._who.isdisjoint(symbols) or self._what.isdisjoint(symbols))
