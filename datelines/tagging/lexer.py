"""Cuts a text into runs of words that the language knows, with what stands between them. No rule is applied here."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeAlias

from datelines.languages import Language
from datelines.tagging.numbers import classes_of, number_pattern
from datelines.tagging.patterns import EITHER
from datelines.tagging.signs import signs
from datelines.tagging.spotting import Spotter, can_spot

__all__ = ["GAP_SHIFT", "LONGEST_RUN", "Lexer", "Run"]

# A key is the kind of gap before a word and the word's set of classes, in one integer.
GAP_SHIFT = 16
# Before a number, these make it an amount, a tag or a part of a name: "$85", "#7", "F-16".
_SPOILERS_LEFT = frozenset("$€£¥₹#@&=+_-.,/:")
_SPOILERS_RIGHT = frozenset("%°")
_OPENING_MARKS = "\"'“‘([<*"
# What may stand before a word: ASCII, Latin and general punctuation, spaces, symbols. A set, as the engine searches
# for members of a set four times as fast as for a place that a look-behind accepts.
_EDGE = (
    r"[\x00-/:-@\[-^`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf"
    r"\u2000-\u2bff\u3000-\u303f\ufeff\uff00-\uff0f\U0001f000-\U0001faff]"
)
_NOWHERE = -99
_JUNK = 0
# How far what stands between two words of an expression, and the small words before it, can reach.
_WIDEST = 24
_REACH = 36
_MOST_LEADS = 6
_LONGEST_LEAD = 16
# A gap and the first letters of a small word behind a sign; how many such words are read.
_HEAD = 4
# What may stand right behind a small word.
_MARKS = " ,.;:!?)]-–—\"'”’\n\t/"
_MOST_TAILS = 4
# What goes on after so many words is no language; numbers as short as this are remembered.
LONGEST_RUN = 400
_SHORT = 4
_OWNERS = ("'s ", "’s ")
# What stands between is remembered up to so many: texts have the same few links again and again.
_MANY = 5000
_SIGNS = str.maketrans(",-–—/\u2011", "      ")
# The small words before a sign (from, to, key), and the gap after the last of them.
_Link: TypeAlias = tuple[tuple[tuple[int, int, int], ...], int]
_NO_LINK: _Link = ((), 0)


# Words that follow each other: where each starts, where each ends, and its key.
Run: TypeAlias = tuple[list[int], list[int], list[int]]


class _Keys(dict[str, int]):
    """The key of each word of the language; that of a written number is found when a text first asks for it."""

    def __init__(self, number: Callable[[str], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, word: str) -> int:
        key = self._number(word)
        if len(word) <= _SHORT:
            self[word] = key
        return key


class Lexer:
    """Compiled once a language; ``runs`` is the only pass over the whole text.

    The pass looks only for sure signs: numbers, and words that an expression can end with. The small words that lead
    to them ("the", "of", "last") are read where a sure sign is found, to its left and between two of them.
    """

    def __init__(self, language: Language, literals: Iterable[str], patterns: Collection[tuple[str, ...]]) -> None:
        """``literals`` are the plain words of the patterns, ``patterns`` the word classes of each, in order."""
        self.sets: list[frozenset[str]] = [frozenset()]
        self._set_ids: dict[frozenset[str], int] = {frozenset(): _JUNK}
        self.gap_kinds = ["space", *sorted(set(language.gaps.values()) - {"space"})]
        self._gaps = {text: self.gap_kinds.index(kind) << GAP_SHIFT for text, kind in language.gaps.items()}
        # A number glued to what no rule took is no time: "555-1261", "3/4".
        self.glued = frozenset(self.gap_kinds.index(kind) for kind in ("hyphen", "slash") if kind in self.gap_kinds)
        # Keys that the automaton has found to say nothing by themselves.
        self.hopeless: set[int] = set()
        self._digits = {} if language.digits == _PLAIN else str.maketrans(language.digits, _PLAIN)
        vocabulary = _vocabulary(language, literals)
        self._words = _Keys(self._number)
        self._words.update({word: self._id(frozenset(classes)) for word, classes in vocabulary.items()})
        sure, self._tail_heads = list(vocabulary), frozenset[str]()
        if language.spaced:
            found, follows = signs(patterns, vocabulary)
            sure = [word for word in vocabulary if word in found]
            ends = {f"{word}{mark}" for word in follows for mark in (_MARKS if len(word) < _HEAD - 1 else "")} | follows
            self._tail_heads = frozenset(f"{gap}{word}"[:_HEAD] for word in ends for gap in (" ", "-", *_OWNERS))
        self._leads = frozenset(vocabulary) - frozenset(sure)
        self._spaced = language.spaced
        edge, end = (_EDGE, r"(?!\w)") if language.spaced else ("", "")
        self._scan = re.compile(rf"{edge}(?:{_cased(sure, end, number_pattern(language.digits))})")
        # Digits of other scripts are no digits to the spotter.
        spots = language.spaced and not self._digits and can_spot(sure)
        self._spotter = Spotter(self._scan, sure) if spots else None
        self._lead = re.compile(rf"{_trie(self._leads)}{end}")
        self._links: dict[str, _Link | None] = {text: ((), kind) for text, kind in self._gaps.items()}
        self._gap_ends = frozenset(text[-1:] for text in self._gaps)
        # What the small words before a sign come to.
        self._led_by: dict[str, _Link] = {}

    def _id(self, classes: frozenset[str]) -> int:
        if classes not in self._set_ids:
            self._set_ids[classes] = len(self.sets)
            self.sets.append(classes)
        return self._set_ids[classes]

    def runs(self, text: str) -> Iterator[Run]:
        """The runs of known words, in order."""
        words, links, heads, hopeless = self._words, self._links, self._tail_heads, self.hopeless
        last_end = 0
        starts: list[int] = []
        ends: list[int] = []
        keys: list[int] = []
        last = _NOWHERE
        # Each sign is found together with the character before it, so that the scan can leap from edge to edge.
        shift = int(self._spaced)
        for start, end in self._signs("\n" + text if shift else text):
            end -= shift
            link = None
            if start - last <= _WIDEST:
                between = text[last:start]
                link = links[between] if between in links else self._link(between)
                if link is not None and len(keys) > LONGEST_RUN:
                    last = end
                    continue
            word = text[start:end]
            key = words[word]
            if link is None:
                if keys:
                    if text[last_end : last_end + _HEAD] in heads:
                        self._follow(text, starts, ends, keys)
                    if len(keys) > 1 or keys[0] not in hopeless:
                        yield starts, ends, keys
                    starts, ends, keys = [], [], []
                link = self._led(text, start, last)
                last = start
            if key == _JUNK or (
                # A number that is an amount, a tag or a part of a name.
                (word[-1] in _DIGITS or word[0] in _DIGITS)
                and (
                    text[end : end + 1] in _SPOILERS_RIGHT
                    or (link is _NO_LINK and text[start - 1 : start] in _SPOILERS_LEFT)
                )
            ):
                last = _NOWHERE
                continue
            for at, to, lead in link[0]:
                starts.append(last + at)
                ends.append(last + to)
                keys.append(lead)
            starts.append(start)
            ends.append(end)
            keys.append(link[1] + key)
            last = last_end = end
        self._follow(text, starts, ends, keys)
        yield starts, ends, keys

    def _signs(self, text: str) -> Iterable[tuple[int, int]]:
        """Where each sign begins, with its edge, and ends."""
        return self._spotter.spans(text) if self._spotter else map(_SPAN, self._scan.finditer(text))

    def _follow(self, text: str, starts: list[int], ends: list[int], keys: list[int]) -> None:
        """Add the small words that go on after the last sign: ``a year or so``, ``from that day on``."""
        at = ends[-1] if ends else len(text)
        for _ in range(_MOST_TAILS):
            width = 3 if text[at : at + 3] in _OWNERS else 1
            gap = self._gaps.get(text[at : at + width])
            found = None if gap is None else self._lead.match(text, at + width)
            if gap is None or found is None:
                return
            starts.append(found.start())
            ends.append(found.end())
            keys.append(gap + self._words[found[0]])
            at = found.end()

    def _led(self, text: str, start: int, floor: int) -> _Link:
        """The words that lead to ``start``, their places counted from it; remembered where plain words stand there."""
        leads, begin, at = self._leads, start, start - 1
        word = ""
        while at > 0:
            low = at - _LONGEST_LEAD
            opening = text.rfind(" ", low if low > floor else floor, at) + 1
            word = text[opening:at] if opening else ""
            if word not in leads:
                break
            begin, at = opening, opening - 1
        # A sentence may end there, or a word or number that leads to nothing stand.
        if at <= 0 or not word.isalnum():
            bare = word[:-1] if word[-1:] == "," else word
            if word[-1:] != "." and (not bare.isalnum() or bare in leads):
                gap, before = text[start - 1 : start], text[start - 2 : start - 1]
                linked = not self._spaced or (gap in self._gap_ends and before not in _DIGITS)
                return self._led_far(text, start, floor) if linked else _NO_LINK
        if begin == start:
            return _NO_LINK
        said = text[begin:start]
        link = self._led_by.get(said)
        if link is None:
            link = self._led_far(text, start, floor)
            if len(self._led_by) < _MANY:
                self._led_by[said] = link
        return link

    def _led_far(self, text: str, start: int, floor: int) -> _Link:
        gaps, opening = self._gaps, max(0, start - _REACH, floor)
        found: list[tuple[int, int, int]] = []
        at, last_gap = start, 0
        while at - 1 > opening and len(found) < _MOST_LEADS:
            gap, to = gaps.get(text[at - 2 : at]), at - 2
            if gap is None:
                gap, to = gaps.get(text[at - 1]), at - 1
            begin = -1 if gap is None else self._lead_before(text, opening, to)
            if gap is None or begin < 0:
                break
            if found:
                first = found[-1]
                found[-1] = (first[0], first[1], first[2] + gap)
            else:
                last_gap = gap
            found.append((begin - start, to - start, self._words[text[begin:to]]))
            at = begin
        return (tuple(reversed(found)), last_gap) if found else _NO_LINK

    def _lead_before(self, text: str, opening: int, to: int) -> int:
        """Where the small word that ends at ``to`` begins, -1 when none does."""
        leads = self._leads
        begin = text.rfind(" ", opening, to) + 1 or opening
        word = text[begin:to]
        if word in leads:
            return begin
        if word.isalpha():
            return -1
        # A line's first word, the second half of "twenty-five", or one behind a quotation mark.
        begin = max(begin, text.rfind("\n", opening, to) + 1, text.rfind("-", opening, to) + 1)
        bare = text[begin:to].lstrip(_OPENING_MARKS)
        return to - len(bare) if bare in leads else -1

    def _link(self, between: str) -> _Link | None:
        """The words and the last gap of what stands before a sign; None when something else stands there, too."""
        if between[:1] == " " and between[1 : between.find(" ", 1)].rstrip(",") not in self._leads:
            return None
        plain = between[2:] if between[:2] in ("'s", "’s") else between
        if not self._leads.issuperset(plain.translate(_SIGNS).split()):
            return None
        link = self._read_link(between)
        if len(self._links) < _MANY:
            self._links[between] = link
        return link

    def _read_link(self, between: str) -> _Link | None:
        found: list[tuple[int, int, int]] = []
        at = 0
        for match in self._lead.finditer(between):
            gap = self._gaps.get(between[at : match.start()]) if match.start() > at or found else 0
            if gap is None:
                return None
            found.append((match.start(), match.end(), gap + self._words[match[0]]))
            at = match.end()
        gap = self._gaps.get(between[at:])
        return None if gap is None or not found else (tuple(found), gap)

    def _number(self, word: str) -> int:
        return self._id(classes_of(word.translate(self._digits) if self._digits else word))


_PLAIN = "0123456789"
_DIGITS = frozenset(_PLAIN)
_SPAN = re.Match.span


def _vocabulary(language: Language, literals: Iterable[str]) -> dict[str, set[str]]:
    """Every spelling of every word, with its classes."""
    found: dict[str, set[str]] = {}
    for name, words in language.classes.items():
        for word in words:
            found.setdefault(word, set()).add(name)
    for literal in literals:
        for word in literal.split(EITHER):
            for spelling in {word, word.capitalize(), word.upper()}:
                found.setdefault(spelling, set(classes_of(word) if word[0] in _DIGITS else ())).add("=" + literal)
    return found


# The letters that English words begin with, most frequent first: the sooner a branch is tried, the faster the scan.
_INITIALS = "taoiswcbphfmdrelnguvyjkqxz"


def _cased(words: Collection[str], end: str, number: str) -> str:
    """The alternatives for all words and ``number``; words in capitals, which are rare, stand behind one look."""
    small = [word for word in words if not word[0].isupper()]
    tall = [word for word in words if word[0].isupper()]
    initials = "".join(sorted({word[0] for word in tall}))
    # A letter at the head of an alternative is seen without entering it.
    heads = sorted({word[0] for word in small}, key=_rank)
    branches = [f"{_trie([word for word in small if word[0] == head])}{end}" for head in heads]
    return "|".join([*branches, number, *([f"(?=[{initials}]){_trie(tall)}{end}"] if tall else [])])


def _rank(letter: str) -> tuple[int, str]:
    return _INITIALS.find(letter) % 99, letter


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
    letters = sorted((letter for letter in node if letter), key=_rank)
    branches = [re.escape(letter) + _branch(node[letter]) for letter in letters]
    if not branches:
        return ""
    whole = f"(?:{'|'.join(branches)})"
    return whole + "?" if "" in node else whole if len(branches) > 1 else branches[0]
