"""From what a format found to an article: cleaned, dated, named. Every format ends here, so that all agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from datelines.articles import Article, PublishedGrain, ZoneBasis
from datelines.issues import Issue, IssueCode, Stage
from datelines.sources.common import dates, decode, furniture, language, zones

__all__ = ["BODY_LIMIT", "Draft", "finish", "tidy"]

# What one article may hold, in characters: a book has about a million.
BODY_LIMIT = 2_000_000
_TITLE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """One record as its format found it. ``published`` is a stamp, a string to read one from, or None.

    ``paragraphs`` may still hold furniture and untidy spaces; ``language`` is what the page declares;
    ``in_markup`` says that the paragraphs were told apart by a page's markup.
    """

    source: str
    digest: str
    paragraphs: Iterable[str]
    title: str | None = None
    published: dates.Stamp | str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    captions: Iterable[str] = ()
    record: str | None = None
    in_markup: bool = False


def tidy(text: str) -> str:
    """The text on one line: single spaces, no controls."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(decode.plain(text).split())


def finish(draft: Draft, zone: ZoneInfo) -> Iterator[Article | Issue]:
    """The article and what is doubtful about it, or the one issue that says why there is none."""
    title = tidy(draft.title or "")[:_TITLE_LIMIT]
    paragraphs = furniture.without(map(tidy, draft.paragraphs), draft.in_markup)
    if paragraphs and title and paragraphs[0].casefold() == title.casefold():
        paragraphs = paragraphs[1:]
    text = "\n\n".join(paragraphs)
    if not text:
        yield _issue(
            draft, IssueCode.NO_BODY, "holds no paragraph of an article; check that the page was fetched whole"
        )
        return
    if len(text) > BODY_LIMIT:
        yield _issue(
            draft, IssueCode.TOO_LARGE, f"a text of more than {BODY_LIMIT:,} characters is no article; split it"
        )
        return
    stamp, doubt = _stamp(draft.published)
    when, basis = _located(stamp, paragraphs[0], zone)
    publisher = tidy(draft.publisher or "") or None
    article = Article(
        id=_identity(title, publisher, stamp, text),
        source=draft.source,
        record=draft.record,
        url=draft.url,
        publisher=publisher,
        title=title,
        text=text,
        captions=_captions(draft.captions),
        language=language.language_of(text, draft.language),
        published=when,
        published_grain=stamp.grain if stamp else None,
        zone_basis=basis,
        digest=draft.digest,
    )
    yield article
    if doubt:
        yield _issue(draft, *doubt, article.id)
    if article.language == language.UNKNOWN:
        hint = "the language cannot be told; rules of no language apply"
        yield _issue(draft, IssueCode.UNKNOWN_LANGUAGE, hint, article.id)


def _captions(raw: Iterable[str]) -> tuple[str, ...]:
    """The captions, each once, without the buttons that pictures carry."""
    return tuple(dict.fromkeys(text for text in map(tidy, raw) if text and not furniture.is_furniture(text)))


def _issue(draft: Draft, code: IssueCode, message: str, article_id: str | None = None) -> Issue:
    return Issue(Stage.READ, code, message, source=draft.source, record=draft.record, article_id=article_id)


def _stamp(found: dates.Stamp | str | None) -> tuple[dates.Stamp | None, tuple[IssueCode, str] | None]:
    """The publication time, or what to report in its stead."""
    try:
        stamp = dates.parse(found) if isinstance(found, str) else found
    except dates.ImpossibleDateError as error:
        return None, (IssueCode.BAD_PUBLICATION_DATE, f"{error}; relative dates stay open until it is put right")
    if stamp:
        return stamp, None
    if isinstance(found, str) and found.strip():
        shown = tidy(found)[:60]
        return None, (IssueCode.BAD_PUBLICATION_DATE, f"{shown!r} is no date; relative dates stay open until it is one")
    return None, (IssueCode.NO_PUBLICATION_DATE, "no publication date; relative dates stay open until one is given")


def _located(stamp: dates.Stamp | None, opening: str, zone: ZoneInfo) -> tuple[datetime | None, ZoneBasis | None]:
    """The time in the article's own zone: as stated, else that of the dateline, else the default."""
    if stamp is None:
        return None, None
    if stamp.when.tzinfo is not None and stamp.grain is PublishedGrain.MINUTE:
        return stamp.when, ZoneBasis.STATED
    if city := zones.zone_of(opening):
        return _fixed(stamp.when, city), ZoneBasis.DATELINE
    return _fixed(stamp.when, zone), ZoneBasis.DEFAULT


def _fixed(when: datetime, zone: ZoneInfo) -> datetime:
    """The wall time with that day's offset, which is written the same wherever the zone's rules are not at hand."""
    offset = when.replace(tzinfo=zone).utcoffset()
    return when.replace(tzinfo=timezone(offset)) if offset is not None else when.replace(tzinfo=zone)


def _identity(title: str, publisher: str | None, stamp: dates.Stamp | None, text: str) -> str:
    """An id from what the article says, wherever it lies; the parts are set apart by a sign that none can hold."""
    said = (title, publisher or "", stamp.when.isoformat() if stamp else "", text)
    return "art-" + hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]
