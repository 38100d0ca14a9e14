"""Cuts a text into runs of words that the language knows, with what stands between them. No rule is applied here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from datelines.languages import Language
from datelines.tagging.numbers import NUMBER, classes_of
from datelines.tagging.patterns import EITHER

__all__ = ["GAP_SHIFT", "Lexer", "Run"]

# A key is the kind of gap before a word and the word's set of classes, in one integer.
GAP_SHIFT = 16
# Before a number, these make it an amount, a tag or a part of a name: "$85", "#7", "F-16".
_SPOILERS_LEFT = frozenset("$€£¥₹#@&=+_-.,/:")
_SPOILERS_RIGHT = frozenset("%°")
_JUNK = 0


class Run:
    """Words that follow each other: where each starts and ends, and its key."""

    __slots__ = ("ends", "keys", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.keys: list[int] = []


class Lexer:
    """Compiled once a language; ``runs`` is the only pass over the whole text."""

    def __init__(self, language: Language, literals: Iterable[str], closing: frozenset[str]) -> None:
        """``literals`` are the plain words of the patterns, ``closing`` the classes that a pattern can end with."""
        self.sets: list[frozenset[str]] = [frozenset()]
        self._set_ids: dict[frozenset[str], int] = {frozenset(): _JUNK}
        self._words: dict[str, int] = {}
        self.gap_kinds = ["space", *sorted(set(language.gaps.values()) - {"space"})]
        self._gaps = {text: self.gap_kinds.index(kind) << GAP_SHIFT for text, kind in language.gaps.items()}
        # A number glued to what no rule took is no time: "555-1261", "3/4".
        self.glued = frozenset(self.gap_kinds.index(kind) for kind in ("hyphen", "slash") if kind in self.gap_kinds)
        self._digits = str.maketrans(language.digits, "0123456789")
        self._widest = max(map(len, self._gaps))
        vocabulary = _vocabulary(language, literals)
        for word, classes in vocabulary.items():
            self._words[word] = self._id(frozenset(classes))
        self._scan = _expression(vocabulary, closing, language.spaced)

    def _id(self, classes: frozenset[str]) -> int:
        if classes not in self._set_ids:
            self._set_ids[classes] = len(self.sets)
            self.sets.append(classes)
        return self._set_ids[classes]

    def runs(self, text: str) -> Iterator[Run]:
        """The runs of known words, in order."""
        words, gaps, widest = self._words, self._gaps, self._widest
        run = Run()
        starts, ends, keys = run.starts, run.ends, run.keys
        last = -9
        for match in self._scan.finditer(text):
            start, end = match.span()
            word = match[0]
            key = words.get(word)
            if key is None:
                key = self._number(word)
                if len(word) <= 4:
                    words[word] = key
            gap = gaps.get(text[last:start]) if start - last <= widest else None
            if gap is None:
                if keys:
                    yield run
                    run = Run()
                    starts, ends, keys = run.starts, run.ends, run.keys
                if word[0] in _DIGITS and start and text[start - 1] in _SPOILERS_LEFT:
                    key = _JUNK
                gap = 0
            if key == _JUNK or (word[-1] in _DIGITS and text[end : end + 1] in _SPOILERS_RIGHT and end < len(text)):
                last = -9
                continue
            starts.append(start)
            ends.append(end)
            keys.append(gap + key)
            last = end
        if keys:
            yield run

    def _number(self, word: str) -> int:
        return self._id(classes_of(word.translate(self._digits) if self._digits else word))


_DIGITS = frozenset("0123456789")


def _vocabulary(language: Language, literals: Iterable[str]) -> dict[str, set[str]]:
    """Every spelling of every word, with its classes."""
    found: dict[str, set[str]] = {}
    for name, words in language.classes.items():
        for word in words:
            found.setdefault(word, set()).add(name)
    for literal in literals:
        for word in literal.split(EITHER):
            for spelling in {word, word.capitalize(), word.upper()}:
                found.setdefault(spelling, set()).add("=" + literal)
    return found


def _expression(vocabulary: Mapping[str, set[str]], closing: frozenset[str], spaced: bool) -> re.Pattern[str]:
    """Finds every known word and number, but a word that must be followed by another only where one follows."""
    edge, end = (r"(?<!\w)", r"(?!\w)") if spaced else ("", "")
    sure = [word for word, classes in vocabulary.items() if classes & closing]
    lead = [word for word, classes in vocabulary.items() if not classes & closing]
    first = rf"{_trie(sure)}{end}|{NUMBER}"
    if not spaced or not lead:
        return re.compile(rf"{edge}(?:{_trie([*sure, *lead])}{end}|{NUMBER})")
    leads = _trie(lead)
    follows = rf"(?=(?:\W{{1,3}}{leads}(?!\w)){{0,3}}\W{{1,3}}(?:\d|{_trie(sure)}{end}))"
    return re.compile(rf"{edge}(?:{first}|{leads}{end}{follows})")


# The letters that English words begin with, most frequent first: the sooner a branch is tried, the faster the scan.
_INITIALS = "taoiswcbphfmdrelnguvyjkqxz"


def _trie(words: Iterable[str]) -> str:
    """One expression for all words, each letter tried once."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branch(root) if root else r"(?!)"


def _branch(node: dict[str, Any]) -> str:
    letters = sorted((letter for letter in node if letter), key=lambda letter: (_INITIALS.find(letter) % 99, letter))
    branches = [re.escape(letter) + _branch(node[letter]) for letter in letters]
    if not branches:
        return ""
    whole = f"(?:{'|'.join(branches)})"
    return whole + "?" if "" in node else whole if len(branches) > 1 else branches[0]
