"""What is known of one mention of a story before it is dated: where it stands, how it is told, its clause's time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import structs

from datelines.edtf import DateValue
from datelines.events import EventType
from datelines.extraction.anchor import Anchorer
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.inflect import lemma_of
from datelines.extraction.manner import Manner, Manners
from datelines.extraction.narrative import Narrative
from datelines.extraction.passages import Passage
from datelines.extraction.roots import Roots
from datelines.extraction.shifts import Shifter
from datelines.extraction.spots import Spot
from datelines.extraction.suitable import Suitability
from datelines.extraction.verbgroups import Tense, VerbGroups
from datelines.spans import Span
from datelines.topics import Rule

__all__ = ["LIMIT", "MentionReader", "Mentioned"]

# What a time may cost to be a word's own.
LIMIT = 4.0
_NEVER = 99.0
_NEGATED = 3
_WINDOW = 60
_OPENS = re.compile(r"[:,]\s*[\"“]")
_CLOSED = re.compile(r"[,!?][\"”]\s(?:[^\W\d_]+\s){0,2}\Z")
_WHEN, _CLAUSE = re.compile(r",? when "), re.compile(r"[,;:()—–]")
_BESIDE = 6
# What bounds a putting off, and how many characters behind its verb.
_MOVED, _PUT_OFF = ("until", "to"), 30
_TO = ("to", "be", "also", "not", "have")
_RULE = Rule("any", EventType.OTHER, (), disclosure=True)
_MOODS = {
    "future": ("will",), "unreal": ("would", "wish", "if", "not"), "aim": ("infinitive",), "perfect": ("have",),
    "past": ("past_be", "had"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What is known of one mention.

    The number of its sentence, its lemma and stem, the time of its own clause and what that costs, what stands before
    it, whether it is speech, how it is told, its tense, and whether a quotation tells it.
    """

    number: int
    lemma: str
    root: str
    own: DateValue | None
    price: float
    mood: str
    says: bool
    manner: Manner
    tense: Tense
    quoted: bool
    vague: bool
    lasting: bool
    never: bool
    wished: bool
    awaited: bool


