"""What was skipped or doubted on the way: one Issue a finding, never an exception to the reader."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from datelines.spans import Span

__all__ = ["Issue", "IssueCode", "Stage"]


class Stage(StrEnum):
    """Where on an article's way the finding was made."""

    INGEST = "ingest"
    READ = "read"
    TAG = "tag"
    EXTRACT = "extract"
    MERGE = "merge"
    CORRECT = "correct"
    CHECK = "check"


class IssueCode(StrEnum):
    """What was found; each value has its line in the reference."""

    EMPTY_FILE = "empty_file"
    EMPTY_FOLDER = "empty_folder"
    UNREADABLE_FILE = "unreadable_file"
    UNKNOWN_FORMAT = "unknown_format"
    NOT_TEXT = "not_text"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    BAD_SYNTAX = "bad_syntax"
    MISSING_KEY = "missing_key"
    NO_ITEMS = "no_items"
    NO_BODY = "no_body"
    UNSAFE_XML = "unsafe_xml"
    LINK_LOOP = "link_loop"
    GUESSED_CHARSET = "guessed_charset"
    NO_PUBLICATION_DATE = "no_publication_date"
    BAD_PUBLICATION_DATE = "bad_publication_date"
    FUTURE_PUBLICATION_DATE = "future_publication_date"
    UNKNOWN_LANGUAGE = "unknown_language"
    COPY = "copy"
    IMPOSSIBLE_DATE = "impossible_date"
    UNRESOLVED_TIMEX = "unresolved_timex"
    CORRECTION_MISFIT = "correction_misfit"
    ROW_QUARANTINED = "row_quarantined"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding.

    ``source`` is the file as the reader was given it (relative to the raw folder), ``record`` the record inside
    it; ``message`` is one line: what is wrong and what to do. ``span`` lies in the article's text.
    """

    stage: Stage
    code: IssueCode
    message: str
    source: str | None = None
    record: str | None = None
    article_id: str | None = None
    span: Span | None = None
