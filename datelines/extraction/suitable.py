"""Which times of a sentence a word cannot have, whatever their price: by tense, by preposition, by whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datelines.extraction.grammar import Grammar
from datelines.extraction.inflect import is_going_on, is_participle, is_past, lemma_of
from datelines.extraction.narrative import Narrative
from datelines.extraction.spots import Spot
from datelines.extraction.verbgroups import Tense
from datelines.spans import Span

__all__ = ["Suitability"]

# Tenses of what has been.
_PAST = (Tense.PAST, Tense.PERFECT, Tense.BEFORE)
# Tenses of what is so or has been, seen from the news.
_NOW = (Tense.PAST, Tense.PERFECT, Tense.PRESENT, Tense.GOING_ON)
_NUMBER = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W_]+)*")
_OWNING = ("'s", "’s")
_BORDER = re.compile(r"[,;:()—–]")
# How many characters before a time are read, and how long a participle's phrase is.
_WINDOW, _PHRASE = 60, 120
# How far before "of" the thing of a date stands; where words of an extreme stand; the shortest word in -est.
_NEAR, _EXTREME, _EST = 3, 6, 5
# How many words before a time an old plan stands.
_PLAN = 4


class Suitability:
    """Judges the times of one story with one grammar's ``story`` words."""

    def __init__(self, grammar: Grammar, text: str, narrative: Narrative) -> None:
        def words(name: str) -> frozenset[str]:
            return frozenset(grammar.story.get(name, ()))

        self._text, self._narrative = text, narrative
        self._planning, self._extreme, self._links = words("planning"), words("extreme"), words("links")
        self._auxiliary = words("be") | words("have") | words("had")
        self._since = frozenset(grammar.words["since"])
        self._of, self._part = words("of"), words("part")
        self._determiner, self._remote = words("determiner"), words("remote")
        self._arranged = self._planning | words("arranging")
        self._earlier = words("earlier")
        self._after, self._doer = words("after"), words("doer")

    def fits(self, spot: Spot, sentence: Span, word: Span, tense: Tense, lemma: str, says: bool) -> bool:
        """Whether a word of a sentence can have a time of it."""
        # The past is not ahead, nor is the making of a plan; what will be is not over.
        if self._narrative.is_ahead(spot.date) and (tense in _PAST or lemma in self._planning):
            return False
        if (
            tense is Tense.GOING_ON
            and self._narrative.is_ahead(spot.date)
            and not self._auxiliary & set(self._words(word.start)[-2:])
        ):
            return False
        if tense in (Tense.FUTURE, Tense.GOING_ON) and spot.relation != "since" and self._narrative.is_over(spot.date):
            return False
        before = self._words(spot.timex.span.start)
        # "The lowest since 2003" tells what was lower; "fell since 2003" is no English.
        is_since = spot.relation == "since" or not self._since.isdisjoint(before[-2:])
        if is_since and (tense is Tense.PAST or self._is_extreme(before)):
            return False
        # "By the end of the year" is a deadline; "reported a loss for 2008" was no year's report.
        if spot.relation == "by" and tense in _NOW and not self._narrative.is_over(spot.date):
            return False
        if spot.relation == "for" and says:
            return False
        return not (
            self._is_of_old_plan(before)
            or self._is_in_name(spot, word, before)
            or self._is_of_another(spot, word, before)
            or self._is_owned(spot, word)
            or self._is_of_participle(spot, word)
            # What is quoted has its own times.
            or self._narrative.quotations.parts(*sorted((spot.timex.span.start, word.start)))
            or self._is_across_phrase(spot, sentence, word)
            or self._went_before(spot, word)
        )

    def _words(self, end: int) -> Sequence[str]:
        """The words right before a place, in small letters."""
        return [match[0].lower() for match in _WORD.finditer(self._text, max(0, end - _WINDOW), end)]

    def _is_extreme(self, before: Sequence[str]) -> bool:
        """ "The first cut since 2008", "their lowest level since May"."""
        return any(w in self._extreme or (len(w) > _EST and w.endswith("est")) for w in before[-_EXTREME:])

    def _is_of_old_plan(self, before: Sequence[str]) -> bool:
        """ "Originally due in May": when it was not to be after all."""
        near = before[-_PLAN:]
        return not self._earlier.isdisjoint(near) and not self._arranged.isdisjoint(map(lemma_of, near))

    def _is_of_another(self, spot: Spot, word: Span, before: Sequence[str]) -> bool:
        """ "The disaster of 1985" dates the disaster alone; "as of 1985" is a time of its own."""
        if not before or before[-1] not in self._of or self._part & set(before[-2:-1]):
            return False
        between = self._text[word.end : spot.timex.span.start].split() if word.end < spot.timex.span.start else ()
        return not 0 < len(between) < _NEAR

    def _is_in_name(self, spot: Spot, word: Span, before: Sequence[str]) -> bool:
        """ "A breach of the 1991 settlement" was not in 1991, "at the 2008 Games" and "won the 2008 vote" were."""
        if spot.relation is not None or not _NUMBER.fullmatch(spot.timex.text):
            return False
        if len(before) < 2 or before[-1] not in self._determiner or before[-2] not in self._of | self._remote:
            return False
        end = spot.timex.span.end
        if self._text[end : end + 1] != " " or not self._text[end + 1 : end + 2].isalpha():
            return False
        between = self._text[end : word.start].split() if end < word.start else ()
        return not 0 < len(between) <= _NEAR

    def _is_owned(self, spot: Spot, word: Span) -> bool:
        """ "Apologised for last year's failure" is not of last year, "won in Sunday's final" is."""
        if not spot.timex.text.endswith(_OWNING) or spot.relation == "within":
            return False
        between = self._text[spot.timex.span.end : word.start].split() if spot.timex.span.end < word.start else ()
        return not 0 < len(between) <= _NEAR

    def _is_of_participle(self, spot: Spot, word: Span) -> bool:
        """ "A level last seen in 1985": the time of the participle alone."""
        end = spot.timex.span.start
        found = [*_WORD.finditer(self._text, max(0, end - _WINDOW), end)]
        while found and found[-1][0].lower() in self._links:
            found.pop()
        if not found or self._text[found[-1].end() : end].strip(" abcdefghijklmnopqrstuvwxyz"):
            return False
        at, form = found[-1].start(), found[-1][0]
        if word.start <= at < word.end or is_past(form) or not is_participle(form):
            return False
        if any(match[0].lower() in self._auxiliary for match in found[-4:-1]):
            return False
        # The noun right before it is what it tells of.
        return not (word.end <= at and not self._text[word.end : at].strip())

    def _is_across_phrase(self, spot: Spot, sentence: Span, word: Span) -> bool:
        """ "The plane, delivered in 1998, crashed": a participle between commas has its own times and no others."""
        dated = self._phrase_at(spot.timex.span.start, sentence, spot.timex.span)
        if dated and not dated.start <= word.start < dated.end:
            return not (word.end <= dated.start and not self._text[word.end : dated.start].strip(" ,"))
        own = self._phrase_at(word.start, sentence, spot.timex.span)
        return own is not None and own.start == word.start and dated is None and self._has_doer(word)

    def _has_doer(self, word: Span) -> bool:
        """ "Made by": where a relative clause ends before it, "lasted for" can go on with the sentence."""
        following = _WORD.search(self._text, word.end, word.end + _WINDOW)
        return following is not None and following[0].lower() in self._doer

    def _phrase_at(self, place: int, sentence: Span, timex: Span) -> Span | None:
        """The phrase of a past participle between commas that holds a place; the commas of a time are none."""
        start = max(sentence.start, place - _PHRASE)
        borders = [
            m.start() for m in _BORDER.finditer(self._text, start, place) if not timex.start <= m.start() < timex.end
        ]
        if not borders or self._text[borders[-1]] != ",":
            return None
        words = [*_WORD.finditer(self._text, borders[-1], sentence.end)][:3]
        while words and words[0][0].lower() in self._links:
            words.pop(0)
        if len(words) < 2 or not is_participle(words[0][0]) or words[1][0].lower() not in self._links:
            return None
        after = (
            m.start()
            for m in _BORDER.finditer(self._text, place, sentence.end)
            if not timex.start <= m.start() < timex.end
        )
        end = next(after, sentence.end)
        return Span(words[0].start(), end) if words[0].start() <= place < end else None

    def _went_before(self, spot: Spot, word: Span) -> bool:
        """ "Fell on Monday after climbing": what went before has no time that stands outside its clause."""
        before = self._words(word.start)
        if not before or before[-1] not in self._after or not is_going_on(word.of(self._text)):
            return False
        return spot.timex.span.start < word.start