class MentionReader:
    """Reads the mentions of one story with one engine's grammar."""

    def __init__(self, engine: Engine, text: str, narrative: Narrative) -> None:
        self._text = text
        self._narrative = narrative
        self._starts = [passage.span.start for passage in narrative.passages]
        self._anchorer, self._shifter = Anchorer(engine), Shifter(engine)
        self._manners, self._groups = Manners(engine.grammar), VerbGroups(engine.grammar)
        story = engine.grammar.story
        self._roots = Roots(engine.grammar)
        self._suitability = Suitability(engine.grammar, text, narrative)
        self._speech = frozenset(story.get("speech", ()))
        self._never = frozenset(story.get("never", ()))
        self._first = frozenset(story.get("first_person", ()))
        self._will, self._am = frozenset(story.get("will", ())), frozenset(story.get("am", ()))
        self._delay = frozenset(story.get("delay", ()))
        self._lasting = frozenset(story.get("lasting", ()))
        self._prospect = (frozenset(story.get("prospect", ())) | frozenset(story.get("planning", ()))) - {"due"}
        self._say, self._not = frozenset(engine.lexicon.symbols("say")), frozenset(engine.lexicon.symbols("not"))
        self._marks = frozenset("".join(engine.grammar.marks.values())) - {"-"}
        self._moods = {mood: frozenset("".join(map(engine.lexicon.symbols, labels))) for mood, labels in _MOODS.items()}

    def read(self, span: Span) -> Mentioned | None:
        """What is known of the words ``span``; None where no sentence has them. Of "was sold" the head is "sold"."""
        span = self._groups.head_of(self._text, span)
        number = bisect_right(self._starts, span.start) - 1
        if number < 0:
            return None
        passage = self._narrative.passages[number]
        at = self._unit_at(passage, span)
        lemma = lemma_of(span.of(self._text))
        tense = self._groups.of(self._text, passage.span, span)
        says = (bool(passage.units) and passage.units[at].symbol in self._say) or lemma in self._speech
        says = says or self._introduces(span)
        found = self._narrative.spots[number]
        spots = [
            spot
            for spot in (self._postponed(span, found) if tense is Tense.NAMED else found)
            if self._suitability.fits(spot, passage.span, span, tense, lemma, says)
        ]
        mood, manner = self._mood(passage, at), self._manners.of(self._text, passage.span, span)
        when = self._when(found, span)
        own, price = (when, 0.0) if when else self._own(passage, spots, at, tense)
        return Mentioned(
            number=number,
            lemma=lemma,
            root=self._roots.of(lemma),
            own=own,
            price=price,
            mood=mood,
            says=says,
            manner=manner,
            tense=tense,
            vague=tense is not Tense.NAMED and self._is_vague(passage, at),
            never=tense in (Tense.PERFECT, Tense.BEFORE) and self._has_never(passage, span),
            lasting=self._is_lasting(lemma, tense, manner, mood),
            awaited=tense is Tense.NAMED and self._is_awaited(span),
            wished=tense is Tense.AIM and self._is_wished(passage, span),
            quoted=self._narrative.quotations.holds(span.start) or self._is_of_oneself(passage.span),
        )

    def _when(self, spots: Sequence[Spot], span: Span) -> DateValue | None:
        """The time that a clause is told of: "the worst since 2003, when the mill burned"."""
        before = [spot for spot in spots if spot.timex.span.end <= span.start]
        if not before:
            return None
        between = self._text[before[-1].timex.span.end : span.start]
        return before[-1].date if _WHEN.match(between) and not _CLAUSE.search(between[2:]) else None

    def _own(self, passage: Passage, spots: Sequence[Spot], at: int, tense: Tense) -> tuple[DateValue | None, float]:
        """The date that its own sentence gives a unit, and its price."""
        if self._narrative.is_date_line(passage):
            return None, _NEVER
        candidate = Candidate(passage, _RULE, at, at, at + 1)
        _, counted = self._shifter.shift(candidate, spots)
        if counted and tense is not Tense.BEFORE:
            return counted.date, 0.0
        (dates,) = self._anchorer.date([candidate], spots)
        if dates and dates[0].price > LIMIT and len(spots) > 1:
            # A finer time was too far off for the one it refines.
            others = [*spots[: dates[0].spot], *spots[dates[0].spot + 1 :]]
            (dates,) = self._anchorer.date([candidate], others)
        if dates and dates[0].price <= LIMIT:
            return dates[0].date, dates[0].price
        # "Not until October" is in October.
        for spot in spots:
            if (
                spot.relation == "until"
                and at < spot.low
                and self._is_negated(passage, max(at - _NEGATED, 0), spot.low)
            ):
                return spot.date, LIMIT
        return (dates[0].date, dates[0].price) if dates else (None, _NEVER)

    def _postponed(self, span: Span, spots: Sequence[Spot]) -> Sequence[Spot]:
        """The times, those that bound a putting off as plain ones: "the launch was delayed until May" is in May."""
        return [structs.replace(spot, relation=None) if self._is_put_off(span, spot) else spot for spot in spots]

    def _is_put_off(self, span: Span, spot: Spot) -> bool:
        if spot.relation not in _MOVED or spot.timex.span.start < span.end:
            return False
        words = self._text[max(span.end, spot.timex.span.start - _PUT_OFF) : spot.timex.span.start].lower().split()
        return not self._delay.isdisjoint(map(lemma_of, words))

    def _introduces(self, span: Span) -> bool:
        """Whether words that are quoted follow at once, or have just ended (""We lost," he laughed")."""
        before = self._text[max(0, span.start - _WINDOW) : span.start]
        return bool(_OPENS.match(self._text, span.end) or _CLOSED.search(before))

    def _is_of_oneself(self, sentence: Span) -> bool:
        """Whether a sentence without marks is somebody's own words: "The board has granted me leave"."""
        return not self._first.isdisjoint(sentence.of(self._text).split())

    def _is_vague(self, passage: Passage, at: int) -> bool:
        """Whether a time that nobody can place stands beside a unit ("some years ago", "recently")."""
        for index in passage.vague:
            # Before a verb it can be another's: "the recently sold mill burned".
            if index < at and at - index == 1:
                return True
            if at < index <= at + _BESIDE and passage.toll[index] - passage.toll[at + 1] < 1:
                return True
        return False

    def _is_lasting(self, lemma: str, tense: Tense, manner: Manner, mood: str) -> bool:
        """ "Was a rival", "is owned by", "was built by"."""
        if mood == "past" and tense is Tense.NAMED:
            return True
        return lemma in self._lasting and (manner is Manner.STATE or mood == "past")

    def _has_never(self, passage: Passage, span: Span) -> bool:
        """Whether a perfect tells what has not been ("nobody has won since 1920")."""
        before = self._text[max(passage.span.start, span.start - _WINDOW // 2) : span.start].lower()
        return not self._never.isdisjoint(re.split(r"[,;:]", before)[-1].split())

    def _is_wished(self, passage: Passage, span: Span) -> bool:
        """Whether the verb that an infinitive hangs on leaves it open whether the deed is done ("plans to sell")."""
        words = self._text[max(passage.span.start, span.start - _WINDOW) : span.start].lower().split()
        while words and (words[-1] in _TO or words[-1].endswith("ly")):
            words.pop()
        return bool(words) and lemma_of(words[-1]) in self._prospect

    def _is_awaited(self, span: Span) -> bool:
        """Whether a noun is what "will" be, or "is" planned or expected to."""
        words = re.findall(r"[^\W\d_]+", self._text[span.end : span.end + _WINDOW // 2].lower())[:2]
        return bool(words) and (
            words[0] in self._will or (words[0] in self._am and lemma_of(words[-1]) in self._prospect)
        )

    def _is_negated(self, passage: Passage, low: int, high: int) -> bool:
        return any(unit.symbol in self._not for unit in passage.units[low:high])

    def _unit_at(self, passage: Passage, span: Span) -> int:
        """The unit that a mention begins in; fillers, which know no place, are counted word by word."""
        known = [i for i, unit in enumerate(passage.units) if 0 <= unit.start <= span.start]
        last = known[-1] if known else -1
        end = passage.units[last].end if known else passage.span.start
        if span.start < end:
            return last
        return min(last + 1 + len(self._text[end : span.start].split()), max(len(passage.units) - 1, 0))

    def _mood(self, passage: Passage, at: int) -> str:
        for i in range(at - 1, max(-1, at - 4), -1):
            symbol = passage.units[i].symbol
            if symbol in self._marks:
                break
            for mood, symbols in self._moods.items():
                if symbol in symbols:
                    return mood
        return ""
