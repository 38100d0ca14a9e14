"""The times that a story sets as it goes on: the day of its news, and the day that the sentences before were in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.extraction.engine import Engine
from datelines.extraction.inflect import is_going_on, is_participle, is_past, lemma_of
from datelines.extraction.passages import Passage
from datelines.extraction.quotations import Quotations
from datelines.extraction.spots import Spot, SpotReader
from datelines.timex import AnchorKind, TimexType

__all__ = ["LEAD", "Narrative"]

_DATE_LINE = 4
# How many sentences are the news; within how many days before publication; how far a day carries on.
LEAD, _FRESH, _CARRIED = 4, 7, 3
# The last sentence that can be the first of the news; how late it can tell what it opens with.
_LEDE, _LATE = 2, 14
_AT = (None, "within")
# The tagger's rule for "earlier in the day".
_OF_THE_DAY = "earlier_in_unit"
# "PARIS, May 4 -", "PARIS (Agency) - "
_DASH = re.compile(r"\)?\s*(?:\([^()]{1,30}\)\s*)?(?:--|[-–—])\s")
_DATELINE = 60
# How many characters and words of a sentence say what it is about.
_HEAD, _FIRST = 40, 3
_STOP = re.compile(r"[.!?]['\"”’)]*\s|\n")
_WORD = re.compile(r"[^\W\d_]+")


class Narrative:
    """The passages of one story with their times, and the day that it was printed."""

    def __init__(self, engine: Engine, text: str, passages: Sequence[Passage], dct: date | None) -> None:
        reader = SpotReader(engine)
        self._text = text
        self.passages, self.quotations = tuple(passages), Quotations(text)
        # Twins are told apart by place in the list, which is cut below.
        spots = [tuple(replace(spot, twin=None) for spot in reader.read(passage)) for passage in passages]
        self.spots = tuple(
            tuple(spot for spot in found if not _is_of_dateline(text, passage, spot))
            for passage, found in zip(passages, spots, strict=True)
        )
        self._dateline = next(
            (s.date for found, kept in zip(spots, self.spots, strict=True) for s in found if s not in kept), None
        )
        self.dct = DateValue.of(dct) if dct else None
        thread = frozenset(engine.grammar.story.get("thread", ()))
        self._threaded = tuple(_takes_up(text, passage, thread) for passage in passages)
        self._opening = 0
        self.news_day = self._day_of_the_news()
        self._pointing = frozenset(engine.grammar.words["pointing"])
        self._staging = frozenset(engine.grammar.story.get("staging", ()))
        self._is_staged = self._has_stage(text[: self._opening])
        self.spots = tuple(tuple(self._as_quoted(spot) for spot in found) for found in self.spots)

    def carried(self, number: int, home: DateValue | None) -> DateValue | None:
        """The past day that one of the sentences just before ended with.

        A story comes back by itself to the day where it is at home: to one before it only what takes up the thread
        still belongs.
        """
        number = min(number, len(self.passages) - 1)
        is_threaded = True
        for index in range(number - 1, max(-1, number - 1 - _CARRIED), -1):
            is_threaded = is_threaded and self._threaded[index + 1]
            if self.is_date_line(self.passages[index]):
                return None
            days = [s.date for s in self.spots[index] if s.date.grain is Grain.DAY and s.relation in _AT]
            if days:
                is_back = home is not None and days[-1].bounds[0] < home.bounds[0]
                return days[-1] if self.is_past_day(days[-1]) and (is_threaded or not is_back) else None
        return None

    def _is_stray_hour(self, spot: Spot) -> bool:
        """Whether an hour was counted from a day before the news that an earlier sentence names."""
        timex, home = spot.timex, self.news_day
        anchor = timex.anchor
        if home is None or spot.date.bounds[0] >= home.bounds[0]:
            return False
        if anchor is None or anchor.kind is not AnchorKind.TIMEX or anchor.span is None:
            return False
        if timex.rule == _OF_THE_DAY and spot.date.grain is Grain.DAY:
            return len(_STOP.findall(self._text, anchor.span.end, timex.span.start)) > _CARRIED
        if timex.type is not TimexType.TIME:
            return False
        if not self._pointing.isdisjoint(timex.text.lower().split()):
            return False
        return _STOP.search(self._text, anchor.span.end, timex.span.start) is not None

    def speech_day(self, number: int) -> DateValue | None:
        """The day on which people speak: at a ceremony, its own; of a shipwreck, the one that reports it."""
        passage = self.passages[number]
        return self.news_day if self._is_staged or self._has_stage(passage.span.of(self._text)) else self.dct

    def _has_stage(self, text: str) -> bool:
        return not self._staging.isdisjoint(map(lemma_of, _WORD.findall(text.lower())))

    def _as_quoted(self, spot: Spot) -> Spot:
        """ "Today" in the mouth of a person is the day of the news, on which the person spoke."""
        anchor = spot.timex.anchor
        if self.news_day and self._is_stray_hour(spot):
            return replace(spot, date=self.news_day)
        is_today = spot.date == self.dct and anchor is not None and anchor.kind is AnchorKind.DCT
        if not is_today or self.news_day is None or not self.quotations.holds(spot.timex.span.start):
            return spot
        return replace(spot, date=self.news_day)

    def carried_past(self, number: int) -> DateValue | None:
        """The coarser past time that a sentence before ended with, where the thread goes on from there."""
        number = min(number, len(self.passages) - 1)
        for index in range(number - 1, max(-1, number - 1 - _CARRIED), -1):
            if not self._threaded[index + 1] or self.is_date_line(self.passages[index]):
                return None
            if spots := self.spots[index]:
                last = spots[-1].date
                return last if last.grain is not Grain.DAY and self.is_over(last) else None
        return None

    def ahead(self, number: int) -> DateValue | None:
        """The only time after publication that a sentence names."""
        ahead = {spot.date for spot in self.spots[number] if self.is_ahead(spot.date)}
        return ahead.pop() if len(ahead) == 1 else None

    def carried_ahead(self, number: int) -> DateValue | None:
        """The only time after publication of the sentence before, where this one takes up its thread."""
        if not number or not self._threaded[number] or self.spots[number]:
            return None
        ahead = self.ahead(number - 1)
        return ahead if ahead and ahead.grain is Grain.DAY else None

    def is_ahead(self, value: DateValue) -> bool:
        """Whether it begins after the day of publication."""
        return self.dct is not None and value.bounds[0] > self.dct.bounds[0]

    def is_over(self, value: DateValue) -> bool:
        """Whether it ends before the day of publication."""
        return self.dct is not None and value.bounds[1] < self.dct.bounds[0]

    def is_past_day(self, value: DateValue) -> bool:
        """Whether it is a day on which somebody can have said what the story reports."""
        return value.grain is Grain.DAY and (self.dct is None or value.bounds[0] <= self.dct.bounds[0])

    def is_date_line(self, passage: Passage) -> bool:
        """Whether a line holds the day of the story and little else."""
        if len(passage.units) >= _DATE_LINE or not passage.dates:
            return False
        rest = passage.span.of(self._text)
        for index in passage.dates:
            if timex := passage.units[index].timex:
                rest = rest.replace(timex.text, "", 1)
        return len(_WORD.findall(rest)) <= 1

    def _day_of_the_news(self) -> DateValue | None:
        """The day shortly before publication that the first sentences speak of, else the day of publication."""
        if self.dct is None or self.dct.earliest is None:
            return None
        for passage, spots in zip(self.passages[:LEAD], self.spots, strict=False):
            for spot in () if self.is_date_line(passage) else spots:
                first = spot.date.earliest
                if first is None or spot.date.grain is not Grain.DAY or spot.relation not in _AT:
                    continue
                age = (self.dct.earliest - first).days
                if 0 <= age <= _FRESH or (0 <= age <= _LATE and self._frames(passage, spot)):
                    self._opening = passage.span.end
                    return spot.date
        return self._dateline or self.dct

    def _frames(self, passage: Passage, spot: Spot) -> bool:
        """Whether the lede tells its deed behind a day: "The office on June 18 called for a new vote"."""
        before = _WORD.findall(self._text[passage.span.start : spot.timex.span.start])
        is_lede = passage.number <= _LEDE
        return is_lede and not any(is_past(w) or is_participle(w) or is_going_on(w) for w in before if w.islower())


def _is_of_dateline(text: str, passage: Passage, spot: Spot) -> bool:
    """Whether a day only says when the paragraph was written: "PARIS, May 4 - "."""
    start, end = spot.timex.span.start, spot.timex.span.end
    is_near = end - passage.span.start < _DATELINE and text[passage.span.start : start].isascii()
    return is_near and text[passage.span.start : start].rstrip(" ,(")[-2:].isupper() and bool(_DASH.match(text, end))


def _takes_up(text: str, passage: Passage, thread: frozenset[str]) -> bool:
    """Whether a sentence opens with a word that points back to the one before."""
    opening = text[passage.span.start : passage.span.end][:_HEAD].lower()
    return not thread.isdisjoint(_WORD.findall(opening)[:_FIRST])
