"""The date of any event mention in a story, by the same prices as a topic's events; here the news may be of the day.

Unlike a milestone, every verb of a story gets an answer where one can be had: its sentence's date, the time that the
passage is in, or for the day's news the day of publication.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from datelines.articles import Article
from datelines.edtf import DateValue, Grain
from datelines.events import EventType
from datelines.extraction.anchor import Anchorer
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine, engine_for
from datelines.extraction.inflect import lemma_of
from datelines.extraction.manner import Manner, Manners
from datelines.extraction.passages import Passage, Reader
from datelines.extraction.spots import Spot, SpotReader
from datelines.extraction.verbgroups import Tense, VerbGroups
from datelines.spans import Span
from datelines.timex import Timex
from datelines.topics import Rule, Topic

__all__ = ["anchor_mentions"]

_LIMIT, _NEVER = 4.0, 99.0
_DATE_LINE = 4
# How many sentences are the news; within how many days before publication; how far a day carries on.
_LEAD, _FRESH, _CARRIED = 4, 7, 3
# A price at which a date stands right beside the verb.
_BESIDE = 1.3
# From this sentence on a story is background: what nothing dates there has no date.
_BACKGROUND = 12
# The headline and what stands right below it.
_OPENING = 1
_WORD = re.compile(r"[^\W\d_]+")
# Words that begin with the same letters tell of one thing: "deliver" and "delivery".
_STEM = 6
_TIMELESS = (Manner.BARE, Manner.STATE)
_NEGATED = 3
_AT = (None, "within")
# Tenses of what has been and of what is to come.
_PAST = (Tense.PAST, Tense.PERFECT, Tense.BEFORE)
_AHEAD = (Tense.FUTURE, Tense.MODAL, Tense.AIM)
_QUOTES = re.compile(r'["“”]')
_RULE = Rule("any", EventType.OTHER, (), disclosure=True)


def anchor_mentions(
    text: str, dct: date | None, mentions: Sequence[Span], timexes: Sequence[Timex], language: str = "en"
) -> tuple[DateValue | None, ...]:
    """For each mention, a span of ``text``, its date or None; ``timexes`` are those of the text."""
    reader = _Story(text, dct, timexes, _bare(language))
    found = [reader.read(span) for span in mentions]
    return tuple(reader.settle(found))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of one mention.

    Where it stands, its lemma, the date of its own sentence, whether it is real, how it is told, and whether a
    quotation tells it.
    """

    passage: Passage | None
    at: int
    lemma: str
    own: DateValue | None
    price: float
    mood: str
    says: bool = False
    manner: Manner = Manner.TOLD
    tense: Tense = Tense.NAMED
    quoted: bool = False


