"""People whom no topic file knows, read by grammar: a title before a name, or a name with its post behind a comma.

From then on the article may call them by the last name alone. What they do is not looked at here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from datelines.extraction.entries import Entry
from datelines.extraction.grammar import Grammar
from datelines.extraction.lexicon import Scan, Unit, outside

__all__ = ["Stranger", "StrangerReader"]

# A run of words in capitals, with abbreviated titles and initials.
_WORD = r"(?:(?:[A-Z]['’])?[A-ZÀ-Þ][\w-]*\w|[A-ZÀ-Þ])"
_DOTTED = r"(?:[A-Z]\.(?:[A-Z]\.)*|[A-Z][a-z]{1,4}\.)(?= [A-Z])"
_TOKEN = re.compile(rf"{_DOTTED}|[\w’'-]+")
# How far before a title, and behind a name, the words stand that tell whose officer it is.
_BEFORE, _BEHIND, _TITLE = 40, 90, 32
# "Sen" is no way to call Hun Sen.
_SHORT = 3
# No name is shorter, and few begin with the same letters.
_HEAD = 2
_WORDS = 5
# "USS Gary" without its hull is "Gary", with a letter or two to spare.
_HULL = 2
_PARTED = re.compile(r"[,;:.]\s|\b(?:that|and)\b")

Token = tuple[int, int, str]
_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Stranger:
    """Someone whom an article introduces: the name as printed in full, and the country where it says one."""

    name: str
    country: str | None


class StrangerReader:
    """Finds strangers with one language's titles; ``entries`` has the symbol and labels of somebody of each country."""

    def __init__(self, grammar: Grammar, codes: Mapping[str, str], entries: Mapping[str | None, tuple[str, Entry]]):
        words = grammar.persons
        self._codes = codes
        self._entries = entries
        self._not_names = frozenset(words.not_names)
        self._closed, self._bearers = frozenset(words.closed), frozenset(words.bearers)
        self._titles = frozenset(words.titles)
        self._last_words = frozenset(title.rpartition(" ")[2] for title in words.titles)
        self._longest = max((len(title.split()) for title in words.titles), default=0)
        self._leading = frozenset(words.leading)
        particles = "|".join(words.particles)
        self._run = re.compile(
            rf"\b(?:{_DOTTED}|{_WORD}\b)(?: (?:(?:{particles}) ){{0,2}}(?:{_DOTTED}|{_WORD}\b)){{0,7}}"
        )
        posts = "|".join(re.escape(post) for post in sorted(words.posts, key=len, reverse=True))
        self._post = re.compile(rf", (?:[\w.’'-]+ ){{0,6}}?(?:{posts})(?=,|\.|\s(?:{'|'.join(words.tails)})\b)")
        self._apposed = re.compile(rf"\b(?:{posts}), \Z")
        # Each string of an article is asked for twice.
        self._runs = lru_cache(maxsize=16)(self._read_runs)

    def introduced(self, texts: Sequence[str], scans: Sequence[Scan]) -> Mapping[str, Stranger]:
        """Each stranger under the full and the last name, whichever string introduces them.

        People whom the topic knows are there under the last name alone. The first string is the headline: all its words
        can be in capitals, so that a name must stand elsewhere as well.
        """
        found: dict[str, Stranger] = {}
        for number, (text, scan) in enumerate(zip(texts, scans, strict=True)):
            for stranger in self._in(text, scan):
                last = stranger.name.rpartition(" ")[2]
                if number == 0 < len(texts) - 1 and not any(last in other for other in texts[1:]):
                    continue
                old = found.get(last)
                if old and (len(old.name) >= len(stranger.name) or not old.name.endswith(last)):
                    continue
                found[stranger.name] = found[last] = stranger
            for hit in scan.hits:
                if hit.entry and hit.entry.name and "person" in hit.entry.labels:
                    last = hit.entry.name.rpartition(" ")[2]
                    if len(last) > _SHORT:
                        found.setdefault(last, Stranger(hit.entry.name, self._codes.get(hit.symbol)))
        return found

    def placed(self, text: str, scan: Scan, known: Mapping[str, Stranger]) -> Scan:
        """The scan with a hit for each place where a stranger is named, in place of other words there."""
        if not known:
            return scan
        units = [self._unit(start, end, known[text[start:end]]) for start, end in self._places(text, known)]
        taken = outside([h for h in scan.hits if _is_named(h) and not _is_bare_ship(h)], units) if units else []
        if not taken:
            return scan
        return Scan(sorted(outside(taken, scan.hits) + taken, key=_START), scan.plain)

    def _places(self, text: str, known: Mapping[str, Stranger]) -> Iterator[tuple[int, int]]:
        """Where a known name stands, the longest of each run of words."""
        heads = {name[:_HEAD] for name in known}
        for _, tokens in self._runs(text):
            at = 0
            while at < len(tokens):
                if text[tokens[at][0] : tokens[at][0] + _HEAD] not in heads:
                    at += 1
                    continue
                ends = (n for n in range(len(tokens), at, -1) if text[tokens[at][0] : tokens[n - 1][1]] in known)
                stop = next(ends, None)
                if stop:
                    yield tokens[at][0], tokens[stop - 1][1]
                at = stop or at + 1

    def _unit(self, start: int, end: int, stranger: Stranger) -> Unit:
        symbol, entry = self._entries.get(stranger.country, self._entries[None])
        return Unit(start, end, symbol, Entry(entry.labels, stranger.name), None)

    def _read_runs(self, text: str) -> list[tuple[int, list[Token]]]:
        """Each run of words in capitals with where it begins."""
        return [(match.start(), _tokens(text, match)) for match in self._run.finditer(text)]

    def _in(self, text: str, scan: Scan) -> Iterator[Stranger]:
        for begin, run in self._runs(text) if self._titles else ():
            behind = self._behind_title(run)
            tokens = self._without_closed(behind)
            if not tokens:
                continue
            titled = len(behind) < len(run) or self._is_titled(text, begin)
            if not (titled or len(tokens) > 1):
                continue
            start, end = tokens[0][0], tokens[-1][1]
            if (titled or self._has_post(text, start, end)) and self._is_name(text, tokens, scan.hits):
                yield Stranger(text[start:end], self._country(text, begin, start, end, scan.hits))

    def _without_closed(self, tokens: list[Token]) -> list[Token]:
        """What can be a name: up to a word that is part of none, and behind such words at the head."""
        closed, low, count = self._closed, 0, len(tokens)
        while low < count and (tokens[low][2] in self._not_names or tokens[low][2] in closed):
            low += 1
        high = low
        while high < count and tokens[high][2] not in closed:
            high += 1
        return tokens[low:high]

    def _behind_title(self, run: list[Token]) -> list[Token]:
        """What stands behind the last title in the run: "Navy Capt. Joan Pell" is Joan Pell."""
        for at in range(len(run), 0, -1):
            if run[at - 1][2].rstrip(".") not in self._last_words:
                continue
            for size in range(1, min(self._longest, at) + 1):
                if " ".join(word.rstrip(".") for _, _, word in run[at - size : at]) in self._titles:
                    return run[at:]
        return run

    def _is_titled(self, text: str, begin: int) -> bool:
        """Whether a title in small letters stands before, or one with "of": "secretary of" before "State X"."""
        before = text[max(0, begin - _TITLE) : begin]
        if not before.endswith(" "):
            return False
        before = before[:-1].removesuffix(" of")
        if before.rpartition(" ")[2] not in self._last_words:
            return False
        words = before.split(" ")
        return any(" ".join(words[-n:]) in self._titles for n in (1, 2, 3))

    def _has_post(self, text: str, start: int, end: int) -> bool:
        """Whether a post follows the name behind a comma, or stands before it and a comma."""
        before = text[max(0, start - _TITLE) : start]
        if text[end : end + 1] == "," and before.endswith(", ") and self._apposed.search(before):
            return True
        return before.rstrip(" ").rpartition(" ")[2] not in self._leading and bool(self._post.match(text, end))

    def _is_name(self, text: str, tokens: Sequence[Token], hits: Sequence[Unit]) -> bool:
        if tokens[-1][2].endswith(".") or len(tokens[-1][2]) == 1 or len(tokens) > _WORDS:
            return False
        if any(_plainly(word) in self._not_names for _, _, word in tokens):
            return False
        start, end = tokens[0][0], tokens[-1][1]
        behind = _TOKEN.match(text, end + 1) if text[end : end + 1] == " " else None
        if behind and behind[0] in self._bearers:
            return False
        # Hits seldom overlap each other: the ones before tell whether one reaches in.
        low = max(0, bisect_left(hits, start, key=_START) - _WORDS)
        high = bisect_left(hits, end, low, key=_START)
        # The "American" of "American soldiers" is no name either.
        taken = (hit for hit in hits[low:high] if start < hit.end and not _is_bare_ship(hit))
        return not any(_is_named(hit) or hit.end > end for hit in taken)

    def _country(self, text: str, title: int, start: int, end: int, hits: Sequence[Unit]) -> str | None:
        """The country that stands nearest: just before the title, or in what follows the name behind a comma."""
        stop = text.find(",", end + 2, end + _BEHIND)
        last = (stop if stop > 0 else end + _BEHIND) if text[end : end + 2] == ", " else end
        found: list[tuple[int, str]] = []
        low, high = (bisect_left(hits, place, key=_START) for place in (title - _BEFORE, max(start, last)))
        for hit in hits[low:high]:
            code = self._codes.get(hit.symbol)
            if code and title - _BEFORE <= hit.start < start and not _PARTED.search(text, hit.end, max(title, hit.end)):
                found.append((max(title - hit.end, 0), code))
            elif code and end < hit.start < last:
                found.append((hit.start - end, code))
        return min(found, default=(0, None))[1]


def _tokens(text: str, run: re.Match[str]) -> list[Token]:
    """The words of a run; most are of a single one, at which nobody need look closer."""
    (start, end), words = run.span(), run[0]
    if " " in words or "." in words:
        return [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text, start, end)]
    return [(start, end, words)]


def _plainly(word: str) -> str:
    """The word as in a name, where it is printed in capitals throughout."""
    return word.capitalize() if word.isupper() and len(word) > 1 else word


def _is_bare_ship(hit: Unit) -> bool:
    """Whether it is a ship by the last part of its name alone, which people can have as well: "Gen. Gary Oliver"."""
    entry = hit.entry
    if entry is None or entry.name is None or "vessel" not in entry.labels:
        return False
    return hit.end - hit.start < len(entry.name) - _HULL


def _is_named(hit: Unit) -> bool:
    """Whether the hit is a name that the topic knows, or a time or a sum."""
    return hit.timex is not None or bool(hit.entry and (hit.entry.name or "land" in hit.entry.labels))
