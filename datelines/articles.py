"""The article as the readers hand it on: what was printed, by whom, and when. How files are read is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

__all__ = ["Article", "PublishedGrain", "ZoneBasis"]


class PublishedGrain(StrEnum):
    """How fine the page gives its publication time."""

    DAY = "day"
    MINUTE = "minute"


class ZoneBasis(StrEnum):
    """Where the offset of the publication time comes from."""

    STATED = "stated"
    DATELINE = "dateline"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Article:
    """One article, free of furniture.

    ``text`` holds the body paragraphs, joined by a blank line; headline and captions stand apart. ``published`` is
    aware, in the article's own offset, or None where the page gives none; its ``published_grain`` says whether the
    time of day was printed. ``source`` is the file's path below the raw folder with ``/``, ``record`` the url or guid
    of a record in a file of many. ``id`` follows from what the article says and not from where the file lies;
    ``digest`` is the SHA-256 of the bytes it was read from. ``words`` is how many words the text had, of an article
    that is kept without it.
    """

    id: str
    source: str
    record: str | None
    url: str | None
    publisher: str | None
    title: str
    text: str
    captions: tuple[str, ...]
    language: str
    published: datetime | None
    published_grain: PublishedGrain | None
    zone_basis: ZoneBasis | None
    digest: str
    retrieved: datetime | None = None
    words: int | None = None

    @property
    def word_count(self) -> int:
        """How many words the text has, or had."""
        return len(self.text.split()) if self.words is None else self.words

    def without_text(self) -> Article:
        """What a night has to remember of an article that has been searched: an archive of texts has no room."""
        return replace(self, text="", captions=(), words=self.word_count)

    @property
    def dct(self) -> date | None:
        """The document creation time: the day of publication in the article's own time zone."""
        return self.published.date() if self.published else None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body, a string a paragraph."""
        return tuple(self.text.split("\n\n")) if self.text else ()
