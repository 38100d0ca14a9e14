"""What the text has told so far: the day of publication, the times already mentioned, and how a sentence looks in time.

Anchors come from here. Nothing here finds time expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from datelines.languages import Language
from datelines.spans import Span
from datelines.tagging.arithmetic import FINENESS, When, first_day, last_day, value_of
from datelines.tagging.asides import in_relative, only_compares, only_describes
from datelines.tagging.mentions import Basis, Mention, Reading, mention_of
from datelines.tagging.tense import BY_WORDS, looks, may_say, sentence_after, sentence_before
from datelines.timex import Anchor, AnchorKind

__all__ = ["Story"]

_SENTENCE = 160
_KEPT = 12
_PARAGRAPH = 1500
_DATELINE = 120
_JOINED = 10
_NEAR = 80
_DAYS_OF_A_YEAR = 365
_WEEK = 7
_TIMEX, _EXPLICIT, _DCT = AnchorKind.TIMEX, Basis.EXPLICIT, Basis.DCT
_DASH = re.compile(r"\)?\s?(?:\([^()\n]{1,30}\)\s?|/[^/\n]{1,30}/\s?)?(?:–|—|--|-|:)\s")


class Story:
    """The state of one text on the way through it, from left to right."""

    __slots__ = (
        "_anchors",
        "_before",
        "_compared",
        "_looked",
        "_mentions",
        "asides",
        "dct",
        "dct_day",
        "language",
        "narrative",
        "text",
        "today",
    )

    def __init__(self, text: str, dct: date | None, language: Language, narrative: bool) -> None:
        self.text = text
        self.dct_day = dct
        self.dct = When.of(dct) if dct else None
        self.today = self.dct
        self.language = language
        self.narrative = narrative
        self._mentions: list[Mention] = []
        # Which mentions are told by the way, by their starts, as far as that was asked: in a narrative, and in news.
        self.asides: dict[int, bool] = {}
        self._compared: dict[int, bool] = {}
        # The publication day as an anchor, by the reason why.
        self._anchors: dict[str, Anchor] = {}
        # The sentence before the place that was asked for last, and how it looks: several rules ask for the same.
        self._before = -1, ""
        self._looked: tuple[tuple[int, int], str] = (-1, -1), ""

    def add(self, reading: Reading, when: When, start: int, end: int) -> None:
        """Remember a time that was named."""
        mentions = self._mentions
        mentions.append(mention_of(reading, when, start, end))
        if start < _DATELINE and len(mentions) == 1 and when.grain == "day":
            self._heed_dateline(when, end)
        if len(mentions) > 4 * _KEPT:
            del mentions[:-_KEPT]

    def _is_aside(self, mention: Mention) -> bool:
        """Whether it only compares, as its rule or the words before it say."""
        known = self._compared.get(mention.start)
        if known is None:
            has_clock = mention.minutes is not None
            known = mention.aside or only_compares(self.text, mention.start, has_clock, self.language.cues)
            self._compared[mention.start] = known
        return known

    def _heed_dateline(self, when: When, end: int) -> None:
        """``MANILA, March 25 –`` or ``MANILA (March 25) –`` is the today of the text, if at most three days old."""
        first = first_day(when)
        if self.dct_day and first and 0 <= (self.dct_day - first).days <= 3 and _DASH.match(self.text, end):
            self.today = when

    def last(self, unit: str = "century") -> Mention | None:
        """The last time mentioned as fine as ``unit`` or finer; in news rather one that does not only compare."""
        need = FINENESS[unit]
        first = None
        for each in reversed(self._mentions[-_KEPT:]):
            if FINENESS[each.when.grain] >= need:
                if self.narrative or not self._is_aside(each):
                    return each
                first = first or each
        return first

    def last_until_now(self, unit: str, start: int, end: int) -> Mention | None:
        """The same; where the verb looks back, no day that is still to come."""
        mention, day = self.last(unit), self.dct_day
        if mention is None or day is None or self.narrative or not _is_after(mention, day):
            return mention
        looks = self.looks(start, end)
        if looks == "ahead" or (looks == "open" and start - mention.end < _NEAR):
            return mention
        need = FINENESS[unit]
        fit = [each for each in reversed(self._mentions[-_KEPT:]) if FINENESS[each.when.grain] >= need]
        over = [each for each in fit if not _is_after(each, day)]
        return next((each for each in over if not self._is_aside(each)), over[0] if over else None)

    def of_another_year(self) -> Mention | None:
        """The last time mentioned that is of another year than the publication: what "that year" speaks of."""
        here = self.dct.year if self.dct else None
        fit = (each for each in reversed(self._mentions[-_KEPT:]) if FINENESS[each.when.grain] >= FINENESS["year"])
        others = [each for each in fit if each.when.year != here]
        # "In 2005 he released what had been frozen since 1997. In August that year": not the one told by the way,
        # unless a paragraph begins in between.
        told = next((each for each in others if not self._is_aside(each)), others[0] if others else None)
        return others[0] if told and "\n\n" in self.text[told.end : others[0].start] else told

    def day_in_the_past(self, start: int, end: int) -> Mention | None:
        """The day of the days before publication that was mentioned last, where the verb looks back."""
        mention = self.last("day")
        if mention is None or self.dct_day is None or self.narrative or self.looks(start, end) != "back":
            return None
        first = first_day(mention.when)
        return mention if first and 0 <= (self.dct_day - first).days <= _WEEK else None

    def last_clock(self) -> Mention | None:
        """The last day mentioned that has a clock time, but for one in brackets: ``(1915 GMT)``."""
        days = (each for each in reversed(self._mentions[-_KEPT:]) if each.when.grain == "day")
        return next((each for each in days if self.text[each.start - 1 : each.start] != "("), None)

    def last_of(self, grain: str) -> Mention | None:
        """The last time mentioned of just that grain."""
        fit = [mention for mention in reversed(self._mentions[-_KEPT:]) if mention.when.grain == grain]
        return next((mention for mention in fit if not self._is_aside(mention)), fit[0] if fit else None)

    def latest_over(self, grain: str) -> Mention | None:
        """Of the times of just that grain mentioned lately, the latest that is over."""
        fit = [mention for mention in self._mentions[-_KEPT:] if mention.when.grain == grain]
        return max((each for each in fit if self._is_over(each)), key=lambda each: each.when, default=None)

    def _is_over(self, mention: Mention) -> bool:
        last = last_day(mention.when)
        return last is not None and self.dct_day is not None and last < self.dct_day

    def recent(self) -> Iterable[Mention]:
        """The times told last, the last one first."""
        return reversed(self._mentions[-_KEPT:])

    def explicit_years(self) -> list[int]:
        """The years of the times told last with theirs."""
        explicit = (each.when for each in self._mentions[-_KEPT:] if each.basis is _EXPLICIT)
        return [when.year for when in explicit if FINENESS[when.grain] >= FINENESS["year"]]

    def passage(self, start: int, end: int) -> Mention | None:
        """What sets the time around ``start``: a past time told before in the paragraph, with nothing of today since.

        A paragraph that names no time yet goes on from the end of the one before, if its verb looks back and that
        end was a month, a day, or as fine.
        """
        if self.dct is None or not self._mentions:
            return None
        opening = self._opening(start)
        last = self._mentions[-1]
        if last.start < opening:
            goes_on = FINENESS[last.when.grain] > FINENESS["half"] and last.start >= self._opening(opening)
            goes_on = goes_on and not self._looked_back(last)
            return last if goes_on and self._is_past(last) and self.looks(start, end) == "back" else None
        for mention in reversed(self._mentions[-_KEPT:]):
            if mention.start >= opening and self._is_by_the_way(mention, start):
                continue
            if mention.start < opening or FINENESS[mention.when.grain] >= FINENESS["year"]:
                return mention if mention.start >= opening and self._is_past(mention) else None
        return None

    def _is_by_the_way(self, mention: Mention, start: int) -> bool:
        """Whether it is of a clause about the subject, or about a thing in a sentence that has told its own time."""
        cues = self.language.cues
        if only_describes(self.text, mention.start, mention.end, cues):
            return True
        # "In January they trained a unit that was set up in 2007, and in March": March is of January's year.
        sentence = start - len(self.sentence_before(start))
        first = next((each for each in self._mentions[-_KEPT:] if each.start >= sentence), mention)
        own = first.start < mention.start and first.basis is _DCT
        return own and in_relative(self.text[first.end : mention.start], cues)

    def _looked_back(self, last: Mention) -> bool:
        """Whether a paragraph of these days only ended with a look back: "on January 24; a year earlier, ..."."""
        before = self._mentions[-2] if len(self._mentions) > 1 else None
        if before is None or self.dct is None or last.basis is _EXPLICIT or before.start < self._opening(last.start):
            return False
        first, then, day = first_day(last.when), first_day(before.when), self.dct_day
        return bool(first and then and day and first < then and (day - then).days < _DAYS_OF_A_YEAR)

    def coming_before(self, start: int) -> Mention | None:
        """The coming day that is joined to what begins at ``start``: ``will meet Tuesday and Wednesday``."""
        last = self._mentions[-1] if self._mentions else None
        if last is None or last.when.grain != "day" or not 0 < start - last.end < _JOINED or not self.dct_day:
            return None
        first = first_day(last.when)
        ahead = first is not None and 0 <= (first - self.dct_day).days < _WEEK
        return last if ahead and self.text[last.end : start].strip() in self.language.cues["joint"] else None

    def is_among_coming(self, start: int) -> bool:
        """Whether the sentence told a coming day just before: ``Heats are Tuesday, the final Thursday``."""
        last = self._mentions[-1] if self._mentions else None
        opening = start - len(self.sentence_before(start))
        return last is not None and last.start >= opening and self.dct_day is not None and _is_after(last, self.dct_day)

    def listed_before(self, start: int) -> Mention | None:
        """The month that the same sentence told just before: ``Magi-Fest in March and the Gathering in April``."""
        last = self._mentions[-1] if self._mentions else None
        opening = start - len(self.sentence_before(start))
        return last if last is not None and last.start >= opening and last.when.grain == "month" else None

    def is_to_come(self, mention: Mention) -> bool:
        """Whether a mention begins after the day of publication."""
        return self.dct_day is not None and _is_after(mention, self.dct_day)

    def is_list(self, mention: Mention, start: int) -> bool:
        """Whether what begins at ``start`` is only joined to the mention: ``October and September``."""
        return self.text[mention.end : start].strip() in self.language.cues["listed"]

    def in_paragraph(self, unit: str, start: int) -> Mention | None:
        """The last time at least as fine as ``unit``, if the paragraph around ``start`` tells it."""
        mention = self.last(unit)
        return mention if mention and mention.start >= self._opening(start) else None

    def _opening(self, start: int) -> int:
        return max(0, self.text.rfind("\n\n", max(0, start - _PARAGRAPH), start))

    def _is_past(self, mention: Mention) -> bool:
        if self.dct is None or mention.when.year >= self.dct.year or self._is_aside(mention):
            return False
        # "Two years ago it was the largest. ... In August he took over": the passage is still on what is new.
        return mention.basis is not Basis.DCT or mention.when.year == self.dct.year - 1

    def fiscal_start(self, start: int) -> int:
        """The first month of the fiscal year of the country named last before ``start``."""
        starts = self.language.fiscal_starts
        before = self.text[max(0, start - _SENTENCE) : start]
        named = max(((before.rfind(name), month) for name, month in starts.items() if name), default=(-1, 1))
        return named[1] if named[0] >= 0 else starts.get("", 1)

    def sentence(self, start: int, end: int) -> tuple[str, str]:
        """The sentence before ``start`` and after ``end``, at most 160 characters each way."""
        return self.sentence_before(start), sentence_after(self.text, end, self.language.cues)

    def sentence_before(self, start: int) -> str:
        """The sentence before ``start``, at most 160 characters of it."""
        if self._before[0] != start:
            self._before = start, sentence_before(self.text, start, self.language.cues)
        return self._before[1]

    def looks(self, start: int, end: int) -> str:
        """``ahead`` or ``back``, as the verbs beside the expression say; ``open`` when none does."""
        here = start, end
        if self._looked[0] != here:
            self._looked = here, looks(self.language.cues, *self.sentence(start, end))
        return self._looked[1]

    def admits(self, only: str, start: int, end: int) -> bool:
        """Whether a rule that holds ``only`` in narratives, or where the sentence looks that way, holds here."""
        if only in ("narrative", "news"):
            return self.narrative == (only == "narrative")
        if only == "apposed":
            return self.narrative and self._is_apposed(start)
        if only == "contrast":
            return self._after_old_times() and self._says("stands", start, end)
        if only in BY_WORDS:
            return self._says(only, start, end)
        seen = self.looks(start, end)
        return seen != "back" if only == "not_back" else seen == only

    def _says(self, test: str, start: int, end: int) -> bool:
        cues = self.language.cues
        return may_say(test, cues, self.text, start, end) and BY_WORDS[test](cues, *self.sentence(start, end))

    def _is_apposed(self, start: int) -> bool:
        """Whether a day told just before is only said once more: ``on 27 June 1950, two days after it began``."""
        last = self._mentions[-1] if self._mentions else None
        if last is None or last.when.grain != "day" or not 0 < start - last.end < _JOINED:
            return False
        return self.text[last.end : start].strip() in self.language.cues["apposition"]

    def _after_old_times(self) -> bool:
        """Whether the time told last is at least a year old: ``In 1985 it took weeks. Today ...``."""
        last = self._mentions[-1] if self._mentions else None
        return last is not None and self.dct is not None and last.when.year < self.dct.year

    def from_dct(self, why: str) -> Anchor | None:
        """The publication day as an anchor."""
        if self.dct is None:
            return None
        anchor = self._anchors.get(why)
        if anchor is None:
            anchor = self._anchors[why] = Anchor(AnchorKind.DCT, value_of(self.dct), None, why)
        return anchor

    def from_dateline(self) -> Anchor | None:
        """The day in the dateline as an anchor: the "today" of the one who wrote."""
        why = "counted from the day in the dateline"
        return Anchor(AnchorKind.DCT, value_of(self.today), None, why) if self.today else None

    @staticmethod
    def from_mention(mention: Mention, why: str) -> Anchor:
        """A time mentioned before as an anchor."""
        return Anchor(_TIMEX, value_of(mention.when), Span(mention.start, mention.end), why)


def _is_after(mention: Mention, day: date) -> bool:
    first = first_day(mention.when)
    return first is not None and first > day
