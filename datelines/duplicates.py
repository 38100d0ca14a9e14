"""One story in several outlets: which articles repeat an earlier one, by the words that they share.

MinHash (rensa) proposes pairs, the words themselves decide. An article can only repeat one that was published before
it (of one time, the smaller digest goes first), so what is read later never alters what an earlier article is.
"""

from __future__ import annotations

import math
import re
import zlib
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, TypeAlias, cast

import msgspec
import numpy as np
import rensa
from numpy.typing import NDArray

from datelines.articles import Article

__all__ = ["Entry", "Mark", "duplicates", "entry_of", "first_of", "mark_of", "repeats"]

Numbers: TypeAlias = NDArray[np.uint64]

# What has fewer runs of four words is too short to tell a copy from a commonplace.
_SHORTEST = 24
# The part of the shorter text that the other must hold, and of the longer one that the shorter must reach.
_SHARED, _REACHED = 0.6, 0.4
# The part of the shorter text's figures that the other must hold: reports of one form have the words in common.
_FIGURES, _FEW_FIGURES = 0.7, 3
_WINDOW = timedelta(days=7).total_seconds()
# Bands of three find nine in ten of those that share two fifths of all runs, and almost none that share a tenth.
_BANDS, _ROWS, _SEED = 40, 3, 20100723
# So many candidates a band are looked at, the earliest ones: forms that all share their words stay linear.
_CANDIDATES = 8
# So many texts that were compared are at hand.
_TEXTS = 4096
# Odd, and without a pattern: what numbers are made of words and bands with.
_MIXERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], dtype=np.uint64)
_HALF = np.uint64(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"\w+")


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """By what a text is told from others: the bands of its signature, its runs of four words, and its figures."""

    bands: bytes
    runs: bytes
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An article to compare: what orders it, its bands, and its mark, which is asked for only where it may matter."""

    article_id: str
    time: float
    digest: str
    bands: bytes
    mark: Callable[[], Mark]


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """The runs of four words of a text, as numbers, and its figures."""

    runs: NDArray[np.uint32]
    figures: frozenset[str]


def duplicates(articles: Iterable[Article]) -> dict[str, str]:
    """By article id, the first article that it repeats, which itself repeats none; in whatever order they come."""
    marked = [(article, mark) for article in articles if (mark := mark_of(article))]
    return repeats(entry_of(article, mark.bands, partial(_same, mark)) for article, mark in marked)


def _same(mark: Mark) -> Mark:
    return mark


def entry_of(article: Article, bands: bytes, mark: Callable[[], Mark]) -> Entry:
    """The article as ``repeats`` takes it."""
    return Entry(article.id, _time(article), article.digest, bands, mark)


def mark_of(article: Article) -> Mark | None:
    """The article's mark; None where it is too short to tell a copy from a commonplace."""
    words = _WORD.findall(article.text.casefold())
    numbers = np.fromiter(map(_number, words), np.uint64, len(words))
    count = max(0, len(words) - len(_MIXERS) + 1)
    runs = sum((numbers[at : at + count] * mixer for at, mixer in enumerate(_MIXERS)), np.zeros(count, np.uint64))
    few = np.unique((runs >> _HALF).astype(np.uint32))
    if len(few) < _SHORTEST:
        return None
    figures = tuple(sorted({word for word in words if word[0].isdigit()}))
    return Mark(_bands(few).tobytes(), few.tobytes(), figures)


