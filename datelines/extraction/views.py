"""What an encoder sees of some dates: their sentences in pieces, below the headline and behind the sentence before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from datelines.articles import Article
from datelines.encoders import Encoder, View, Word
from datelines.events import Part
from datelines.extraction.passages import Passage
from datelines.extraction.sights import signs_of
from datelines.spans import Span

__all__ = ["Views"]

# How many pieces of the headline are seen, and of the sentence before.
HEADLINE, BEFORE = 16, 32


class Views:
    """Sees for the dates of one article."""

    def __init__(self, encoder: Encoder, article: Article, passages: Sequence[Passage]) -> None:
        self._encoder, self._dct = encoder, article.dct
        self._texts = {Part.TITLE: (article.title,), Part.BODY: (article.text,), Part.CAPTION: article.captions}
        self._before = {later.order: first for first, later in pairwise(passages)}
        self._headline = _joined(encoder.pieces.words(article.title))[:HEADLINE]

    def of(self, run: Sequence[Passage]) -> View:
        """What the dates of some sentences in a row see, in their order; sentences that find no more room are cut
        off."""
        known, longest = self._encoder.pieces, self._encoder.longest - 1
        pieces = [known.begin, *self._headline, known.part, *self._behind(run[0])]
        things: list[tuple[int, ...]] = []
        around: list[tuple[int, int]] = []
        signs: list[tuple[int, ...]] = []
        for passage in run:
            start = min(len(pieces), longest - 1)
            words = known.words(self._text(passage), passage.span.start, passage.span.end)
            pieces += _joined(words)
            end = max(min(len(pieces), longest), start + 1)
            for spot in passage.dates:
                timex = passage.units[spot].timex
                assert timex is not None
                places = [start + place for place in _places(words, timex.span, end - start)]
                things.append(tuple(places) or (start,))
                around.append((start, end))
                signs.append(self._signs(signs_of(timex, self._dct)) if timex.date else ())
        return View((*pieces[:longest], known.part), tuple(things), tuple(around), tuple(signs))

    def _signs(self, signs: Iterable[str]) -> tuple[int, ...]:
        known = self._encoder.signs
        return tuple([known[sign] for sign in signs if sign in known])

    def _behind(self, passage: Passage) -> list[int]:
        """The last pieces of the sentence before."""
        before = self._before.get(passage.order)
        if before is None or before.part is not passage.part:
            return []
        words = self._encoder.pieces.words(self._text(before), before.span.start, before.span.end)
        return _joined(words)[-BEFORE:]

    def _text(self, passage: Passage) -> str:
        return self._texts[passage.part][passage.caption]


def _joined(words: Sequence[Word]) -> list[int]:
    return [piece for word in words for piece in word.pieces]


def _places(words: Sequence[Word], span: Span, room: int) -> list[int]:
    """Which of the first pieces of a sentence are those of a stretch of its text."""
    found: list[int] = []
    place = 0
    for word in words:
        if place >= room or word.start >= span.end:
            break
        if word.end > span.start:
            found += range(place, min(place + len(word.pieces), room))
        place += len(word.pieces)
    return found
