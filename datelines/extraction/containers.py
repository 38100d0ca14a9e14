"""The time that a passage sets and the next sentences stay in, for events that their own sentence does not date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from datelines.edtf import Grain
from datelines.events import Basis
from datelines.extraction.anchor import Dating
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage

__all__ = ["fill_from_containers"]

_REACH = 6
_FRESH = 40


def fill_from_containers(
    drafts: Sequence[Draft], passages: Sequence[Passage], dct: date | None, engine: Engine
) -> list[Draft]:
    """The drafts, undated ones whose rule allows it dated by the meeting or news that the passage is about."""
    return [_filled(draft, drafts, dct, engine) for draft in drafts]


def _filled(draft: Draft, drafts: Sequence[Draft], dct: date | None, engine: Engine) -> Draft:
    if draft.dating or not draft.candidate.rule.container or dct is None:
        return draft
    for other in sorted(drafts, key=lambda o: (abs(o.order - draft.order), o.order)):
        dating = other.dating
        if dating is None or other is draft or dating.date.grain is not Grain.DAY or not dating.date.earliest:
            continue
        if other.candidate.rule.sets_time and 0 <= (dct - dating.date.earliest).days <= _FRESH:
            return replace(draft, dating=_anaphoric(dating))
    return draft


def _anaphoric(dating: Dating) -> Dating:
    return replace(dating, basis=Basis.ANAPHORIC)
