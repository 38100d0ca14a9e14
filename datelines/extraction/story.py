"""The date of any event mention in a story, by the same prices as a topic's events; here the news may be of the day.

Unlike a milestone, every verb of a story gets an answer where one can be had: its sentence's date, the time that the
passage is in, or for the day's news the day of publication.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from datelines.articles import Article
from datelines.extraction.engine import Engine, engine_for
from datelines.extraction.inflect import lemma_of
from datelines.extraction.mentioned import MentionReader
from datelines.extraction.narrative import Narrative
from datelines.extraction.passages import Passage, Reader
from datelines.extraction.recency import freshened
from datelines.extraction.verdicts import Verdict, Verdicts
from datelines.spans import Span
from datelines.timex import Timex
from datelines.topics import Topic

__all__ = ["anchor_mentions"]

# The headline and what stands right below it.
_OPENING = 1
_WORD = re.compile(r"[^\W\d_]+")


def anchor_mentions(
    text: str, dct: date | None, mentions: Sequence[Span], timexes: Sequence[Timex], language: str = "en"
) -> tuple[Verdict, ...]:
    """For each mention, a span of ``text``, its date or None; ``timexes`` are those of the text."""
    engine = _bare(language)
    timexes = freshened(text, timexes, dct, language)
    narrative = Narrative(engine, text, _passages(text, timexes, engine), dct)
    reader = MentionReader(engine, text, narrative)
    found = [reader.read(span) for span in mentions]
    verdicts = Verdicts(narrative, _headline(text, narrative.passages), [m for m in found if m])
    return tuple(verdicts.of(m) if m else Verdict(None, "in no sentence") for m in found)


def _passages(text: str, timexes: Sequence[Timex], engine: Engine) -> Sequence[Passage]:
    article = Article(
        id="", source="", record=None, url=None, publisher=None, title="", text=text, captions=(), language="",
        published=None, published_grain=None, zone_basis=None, digest="",
    )  # fmt: skip
    return Reader(engine, every=True).read(article, ((), timexes)).passages


def _headline(text: str, passages: Sequence[Passage]) -> frozenset[str]:
    """The dictionary forms of the words of a story's opening."""
    opening = text[: passages[_OPENING].span.end] if len(passages) > _OPENING else text
    return frozenset(map(lemma_of, _WORD.findall(opening)))


@lru_cache(maxsize=8)
def _bare(language: str) -> Engine:
    """The language alone, without a topic."""
    return engine_for(
        Topic(
            name="", title="", digest=f"bare-{language}",
            source="", zone="UTC", language=language, parties=(),
            home="",
            fiscal_year_starts=1, countries={},
            actors={}, offices=(), series={}, places={}, place_names={}, place_countries={}, governments={}, words={},
            focus=(), leaning={}, rules=(), types={},
        )
    )  # fmt: skip
