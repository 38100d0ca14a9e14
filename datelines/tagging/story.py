"""What the text has told so far: the day of publication, the times already mentioned, and how a sentence looks in time.

Anchors come from here. Nothing here finds time expressions.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from datelines.languages import Language
from datelines.spans import Span
from datelines.tagging.arithmetic import FINENESS, When, value_of
from datelines.timex import Anchor, AnchorKind

__all__ = ["Mention", "Reading", "Story"]

_SENTENCE = 220
_KEPT = 12
_END = re.compile(r"[.!?។](?=[\s”\"'’)])|\n\n")
_WORD = re.compile(r"[A-Za-z’']+")


class Mention(NamedTuple):
    """A time that the text has named, where."""

    when: When
    start: int
    end: int
    explicit: bool


class Reading(NamedTuple):
    """What a candidate was read as."""

    type: str
    value: str
    when: When | None = None
    anchor: Anchor | None = None
    mod: str | None = None
    explicit: bool = False


class Story:
    """The state of one text on the way through it, from left to right."""

    __slots__ = ("_mentions", "dct", "dct_day", "language", "narrative", "text")

    def __init__(self, text: str, dct: date | None, language: Language, narrative: bool) -> None:
        self.text = text
        self.dct_day = dct
        self.dct = When.of(dct) if dct else None
        self.language = language
        self.narrative = narrative
        self._mentions: list[Mention] = []

    def add(self, when: When, start: int, end: int, explicit: bool) -> None:
        """Remember a time that was named."""
        self._mentions.append(Mention(when, start, end, explicit))
        if len(self._mentions) > 4 * _KEPT:
            del self._mentions[:-_KEPT]

    def last(self, unit: str = "century", before: int | None = None) -> Mention | None:
        """The last time mentioned that is at least as fine as ``unit``."""
        need = FINENESS[unit]
        for mention in reversed(self._mentions[-_KEPT:]):
            if FINENESS[mention.when.grain] >= need:
                return mention
        return None

    def recent(self, start: int) -> list[Mention]:
        """The mentions of the paragraph that ``start`` is in, the last one first."""
        opening = self.text.rfind("\n\n", max(0, start - 1500), start)
        return [m for m in reversed(self._mentions[-_KEPT:]) if m.start > opening]

    def sentence(self, start: int, end: int) -> tuple[str, str]:
        """The sentence before ``start`` and after ``end``, at most 220 characters each way."""
        before = self.text[max(0, start - _SENTENCE) : start]
        for stop in _END.finditer(before):
            cut = stop.end()
            before_cut = before[cut:]
            before_last = before_cut
        if _END.search(before):
            before = before_last
        after = self.text[end : end + _SENTENCE]
        stop = _END.search(after)
        return before, after[: stop.start()] if stop else after

    def looks(self, start: int, end: int) -> str:
        """``ahead`` or ``back``, as the verbs and cue words beside the expression say; ``open`` when none does."""
        cues = self.language.cues
        before, after = self.sentence(start, end)
        ahead, back = cues.get("ahead", frozenset()), cues.get("back", frozenset())
        for word in reversed(_WORD.findall(before)):
            lower = word.lower()
            if lower in ahead:
                return "ahead"
            if lower in back:
                return "back"
        for word in _WORD.findall(after):
            lower = word.lower()
            if lower in ahead:
                return "ahead"
            if lower in back:
                return "back"
        return "open"

    def from_dct(self, why: str) -> Anchor | None:
        """The publication day as an anchor."""
        return Anchor(AnchorKind.DCT, value_of(self.dct), None, why) if self.dct else None

    @staticmethod
    def from_mention(mention: Mention, why: str) -> Anchor:
        """A time mentioned before as an anchor."""
        return Anchor(AnchorKind.TIMEX, value_of(mention.when), Span(mention.start, mention.end), why)
