"""Events counted from another that the article has dated: "two days after the embargo", "a month before her visit"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from datelines.edtf import DateValue
from datelines.events import Basis, EventType, Status
from datelines.extraction.anchor import Dating
from datelines.extraction.drafts import Draft
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.extraction.shifts import Length, length_at, moved

__all__ = ["Aftermath"]

# How many words a phrase has from its "after" to the thing that it counts from.
_PHRASE = 5
# How many sentences back the day was counted that "that day" takes up.
_THAT_DAY, _JUST_BEFORE = re.compile(r"(?:the|that) (?:very |same )?day", re.IGNORECASE), 2
# What a word of this kind takes up, the nearest first.
_TAKEN_UP: dict[str, tuple[EventType, ...]] = {
    "embargo": (EventType.SANCTION,),
    "sanctions": (EventType.SANCTION,),
    "ban": (EventType.AID_SUSPENSION, EventType.SANCTION),
    "stoppage": (EventType.EXERCISE_SUSPENSION, EventType.AID_SUSPENSION),
    "resumption": (EventType.EXERCISE_RESUMPTION, EventType.AID_RESTORED),
    "exercise": (EventType.EXERCISE,),
    "visit_noun": (EventType.VISIT_MEETING, EventType.PORT_CALL),
    "meeting": (EventType.VISIT_MEETING,),
    "port_call": (EventType.PORT_CALL,),
    "letter": (EventType.STATEMENT,),
    "razing": (EventType.BASE_INFRASTRUCTURE,),
    "agreement": (EventType.AGREEMENT,),
    "sign": (EventType.AGREEMENT,),
    "anniversary": (EventType.ANNIVERSARY,),
    "occasion": (EventType.EXERCISE, EventType.MILITARY_AID, EventType.BASE_INFRASTRUCTURE),
}

# What is on a whole country, and no measure against some people of it.
_WHOLE = frozenset({"embargo", "ban"})


class Aftermath:
    """Dates with one engine's words."""

    def __init__(self, engine: Engine) -> None:
        self._labels = engine.labels
        self._sign = dict.fromkeys(engine.lexicon.symbols("after"), 1) | dict.fromkeys(
            engine.lexicon.symbols("before"), -1
        )
        self._marks = frozenset("".join(engine.grammar.marks.values()))

    def fill(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts, undated ones dated by what their sentence counts from, where the article has dated that."""
        found = list(drafts)
        for i, draft in enumerate(found):
            if draft.dating is None and draft.status is Status.OCCURRED and draft.candidate.passage.lengths:
                dating = self._counted(draft, found)
                found[i] = replace(draft, dating=dating) if dating else draft
        counted = [draft for draft, before in zip(found, drafts, strict=True) if draft is not before]
        return [_on_that_day(draft, counted) for draft in found] if counted else found

    def _counted(self, draft: Draft, drafts: Sequence[Draft]) -> Dating | None:
        passage = draft.candidate.passage
        for sign, length in self._phrases(passage):
            thing, label = self._thing(passage, sign)
            if label is None or sign <= draft.candidate.at <= thing:
                continue
            start = self._told(drafts, label, draft)
            number = length.number * self._sign[passage.symbols[sign]]
            value = moved(start, number, length.unit) if start else None
            if value and (timex := passage.units[sign - 1].timex):
                return Dating(value, timex, Basis.ANAPHORIC, 0.0)
        return None

    def _phrases(self, passage: Passage) -> list[tuple[int, Length]]:
        """Where "after" or "before" stands right behind a length that can be counted."""
        places = (i for i in range(1, len(passage.symbols)) if passage.symbols[i] in self._sign)
        return [(i, length) for i in places if (length := length_at(passage.units[i - 1].timex))]

    def _thing(self, passage: Passage, sign: int) -> tuple[int, str | None]:
        """The word that the phrase counts from, and of what kind it is; None where a mark comes before one."""
        for i in range(sign + 1, min(len(passage.symbols), sign + 1 + _PHRASE)):
            if passage.symbols[i] in self._marks or passage.units[i].timex:
                break
            for label in _TAKEN_UP:
                if label in self._labels.get(passage.symbols[i], ()):
                    return i, label
        return sign, None

    def _told(self, drafts: Sequence[Draft], label: str, asking: Draft) -> DateValue | None:
        """The date of the event told before that the word takes up."""
        for kind in _TAKEN_UP[label]:
            if kind is asking.candidate.rule.event_type and label != "occasion":
                continue
            told = [d for d in drafts if d.order < asking.order and self._is_such(d, kind, label)]
            if told:
                # "The embargo" is the one that the article is about, "the visit" the one told last.
                first_or_last = min if label in _WHOLE else max
                dating = first_or_last(told, key=lambda d: (d.order, d.candidate.at)).dating
                return dating.date if dating else None
        return None

    def _is_such(self, draft: Draft, kind: EventType, label: str) -> bool:
        """Whether it is a dated event of the kind."""
        if draft.candidate.rule.event_type is not kind or not draft.roles.on_timeline:
            return False
        if draft.dating is None or draft.status is not Status.OCCURRED:
            return False
        return label not in _WHOLE or not draft.candidate.rule.thing


def _on_that_day(draft: Draft, counted: Sequence[Draft]) -> Draft:
    """The draft, dated by what was counted just before it where it was "the very day": no words tell that day."""
    dating = draft.dating
    if dating is None or dating.basis is not Basis.ANAPHORIC or not _THAT_DAY.fullmatch(dating.timex.text):
        return draft
    before = [d.dating for d in counted if 0 < draft.order - d.order <= _JUST_BEFORE and d.dating]
    return replace(draft, dating=replace(dating, date=before[-1].date)) if before else draft
