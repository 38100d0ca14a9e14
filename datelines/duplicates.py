"""One story in several outlets: which articles repeat an earlier one, by the words that they share.

MinHash (rensa) proposes pairs, the words themselves decide. An article can only repeat one that was published before
it (of one time, the smaller digest goes first), so what is read later never alters what an earlier article is.
"""

from __future__ import annotations

import math
import re
import zlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias, cast

import numpy as np
import rensa
from numpy.typing import NDArray

from datelines.articles import Article

__all__ = ["duplicates", "first_of"]

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
# Articles whose signatures are made at a time.
_CHUNK = 500
# Odd, and without a pattern: what numbers are made of words and bands with.
_MIXERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], dtype=np.uint64)
_HALF = np.uint64(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """An article with its runs of four words, as numbers, and its figures."""

    article: Article
    time: float
    runs: NDArray[np.uint32]
    figures: frozenset[str]


def duplicates(articles: Iterable[Article]) -> dict[str, str]:
    """By article id, the first article that it repeats, which itself repeats none; in whatever order they come."""
    texts = [text for text in map(_text, sorted(articles, key=_order)) if len(text.runs) >= _SHORTEST]
    found: dict[str, str] = {}
    filed: defaultdict[int, list[_Text]] = defaultdict(list)
    for text, bands in zip(texts, _shared_bands(texts), strict=True):
        first = _first(text, _candidates(text, bands, filed))
        if first is not None:
            found[text.article.id] = first.article.id
            continue
        for band in bands:
            filed[band].append(text)
    return found


def first_of(article_id: str, repeated: Mapping[str, str]) -> str:
    """The article that tells it first: the one repeated, or the article itself."""
    return repeated.get(article_id, article_id)


def _order(article: Article) -> tuple[float, str, str]:
    """By publication, what does not give it last; then by content."""
    return _time(article), article.digest, article.id


def _time(article: Article) -> float:
    """Seconds, so that the first days of the calendar have days before them."""
    return (article.published - _EPOCH).total_seconds() if article.published else math.inf


def _text(article: Article) -> _Text:
    words = _WORD.findall(article.text.casefold())
    figures = frozenset(word for word in words if word[0].isdigit())
    numbers = np.fromiter(map(_number, words), np.uint64, len(words))
    count = max(0, len(words) - len(_MIXERS) + 1)
    runs = sum((numbers[at : at + count] * mixer for at, mixer in enumerate(_MIXERS)), np.zeros(count, np.uint64))
    return _Text(article, _time(article), np.unique((runs >> _HALF).astype(np.uint32)), figures)


@lru_cache(maxsize=1 << 16)
def _number(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace"))


def _shared_bands(texts: Sequence[_Text]) -> list[list[int]]:
    """For each text, the bands of its signature that it shares with another."""
    if not texts:
        return []
    bands = np.concatenate([_bands(texts[at : at + _CHUNK]) for at in range(0, len(texts), _CHUNK)])
    values, counts = np.unique(bands, return_counts=True)
    shared = np.isin(bands, values[counts > 1])
    return [row[mask].tolist() for row, mask in zip(bands, shared, strict=True)]


def _bands(texts: Sequence[_Text]) -> Numbers:
    """A row a text, a column a band: a number that two texts have in common if their signatures agree there."""
    flat = np.concatenate([text.runs for text in texts]).astype(np.uint64)
    ends = np.cumsum([0, *(len(text.runs) for text in texts)]).astype(np.uint64)
    matrix: Any = rensa.RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, _BANDS * _ROWS, _SEED)
    parts = np.array(matrix.to_rows(), dtype=np.uint64).reshape(len(texts), _BANDS, _ROWS)
    mixed = (parts * _MIXERS[:_ROWS]).sum(axis=2, dtype=np.uint64)
    return cast(Numbers, mixed * _MIXERS[_ROWS] + np.arange(_BANDS, dtype=np.uint64))


def _candidates(text: _Text, bands: Iterable[int], filed: Mapping[int, list[_Text]]) -> list[_Text]:
    """First tellings of the days before that share a band, in their order; for what says no day, of any time."""
    near: dict[str, _Text] = {}
    for band in bands:
        others = filed.get(band)
        if others:
            start = bisect_left(others, text.time - _WINDOW, key=_published) if math.isfinite(text.time) else 0
            near |= {other.article.id: other for other in others[start : start + _CANDIDATES]}
    return sorted(near.values(), key=lambda other: _order(other.article))


def _published(text: _Text) -> float:
    return text.time


def _first(text: _Text, candidates: Iterable[_Text]) -> _Text | None:
    """The candidate that shares most with the text, the earlier of equals; None where none shares enough."""
    shares = ((_share(text, other), other) for other in candidates)
    best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _SHARED else None


def _share(one: _Text, other: _Text) -> float:
    """The part of the shorter text that the other holds; 0 where lengths or figures say that they are two stories."""
    short, long = sorted((len(one.runs), len(other.runs)))
    if short < _REACHED * long:
        return 0.0
    fewer, more = sorted((one.figures, other.figures), key=len)
    if len(fewer) >= _FEW_FIGURES and len(fewer & more) < _FIGURES * len(fewer):
        return 0.0
    return len(np.intersect1d(one.runs, other.runs, assume_unique=True)) / short
