"""What the text has told so far: the day of publication, the times already mentioned, and how a sentence looks in time.

Anchors come from here. Nothing here finds time expressions.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from itertools import pairwise

import msgspec

from datelines.edtf import DateValue
from datelines.languages import Language
from datelines.spans import Span
from datelines.tagging.arithmetic import FINENESS, When, first_day, value_of
from datelines.timex import Anchor, AnchorKind

__all__ = ["Basis", "Mention", "Reading", "Story"]

_SENTENCE = 160
_KEPT = 12
_REACH = 16
_NEARBY = 6
_QUOTES = " \n\"“‘'"
_PARAGRAPH = 1500
_DATELINE = 120
_JOINED = 10
_LEAD = 16
_WEEK = 7
_END = re.compile(r"[.!?។;](?=[\s”\"'’)])|\n\n")
_WORD = re.compile(r"[A-Za-z’']+|[$€£\d][\d.,]*")
# "..., and on 15 May": what stands before is another clause.
_OPENS_CLAUSE = re.compile(r"(?:^|[,;:—–]|\b(?:and|but))\s*(?:[A-Z]?[a-z]{0,6}\s+)?(?:the\s+)?$")
_CLOCK = re.compile(r"T(\d\d):(\d\d)")
_DASH = re.compile(r"\s?(?:\([^()\n]{1,30}\)\s?)?(?:–|—|--|-|:)\s")


class Basis(Enum):
    """How a mention was read, and so how well others may count from it."""

    EXPLICIT = "explicit"
    PASSAGE = "passage"
    DCT = "dct"


class Mention(msgspec.Struct, frozen=True):
    """A time that the text has named, where, and how it was read."""

    when: When
    start: int
    end: int
    basis: Basis
    # "the highest since 2001" compares; it does not say when the passage plays.
    aside: bool = False
    minutes: int | None = None


class Reading(msgspec.Struct, frozen=True):
    """What a candidate was read as; ``date`` only where it is not that of ``when``."""

    type: str
    value: str
    when: When | None = None
    anchor: Anchor | None = None
    mod: str | None = None
    date: DateValue | None = None


class Story:
    """The state of one text on the way through it, from left to right."""

    __slots__ = ("_mentions", "dct", "dct_day", "language", "narrative", "text", "today")

    def __init__(self, text: str, dct: date | None, language: Language, narrative: bool) -> None:
        self.text = text
        self.dct_day = dct
        self.dct = When.of(dct) if dct else None
        self.today = self.dct
        self.language = language
        self.narrative = narrative
        self._mentions: list[Mention] = []

    def add(self, reading: Reading, start: int, end: int) -> None:
        """Remember a time that was named."""
        when, anchor = reading.when, reading.anchor
        if when is None:
            return
        basis = Basis.EXPLICIT
        if anchor is not None:
            basis = Basis.DCT if anchor.kind is AnchorKind.DCT else Basis.PASSAGE
        aside = not self.language.cues["aside"].isdisjoint(
            self.text[max(0, start - _LEAD) : start].lower().split()[-2:]
        )
        self._mentions.append(Mention(when, start, end, basis, aside, _minutes(reading.value)))
        if start < _DATELINE and len(self._mentions) == 1 and when.grain == "day":
            self._heed_dateline(when, end)
        if len(self._mentions) > 4 * _KEPT:
            del self._mentions[:-_KEPT]

    def _heed_dateline(self, when: When, end: int) -> None:
        """``PHNOM PENH, March 25 –`` is the today of the text when it is at most three days before publication."""
        first = first_day(when)
        if self.dct_day and first and 0 <= (self.dct_day - first).days <= 3 and _DASH.match(self.text, end):
            self.today = when

    def last(self, unit: str = "century") -> Mention | None:
        """The last time mentioned that is at least as fine as ``unit``."""
        need = FINENESS[unit]
        for mention in reversed(self._mentions[-_KEPT:]):
            if FINENESS[mention.when.grain] >= need:
                return mention
        return None

    def last_of(self, grain: str) -> Mention | None:
        """The last time mentioned of just that grain."""
        return next((mention for mention in reversed(self._mentions[-_KEPT:]) if mention.when.grain == grain), None)

    def last_explicit(self) -> Mention | None:
        """The last time told with its year."""
        for mention in reversed(self._mentions[-_KEPT:]):
            if mention.basis is Basis.EXPLICIT and FINENESS[mention.when.grain] >= FINENESS["year"]:
                return mention
        return None

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
            return last if goes_on and self._is_past(last) and self.looks(start, end) == "back" else None
        for mention in reversed(self._mentions[-_KEPT:]):
            if mention.start < opening or FINENESS[mention.when.grain] >= FINENESS["year"]:
                return mention if mention.start >= opening and self._is_past(mention) else None
        return None

    def coming_before(self, start: int) -> Mention | None:
        """The coming day that is joined to what begins at ``start``: ``will meet Tuesday and Wednesday``."""
        last = self._mentions[-1] if self._mentions else None
        if last is None or last.when.grain != "day" or not 0 < start - last.end < _JOINED or not self.dct_day:
            return None
        first = first_day(last.when)
        ahead = first is not None and 0 <= (first - self.dct_day).days < _WEEK
        return last if ahead and self.text[last.end : start].strip() in self.language.cues["joint"] else None

    def in_paragraph(self, unit: str, start: int) -> Mention | None:
        """The last time at least as fine as ``unit``, if the paragraph around ``start`` tells it."""
        mention = self.last(unit)
        return mention if mention and mention.start >= self._opening(start) else None

    def _opening(self, start: int) -> int:
        return max(0, self.text.rfind("\n\n", max(0, start - _PARAGRAPH), start))

    def _is_past(self, mention: Mention) -> bool:
        if self.dct is None or mention.aside or mention.when.year >= self.dct.year:
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
        before = self.text[max(0, start - _SENTENCE) : start]
        cut = 0
        for stop in _END.finditer(before):
            cut = stop.end()
        after = self.text[end : end + _SENTENCE]
        stop_after = _END.search(after)
        return before[cut:], after[: stop_after.start()] if stop_after else after

    def looks(self, start: int, end: int) -> str:
        """``ahead`` or ``back``, as the verbs beside the expression say; ``open`` when none does."""
        before, after = self.sentence(start, end)
        words, follows = _WORD.findall(before), _WORD.findall(after)
        if self._is_deadline(words):
            return "ahead"
        left = "ahead" if self._is_set(words) else self._nearest(words, backwards=True)
        # "that came ashore early Monday may cost": a verb that follows at once has its subject elsewhere.
        if left and (not _OPENS_CLAUSE.search(before) or (follows and self._verb(follows, 0))):
            return left
        verdict = self._nearest(follows, backwards=False) or left
        if verdict is None and words and words[-1] in self.language.cues["deadline"]:
            return "ahead"
        return verdict or "open"

    def _is_deadline(self, words: list[str]) -> bool:
        """``promised it by January``, ``put off until Monday``, ``has until June``, ``is set for Friday``."""
        cues = self.language.cues
        if len(words) > 1 and words[-1] in cues["fixed_for"] and words[-2] in cues["fixed"]:
            return True
        return bool(words) and words[-1] in cues["deadline"] and not cues["promise"].isdisjoint(words[-8:-1])

    def _is_set(self, words: list[str]) -> bool:
        """``The funeral is on Wednesday``, ``Banks are closed Monday``: what is, or is arranged, on a day to come."""
        cues = self.language.cues
        near = words[-3:-1] if words and words[-1] in cues["at_a_time"] else words[-2:]
        if not near or near[-1] in cues["copula"]:
            return bool(near)
        return len(near) > 1 and near[0] in cues["copula"] and near[1] in cues["arranged"]

    def admits(self, only: str, start: int, end: int) -> bool:
        """Whether a rule that holds ``only`` in narratives, or where the sentence looks that way, holds here."""
        if only == "narrative":
            return self.narrative
        if only in _BY_WORDS:
            return _BY_WORDS[only](self, start, end)
        looks = self.looks(start, end)
        return looks != "back" if only == "not_back" else looks == only

    def _figures(self, start: int, end: int) -> bool:
        """Whether the sentence reports figures: profits, exports, growth."""
        return not self.language.cues["figures"].isdisjoint(_WORD.findall(" ".join(self.sentence(start, end)).lower()))

    def _stands(self, start: int, end: int) -> bool:
        """Whether the sentence opens here and its first verb tells a state that lasts: ``Today, there are ...``."""
        cues = self.language.cues
        before, after = self.sentence(start, end)
        if before.strip(_QUOTES):
            return False
        for word in _WORD.findall(after)[:_REACH]:
            if word.lower() in cues["stands"]:
                return True
            if word in cues["ahead"] or word in cues["back"] or word.endswith(tuple(cues["back_ending"])):
                return False
        return False

    def _supposed(self, start: int, end: int) -> bool:
        """Whether what is told is only supposed: ``He would be ... today``."""
        words = _WORD.findall(self.sentence(start, end)[0].lower())
        near = words[-_NEARBY:]
        return any(word in self.language.cues["supposes"] and after == "be" for word, after in pairwise(near))

    def _nearest(self, words: list[str], backwards: bool) -> str | None:
        count = len(words)
        places = range(count - 1, max(-1, count - 1 - _REACH), -1) if backwards else range(min(count, _REACH))
        return next((verdict for at in places if (verdict := self._verb(words, at))), None)

    def _verb(self, words: list[str], at: int) -> str | None:
        cues, word = self.language.cues, words[at]
        if word in cues["ahead"]:
            return "ahead"
        if word in cues["infinitive"]:
            follows = words[at + 1] if at + 1 < len(words) else ""
            led = not cues["takes_infinitive"].isdisjoint(words[max(0, at - 3) : at])
            return "ahead" if led and follows.islower() and follows not in cues["function"] else None
        ends = len(word) > 4 and word.islower() and word.endswith(tuple(cues["back_ending"]))
        if word in cues["back"] or ends:
            if not ends and at and words[at - 1] in cues["infinitive"]:
                return None
            helpers = set(words[max(0, at - 3) : at])
            if not cues["perfect"].isdisjoint(helpers):
                return "back"
            return "ahead" if helpers & cues["ahead"] or {"to", "be"} <= helpers else "back"
        # "due to heavy snow" says nothing of the time.
        caused = word in cues["cause"] and at + 1 < len(words) and words[at + 1] in cues["infinitive"]
        if word in cues["scheduled"]:
            return None if caused else "ahead"
        # "Boeing reports earnings Monday", but not "reports Monday that ..."
        led = at > 0 and (words[at - 1][0].isupper() or words[at - 1] in cues["person"])
        return "ahead" if led and word in cues["scheduled_of_one"] else None

    def from_dct(self, why: str) -> Anchor | None:
        """The publication day as an anchor."""
        return Anchor(AnchorKind.DCT, value_of(self.dct), None, why) if self.dct else None

    @staticmethod
    def from_mention(mention: Mention, why: str) -> Anchor:
        """A time mentioned before as an anchor."""
        return Anchor(AnchorKind.TIMEX, value_of(mention.when), Span(mention.start, mention.end), why)


def _minutes(value: str) -> int | None:
    """The minute of the day of a value with a clock time."""
    found = _CLOCK.search(value)
    return int(found[1]) * 60 + int(found[2]) if found else None


# The tests of a sentence that go by its words and not by its tense.
_BY_WORDS = {"figures": Story._figures, "stands": Story._stands, "supposed": Story._supposed}
