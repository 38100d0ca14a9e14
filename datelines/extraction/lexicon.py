"""Words and phrases with their labels, and the scan that finds them in a text.

A sentence becomes a row of units: a known phrase, a mark of punctuation, a time expression, a sum of money, and between
them one filler for each other word. Each unit has a symbol, one character that stands for its set of labels, so that
patterns run as regular expressions over short strings. What the labels mean is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from datelines.extraction.entries import Entry
from datelines.extraction.letters import case_fits, is_small, printed_plainly
from datelines.timex import Timex, TimexType

__all__ = ["FILLER", "PLAIN", "Lexicon", "Scan", "Unit", "outside"]

PLAIN = "x"
_FIRST_SYMBOL = 0xE000
_TIMEX_LABEL = {TimexType.DATE: "date", TimexType.TIME: "date", TimexType.DURATION: "length", TimexType.SET: "habit"}
_WORD = re.compile(r"\S+")
_LONGEST = 6
# How many characters behind hidden words a phrase that begins there may reach.
_BEYOND = 40
# The labels of articles and of what stands in their place.
_ARTICLES = frozenset({"this", "indefinite", "its", "first", "edition"})
_STRUCK = "\0"
# A date right after a preposition is bound by it, whatever phrase the preposition may end.
_BEFORE_BLOCK = f" {_STRUCK}"
_PREPOSITIONS = frozenset({"in", "on", "at"})
# A name between quotation marks parts nothing: 'joined in "Angkor Sentinel" in May'.
_QUOTED_NAME = re.compile(r"[\"“]([A-Z0-9][^\"“”.,;:!?\n]{1,40})[\"”]")
_QUOTES = '"“'


# It never leads back to itself, so Python's collector of cycles need not know of it: a text has a hundred a kilobyte.
class Unit(msgspec.Struct, frozen=True, gc=False):
    """One word, phrase, mark or time expression: offsets into the text, symbol, entry and timex where it has one."""

    start: int
    end: int
    symbol: str
    entry: Entry | None
    timex: Timex | None


FILLER = Unit(-1, -1, PLAIN, None, None)
_START = attrgetter("start")


class Scan(NamedTuple):
    """What one text holds: its hits in order, and the text as it was scanned, one blank before it."""

    hits: list[Unit]
    plain: str

    def words_between(self, start: int, end: int) -> int:
        """How many words lie between two offsets."""
        return len(self.plain[start + 1 : end + 1].split()) if end > start + 1 else 0


class Lexicon:
    """Phrases in one automaton.

    ``phrases`` maps each printed form to its entry, ``marks`` are punctuation to report; ``money_by_word`` are the
    expressions for sums of money that are tried only in texts that have the word.
    """

    def __init__(
        self, phrases: Mapping[str, Entry], money: str, marks: str, money_by_word: Mapping[str, str] | None = None
    ) -> None:
        self._symbols: dict[frozenset[str], str] = {}
        self._by_label: dict[str, str] = {}
        self._money = re.compile(money)
        self._money_words = tuple(money_by_word or ())
        self._all_money = re.compile("|".join((money, *(money_by_word or {}).values())))
        self._marks = re.compile(f"[{re.escape(marks)}]")
        leaves: dict[str, list[tuple[str, Entry, str]]] = {}
        for phrase in sorted(phrases):
            entry = phrases[phrase]
            leaves.setdefault(printed_plainly(phrase).rstrip(), []).append((phrase, entry, self.symbol(entry.labels)))
        self._leaves = [tuple(found) for found in leaves.values()]
        # Words that are verbs or nouns; what each is after an article must have its symbol before patterns are read.
        self._verbs = frozenset(entry for entry in phrases.values() if entry.nominal is not None)
        for entry in self._verbs:
            if entry.as_noun:
                self.symbol(entry.as_noun)
        # What is printed in small letters may be printed either way, so that nothing is left to be looked at.
        self._certain = [
            (found[0][2], found[0][1]) if is_small(found[0][0]) and found[0][1] not in self._verbs else None
            for found in self._leaves
        ]
        self._places = {form: number for number, form in enumerate(leaves)}
        self._stems = [self._stem(form) for form in leaves]
        # Most hits are of these: certain, with no preposition at their end.
        self._simple = [None if stem else known for known, stem in zip(self._certain, self._stems, strict=True)]
        self._automaton = AhoCorasick([f" {form}" for form in leaves], matchkind=MatchKind.LeftmostLongest)
        self._timex = {kind: self.symbol(frozenset({label})) for kind, label in _TIMEX_LABEL.items()}
        self._years_symbol = self.symbol(frozenset({"length", "years"}))
        self._money_symbol = self.symbol(frozenset({"money"}))

    @property
    def table(self) -> Mapping[frozenset[str], str]:
        """Every set of labels with its symbol."""
        return self._symbols

    @property
    def known_labels(self) -> frozenset[str]:
        """Every label that some unit can carry."""
        return frozenset().union(*self._symbols)

    def symbol(self, labels: frozenset[str]) -> str:
        """The character that stands for exactly these labels."""
        if labels not in self._symbols:
            self._symbols[labels] = chr(_FIRST_SYMBOL + len(self._symbols))
            self._by_label.clear()
        return self._symbols[labels]

    def symbols(self, label: str) -> str:
        """Every character whose labels include ``label``."""
        if label not in self._by_label:
            found = (symbol for labels, symbol in self._symbols.items() if label in labels)
            self._by_label[label] = "".join(sorted(found))
        return self._by_label[label]

    def forms(self, symbols: str) -> tuple[str, ...]:
        """The phrases, as they are printed, that can have one of these symbols, as verbs or nouns."""
        wanted = set(symbols)
        return tuple(
            phrase
            for found in self._leaves
            for phrase, entry, symbol in found
            if symbol in wanted or (entry.as_noun and self.symbol(entry.as_noun) in wanted)
        )

    def scan(self, text: str, timexes: Sequence[Timex]) -> Scan:
        """The hits of a text, in order; a time expression or a sum of money is one hit, whatever words it has."""
        blocks = [Unit(t.span.start, t.span.end, self._time(t), None, t) for t in timexes]
        money = self._all_money if any(word in text for word in self._money_words) else self._money
        blocks += [Unit(m.start(), m.end(), self._money_symbol, None, None) for m in money.finditer(text)]
        blocks.sort(key=_START)
        plain = f" {_without(printed_plainly(text), blocks)} "
        hits = self._phrases(text, plain)
        if any(block.end > after.start for block, after in pairwise(blocks)):
            # Of two that overlap only the first is struck out.
            hits = outside(blocks, hits)
        hits += outside(blocks, self._punctuation(text))
        hits += blocks
        hits.sort(key=_START)
        return Scan(hits, plain)

    def _time(self, timex: Timex) -> str:
        """The symbol of a time expression; a length in years has its own, for anniversaries."""
        if timex.type is TimexType.DURATION and timex.value.endswith("Y"):
            return self._years_symbol
        return self._timex[timex.type]

    def _phrases(self, text: str, plain: str) -> list[Unit]:
        found: list[Unit] = []
        simple, certain, add = self._simple, self._certain, found.append
        reached = 0
        for number, start, end in self._automaton.find_matches_as_indexes(plain):
            # A phrase that was found on second sight can go on behind the letters that hid it.
            if start + 1 < reached:
                continue
            # One blank stands before the text, and one before each phrase.
            if plain[end] == " " and (easy := simple[number]):
                add(Unit(start, end - 1, easy[0], easy[1], None))
                continue
            known, stem = certain[number], self._stems[number]
            if plain[end].isalnum():
                unit = None
            elif known:
                unit = Unit(start, end - 1, known[0], known[1], None)
            else:
                unit = self._leaf(number, text, start, end - 1)
            if unit and stem and plain[end : end + 2] == _BEFORE_BLOCK:
                found += self._again(text, plain, start, start + stem)
                found += self._again(text, plain, start + stem, end)
            elif unit:
                add(unit if known or unit.entry not in self._verbs else self._after_article(unit, found))
            # The longest phrase that a single word opens with is not that word, and none else is in it.
            elif plain.find(" ", start + 1, end) > 0:
                again = self._again(text, plain, start, end)
                found += again
                reached = again[-1].end + 1 if again else 0
        return found

    def _after_article(self, unit: Unit, before: Sequence[Unit]) -> Unit:
        """The unit as a noun where an article or its like stands right before it."""
        last = before[-1] if before else None
        if last is None or last.end + 1 != unit.start or not last.entry or _ARTICLES.isdisjoint(last.entry.labels):
            return unit
        assert unit.entry is not None
        labels = unit.entry.as_noun
        return Unit(unit.start, unit.end, self.symbol(labels) if labels else PLAIN, Entry(labels), None)

    def _stem(self, form: str) -> int:
        """How long a phrase is without the preposition that it ends in, where the rest is one too, else 0.

        "Dropped in" is a visit, "dropped in 2017" is none.
        """
        stem, blank, last = form.rpartition(" ")
        return len(stem) + 1 if blank and last in _PREPOSITIONS and stem in self._places else 0

    def _leaf(self, number: int, text: str, start: int, end: int) -> Unit | None:
        """The phrase between two offsets of the text, if one with such letters is printed with such capitals."""
        printed = text[start:end]
        for phrase, entry, symbol in self._leaves[number]:
            if case_fits(phrase, printed):
                return Unit(start, end, symbol, entry, None)
        return None

    def _again(self, text: str, plain: str, start: int, end: int) -> list[Unit]:
        """The phrases that begin in a stretch where the longest run of letters was none: "it was no" in "it was not".

        They may go on behind it: "is to" hides the "torn down" of "is torn down".
        """
        cut = plain[end].isalnum()
        while plain[end].isalnum():
            end += 1
        words = [(m.start(), m.end()) for m in _WORD.finditer(plain, start, end + _BEYOND if cut else end)]
        if words and plain[words[-1][1] : words[-1][1] + 1].isalnum():
            words.pop()
        found: list[Unit] = []
        at = 0
        while at < len(words) and words[at][0] < end:
            taken = 1
            for count in range(min(_LONGEST, len(words) - at), 0, -1):
                first, last = words[at][0], words[at + count - 1][1]
                number = self._places.get(plain[first:last])
                unit = None if number is None else self._leaf(number, text, first - 1, last - 1)
                if unit:
                    found.append(unit)
                    taken = count
                    break
            at += taken
        return found

    def _punctuation(self, text: str) -> list[Unit]:
        around: set[int] = set()
        if any(quote in text for quote in _QUOTES):
            for m in _QUOTED_NAME.finditer(text):
                around |= {m.start(), m.end() - 1}
        return [
            Unit(m.start(), m.end(), m[0], None, None) for m in self._marks.finditer(text) if m.start() not in around
        ]


def outside(blocks: Sequence[Unit], hits: Sequence[Unit]) -> list[Unit]:
    """The hits that overlap no block; both are in order."""
    if not blocks:
        return list(hits)
    found: list[Unit] = []
    at, count = 0, len(blocks)
    for hit in hits:
        start = hit.start
        while at < count and blocks[at].end <= start:
            at += 1
        if at == count or hit.end <= blocks[at].start:
            found.append(hit)
    return found


def _without(plain: str, blocks: Sequence[Unit]) -> str:
    """The text with the blocks struck out, so that no phrase runs across one."""
    parts: list[str] = []
    at = 0
    for block in blocks:
        if block.start >= at:
            parts += [plain[at : block.start], _STRUCK * (block.end - block.start)]
            at = block.end
    return "".join((*parts, plain[at:]))
