"""All sources of one night: hosts side by side, each host one address at a time, and no source at another's cost."""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from datelines.fetching.addresses import Network, Resolver, host_in, parsed, resolve
from datelines.fetching.answer import Line
from datelines.fetching.clock import Clock
from datelines.fetching.entries import entries_of
from datelines.fetching.errand import NIGHTS_IN_VAIN, Errand, Outcome, Result, run, told
from datelines.fetching.kinds import Kind
from datelines.fetching.log import keep_issues
from datelines.fetching.memory import Memory, recall
from datelines.fetching.problems import FetchError
from datelines.fetching.sourcelist import Feed, SourceList
from datelines.fetching.visitor import Visitor
from datelines.issues import Issue, IssueCode, Stage
from datelines.sources.common.files import UnusableError

__all__ = ["Night", "fetch_all"]

# After so many addresses in a row without any answer, a host is left alone for the night.
_DEAF = 2


@dataclass(frozen=True, slots=True)
class Night:
    """What a night's fetching brought: new files below the raw folder, counts by outcome, findings."""

    files: tuple[str, ...]
    counts: dict[str, int]
    issues: tuple[Issue, ...]


def fetch_all(
    sources: SourceList,
    raw: Path,
    clock: Clock,
    *,
    resolver: Resolver = resolve,
    allow: Sequence[Network] = (),
    tls: ssl.SSLContext | None = None,
) -> Night:
    """Fetch what is due from all sources into ``raw``; every failure is an Issue. Raises OSError where the disk fails.

    ``allow`` are networks that may be asked although they are not public, and ``tls`` is how certificates are checked:
    both are for tests against servers of their own.
    """
    limits = sources.limits
    line = Line(limits, resolver, allow, tls) if tls else Line(limits, resolver, allow)
    trip = _Trip(Visitor(sources.agent, line, clock), raw, clock, limits.host_seconds, limits.hosts_at_once)
    first = [_errand(feed.feed, Kind.LISTING if feed.pages else Kind.FEED) for feed in sources.feeds]
    first += [_errand(address, Kind.PAGE) for address in sources.addresses]
    results = trip.make(first)
    listings = [(feed, result) for feed, result in zip(sources.feeds, results, strict=False) if feed.pages]
    taken = {str(result.errand.url) for result in results}
    pages: list[Errand] = []
    issues: list[Issue] = []
    for feed, result in listings:
        due, found = _new_pages(feed, result, raw, clock.day, taken)
        pages += due
        issues += found
    results += trip.make(pages)
    issues = [*(result.issue for result in results if result.issue), *issues, *_postponed(results)]
    keep_issues(raw, clock.day, issues)
    files = sorted(result.file for result in results if result.outcome is Outcome.STORED and result.file)
    return Night(tuple(files), dict(sorted(Counter(str(result.outcome) for result in results).items())), tuple(issues))


def _errand(address: str, kind: Kind) -> Errand:
    url = parsed(address)
    return Errand(url, kind, str(url))


def _new_pages(feed: Feed, result: Result, raw: Path, day: date, taken: set[str]) -> tuple[list[Errand], list[Issue]]:
    """The pages of entries that were never fetched, at most as many as the feed may bring; adds them to ``taken``.

    What the same night fetched already counts, so that a night run twice brings no more than once.
    """
    if result.file is None or not (raw / result.file).exists():
        return [], []
    errand, issues, due = result.errand, [], []
    try:
        entries = entries_of(raw / result.file)
    except UnusableError as problem:
        return [], [told(errand, problem.code, str(problem))]
    for entry in entries:
        try:
            page = Errand(parsed(entry), Kind.PAGE, errand.listed)
        except FetchError as problem:
            issues.append(Issue(Stage.INGEST, problem.code, str(problem), source=errand.listed, record=entry[:200]))
            continue
        known = recall(raw, host_in(page.url), str(page.url))
        if str(page.url) in taken or _is_done(known, day):
            continue
        taken.add(str(page.url))
        due.append(page)
    if len(due) > feed.at_most:
        message = f"{len(due) - feed.at_most} new pages are left for another night (at_most: {feed.at_most})"
        issues.append(told(errand, IssueCode.FETCH_POSTPONED, message))
    return due[: feed.at_most], issues


def _is_done(known: Memory | None, day: date) -> bool:
    """Whether the page was dealt with before this night: kept once, wherever it is now, or in vain for too long."""
    if known is None or known.day == day.isoformat():
        return False
    return known.file is not None or known.tries >= NIGHTS_IN_VAIN


def _postponed(results: Iterable[Result]) -> list[Issue]:
    """One finding for all the addresses of a source on one host that had to wait."""
    waiting = [result.errand for result in results if result.outcome is Outcome.POSTPONED]
    counts = Counter((errand.listed, host_in(errand.url)) for errand in waiting)
    why = "left for another night; the host does not answer, or is slow"
    return [
        Issue(Stage.INGEST, IssueCode.FETCH_POSTPONED, f"{listed}: {count} on {host} {why}", source=listed)
        for (listed, host), count in counts.items()
    ]


@dataclass(frozen=True, slots=True)
class _Trip:
    """Runs errands, a thread a host."""

    visitor: Visitor
    raw: Path
    clock: Clock
    seconds: float
    at_once: int

    def make(self, errands: Sequence[Errand]) -> list[Result]:
        """The results in the order of the errands."""
        hosts: dict[str, list[int]] = {}
        for at, errand in enumerate(errands):
            hosts.setdefault(host_in(errand.url), []).append(at)
        with ThreadPoolExecutor(self.at_once, thread_name_prefix="fetch") as pool:
            groups = list(pool.map(lambda ats: self._host([errands[at] for at in ats]), hosts.values()))
        order = [at for ats in hosts.values() for at in ats]
        results = [result for group in groups for result in group]
        return [result for _, result in sorted(zip(order, results, strict=True), key=lambda pair: pair[0])]

    def _host(self, errands: Sequence[Errand]) -> list[Result]:
        """One host's errands in order, until it answers no more or its time is up."""
        ends = self.clock.monotonic() + self.seconds
        results: list[Result] = []
        deaf = 0
        for errand in errands:
            if deaf >= _DEAF or self.clock.monotonic() > ends:
                results.append(Result(errand, Outcome.POSTPONED))
                continue
            result = run(errand, self.visitor, self.raw, self.clock)
            deaf = deaf + 1 if result.unheard else 0
            results.append(result)
        return results
