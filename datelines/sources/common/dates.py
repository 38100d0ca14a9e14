"""Publication dates, as metadata and bylines write them. Dates inside sentences are the tagger's business, not ours."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from datelines.articles import PublishedGrain
from datelines.sources.common.dategrammar import Grammar, grammar

__all__ = ["ImpossibleDateError", "PrintedDate", "Stamp", "from_epoch", "is_printed", "parse", "printed"]

# The Buddhist era of Thai papers runs 543 years ahead; no Gregorian byline comes near.
_BUDDHIST_FROM, _BUDDHIST_AHEAD = 2400, 543
# Seconds since 1970 stay below this until the year 5138; milliseconds are above it from 1973 on.
_MILLIS_FROM = 100_000_000_000
_LONGEST_LINE = 200
_MOST_WORDS = 8
_CUT = "\x1f"
_CELLS = re.compile(r"\s*[|•·\t\n]\s*|\s{2,}")
_PIECES = re.compile(r"\s*(?:[,;:()/\[\]–—]|-+(?=\s)|-{2,})\s*")
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")
_OTHER_DIGIT = re.compile(r"[^\x00-\x7f]")
_BY = ("by", "par", "por", "von", "oleh")


class ImpossibleDateError(ValueError):
    """Has the form of a date and is none on the calendar: 31 February."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A publication time as stated: ``when`` is aware only where an offset was given, midnight where no time was."""

    when: datetime
    grain: PublishedGrain


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A line that prints the date.

    ``labelled`` when it says "published" or the like, ``later`` when it says "updated"; ``rest`` holds its other parts
    ("CNW", "Page 6").
    """

    stamp: Stamp
    rest: tuple[str, ...] = ()
    labelled: bool = False
    later: bool = False


def parse(text: str) -> Stamp | None:
    """The first date in a metadata field: ISO 8601, RFC 822, Unix time or as printed; None where there is none.

    Of numbers alone (04/05/2024) the first is the day unless it cannot be one. Raises ImpossibleDateError.
    """
    text = _ascii_digits(text.strip()[:_LONGEST_LINE])
    if iso := _iso(text):
        return iso
    if _EPOCH.fullmatch(text):
        return from_epoch(float(text))
    rules = grammar()
    found = _date_in(text, rules)
    if found is None:
        return _rfc822(text)
    rest = text[: found.start()] + _CUT + text[found.end() :]
    return _stamp(found, rules.time.search(rest), rules)


def from_epoch(number: float) -> Stamp | None:
    """Seconds or milliseconds since 1970 as a time in UTC; None where that is no plausible time."""
    seconds = number / 1000 if abs(number) >= _MILLIS_FROM else number
    try:
        return Stamp(datetime.fromtimestamp(int(seconds), UTC), PublishedGrain.MINUTE) if seconds > 0 else None
    except (OverflowError, OSError, ValueError):
        return None


def printed(line: str) -> PrintedDate | None:
    """The date that a line near the headline prints, None for a line that is more than a date, a name and a place.

    "June 5, 2024, 7:30 AM", "Wed, Jan 18, 2017 - Page 6", "By X | 5 June 2024", "Published: December 9, 2021 | 11:43".
    Raises ImpossibleDateError.
    """
    if len(line) > _LONGEST_LINE:
        return None
    line = _ascii_digits(line.strip())
    if "-" in line and (iso := _iso(line)):
        return PrintedDate(iso)
    rules = grammar()
    cells = _CELLS.split(rules.source.sub(" | ", line))
    dated = next((cell for cell in cells if _date_in(cell, rules)), None)
    found = dated and _date_in(dated, rules)
    if not dated or not found:
        return None
    others = [cell for cell in cells if cell != dated]
    rest = dated[: found.start()] + _CUT + dated[found.end() :]
    clock = rules.time.search(rest)
    if clock:
        rest = rest[: clock.start()] + _CUT + rest[clock.end() :]
    else:
        clock = next((match for cell in others if (match := rules.time.match(cell))), None)
    later = rules.later.search(rest) is not None
    labelled = rules.label.search(rest) is not None
    names = _names_beside(rules.label.sub(" ", rules.later.sub(" ", rest)), rules)
    if names is None or any(len(cell.split()) > _MOST_WORDS for cell in others):
        return None
    parts = [cell for cell in others if cell and not rules.time.match(cell) and rules.label.fullmatch(cell) is None]
    return PrintedDate(_stamp(found, clock, rules), (*names, *parts), labelled, later)


def is_printed(line: str) -> bool:
    """Whether the line prints a date and little else, be it one of the calendar or not."""
    try:
        return printed(line) is not None
    except ImpossibleDateError:
        return True


def _names_beside(rest: str, rules: Grammar) -> tuple[str, ...] | None:
    """The names that share a cell with the date ("By X, BANGKOK"), or None where the cell is a sentence or a title."""
    names = []
    for piece in _PIECES.split(rest):
        words = rules.noise.sub(" ", piece.replace(_CUT, " ")).split()
        if not words or words == ["."]:
            continue
        if _CUT in piece and words[0].lower() not in _BY:
            return None
        if len(words) > _MOST_WORDS or any(word[0].islower() and word not in rules.particles for word in words):
            return None
        names.append(" ".join(words))
    return tuple(names)


def _iso(text: str) -> Stamp | None:
    if not text[:4].isdigit() or (text.isdigit() and len(text) != 8):
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    grain = PublishedGrain.DAY if len(text) <= 10 else PublishedGrain.MINUTE
    return Stamp(when, grain)


def _rfc822(text: str) -> Stamp | None:
    """The shapes that only RFC 822 has, such as years of two digits."""
    try:
        return Stamp(parsedate_to_datetime(text), PublishedGrain.MINUTE)
    except (ValueError, TypeError, IndexError):
        return None


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found[0], found[0])), text)


def _date_in(text: str, rules: Grammar) -> re.Match[str] | None:
    """The leftmost date; on a tie, by the order of the patterns."""
    found = [match for pattern in rules.dates if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start(), default=None)


def _stamp(found: re.Match[str], clock: re.Match[str] | None, rules: Grammar) -> Stamp:
    year, month, day = _calendar(found.groupdict(), rules)
    try:
        when = datetime(year, month, day)  # noqa: DTZ001 - aware only where an offset is stated
    except ValueError as error:
        raise ImpossibleDateError(f"{found[0].strip()!r} is not on the calendar") from error
    time = clock and _time_of_day(clock.groupdict())
    if not clock or time is None:
        return Stamp(when, PublishedGrain.DAY)
    return Stamp(_located(when + time, clock.groupdict(), rules), PublishedGrain.MINUTE)


def _calendar(parts: dict[str, str | None], rules: Grammar) -> tuple[int, int, int]:
    year = int(parts["year"] or 0)
    if year >= _BUDDHIST_FROM:
        year -= _BUDDHIST_AHEAD
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        return (year, first, second) if second > 12 else (year, second, first)
    name = parts.get("month")
    month = rules.months[name.lower()] if name else int(parts["m"] or 0)
    return year, month, int(parts["day"] or 0)


def _time_of_day(parts: dict[str, str | None]) -> timedelta | None:
    """Hours and minutes since midnight; None for what no clock shows (25:10)."""
    hour = int(parts["hour"] or parts["full"] or 0)
    half = (parts["half"] or parts["full_half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23:
        return None
    return timedelta(hours=hour, minutes=int(parts["minute"] or 0), seconds=int(parts["second"] or 0))


def _located(when: datetime, parts: dict[str, str | None], rules: Grammar) -> datetime:
    if sign := parts["sign"]:
        ahead = timedelta(hours=int(parts["off_hours"] or 0), minutes=int(parts["off_minutes"] or 0))
        if ahead >= timedelta(hours=24):
            return when
        return when.replace(tzinfo=timezone(ahead if sign == "+" else -ahead))
    zone = (parts["zone"] or "").lower()
    if zone in rules.zones:
        return when.replace(tzinfo=timezone(timedelta(minutes=rules.zones[zone])))
    if zone in rules.regions:
        return when.replace(tzinfo=ZoneInfo(rules.regions[zone]))
    return when
