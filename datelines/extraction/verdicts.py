"""Which date a mention of a story has: a list of rules, each with a name; the first that knows decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from datelines.edtf import DateValue
from datelines.extraction.manner import Manner
from datelines.extraction.mentioned import LIMIT, Mentioned
from datelines.extraction.narrative import LEAD, Narrative
from datelines.extraction.verbgroups import Tense

__all__ = ["Verdict", "Verdicts"]

# A price at which a date stands right beside the verb.
_BESIDE = 1.3
# From this sentence on a story is background: what nothing dates there has no date.
_BACKGROUND = 12
# The last sentence that can be the first of the news, below a headline and a line with the date.
_LEDE = 2
# Tenses of what is to come.
_AHEAD = (Tense.FUTURE, Tense.MODAL, Tense.AIM)
# What takes up a deed that is told elsewhere; a tensed verb tells its own.
_TAKING_UP = (Tense.NAMED, Tense.AIM, Tense.BEFORE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mention's date, None where it has none, and the name of the rule that says so."""

    date: DateValue | None
    rule: str


class Verdicts:
    """Decides for the mentions of one story, which are read together: what one is dated by can date another."""

    def __init__(self, narrative: Narrative, headline: Collection[str], found: Sequence[Mentioned]) -> None:
        self._narrative = narrative
        self._headline = headline
        self._kin = _dates_of_deeds(found)

    def of(self, mentioned: Mentioned) -> Verdict:
        """The verdict of the first rule that knows."""
        for rule in (
            self._never,
            self._own,
            self._ahead,
            self._going_on,
            self._speech,
            self._unreal,
            self._kin_of,
            self._aside,
        ):
            if (verdict := rule(mentioned)) is not None:
                return verdict
        return self._day(mentioned)

    def _never(self, m: Mentioned) -> Verdict | None:
        return Verdict(None, "has not been") if m.never else None

    def _own(self, m: Mentioned) -> Verdict | None:
        if not m.own or m.price > LIMIT or (m.says and not self._is_of_speaking(m)):
            return None
        known = self._kin.get(m.root)
        is_finer = known is not None and known != m.own and m.own.covers(known)
        return Verdict(known, "own, finer elsewhere") if is_finer else Verdict(m.own, "own")

    def _ahead(self, m: Mentioned) -> Verdict | None:
        """What is to come is at the only future time of its sentence."""
        if m.says or not (m.mood == "future" or m.tense in _AHEAD or m.awaited):
            return None
        ahead = self._narrative.ahead(m.number)
        if ahead:
            return Verdict(ahead, "the time ahead")
        ahead = self._narrative.carried_ahead(m.number)
        return Verdict(ahead, "the time ahead carries on") if ahead else None

    def _going_on(self, m: Mentioned) -> Verdict | None:
        """What a person quoted "has done" is the news, and what is being done is of the day."""
        if m.says or m.mood == "future" or m.tense in _AHEAD:
            return None
        if m.quoted and m.tense is Tense.PERFECT:
            return Verdict(self._narrative.news_day, "quoted perfect")
        return Verdict(self._narrative.dct, "going on") if m.tense is Tense.GOING_ON else None

    def _speech(self, m: Mentioned) -> Verdict | None:
        if not m.says or m.tense in (Tense.FUTURE, Tense.MODAL) or m.wished:
            return None
        if m.manner in (Manner.BEFORE, Manner.AFTER):
            return Verdict(None, "said before")
        if m.tense is Tense.PRESENT:
            return Verdict(self._narrative.dct, "says")
        home = self._narrative.speech_day(m.number)
        return Verdict(self._narrative.carried(m.number, home) or home, "said")

    def _unreal(self, m: Mentioned) -> Verdict | None:
        if m.mood == "future" or m.manner is Manner.CONDITION or m.tense in (Tense.FUTURE, Tense.MODAL) or m.wished:
            return Verdict(None, "a plan or condition without a time")
        return None

    def _kin_of(self, m: Mentioned) -> Verdict | None:
        known = self._kin.get(m.root)
        if known is None or m.tense not in _TAKING_UP:
            return None
        # "Landed on Monday after a long flight" is not of the flight on Friday.
        if m.own and self._narrative.is_past_day(m.own) and self._narrative.is_ahead(known):
            return Verdict(m.own, "own, what is elsewhere lies ahead")
        return Verdict(known, "the same word elsewhere")

    def _aside(self, m: Mentioned) -> Verdict | None:
        """Whether nothing says when it was: background, what went before, and aims are not of the day."""
        # What "already has" is so now.
        if (m.manner is Manner.BEFORE and m.tense is not Tense.PRESENT) or (
            m.manner is Manner.AFTER and m.number > _LEDE
        ):
            return Verdict(None, "gone before")
        if m.vague:
            return Verdict(None, "a time that cannot be placed")
        if (
            m.number >= _BACKGROUND
            and m.manner is not Manner.LEADS
            and m.tense is not Tense.PAST
            and m.lemma not in self._headline
        ):
            return Verdict(None, "background")
        # What "has happened" by the time of writing, "was built" once or is wished for, told in passing, is of no day.
        if m.lasting or (
            m.number > LEAD and (m.mood == "perfect" or (m.manner is Manner.BARE and m.tense is not Tense.PRESENT))
        ):
            return Verdict(None, "in passing")
        return None

    def _day(self, m: Mentioned) -> Verdict:
        """The day of what the news tells without a date."""
        if m.number == 0 and m.tense is Tense.PRESENT:
            return Verdict(self._narrative.news_day, "the headline")
        if m.tense is Tense.PRESENT:
            return Verdict(self._narrative.dct, "present")
        if m.tense is Tense.PAST and self._narrative.carried_past(m.number):
            return Verdict(None, "told on from an older time")
        home = self._narrative.news_day
        carried = self._narrative.carried(m.number, home) if m.tense is not Tense.PERFECT else None
        return Verdict(carried, "carried on") if carried else Verdict(home, "the news")

    def _is_of_speaking(self, m: Mentioned) -> bool:
        """Whether a date can be the one of a verb of speech: a past day, or a past time right beside it."""
        if m.own is None or self._narrative.is_past_day(m.own):
            return True
        return not self._narrative.is_ahead(m.own) and m.price < _BESIDE


def _dates_of_deeds(found: Sequence[Mentioned]) -> Mapping[str, DateValue]:
    """The dates that words have in their own sentences; of several the first, unless a later one is finer."""
    dated: dict[str, DateValue] = {}
    for mentioned in found:
        own, old = mentioned.own, dated.get(mentioned.root)
        if own and mentioned.price <= LIMIT and (old is None or (old.covers(own) and old != own)):
            dated[mentioned.root] = own
    return dated
