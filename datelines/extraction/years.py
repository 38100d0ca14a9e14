"""The years that a date without one can be of, and what speaks for each of them."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from datelines.edtf import Grain
from datelines.encoders import Encoder, View
from datelines.extraction.around import STEM, by_nearness, stems
from datelines.extraction.grammar import Grammar
from datelines.extraction.sentences import sentences
from datelines.extraction.yearless import lacks_year, next_year
from datelines.extraction.yearviews import view_of
from datelines.spans import Span
from datelines.timex import Timex
from datelines.weights import FULL

__all__ = ["Heard", "Options", "Signs", "Years", "chances_of", "first_day", "is_without_year"]

_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_CLOSING = " .”’\"'"
# Up to which character a date opens its sentence, and how many sentences are told apart.
_OPENING, _SENTENCES, _PARAGRAPHS = 14, 3, 2
# Borders between words, days and years that lie between.
_WORDS, _DAYS, _YEARS = (5, 12, 25, 50, 100), (14, 45, 100, 190, 280), (-1, 0, 1, 2, 5, 10, 20)
_DAYS_A_YEAR = 365
# How near to publication a counted day is of the news, and no year that a story is told of.
_NEAR = timedelta(days=100)

# The years that a date can be of, each with what makes it one; and the signs around it, by how much they count.
Options = Mapping[int, frozenset[str]]
Signs = Mapping[str, int]


class Heard(NamedTuple):
    """The last dates before one: with its year in print, without, and counted from some day."""

    told: Timex | None = None
    before: Timex | None = None
    counted: Timex | None = None

    def then(self, timex: Timex, dct: date, grammar: Grammar) -> Heard:
        """With one more date."""
        if _has_year(timex):
            return self._replace(told=timex)
        if is_without_year(timex, grammar):
            return self._replace(before=timex)
        if timex.date is None or timex.date.earliest is None or timex.date.latest is None:
            return self
        is_near = timex.date.earliest - dct < _NEAR and dct - timex.date.latest < _NEAR
        return self if is_near else self._replace(counted=timex)


class Years:
    """Reads which years the dates of one text can be of, and what speaks for them."""

    def __init__(self, text: str, timexes: Sequence[Timex], dct: date, grammar: Grammar) -> None:
        self._text, self._dct = text, dct
        self._sentences = sentences(text, grammar.abbreviations)
        self._starts = [span.start for span in self._sentences]
        self._spans = [timex.span for timex in timexes]
        self._relative = frozenset(grammar.story.get("relative", ()))

    def view(self, timex: Timex, heard: Heard, encoder: Encoder) -> View:
        """What an encoder sees of it."""
        before = {name: other.span for name, other in heard._asdict().items() if other is not None}
        return view_of(encoder, self._text, self.sentence(timex), timex.span, before, self.setting(timex, heard))

    def options(self, timex: Timex, heard: Heard) -> Options:
        """The years that it can be of: the one read by rules, the last and the next, and those told just before."""
        first, dct = first_day(timex), self._dct
        last = dct.year - ((first.month, first.day) > (dct.month, dct.day))
        found = {first.year: {"read"}}
        found.setdefault(last, set()).add("last")
        found.setdefault(last + 1, set()).add("next")
        for name, other in heard._asdict().items():
            if other is not None:
                found.setdefault(first_day(other).year, set()).add(name)
                if other.date.grain is not Grain.YEAR:
                    after = next_year(first, first_day(other))
                    found.setdefault(after, set()).add(f"after {name}")
                    found.setdefault(after - 1, set()).add(f"ahead {name}")
        return {year: frozenset(names) for year, names in found.items()}

    def signs(self, timex: Timex, heard: Heard) -> Signs:
        """The signs around a date, whatever year it is of."""
        sentence = self.sentence(timex)
        return {**self._words(timex, sentence), **dict.fromkeys(self.setting(timex, heard), FULL)}

    def setting(self, timex: Timex, heard: Heard) -> list[str]:
        """The signs of a date itself and of those before it."""
        assert timex.date is not None
        sentence = self.sentence(timex)
        days = (self._dct.timetuple().tm_yday - first_day(timex).timetuple().tm_yday) % _DAYS_A_YEAR
        names = [
            "always",
            f"grain {timex.date.grain}",
            f"lead {timex.text.lower().split()[0]}",
            f"why {timex.anchor.why if timex.anchor else ''}",
            f"days {_step(days, _DAYS)}",
            f"opens {timex.span.start - sentence.start < _OPENING}",
        ]
        told = heard.told
        for name, other in heard._asdict().items():
            if other is not None:
                names += [f"{name} {sign}" for sign in self._apart(other, timex, sentence)]
        if told is not None:
            names += [f"told {sign}" for sign in self._telling(told)]
        return names

    def _words(self, timex: Timex, sentence: Span) -> Signs:
        """The words of the sentence, near ones more, and on which side they stand."""
        spans = [span for span in self._spans if sentence.start <= span.start < sentence.end]
        found: dict[str, int] = {}
        for word, near, ahead in by_nearness(stems(self._text, sentence, spans, _WORD), timex.span):
            for sign in (f"word {word}", f"{'ahead' if ahead else 'behind'} {word}"):
                found[sign] = max(near, found.get(sign, 0))
        return found

    def sentence(self, timex: Timex) -> Span:
        """The sentence in which it begins."""
        return self._sentences[max(0, bisect_right(self._starts, timex.span.start) - 1)]

    def _apart(self, told: Timex, timex: Timex, sentence: Span) -> Iterator[str]:
        """How far apart two dates stand, in the text and in time."""
        assert told.date is not None
        between = self._text[told.span.end : timex.span.start]
        apart = bisect_right(self._starts, timex.span.start) - bisect_right(self._starts, told.span.start)
        first, other = first_day(timex), first_day(told)
        later = told.date.grain is not Grain.YEAR and (first.month, first.day) >= (other.month, other.day)
        yield f"paragraphs {min(between.count(chr(10) * 2), _PARAGRAPHS)}"
        yield f"sentences {min(apart, _SENTENCES)}"
        yield f"words {_step(len(between.split()), _WORDS)}"
        yield f"years {_step(self._dct.year - other.year, _YEARS)}"
        yield f"comma {apart == 0 and ',' in between}"
        yield f"later {later}"

    def _telling(self, told: Timex) -> Iterator[str]:
        """How a year is told: with a month, at the head of its sentence, behind which words."""
        assert told.date is not None
        sentence = self.sentence(told)
        words = _WORD.findall(self._text[sentence.start : told.span.start])
        yield f"grain {told.date.grain}"
        yield f"opens {told.span.start - sentence.start < _OPENING}"
        yield f"behind {words[-1].lower() if words else ''}"
        yield f"behind two {words[-2].lower()[:STEM] if len(words) > 1 else ''}"
        yield f"relative {not self._relative.isdisjoint(words)}"
        yield f"mark {self._text[told.span.end : told.span.end + 1].strip()}"
        yield f"last {self._text[told.span.end : sentence.end].strip(_CLOSING) == ''}"


def chances_of(options: Options, kinds: Sequence[str], sums: Sequence[float]) -> dict[int, float]:
    """How likely each year is, by what speaks for each of what makes it one."""
    told = dict(zip(kinds, sums, strict=True))
    totals = {year: sum(told.get(name, 0.0) for name in sorted(names)) for year, names in options.items()}
    most = max(totals.values())
    speaks = {year: math.exp(total - most) for year, total in totals.items()}
    whole = math.fsum(speaks.values())
    return {year: speak / whole for year, speak in speaks.items()}


def is_without_year(timex: Timex, grammar: Grammar) -> bool:
    """Whether a date is printed without its year."""
    return timex.date is not None and timex.date.earliest is not None and lacks_year(timex, grammar.language)


def first_day(timex: Timex) -> date:
    """The first day of a date that has one."""
    assert timex.date is not None
    assert timex.date.earliest is not None
    return timex.date.earliest


def _has_year(timex: Timex) -> bool:
    """Whether a date is printed with its year."""
    return timex.date is not None and timex.date.earliest is not None and _YEAR.search(timex.text) is not None


def _step(value: int, steps: Sequence[int]) -> str:
    return next((str(step) for step in steps if value <= step), "more")