def repeats(entries: Iterable[Entry], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """By article id, the first article that it repeats.

    ``known`` has what came of it before, for some of the articles and no others: the first one of each, itself where
    it repeats none. Then only those are compared again that can come out otherwise.
    """
    return _Compared(sorted(entries, key=_order), known or {}).run()


class _Compared:
    """Articles in order, each compared with the first tellings of the days before it."""

    def __init__(self, entries: Sequence[Entry], known: Mapping[str, str]) -> None:
        self._entries = entries
        here = {entry.article_id for entry in entries}
        # What has gone can have been the first of others.
        self._known = known if known.keys() <= here else {}
        self._bands = _SharedBands(entries)
        self._filed: defaultdict[int, list[Entry]] = defaultdict(list)
        # By when they were filed, the bands that hold something; what lies weeks back is compared no more.
        self._filings: deque[tuple[float, int]] = deque()
        self._users: defaultdict[int, list[int]] = defaultdict(list)
        self._open = [entry.article_id not in self._known for entry in entries]
        self._has_undated = bool(entries) and not math.isfinite(entries[-1].time)
        self._text = lru_cache(maxsize=_TEXTS)(_words_of)
        for place, bands in enumerate(self._bands if self._known and any(self._open) else ()):
            for band in bands:
                self._users[band].append(place)

    def run(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for place, (entry, bands) in enumerate(zip(self._entries, self._bands, strict=True)):
            before = self._known.get(entry.article_id)
            first = self._first(entry, bands) if self._open[place] else before
            if first is not None and first != entry.article_id:
                found[entry.article_id] = first
            else:
                self._file(entry, bands)
            if self._known and self._open[place] and (first == entry.article_id) is not (before == entry.article_id):
                self._wake(place, bands)
        return found

    def _file(self, entry: Entry, bands: Iterable[int]) -> None:
        """Among the first tellings; what no later article is compared with goes, unless one says no day."""
        for band in bands:
            self._filed[band].append(entry)
            self._filings.append((entry.time, band))
        while self._filings and not self._has_undated and self._filings[0][0] < entry.time - _WINDOW:
            _, band = self._filings.popleft()
            del self._filed[band][0]
            if not self._filed[band]:
                del self._filed[band]

    def _wake(self, place: int, bands: Iterable[int]) -> None:
        """Compare again what can meet an article that is a first telling now, or is none any more."""
        since = self._entries[place].time
        for band in bands:
            users = self._users[band]
            for other in users[bisect_right(users, place) :]:
                time = self._entries[other].time
                if time - _WINDOW <= since or not math.isfinite(time):
                    self._open[other] = True
                elif not self._has_undated:
                    break

    def _first(self, entry: Entry, bands: Iterable[int]) -> str:
        """The candidate that shares most with the text, the earlier of equals; itself where none shares enough."""
        best, share = entry.article_id, _SHARED
        for other in self._candidates(entry, bands):
            shared = _share(self._text(entry), self._text(other))
            if shared > share or (shared == share and best == entry.article_id):
                best, share = other.article_id, shared
        return best

    def _candidates(self, entry: Entry, bands: Iterable[int]) -> list[Entry]:
        """First tellings of the days before that share a band, in their order; for what says no day, of any time."""
        near: dict[str, Entry] = {}
        for band in bands:
            others = self._filed.get(band)
            if others:
                start = bisect_left(others, entry.time - _WINDOW, key=_published) if math.isfinite(entry.time) else 0
                near |= {other.article_id: other for other in others[start : start + _CANDIDATES]}
        return sorted(near.values(), key=_order)


def first_of(article_id: str, repeated: Mapping[str, str]) -> str:
    """The article that tells it first: the one repeated, or the article itself."""
    return repeated.get(article_id, article_id)


def _order(entry: Entry) -> tuple[float, str, str]:
    """By publication, what does not give it last; then by content."""
    return entry.time, entry.digest, entry.article_id


def _published(entry: Entry) -> float:
    return entry.time


def _time(article: Article) -> float:
    """Seconds, so that the first days of the calendar have days before them."""
    return (article.published - _EPOCH).total_seconds() if article.published else math.inf


@lru_cache(maxsize=1 << 16)
def _number(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace"))


class _SharedBands:
    """For each text, the bands of its signature that it shares with another, in order, as numbers."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        bands = np.frombuffer(b"".join(entry.bands for entry in entries), np.uint64).reshape(len(entries), _BANDS)
        # What nobody shares is -1; lists of all would be large. No number is that of two places in a signature.
        self._codes = np.empty(bands.shape, np.int32)
        known = 0
        for place in range(_BANDS):
            values, codes, counts = np.unique(bands[:, place], return_inverse=True, return_counts=True)
            self._codes[:, place] = np.where(counts[codes] > 1, codes + known, -1)
            known += len(values)

    def __iter__(self) -> Iterator[list[int]]:
        for row in self._codes:
            yield row[row >= 0].tolist()


def _words_of(entry: Entry) -> _Words:
    mark = entry.mark()
    return _Words(np.frombuffer(mark.runs, np.uint32), frozenset(mark.figures))


def _bands(runs: NDArray[np.uint32]) -> Numbers:
    """A number a band, which two texts have in common if their signatures agree there."""
    ends = np.array([0, len(runs)], np.uint64)
    matrix: Any = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        runs.astype(np.uint64), ends, _BANDS * _ROWS, _SEED
    )
    parts = np.array(matrix.to_rows(), dtype=np.uint64).reshape(_BANDS, _ROWS)
    mixed = (parts * _MIXERS[:_ROWS]).sum(axis=1, dtype=np.uint64)
    return cast(Numbers, mixed * _MIXERS[_ROWS] + np.arange(_BANDS, dtype=np.uint64))


def _share(one: _Words, other: _Words) -> float:
    """The part of the shorter text that the other holds; 0 where lengths or figures say that they are two stories."""
    short, long = sorted((len(one.runs), len(other.runs)))
    if short < _REACHED * long:
        return 0.0
    fewer, more = sorted((one.figures, other.figures), key=len)
    if len(fewer) >= _FEW_FIGURES and len(fewer & more) < _FIGURES * len(fewer):
        return 0.0
    return len(np.intersect1d(one.runs, other.runs, assume_unique=True)) / short
