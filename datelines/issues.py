"""What was skipped or doubted on the way: one Issue a finding, never an exception to the reader."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from datelines.spans import Span

__all__ = ["MEANINGS", "Issue", "IssueCode", "Stage", "issue_line"]


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

    NO_ANSWER = "no_answer"
    BAD_ANSWER = "bad_answer"
    BAD_CERTIFICATE = "bad_certificate"
    UNSAFE_ADDRESS = "unsafe_address"
    ROBOTS_DISALLOW = "robots_disallow"
    ERROR_STATUS = "error_status"
    REDIRECT_LOOP = "redirect_loop"
    WRONG_CONTENT_TYPE = "wrong_content_type"
    ANSWER_CUT = "answer_cut"
    FETCH_POSTPONED = "fetch_postponed"
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
    PASSED_OVER = "passed_over"
    COPY = "copy"
    WITHDRAWN = "withdrawn"
    IMPOSSIBLE_DATE = "impossible_date"
    UNRESOLVED_TIMEX = "unresolved_timex"
    CORRECTION_MISFIT = "correction_misfit"
    ROW_QUARANTINED = "row_quarantined"


# What each code says, and what a person does about it; the reference is made from this.
MEANINGS: dict[IssueCode, str] = {
    IssueCode.NO_ANSWER: "The server was not reached, or not in time. It is asked again next night.",
    IssueCode.BAD_ANSWER: "The server's answer breaks the rules of HTTP, or is packed in a way that was not asked for.",
    IssueCode.BAD_CERTIFICATE: "The server's certificate is not valid, so nothing was fetched. Tell whoever runs it.",
    IssueCode.UNSAFE_ADDRESS: "The address leads into a private network, or is neither http nor https; not asked.",
    IssueCode.ROBOTS_DISALLOW: "The site's robots.txt forbids to fetch the page. Ask the site, or drop the source.",
    IssueCode.ERROR_STATUS: "The server answered with an error status. Look whether the address is still right.",
    IssueCode.REDIRECT_LOOP: "The address leads from one to another without end. List the one where the page is.",
    IssueCode.WRONG_CONTENT_TYPE: "The answer is no page or feed, by what the server says. Look at the address.",
    IssueCode.ANSWER_CUT: "The answer ended before its end; nothing of it was kept. It is asked again next night.",
    IssueCode.FETCH_POSTPONED: "The page was left for another night, by a limit or because its host does not answer.",
    IssueCode.EMPTY_FILE: "The file holds nothing. Fetch it again, or remove it.",
    IssueCode.EMPTY_FOLDER: "The folder holds no article file. Put files below it, or name another folder.",
    IssueCode.UNREADABLE_FILE: "The system would not hand the file over. Look at its rights and at the disk.",
    IssueCode.UNKNOWN_FORMAT: "The file is of no format that is read here. Convert it, or remove it.",
    IssueCode.NOT_TEXT: "The file's bytes are no text (an image, an archive, a program). Remove it.",
    IssueCode.TOO_LARGE: "The file or article is larger than any article is. Split it, or remove it.",
    IssueCode.TRUNCATED: "The file ends before its format does; what came before was kept. Fetch it again.",
    IssueCode.BAD_SYNTAX: "The file, or one record of it, breaks the rules of its format. Mend it at the source.",
    IssueCode.MISSING_KEY: "A record lacks what an article needs. Add the key that the message names.",
    IssueCode.NO_ITEMS: "The feed holds no entries. Look whether its address still is the right one.",
    IssueCode.NO_BODY: "No paragraphs were found. The page may be a shell that a script fills, or no article.",
    IssueCode.UNSAFE_XML: "The XML declares entities of its own; it was not read. Ask the source for plain XML.",
    IssueCode.LINK_LOOP: "A symbolic link leads back to where it came from, or nowhere. Remove it.",
    IssueCode.GUESSED_CHARSET: "The charset is not the one declared, or none was; it was guessed. Look at the names.",
    IssueCode.NO_PUBLICATION_DATE: "The page gives no publication time: what is relative to it stays unresolved.",
    IssueCode.BAD_PUBLICATION_DATE: "The publication time is no day of the calendar; it counts as missing.",
    IssueCode.FUTURE_PUBLICATION_DATE: "The publication time lies after the run day; the article waits for its day.",
    IssueCode.UNKNOWN_LANGUAGE: "No language file covers the article; nothing was read from it.",
    IssueCode.PASSED_OVER: "Pages of a crawl that have nothing for the topic; the message has their number.",
    IssueCode.COPY: "The same article lies in another file, which the message names; this one was left out.",
    IssueCode.WITHDRAWN: "A tombstone lies beside the file; its events are no longer told by it.",
    IssueCode.IMPOSSIBLE_DATE: "The text names a day that does not exist; it was left without a value.",
    IssueCode.UNRESOLVED_TIMEX: "A relative time had nothing to count from; it was left without a value.",
    IssueCode.CORRECTION_MISFIT: "A correction no longer finds what it expects. Look at it, and mend or remove it.",
    IssueCode.ROW_QUARANTINED: "A row failed a check and stands in quarantine, with the check's name.",
}


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding.

    ``source`` is the file as the reader was given it (relative to the raw folder), ``record`` the record inside
    it; ``message`` is one line: what is wrong and what to do. ``span`` lies in the article's text. ``count`` is the
    number of records that it speaks of.
    """

    stage: Stage
    code: IssueCode
    message: str
    source: str | None = None
    record: str | None = None
    article_id: str | None = None
    span: Span | None = None
    count: int = 1


def issue_line(source: str | None, message: str) -> str:
    """A finding as a line for people: its file, where the message does not name it, and the message."""
    return f"{source}: {message}" if source and source not in message else message