class _Story:
    """One text, read once."""

    def __init__(self, text: str, dct: date | None, timexes: Sequence[Timex], engine: Engine) -> None:
        article = Article(
            id="", source="", record=None, url=None, publisher=None, title="", text=text, captions=(), language="",
            published=None, published_grain=None, zone_basis=None, digest="",
        )  # fmt: skip
        self._text = text
        self._dct = DateValue.of(dct) if dct else None
        self._passages = list(Reader(engine, every=True).read(article, ((), timexes)).passages)
        self._starts = [p.span.start for p in self._passages]
        self._anchorer = Anchorer(engine)
        spots = SpotReader(engine)
        self._spots = [spots.read(passage) for passage in self._passages]
        self._not = frozenset(engine.lexicon.symbols("not"))
        self._manners = Manners(engine.grammar)
        self._groups = VerbGroups(engine.grammar)
        self._planning = frozenset(engine.grammar.story.get("planning", ()))
        opening = text[: self._passages[_OPENING].span.end] if len(self._passages) > _OPENING else text
        self._headline = frozenset(map(lemma_of, _WORD.findall(opening)))
        self._say = frozenset(engine.lexicon.symbols("say"))
        self._speech = frozenset(engine.grammar.story.get("speech", ()))
        self._news_day = self._day_of_the_news()
        self._moods = {
            name: frozenset("".join(map(engine.lexicon.symbols, labels)))
            for name, labels in {
                "future": ("will",), "unreal": ("would", "wish", "if", "not"), "aim": ("infinitive",),
                "perfect": ("have",),
                "past": ("past_be", "had"),
            }.items()
        }  # fmt: skip

    def read(self, span: Span) -> _Reading:
        number = bisect_right(self._starts, span.start) - 1
        if number < 0:
            return _Reading(None, 0, "", None, 0.0, "")
        passage, spots = self._passages[number], self._spots[number]
        at = self._unit_at(passage, span)
        lemma = lemma_of(span.of(self._text))
        tense = self._groups.of(self._text, passage.span, span)
        own, price = self._own(passage, [s for s in spots if self._can_date(s, tense, lemma)], at)
        says = (bool(passage.units) and passage.units[at].symbol in self._say) or lemma in self._speech
        return _Reading(
            passage,
            at,
            lemma,
            own,
            price,
            self._mood(passage, at),
            says,
            self._manners.of(self._text, passage.span, span),
            tense,
            len(_QUOTES.findall(self._text, passage.span.start, span.start)) % 2 == 1,
        )

    def _own(self, passage: Passage, spots: Sequence[Spot], at: int) -> tuple[DateValue | None, float]:
        """The date that its own sentence gives a unit, and its price."""
        if self._is_date_line(passage):
            return None, _NEVER
        (dates,) = self._anchorer.date([Candidate(passage, _RULE, at, at, at + 1)], spots)
        if dates and dates[0].price <= _LIMIT:
            return dates[0].date, dates[0].price
        # "Not until October" is in October.
        for spot in spots:
            if (
                spot.relation == "until"
                and at < spot.low
                and self._is_negated(passage, max(at - _NEGATED, 0), spot.low)
            ):
                return spot.date, _LIMIT
        return (dates[0].date, dates[0].price) if dates else (None, _NEVER)

    def _can_date(self, spot: Spot, tense: Tense, lemma: str) -> bool:
        """Whether a time agrees with how a word is told: the past is not ahead, nor is the making of a plan."""
        return not (self._is_ahead(spot.date) and (tense in _PAST or lemma in self._planning))

    def _is_ahead(self, value: DateValue) -> bool:
        """Whether it begins after the day of publication."""
        return self._dct is not None and value.bounds[0] > self._dct.bounds[0]

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

    def settle(self, found: Sequence[_Reading]) -> list[DateValue | None]:
        """The dates; what its sentence does not date has the date of the same word elsewhere, or of the news."""
        dated: dict[str, DateValue] = {}
        for reading in found:
            own, old = reading.own, dated.get(reading.lemma[:_STEM])
            if own and reading.price <= _LIMIT and (old is None or (old.covers(own) and old != own)):
                dated[reading.lemma[:_STEM]] = own
        return [self._settled(reading, dated) for reading in found]

    def _settled(self, reading: _Reading, dated: Mapping[str, DateValue]) -> DateValue | None:
        known = dated.get(reading.lemma[:_STEM])
        if reading.own and reading.price <= _LIMIT and not (reading.says and not self._is_of_speaking(reading)):
            return known if known and reading.own.covers(known) else reading.own
        if (now := self._told_now(reading)) is not None:
            return now
        if reading.says:
            return None if reading.manner is Manner.BEFORE else self._news_day
        if reading.passage is None or reading.mood == "future" or reading.manner is Manner.CONDITION:
            return None
        if known and reading.manner is not Manner.PRESENT:
            return known
        return None if self._is_aside(reading, reading.passage.number) else self._day_of(reading)

    def _told_now(self, reading: _Reading) -> DateValue | None:
        """What the tense alone says of a deed whose own clause has no date.

        What is to come is at the only future time of its sentence; what a person quoted "has done" is the news, and
        what is being done is of the day.
        """
        if reading.says or reading.passage is None:
            return None
        if reading.mood == "future" or reading.tense in _AHEAD:
            ahead = {s.date for s in self._spots[reading.passage.number] if self._is_ahead(s.date)}
            return ahead.pop() if len(ahead) == 1 else None
        if reading.quoted and reading.tense is Tense.PERFECT:
            return self._news_day
        return self._dct if reading.tense is Tense.GOING_ON else None

    def _day_of(self, reading: _Reading) -> DateValue | None:
        """The day of what the news tells without a date."""
        if reading.manner is Manner.PRESENT or reading.passage is None:
            return self._dct
        return self._carried(reading.passage.number) or self._news_day

    def _carried(self, number: int) -> DateValue | None:
        """The past day that one of the sentences just before ended with."""
        for index in range(min(number, len(self._passages)) - 1, max(-1, number - 1 - _CARRIED), -1):
            if self._is_date_line(self._passages[index]):
                return None
            days = [s.date for s in self._spots[index] if s.date.grain is Grain.DAY and s.relation in _AT]
            if days:
                return days[-1] if self._is_past_day(days[-1]) else None
        return None

    def _is_aside(self, reading: _Reading, number: int) -> bool:
        """Whether nothing says when it was: background, what went before, and aims are not of the day."""
        if reading.manner is Manner.BEFORE:
            return True
        if number >= _BACKGROUND and reading.manner is not Manner.LEADS and reading.lemma not in self._headline:
            return True
        # What "has happened" by the time of writing, or "was made", told in passing, is of no day.
        return number > _LEAD and (reading.mood in ("perfect", "past") or reading.manner in _TIMELESS)

    def _is_of_speaking(self, reading: _Reading) -> bool:
        """Whether a date can be the one of a verb of speech: a past day, or a past time right beside it."""
        if reading.own is None or self._is_past_day(reading.own):
            return True
        past = self._dct is None or reading.own.bounds[0] <= self._dct.bounds[0]
        return past and reading.price < _BESIDE

    def _is_past_day(self, value: DateValue) -> bool:
        """Whether it is a day on which somebody can have said what the story reports."""
        return value.grain is Grain.DAY and (self._dct is None or value.bounds[0] <= self._dct.bounds[0])

    def _day_of_the_news(self) -> DateValue | None:
        """The day shortly before publication that the first sentences speak of, else the day of publication."""
        if self._dct is None or self._dct.earliest is None:
            return None
        for passage, spots in zip(self._passages[:_LEAD], self._spots, strict=False):
            for spot in () if self._is_date_line(passage) else spots:
                first = spot.date.earliest
                if first is None or spot.date.grain is not Grain.DAY or spot.relation not in _AT:
                    continue
                if 0 <= (self._dct.earliest - first).days <= _FRESH:
                    return spot.date
        return self._dct

    def _mood(self, passage: Passage, at: int) -> str:
        for i in range(at - 1, max(-1, at - 4), -1):
            symbol = passage.units[i].symbol
            for mood, symbols in self._moods.items():
                if symbol in symbols:
                    return mood
        return ""

    def _is_date_line(self, passage: Passage) -> bool:
        return len(passage.units) < _DATE_LINE and bool(passage.dates)


@lru_cache(maxsize=8)
def _bare(language: str) -> Engine:
    """The language alone, without a topic."""
    return engine_for(
        Topic(
            name="", title="", digest=f"bare-{language}",
            source="", zone="UTC", language=language, parties=(),
            home="",
            fiscal_year_starts=1, countries={},
            actors={}, offices=(), series={}, places={}, place_names={}, place_countries={}, governments={}, words={},
            focus=(), leaning={}, rules=(), types={},
        )
    )  # fmt: skip
