"""Words and phrases with their labels, and the one scan that finds them all in a text.

A text becomes a row of units: a known phrase, a single word, a mark of punctuation, a time expression. Each unit has a
symbol, one character that stands for its set of labels, so that patterns run as regular expressions over short
strings. What the labels mean is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from datelines.timex import Timex, TimexType

__all__ = ["PLAIN", "PROPER", "Entry", "Lexicon", "Unit", "merge"]

PLAIN = "x"
# A word that no lexicon knows and that begins with a capital: mostly a name.
PROPER = "X"
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")
_FIRST_SYMBOL = 0xE000
_TIMEX_LABEL = {TimexType.DATE: "date", TimexType.TIME: "date", TimexType.DURATION: "length", TimexType.SET: "habit"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for: its labels, and the canonical name where it names somebody or something."""

    labels: frozenset[str]
    name: str | None = None


class Unit(NamedTuple):
    """One word, phrase, mark or time expression: offsets into the text, symbol, entry and timex where it has one."""

    start: int
    end: int
    symbol: str
    entry: Entry | None
    timex: Timex | None


_Node = dict[str, "dict[str, object]"]


class Lexicon:
    """Phrases in a trie of words. ``phrases`` maps each printed form to its entry."""

    def __init__(self, phrases: Mapping[str, Entry], money: str) -> None:
        self._symbols: dict[frozenset[str], str] = {}
        self._by_label: dict[str, str] = {}
        self._root: dict[str, object] = {}
        self._money = re.compile(money)
        for phrase in sorted(phrases):
            self._add(phrase, phrases[phrase])
        self._timex = {kind: self.symbol(frozenset({label})) for kind, label in _TIMEX_LABEL.items()}
        self._money_symbol = self.symbol(frozenset({"money"}))

    def symbol(self, labels: frozenset[str]) -> str:
        """The character that stands for exactly these labels."""
        if labels not in self._symbols:
            self._symbols[labels] = chr(_FIRST_SYMBOL + len(self._symbols))
            self._by_label.clear()
        return self._symbols[labels]

    @property
    def table(self) -> Mapping[frozenset[str], str]:
        """Every set of labels with its symbol."""
        return self._symbols

    @property
    def known_labels(self) -> frozenset[str]:
        """Every label that some unit can carry."""
        return frozenset().union(*self._symbols)

    def symbols(self, label: str) -> str:
        """Every character whose labels include ``label``."""
        if label not in self._by_label:
            found = (symbol for labels, symbol in self._symbols.items() if label in labels)
            self._by_label[label] = "".join(sorted(found))
        return self._by_label[label]

    def units(self, text: str, timexes: Sequence[Timex]) -> list[Unit]:
        """The text as units, in order; a time expression is one unit, whatever words it has."""
        found: list[Unit] = []
        at = 0
        for timex in timexes:
            if timex.span.start < at:
                continue
            found += self._words(text, at, timex.span.start)
            found.append(Unit(timex.span.start, timex.span.end, self._timex[timex.type], None, timex))
            at = timex.span.end
        return found + self._words(text, at, len(text))

    def _add(self, phrase: str, entry: Entry) -> None:
        node: dict[str, object] = self._root
        for token in _TOKEN.findall(phrase):
            child = node.setdefault(_plain(token.lower()), {})
            assert isinstance(child, dict)
            node = child
        leaf = node.setdefault("", [])
        assert isinstance(leaf, list)
        leaf.append((phrase, entry, self.symbol(entry.labels)))

    def _words(self, text: str, start: int, end: int) -> list[Unit]:
        tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text, start, end)]
        found: list[Unit] = []
        i, count = 0, len(tokens)
        while i < count:
            word, at, stop = tokens[i]
            if word == "$" and (money := self._money.match(text, at, end)):
                found.append(Unit(at, money.end(), self._money_symbol, None, None))
                while i < count and tokens[i][1] < money.end():
                    i += 1
                continue
            hit = self._longest(text, tokens, i)
            if hit:
                last, entry, symbol = hit
                found.append(Unit(at, tokens[last][2], symbol, entry, None))
                i = last + 1
            else:
                found.append(Unit(at, stop, _unknown(word), None, None))
                i += 1
        return found

    def _longest(self, text: str, tokens: list[tuple[str, int, int]], i: int) -> tuple[int, Entry, str] | None:
        node: object = self._root
        best: tuple[int, Entry, str] | None = None
        for j in range(i, len(tokens)):
            assert isinstance(node, dict)
            node = node.get(_plain(tokens[j][0].lower()))
            if node is None:
                break
            assert isinstance(node, dict)
            leaf = node.get("")
            if leaf is not None:
                assert isinstance(leaf, list)
                printed = text[tokens[i][1] : tokens[j][2]]
                for phrase, entry, symbol in leaf:
                    if _case_fits(phrase, printed):
                        best = (j, entry, symbol)
                        break
        return best


def _unknown(word: str) -> str:
    if len(word) == 1 and not word.isalnum():
        return word
    return PROPER if word[0].isupper() else PLAIN


def _plain(word: str) -> str:
    """A word without the possessive ending and with a plain apostrophe."""
    if "'" in word or "’" in word:
        word = word.replace("’", "'")
        return word[:-2] if word.endswith("'s") else word
    return word


def _case_fits(phrase: str, printed: str) -> bool:
    """Capitals in a phrase are required in print; a phrase in small letters may be printed either way."""
    if not phrase[0].isupper():
        return phrase == phrase.lower() or any(c.isupper() for c in printed)
    if phrase.isupper() and len(phrase) > 1:
        return printed[: len(phrase)].isupper()
    return printed[0].isupper()


def merge(pairs: Iterable[tuple[str, Entry]]) -> dict[str, Entry]:
    """One entry a phrase: the labels of all that it stands for, the first name given."""
    merged: dict[str, Entry] = {}
    for phrase, entry in pairs:
        old = merged.get(phrase)
        merged[phrase] = Entry(old.labels | entry.labels, old.name or entry.name) if old else entry
    return merged
