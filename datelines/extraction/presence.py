"""The cheapest question to a page: can its bytes name a topic's home at all? Asked before anything is parsed.

What says no would have no event on the timeline (``mentions``): neither headline, body nor captions name the home
country, somebody or some place of it, or one of the topic's own series. What says yes may have none all the same.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick

from datelines.extraction.engine import Engine, engine_for
from datelines.extraction.passages import home_symbols
from datelines.topics import Topic

__all__ = ["Presence", "presence_for"]

_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z0-9]{3,}")
# What may stand between two words of a phrase in a page: blanks and marks, entities, tags.
_BETWEEN = rb"(?:[^\w<&]|_|&#?\w{1,8};|<[^<>]{0,400}>){1,60}?"
_BLANK = rb"(?:\s|&nbsp;|&#160;|\xc2\xa0){1,9}"
# A letter that charsets write in different ways.
_LETTER = rb"(?:[^\x00-\x7f]{1,4}|&\w{1,8};)"
_REACH = 1000
# How pages hide letters: in entities, in JSON's escapes, behind the first letter that is set apart, by soft hyphens.
_LETTER_ENTITY = re.compile(rb"&#(?:0*(?:6[5-9]|[78]\d|9\d|1[01]\d|12[0-2])|[xX]0*[4-7][0-9a-fA-F]);")
_ESCAPED = re.compile(rb"\\u00[4-7][0-9a-fA-F]")
_SET_APART = re.compile(rb">([A-Z])</[a-z]{1,6}>(?=[a-z])")
_SOFT = re.compile(rb"&shy;|&#173;|&#x0*ad;|\xc2\xad|<wbr ?/?>", re.IGNORECASE)


class Presence:
    """Whether bytes that hold ASCII letters as ASCII has them name one topic's home."""

    def __init__(self, engine: Engine) -> None:
        lexicon = engine.lexicon
        phrases = sorted(set(lexicon.forms(home_symbols(engine))))
        single = {phrase for phrase in phrases if _WORD.fullmatch(phrase) and phrase.isascii()}
        by_part: defaultdict[str, list[str]] = defaultdict(list)
        # "Cambodian army" is nowhere where "Cambodian" is not.
        for phrase in phrases:
            if phrase in single or not single.intersection(_WORD.findall(phrase)):
                by_part[_rarest(phrase)].append(phrase)
        elsewhere = [phrase for phrase in lexicon.forms(lexicon.symbols("third")) if phrase not in set(phrases)]
        parts = sorted(by_part)
        self._looked_for = [_LookedFor(part, by_part[part], elsewhere) for part in parts]
        # What has no letters that are the same in every charset cannot be looked for.
        self._automaton = BytesAhoCorasick([part.encode() for part in parts]) if all(parts) and parts else None

    def __call__(self, data: bytes) -> bool:
        """Whether the page can name it."""
        if self._automaton is None or self._is_in(data, small := data.lower()):
            return True
        plain = _unhidden(data, small)
        return plain is not data and self._is_in(plain, plain.lower())

    def _is_in(self, data: bytes, small: bytes) -> bool:
        assert self._automaton is not None
        found = self._automaton.find_matches_as_indexes(small, overlapping=True)
        return any(self._looked_for[number].is_at(data, small, start, end) for number, start, end in found)


_CACHE: dict[str, Presence] = {}


def presence_for(topic: Topic) -> Presence:
    """The topic's own, made once for each content of its files."""
    if topic.digest not in _CACHE:
        _CACHE[topic.digest] = Presence(engine_for(topic))
    return _CACHE[topic.digest]


class _LookedFor:
    """The phrases that are looked for by one part of them, and the longer names of others that end in it."""

    def __init__(self, part: str, phrases: Iterable[str], elsewhere: Iterable[str]) -> None:
        self._single = [phrase for phrase in phrases if phrase.lower() == part]
        self._others = [_pattern(phrase, _BETWEEN) for phrase in phrases if phrase.lower() != part]
        longer = (phrase for phrase in elsewhere if phrase.lower().endswith(f" {part}"))
        self._elsewhere = [re.compile(_pattern(phrase, _BLANK).pattern + rb"\Z", re.IGNORECASE) for phrase in longer]

    def is_at(self, data: bytes, small: bytes, start: int, end: int) -> bool:
        """Whether one of them stands where the part does."""
        if self._others and any(p.search(data, max(0, start - _REACH), end + _REACH) for p in self._others):
            return True
        if not self._single or not _is_word(small, start, end):
            return False
        if not any(_fits(phrase, data[start:end]) for phrase in self._single):
            return False
        return not any(p.search(data, max(0, start - _REACH), end) for p in self._elsewhere)


def _pattern(phrase: str, between: bytes) -> re.Pattern[bytes]:
    """The phrase with anything between its words; its first letter as large as it is printed."""
    words = [b"".join(c.encode() if c.isascii() else _LETTER for c in word) for word in _WORD.findall(phrase)]
    if phrase[:1].isupper() and phrase[:1].isascii():
        words[0] = b"(?-i:%s)%s" % (words[0][:1], words[0][1:])
    return re.compile(between.join(words), re.IGNORECASE)


def _rarest(phrase: str) -> str:
    """What to look for: the longest word in plain letters, else the longest run of them; empty where there is none."""
    words = [word.lower() for word in _WORD.findall(phrase)]
    plain = [word for word in words if word.isascii()] or _PLAIN.findall(phrase.lower())
    return max(plain, key=lambda word: (len(word), word), default="")


def _is_word(small: bytes, start: int, end: int) -> bool:
    """Whether no letter or digit stands right before or behind; a letter may be that of a line break in JSON."""
    before = small[max(0, start - 2) : start]
    if before[-1:].isalnum() and before not in (b"\\n", b"\\r", b"\\t"):
        return False
    return not small[end : end + 1].isalnum()


def _fits(phrase: str, printed: bytes) -> bool:
    """As the lexicon has it: capitals of a phrase are required in print."""
    if phrase.isupper() and len(phrase) > 1:
        return printed.isupper()
    return not phrase[0].isupper() or printed[:1].isupper()


def _unhidden(data: bytes, small: bytes) -> bytes:
    """The page with its letters in plain sight; itself where none is hidden."""
    if b"&shy" in small or b"<wbr" in small or b"\xc2\xad" in small or b"&#" in small:
        data = _SOFT.sub(b"", data)
    if b"&#" in small and _LETTER_ENTITY.search(data):
        data = html.unescape(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    if b"\\u00" in small:
        data = _ESCAPED.sub(lambda m: bytes([int(m[0][-2:], 16)]), data)
    return _SET_APART.sub(rb"\1", data) if _SET_APART.search(data) else data
