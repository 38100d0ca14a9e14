"""A polite visitor: robots.txt, a pace for every host, patience with servers in trouble, redirects within reason.

What is asked for, and what becomes of it, is elsewhere.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from protego import Protego

from datelines.fetching.addresses import host_in, parsed
from datelines.fetching.answer import Answer, Line, Wish, ask
from datelines.fetching.clock import Clock
from datelines.fetching.pace import Pace
from datelines.fetching.problems import FetchError
from datelines.issues import IssueCode

__all__ = ["Visit", "Visitor"]

_REDIRECTS = (301, 302, 303, 307, 308)
# RFC 9110 and 6585: the same request may succeed later.
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_UNCHANGED = 304
# A server that asks to be left alone for longer is asked another night.
_LONGEST_WAIT = 120.0
_LONGEST_PAUSE = 600.0
# RFC 9309: a crawler reads at least the first 500 kibibytes.
_ROBOTS_BYTES = 500 * 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """The last answer, and the addresses that led to it."""

    answer: Answer
    redirects: tuple[str, ...]


class Visitor:
    """Visits addresses under one name, for one night. Safe to use from several threads."""

    def __init__(self, agent: str, line: Line, clock: Clock) -> None:
        self._agent = agent
        # The name alone: robots.txt must not match words of the contact behind it.
        self._name = agent.split("/", 1)[0]
        self._line = line
        self._clock = clock
        self._pace = Pace(clock, line.limits.pause_seconds)
        self._robots: dict[str, Protego | FetchError] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def visit(self, url: httpx.URL, wish: Wish) -> Visit:
        """The page at ``url`` or where it leads: status 200 or 304. Raises FetchError for everything else."""
        return self._follow(url, wish, ask_robots=True)

    def _follow(self, url: httpx.URL, wish: Wish, *, ask_robots: bool) -> Visit:
        passed = [str(url)]
        while True:
            if ask_robots:
                self._check_robots(url)
            answer = self._patiently(url, wish)
            if answer.status not in _REDIRECTS:
                return Visit(_accepted(answer), tuple(passed[1:]))
            url = _next(answer)
            if str(url) in passed or len(passed) > self._line.limits.redirects:
                message = f"leads on to {str(url)[:200]} after {len(passed)} steps; list the address where the page is"
                raise FetchError(IssueCode.REDIRECT_LOOP, message)
            passed.append(str(url))

    def _patiently(self, url: httpx.URL, wish: Wish) -> Answer:
        """One answer, asked for again where that can help. Raises FetchError."""
        attempt = 0
        while True:
            try:
                return self._once(url, wish)
            except FetchError as problem:
                wait = max(problem.wait or 0.0, 2.0**attempt * (1 + self._clock.jitter()))
                if not problem.passing or attempt >= self._line.limits.retries or wait > _LONGEST_WAIT:
                    raise
                self._clock.sleep(wait)
                attempt += 1

    def _once(self, url: httpx.URL, wish: Wish) -> Answer:
        self._pace.wait(host_in(url))
        wish = replace(wish, headers={**wish.headers, "User-Agent": self._agent})
        answer = ask(url, wish, self._line, self._clock)
        if answer.status in _PASSING:
            wait = _seconds(answer.header("Retry-After"), self._clock.wall())
            asked = f" and asks for {wait:.0f} seconds" if wait else ""
            message = f"{url.host} answers {answer.status}{asked}; tried again next night"
            raise FetchError(IssueCode.ERROR_STATUS, message, passing=True, wait=wait)
        return answer

    def _check_robots(self, url: httpx.URL) -> None:
        """Raises FetchError where the site's robots.txt forbids the page, or cannot be had."""
        origin = str(url.copy_with(path="/", query=None))
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._robots:
                self._robots[origin] = self._fetch_robots(url)
            rules = self._robots[origin]
        if isinstance(rules, FetchError):
            raise rules
        if not rules.can_fetch(str(url), self._name):
            message = f"the robots.txt of {url.host} forbids it; ask the site, or drop the source"
            raise FetchError(IssueCode.ROBOTS_DISALLOW, message)

    def _fetch_robots(self, url: httpx.URL) -> Protego | FetchError:
        """The rules; none where there is no such file. RFC 9309: a server in trouble forbids everything."""
        try:
            visit = self._follow(url.copy_with(path="/robots.txt", query=None), Wish({}), ask_robots=False)
        except FetchError as problem:
            if problem.passing or problem.code in (IssueCode.UNSAFE_ADDRESS, IssueCode.BAD_CERTIFICATE):
                return problem
            return Protego.parse("")
        rules = Protego.parse(visit.answer.content[:_ROBOTS_BYTES].decode("utf-8", "replace"))
        delay = rules.crawl_delay(self._name)
        if delay and math.isfinite(delay):
            self._pace.at_least(host_in(url), min(delay, _LONGEST_PAUSE))
        return rules


def _accepted(answer: Answer) -> Answer:
    """The answer if it is one to use. Raises FetchError."""
    if answer.status in (200, _UNCHANGED):
        return answer
    message = f"{answer.url.host} answers {answer.status}; look whether the address still is right"
    raise FetchError(IssueCode.ERROR_STATUS, message)


def _next(answer: Answer) -> httpx.URL:
    """Where a redirect leads. Raises FetchError."""
    location = answer.header("Location")
    if not location:
        message = f"{answer.url.host} answers {answer.status} without saying where to go"
        raise FetchError(IssueCode.BAD_ANSWER, message)
    try:
        # httpx decodes header bytes as they are; servers send UTF-8 there.
        url = parsed(location.encode("latin-1").decode("utf-8", "replace"), answer.url)
    except FetchError as problem:
        raise FetchError(problem.code, f"{answer.url.host} sends on: {problem}") from problem
    if answer.url.scheme == "https" and url.scheme == "http":
        message = (
            f"{answer.url.host} sends on to an address without TLS, {str(url)[:200]}; list that one if it is meant"
        )
        raise FetchError(IssueCode.UNSAFE_ADDRESS, message)
    return url


def _seconds(stated: str | None, now: datetime) -> float | None:
    """What Retry-After asks for, as seconds from ``now``; None for what is neither seconds nor a date."""
    if not stated:
        return None
    if stated.strip().isascii() and stated.strip().isdigit():
        return float(stated.strip()[:9])
    try:
        until = parsedate_to_datetime(stated)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
