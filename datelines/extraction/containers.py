"""The time that a passage sets and the next sentences stay in, for events that their own sentence does not date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from datelines.edtf import DateValue, Grain
from datelines.events import Basis
from datelines.extraction.anchor import Dating
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.timex import Timex

__all__ = ["fill_from_containers"]

_NEAR = 2
_LEAD = 2
_FRESH = 40


def fill_from_containers(
    drafts: Sequence[Draft], passages: Sequence[Passage], dct: date | None, engine: Engine
) -> list[Draft]:
    """The drafts, undated ones whose rule allows it dated by the meeting or the day that the passage is about."""
    say = frozenset(engine.lexicon.symbols("say"))
    return [_filled(draft, drafts, passages, dct, say) for draft in drafts]


def _filled(
    draft: Draft, drafts: Sequence[Draft], passages: Sequence[Passage], dct: date | None, say: frozenset[str]
) -> Draft:
    rule = draft.candidate.rule
    if draft.dating or dct is None or rule.dateless:
        return draft
    if rule.disclosure and not rule.container and draft.order <= _LEAD and (peg := _announcement(passages, dct, say)):
        return replace(draft, dating=peg)
    if not rule.container:
        return draft
    for other in sorted(drafts, key=lambda o: (abs(o.order - draft.order), o.order)):
        dating = other.dating
        if dating and other is not draft and other.candidate.rule.sets_time and _is_fresh(dating.timex, dct):
            roles = replace(draft.roles, actors=tuple(dict.fromkeys((*draft.roles.actors, *_guests(draft, other)))))
            return replace(draft, dating=replace(dating, date=_first(dating.date), basis=Basis.ANAPHORIC), roles=roles)
    for passage in sorted(passages, key=lambda p: (abs(p.order - draft.order), p.order)):
        if abs(passage.order - draft.order) > _NEAR:
            break
        for index in passage.dates:
            timex = passage.units[index].timex
            if timex and timex.date and _is_fresh(timex, dct):
                return replace(draft, dating=Dating(timex.date, timex, Basis.ANAPHORIC, 0.0))
    return draft


def _guests(draft: Draft, other: Draft) -> tuple[str, ...]:
    """Whom the one who asks has met, where the sentence itself names who asks."""
    asking = set(draft.roles.actors) & set(other.roles.people)
    return other.roles.people if asking or draft.roles.people else ()


def _announcement(passages: Sequence[Passage], dct: date, say: frozenset[str]) -> Dating | None:
    """The day on which the first sentences say that the news was made known."""
    for passage in passages[: _LEAD + 2]:
        for index in passage.dates:
            timex = passage.units[index].timex
            near = {unit.symbol for unit in passage.units[max(0, index - 4) : index + 3]}
            if timex and timex.date and near & say and _is_fresh(timex, dct):
                return Dating(timex.date, timex, Basis.DISCLOSURE, 0.0)
    return None


def _is_fresh(timex: Timex, dct: date) -> bool:
    """Whether it names a day shortly before publication."""
    value = timex.date
    if value is None or value.grain is not Grain.DAY or value.earliest is None:
        return False
    return 0 <= (dct - value.earliest).days <= _FRESH


def _first(value: DateValue) -> DateValue:
    return DateValue.of(value.earliest) if value.earliest else value
