"""Dates without a year in passages about the past: after "in April 2019" a "6 June" is of 2019.

The tagger reads such dates from the day of publication, which is right for news; here the passage decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.extraction.bygone import has_its_year_behind, is_clock_of_past, is_off_for, is_uncounted
from datelines.extraction.dateline import from_dateline
from datelines.extraction.fiscal import in_months
from datelines.extraction.grammar import Grammar
from datelines.extraction.lookahead import looking_ahead
from datelines.extraction.sentences import sentences
from datelines.extraction.yearless import is_yearless, lacks_year, next_year, with_year
from datelines.languages.loader import load_language
from datelines.spans import Span
from datelines.tagging.asides import only_describes
from datelines.timex import Anchor, AnchorKind, Timex

__all__ = ["reanchor"]

_OPENING = 14
# What ends the date of an item in a diary.
_ITEM = (":", " –", " —", " -")
_NEAR = 30
_DATED = (Grain.DAY, Grain.MONTH, Grain.SEASON)
# After how many days "10 July" is rather the July whose year the text has told: of last July one says "last July".
_LONG_AGO = 270
# Within how many days of publication a time is of the news, and what share of its times makes a text one of the news.
# After how many years a story is so old that a day before the last one told must be of these days.
_OLD = 20
_LATELY, _MOSTLY = 800, 0.4
# A clause from a month to the year that it names, and what ends one.
_CLAUSE, _NUMBER, _PARTING = 60, re.compile(r"(?:19|20)\d\d"), re.compile(r"[.;:—–]|, ")


def reanchor(
    text: str, timexes: Sequence[Timex], dct: date | None, grammar: Grammar, fiscal_year_starts: int
) -> tuple[Timex, ...]:
    """The time expressions of ``text``, those without a year moved to the year that their passage is in."""
    if dct is None:
        return tuple(timexes)
    story = _Story(text, dct, grammar)
    timexes = [in_months(timex, fiscal_year_starts) for timex in timexes]
    timexes = from_dateline(text, timexes, dct, grammar.language)
    story.weigh(timexes)
    found: list[Timex] = []
    at = 0
    for span in sentences(text, grammar.abbreviations):
        story.open_sentence(span)
        while at < len(timexes) and timexes[at].span.start < span.end:
            found.append(story.read(timexes[at], timexes[at + 1] if at + 1 < len(timexes) else None))
            at += 1
    return (*found, *timexes[at:])


def _still_counted(moved: Timex, anchor: Anchor | None) -> Timex:
    """What is counted from another time is so after both have moved."""
    if moved.anchor is None or anchor is None or anchor.span is None:
        return moved
    return replace(moved, anchor=replace(moved.anchor, span=anchor.span))


# What may stand between the year that has a thing and the days of the thing: its name, and a comma.
_OWNING, _EDITION = (
    ("'s", "’s"),
    re.compile(r" (?:[\w’'-]+ ){0,3}[\w’'-]+, (?:from |on )?| (?:to|until|through|and) |[–-]"),
)


class _Story:
    """The year that a text is in, from one time expression to the next."""

    def __init__(self, text: str, dct: date, grammar: Grammar) -> None:
        self._text = text
        self._dct = dct
        self._language = grammar.language
        self._cues = load_language(grammar.language).cues
        self._pointing = frozenset(grammar.words["pointing"])
        self._latest = grammar.words["latest"]
        self._since = tuple(f"{word} " for word in grammar.words["since"])
        self._lately = tuple(f"{word} " for word in grammar.words["lately"])
        self._will = looking_ahead(grammar.words["will"])
        self._ahead = tuple(f" {phrase} " for phrase in grammar.story["ahead"])
        self._had = frozenset(grammar.words["had"])
        self._perfect = frozenset(grammar.words["have"])
        self._past = frozenset(grammar.words["past_be"]) | frozenset(grammar.words["since"])
        self._paragraph = 0
        self._sentence = Span(0, 0)
        self._base: date | None = None
        self._base_paragraph = 0
        self._pending: date | None = None
        self._base_end = 0
        self._moved: dict[Span, int] = {}
        self._of_the_news = False
        self._news_day: date | None = None
        # The year that the sentence opens with, and the day of the last item of a diary.
        self._year: int | None = None
        self._item: date | None = None
        # Where the last year ends that is counted from publication: "last year".
        self._today = 0
        # Where a year ends that has something ("next year's"), and which it is.
        self._edition = len(text), 0
        # The year that a month has been told with; None where the text tells two.
        self._told: dict[int, int | None] = {}

    def weigh(self, timexes: Sequence[Timex]) -> None:
        """Find out whether most of the times that count from nothing in the text are of about its own day."""
        days = [
            abs((self._dct - timex.date.earliest).days)
            for timex in timexes
            if timex.date and timex.date.earliest and not (timex.anchor and timex.anchor.kind is AnchorKind.TIMEX)
        ]
        lately = sum(count <= _LATELY for count in days)
        self._of_the_news = lately > _MOSTLY * len(days)

    def open_sentence(self, span: Span) -> None:
        """What the last sentence told sets the time of this one."""
        if self._pending:
            self._base, self._base_paragraph, self._pending = self._pending, self._paragraph, None
        if "\n\n" in self._text[self._sentence.end : span.start]:
            self._paragraph += 1
        self._sentence, self._year = span, None

    def read(self, timex: Timex, following: Timex | None = None) -> Timex:
        """The expression, moved where the passage or the expression behind it asks for it."""
        value = timex.date
        if value is None or value.earliest is None:
            return timex
        if self._is_of_no_day(timex):
            return replace(timex, date=None)
        if value.grain is Grain.YEAR and timex.anchor and timex.anchor.kind is AnchorKind.DCT:
            self._today = timex.span.end
        if coming := self._of_opening(timex, value) or self._of_diary(timex, value) or self._coming(timex, value):
            self._note(coming)
            return coming
        if edition := self._of_edition(timex, value):
            self._note(edition)
            return edition
        if named := self._named_behind(timex, following):
            self._note(named)
            return named
        if fresh := self._same_day(timex, value) or self._fresh(timex, value):
            assert fresh.date is not None
            assert fresh.date.earliest is not None
            # What is counted from it moves along.
            self._moved[timex.span] = fresh.date.earliest.year - value.earliest.year
            return fresh
        years = self._years(timex, value) or self._beside_editions(timex)
        if years:
            moved = with_year(timex, value.earliest.year + years, "the year that the passage is in")
            if moved:
                self._moved[timex.span] = years
                timex = _still_counted(moved, timex.anchor)
        self._note(timex)
        return timex

    def _is_of_no_day(self, timex: Timex) -> bool:
        """ "By a quarter past eleven it was over", in a passage about 1975; "eleven months before" a season."""
        near = self._paragraph == self._base_paragraph or not self._of_the_news
        base = self._pending or (self._base if near else None)
        told = self._base_end > self._sentence.start
        return is_clock_of_past(timex, base, self._dct) or (told and is_uncounted(timex))

    def _same_day(self, timex: Timex, value: DateValue) -> Timex | None:
        """ "On the same day" at the head of a paragraph: the day of the news, not that of an older story before it."""
        anchor = timex.anchor
        if self._news_day is None or value.grain is not Grain.DAY or not (anchor and anchor.span):
            return None
        if value.edtf != anchor.value or timex.span.start - self._sentence.start >= _OPENING:
            return None
        if "\n\n" not in self._text[anchor.span.end : timex.span.start] or value.earliest == self._news_day:
            return None
        day = self._news_day.isoformat()
        anchor = Anchor(AnchorKind.TIMEX, day, None, "the day of the news")
        return replace(timex, date=DateValue.of(self._news_day), value=day, anchor=anchor)

    def _coming(self, timex: Timex, value: DateValue) -> Timex | None:
        """A past month or day of a sentence that looks ahead: "are to meet ahead of the drill in October"."""
        first = value.earliest
        if first is None or value.bounds[1] >= self._dct or not is_yearless(timex, self._language):
            return None
        if not self._pointing.isdisjoint(timex.text.lower().split()) or not self._looks_ahead(timex):
            return None
        before = self._text[self._sentence.start : timex.span.start].lower().split()
        if (self._had | self._perfect | self._past) & set(before):
            return None
        return with_year(timex, next_year(first, self._dct), "the next after publication")

    def _of_edition(self, timex: Timex, value: DateValue) -> Timex | None:
        """ "Next year's drill, March 9 to 20": the days of a thing that a year right before it says of which year."""
        if value.grain is Grain.YEAR and timex.text.endswith(_OWNING):
            self._edition = timex.span.end, value.bounds[0].year
            return None
        end, year = self._edition
        if timex.span.start < end or not _EDITION.fullmatch(self._text, end, timex.span.start):
            return None
        if value.earliest is None or value.earliest.year == year:
            return None
        # The end of "March 9 to 20" has neither year nor month.
        if not (lacks_year(timex, self._language) or timex.text.isdigit()):
            return None
        self._moved[timex.span] = year - value.earliest.year
        self._edition = timex.span.end, year
        return with_year(timex, year, "the year of what it dates")

    def _named_behind(self, timex: Timex, following: Timex | None) -> Timex | None:
        """A month or day whose clause goes on to name the year: "in April a platoon joined the drill of 2014"."""
        year = following.date if following else None
        if following is None or year is None or year.grain is not Grain.YEAR:
            return None
        if has_its_year_behind(self._text, timex, following):
            return with_year(timex, year.bounds[0].year, "the year behind it") if self._lacks_year(timex) else None
        if not _NUMBER.fullmatch(following.text):
            return None
        between = self._text[timex.span.end : following.span.start]
        if not lacks_year(timex, self._language) or len(between) > _CLAUSE or _PARTING.search(between.lstrip(" ,")):
            return None
        if not self._names(following):
            return None
        return with_year(timex, year.bounds[0].year, "the year that its clause names")

    def _lacks_year(self, timex: Timex) -> bool:
        return lacks_year(timex, self._language) and self._pointing.isdisjoint(timex.text.lower().split())

    def _names(self, year: Timex) -> bool:
        """Whether the year is part of a name: it stands right behind a word in capitals."""
        before = self._text[: year.span.start].rstrip(" ").rpartition(" ")[2]
        return before[:1].isupper() and before.isalpha()

    def _of_opening(self, timex: Timex, value: DateValue) -> Timex | None:
        """ "Next year's is set for March": a month of the year that the sentence opens with."""
        if self._year is None or value.earliest is None or value.earliest.year == self._year:
            return None
        if not lacks_year(timex, self._language) or not self._pointing.isdisjoint(timex.text.lower().split()):
            return None
        return with_year(timex, self._year, "the year that the sentence opens with")

    def _of_diary(self, timex: Timex, value: DateValue) -> Timex | None:
        """ "June 24: a delegation calls. October: an exercise begins": what follows a day to come is later."""
        if not self._text.startswith(_ITEM, timex.span.end) or timex.span.start - self._sentence.start >= _OPENING:
            return None
        last, self._item = self._item, value.earliest
        if last is None or value.earliest is None or value.earliest >= last or not lacks_year(timex, self._language):
            return None
        if last <= self._dct:
            return None
        year = last.year + (value.earliest.replace(year=2000) < last.replace(year=2000, day=1))
        moved = with_year(timex, year, "the first after the item before")
        self._item = moved.date.earliest if moved and moved.date else last
        return moved

    def _fresh(self, timex: Timex, value: DateValue) -> Timex | None:
        """A day or month that the tagger has counted from the past, where the words speak of these days after all.

        "Has been there since October" is the last October; a new paragraph's "1 October", printed on the 5th, this one.
        """
        anchor, first = timex.anchor, value.earliest
        if not (anchor and anchor.span and anchor.kind is AnchorKind.TIMEX and first) or first.year == self._dct.year:
            return None
        if not lacks_year(timex, self._language) or not self._pointing.isdisjoint(timex.text.lower().split()):
            return None
        before = self._text[self._sentence.start : timex.span.start].lower()
        if value.bounds[1] < self._dct and self._looks_ahead(timex):
            return with_year(timex, next_year(first, self._dct), "the next after publication")
        # "There have been talks since he came to office in August: in September ...".
        since = max((before.rfind(word) for word in self._since), default=-1)
        going_on = since >= 0 and not self._perfect.isdisjoint(before[:since].split())
        going_on = going_on and self._had.isdisjoint(before.split())
        # "In 2017. Last year it fell. In June": the text has come back to its own time.
        # "The first in 2009 and the latest in Phnom Penh on October 27".
        between = before[max(0, anchor.span.end - self._sentence.start) :]
        going_on = going_on or any(phrase in between for phrase in self._latest)
        going_on = going_on or before.endswith(self._lately) or anchor.span.end < self._today < self._sentence.start
        apart = value.grain in _DATED and "\n\n" in self._text[anchor.span.end : timex.span.start]
        earlier = value.edtf < anchor.value
        old = earlier and self._of_the_news and self._dct.year - first.year > _OLD
        if not (going_on or apart or old):
            return None
        if apart and earlier and not self._of_the_news and self._dct.year - first.year > _OLD:  # A history goes on.
            return with_year(timex, first.year + 1, "the next after the time mentioned before")
        # A story runs forward but for "had": a day before the one that it was counted from is no part of it.
        words = self._text[self._sentence.start : self._sentence.end].lower().split()
        turned = earlier and self._had.isdisjoint(words)
        for year in (self._dct.year, self._dct.year - 1):
            moved = with_year(timex, year, "the last before publication")
            days = (self._dct - moved.date.earliest).days if moved and moved.date and moved.date.earliest else -1
            if days >= 0:
                opens = timex.span.start - self._sentence.start < _OPENING
                told_on = not self._of_the_news or (not earlier and anchor.value.count("-") > 1)
                ancient = told_on and self._dct.year - first.year > _OLD
                near = (days <= _NEAR and not ancient) or (apart and opens and self._of_the_news)
                if (told := self._told.get(first.month)) and days > _LONG_AGO:
                    return with_year(timex, told, "the year told with that month")
                return moved if going_on or turned or near else None
        return None

    def _years(self, timex: Timex, value: DateValue) -> int:
        """By how many years to move it."""
        anchor = timex.anchor
        if anchor and anchor.kind is AnchorKind.TIMEX and anchor.span in self._moved:
            return self._moved[anchor.span]
        if not is_yearless(timex, self._language) or not self._pointing.isdisjoint(timex.text.lower().split()):
            return 0
        assert value.earliest is not None
        told = self._told.get(value.earliest.month)
        if told and (self._dct - value.earliest).days > _LONG_AGO and not self._looks_ahead(timex):
            return told - value.earliest.year
        if self._base_end < self._today or self._goes_on(timex):
            return 0
        if not self._base or self._base.year >= self._dct.year or self._paragraph != self._base_paragraph:
            return 0
        if 0 <= (self._dct - value.earliest).days <= _NEAR or self._looks_ahead(timex):
            return 0
        return next_year(value.earliest, self._base) - value.earliest.year

    def _beside_editions(self, timex: Timex) -> int:
        """One year back for a month that is counted from the last of the years that something is off for."""
        return -(self._lacks_year(timex) and is_off_for(self._text, self._sentence.start, timex.anchor))

    def _goes_on(self, timex: Timex) -> bool:
        """Whether the words before it say that what began then goes on: "have been moored there since December"."""
        before = self._text[self._sentence.start : timex.span.start].lower()
        return before.endswith(self._since) and not self._perfect.isdisjoint(before.split())

    def _looks_ahead(self, timex: Timex) -> bool:
        """Whether the words before a time put it ahead of the day of writing; "through May and June" do not."""
        before = self._text[self._sentence.start : timex.span.start]
        return bool(self._will.search(before.lower())) or any(phrase in f" {before}" for phrase in self._ahead)

    def _note(self, timex: Timex) -> None:
        """A date told with its year, or counted from one, sets the time; at the head of a sentence, at once."""
        value = timex.date
        if value is None or value.earliest is None or value.grain in (Grain.DECADE, Grain.CENTURY):
            return
        if value.grain in (Grain.DAY, Grain.MONTH) and _NUMBER.search(timex.text):
            month, year = value.earliest.month, value.earliest.year
            self._told[month] = year if self._told.get(month, year) == year else None
        if value.grain is Grain.YEAR and timex.anchor and timex.span.start - self._sentence.start < _OPENING:
            self._year = value.earliest.year
        if self._news_day is None and value.grain is Grain.DAY and 0 <= (self._dct - value.earliest).days <= _NEAR:
            self._news_day = value.earliest
        # "Two years ago", seen from today, is a look back and no story of that year.
        if value.grain is Grain.YEAR and timex.anchor and timex.anchor.kind is AnchorKind.DCT:
            return
        # Nor is "a block opened in 2012 was razed" a story of 2012.
        if self._of_the_news and only_describes(self._text, timex.span.start, timex.span.end, self._cues):
            return
        # Nor is "the first since 2016" a story of 2016.
        if self._text[self._sentence.start : timex.span.start].lower().endswith(self._since):
            return
        self._pending, self._base_end = value.earliest, timex.span.end
        if timex.span.start - self._sentence.start < _OPENING:
            self._base, self._base_paragraph = value.earliest, self._paragraph
