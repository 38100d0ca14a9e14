"""One address for one night: asked if it is due, kept if it is new, remembered either way. Which ones: elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

import httpx
import msgspec

from datelines.fetching.addresses import host_in
from datelines.fetching.answer import Wish
from datelines.fetching.clock import Clock
from datelines.fetching.kinds import LISTING, Kind, ending, takes
from datelines.fetching.memory import Memory, recall, remember
from datelines.fetching.problems import FetchError
from datelines.fetching.store import digest_of, keep
from datelines.fetching.visitor import Visit, Visitor
from datelines.issues import Issue, IssueCode, Stage

__all__ = ["NIGHTS_IN_VAIN", "Errand", "Outcome", "Result", "run", "told"]

# An entry's page that gave nothing for so many nights is not asked for again.
NIGHTS_IN_VAIN = 5
_UNCHANGED = 304
_LONGEST_CONDITION = 500


class Outcome(StrEnum):
    """What came of an errand; ``REST`` is an address that was dealt with today already."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    REST = "rest"
    FAILED = "failed"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class Errand:
    """An address to fetch; ``listed`` is the address in the list of sources that led to it, perhaps the same."""

    url: httpx.URL
    kind: Kind
    listed: str

    @property
    def record(self) -> str | None:
        """The page's address where a feed led to it."""
        return str(self.url) if self.url != self.listed else None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one errand; ``file`` is the last that was kept, below the raw folder."""

    errand: Errand
    outcome: Outcome
    file: str | None = None
    issue: Issue | None = None
    unheard: bool = False


def run(errand: Errand, visitor: Visitor, raw: Path, clock: Clock) -> Result:
    """Fetch the address unless it was dealt with today. Raises OSError where the disk fails."""
    host, today = host_in(errand.url), clock.day.isoformat()
    known = recall(raw, host, str(errand.url)) or Memory(url=str(errand.url))
    if known.day == today:
        return Result(errand, Outcome.REST, known.file, _again(errand, known))
    has_file = known.file is not None and _serves(known.file, errand.kind) and (raw / known.file).exists()
    try:
        wish = Wish(_conditions(known) if has_file else {}, partial(takes, kind=errand.kind))
        visit = visitor.visit(errand.url, wish)
        outcome, memory = _kept(errand, visit, known, has_file, raw, clock)
    except FetchError as problem:
        memory = msgspec.structs.replace(
            known,
            # What may pass is asked again when the run is repeated; what was answered is not.
            day=known.day if problem.passing else today,
            tries=known.tries + 1,
            code=problem.code.value,
            message=str(problem),
        )
        remember(raw, host, memory)
        issue = told(errand, problem.code, _with_tries(errand, str(problem), memory.tries))
        return Result(errand, Outcome.FAILED, known.file, issue, problem.unheard)
    remember(raw, host, memory)
    return Result(errand, outcome, memory.file, _again(errand, memory))


def told(errand: Errand, code: IssueCode, message: str) -> Issue:
    """A finding about the address."""
    return Issue(Stage.INGEST, code, f"{errand.url}: {message}", source=errand.listed, record=errand.record)


def _kept(
    errand: Errand, visit: Visit, known: Memory, has_file: bool, raw: Path, clock: Clock
) -> tuple[Outcome, Memory]:
    """Store what is new; what is to be remembered. Raises FetchError for an answer that is none, and OSError."""
    answer, today = visit.answer, clock.day.isoformat()
    if answer.status == _UNCHANGED:
        if not has_file:
            raise FetchError(IssueCode.BAD_ANSWER, "answers that nothing changed, though it was not asked that")
        return Outcome.UNCHANGED, msgspec.structs.replace(known, day=today, tries=0, code=None, message=None)
    suffix = ending(answer, errand.kind)
    content = digest_of(answer.content)
    memory = Memory(
        url=known.url,
        day=today,
        file=known.file,
        content=content,
        etag=answer.header("ETag"),
        last_modified=answer.header("Last-Modified"),
    )
    if has_file and content == known.content:
        return Outcome.UNCHANGED, memory
    kept = keep(raw, errand.url, visit, suffix, clock)
    memory = msgspec.structs.replace(memory, file=kept.file)
    if kept.first_from is None:
        return Outcome.STORED, memory
    if kept.first_from != known.url:
        message = f"sent byte for byte what {kept.first_from} did; kept once; perhaps a notice instead of the page"
        memory = msgspec.structs.replace(memory, code=IssueCode.COPY.value, message=message)
    return Outcome.UNCHANGED, memory


def _serves(file: str, kind: Kind) -> bool:
    """Whether the file was kept for this kind: a feed whose items are to be read must not stay a listing."""
    return file.endswith(LISTING) == (kind is Kind.LISTING)


def _conditions(known: Memory) -> dict[str, str]:
    """The headers that let a server answer that nothing changed."""
    pairs = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {
        name: value
        for name, value in pairs.items()
        if value and len(value) <= _LONGEST_CONDITION and value.isascii() and value.isprintable()
    }


def _again(errand: Errand, known: Memory) -> Issue | None:
    """Today's finding once more, so that a repeated run tells the same."""
    if not known.code or not known.message:
        return None
    return told(errand, IssueCode(known.code), _with_tries(errand, known.message, known.tries))


def _with_tries(errand: Errand, message: str, tries: int) -> str:
    is_last = errand.record is not None and tries >= NIGHTS_IN_VAIN
    return f"{message}; given up after {tries} nights" if is_last else message
