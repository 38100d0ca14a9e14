"""What a language file says: words by class, rules with their meanings, examples, and what is never a date.

Only the types; reading the YAML is ``loader``, using them is ``tagging``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

import msgspec

__all__ = [
    "TENSE_CUES",
    "AbsoluteMeaning",
    "DateMeaning",
    "DurationMeaning",
    "Example",
    "Festival",
    "FestivalMeaning",
    "Guard",
    "Language",
    "Meaning",
    "NoMeaning",
    "RefMeaning",
    "Rule",
    "SameMeaning",
    "SetMeaning",
    "ShiftMeaning",
    "Word",
]

# The lists of cues that tell whether a sentence looks ahead or back; a language without tenses leaves them out.
TENSE_CUES = (
    "abbreviation",
    "ahead",
    "arranged",
    "article",
    "aside",
    "aside_figure",
    "aside_move",
    "aside_start",
    "at_a_time",
    "at_first",
    "back",
    "back_ending",
    "bare_copula",
    "been",
    "cause",
    "copula",
    "deadline",
    "finite",
    "fixed",
    "fixed_for",
    "function",
    "hedge",
    "lately",
    "infinitive",
    "joint",
    "listed",
    "moved",
    "perfect",
    "person",
    "plural_ending",
    "possess",
    "promise",
    "relative",
    "scheduled",
    "scheduled_of_many",
    "scheduled_of_one",
    "still_ending",
    "takes_infinitive",
    "was_to",
)
# A field of a meaning: the name of a slot of the rule's pattern, or a constant.
Field: TypeAlias = str | int | None
# What a word of a class stands for.
Word: TypeAlias = str | int | float


class _Meaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="op", kw_only=True):
    """What every meaning may say: a TIMEX3 modifier."""

    mod: Field = None


class DateMeaning(_Meaning, frozen=True, tag="date"):
    """A place on the calendar by its fields; what the words leave out comes from the anchor.

    ``until`` is the month that a range with one year ends in: "November to April 2026" begins in 2025. ``week`` widens
    a day to its week, ``fiscal`` makes the year a fiscal one, ``bare`` leaves a time without its day. ``towards``
    settles a missing year or week: past, future, this, nearest; without it tense decides. ``year_by`` counts years
    from the anchor ("July next year"), ``month_by`` months. ``hour``, ``minute``, ``half_day`` and ``part`` give a time
    of that day; ``from_text`` takes the missing fields from the last date mentioned instead of the dct. ``joined`` is
    for the second of a pair that need not be a stretch: "October and September"; ``same_quarter`` makes the year
    its quarter of the number told last, ``nth`` picks a weekday of the month (-1 the last). ``week_by`` counts weeks
    from that of the anchor and picks a weekday in it ("Monday of last week"), ``last_day`` the month's last day.
    """

    year: Field = None
    short_year: Field = None
    buddhist_year: Field = None
    era: Field = None
    month: Field = None
    day: Field = None
    weekday: Field = None
    nth: Field = None
    season: Field = None
    quarter: Field = None
    half: Field = None
    decade: Field = None
    century: Field = None
    fiscal: bool = False
    week: bool = False
    towards: Field = None
    year_by: Field = None
    month_by: Field = None
    weeks_by: Field = None
    week_by: Field = None
    last_day: bool = False
    part: Field = None
    hour: Field = None
    minute: Field = None
    half_day: Field = None
    clock: Field = None
    zone: Field = None
    joined: bool = False
    same_quarter: bool = False
    from_text: bool = False
    stamp: Field = None
    until: Field = None
    bare: bool = False


class ShiftMeaning(_Meaning, frozen=True, tag="shift"):
    """So many units before (``sign: -1``) or after the anchor: the dct, or with ``from_text`` the last date mentioned.

    ``times`` and ``plus`` alter the count. ``exact`` keeps the anchor's own grain ("a year ago today"), ``grain`` then
    coarsens it, and ``nearby`` first moves on by that many of it: "50 years ago next month". ``of_what_follows`` is
    the year or quarter of the date that ends it, ``reported`` the one before in the first months of a year. ``told``
    prefers the unit that the paragraph has told, where the verb looks back. ``same_quarter`` counts from the quarter
    mentioned last, where one is. ``part``, ``hour`` and ``clock`` give a time of that day.
    """

    unit: Field
    count: Field = 1
    sign: Field = 1
    times: Field = None
    plus: Field = None
    exact: bool = False
    over: bool = False
    told: bool = False
    of_what_follows: bool = False
    reported: bool = False
    grain: Field = None
    nearby: Field = None
    from_text: bool = False
    part: Field = None
    fiscal: bool = False
    same_quarter: bool = False
    hour: Field = None
    minute: Field = None
    half_day: Field = None
    clock: Field = None


class DurationMeaning(_Meaning, frozen=True, tag="duration"):
    """A length of time: ``count`` (X when None) of ``unit``, ``times`` a factor, ``plus`` a fraction more.

    ``count2`` of ``unit2`` is added in a finer unit: "three hours and 20 minutes".
    """

    unit: Field
    count: Field = None
    times: Field = None
    plus: Field = None
    count2: Field = None
    unit2: Field = None


class SetMeaning(_Meaning, frozen=True, tag="set"):
    """Something that comes again: every ``count`` ``unit``, weekday, month, season or part of day."""

    unit: Field = None
    count: Field = 1
    weekday: Field = None
    month: Field = None
    day: Field = None
    season: Field = None
    part: Field = None


class RefMeaning(_Meaning, frozen=True, tag="ref"):
    """PAST_REF, PRESENT_REF or FUTURE_REF."""

    value: Field


class SameMeaning(_Meaning, frozen=True, tag="same"):
    """The time that the passage is on ("at the time"); PAST_REF when it names none."""


class AbsoluteMeaning(_Meaning, frozen=True, tag="absolute"):
    """An explicit date that is left to dateparser to read."""


class NoMeaning(_Meaning, frozen=True, tag="none"):
    """No time at all: the words are taken, and nothing is said. Refuses "Route 4" and "2,000 troops"."""


class FestivalMeaning(_Meaning, frozen=True, tag="festival"):
    """A feast or a season of the region by name; its days stand under ``festivals`` of the language file.

    ``by`` is -1 for the last one before the dct, 1 for the next one, 0 for that of its year.
    """

    festival: Field
    year: Field = None
    by: Field = None


Meaning: TypeAlias = (
    DateMeaning
    | ShiftMeaning
    | DurationMeaning
    | SetMeaning
    | RefMeaning
    | FestivalMeaning
    | NoMeaning
    | AbsoluteMeaning
    | SameMeaning
)


@dataclass(frozen=True, slots=True)
class Guard:
    """Words that must, or must not, stand beside a match: names of cue lists."""

    if_left: tuple[str, ...] = ()
    not_left: tuple[str, ...] = ()
    if_right: tuple[str, ...] = ()
    not_right: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase, the day it is read on, and the value it must get; ``after`` is text that stands before it."""

    text: str
    value: str
    given: date | None = None
    type: str | None = None
    mod: str | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of saying a time. ``second`` is the meaning of a range's other end, split at ``..``."""

    name: str
    patterns: tuple[str, ...]
    means: Meaning
    second: Meaning | None = None
    guard: Guard | None = None
    only: str | None = None
    timex_type: str | None = None
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Festival:
    """When something comes every year: months in general, and the very days of the years that are known.

    A season that runs into the next year has a ``last_month`` before its ``first_month``. ``nth`` is for a feast on,
    say, the fourth Thursday of November: month, ISO weekday, which one (-1 the last); ``easter`` for one so many days
    after Easter Sunday (before it when negative).
    """

    first_month: int
    last_month: int
    days: MappingProxyType[int, tuple[date, date]]
    nth: tuple[int, int, int] | None = None
    easter: int | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that a language file says, checked on loading.

    ``fiscal_starts`` gives the first month of the fiscal year by country, under "" where none is named. ``classes``
    gives each word class its words and what they stand for. ``spaced`` is False for scripts that write no spaces
    between words.
    """

    code: str
    spaced: bool
    digits: str
    gaps: MappingProxyType[str, str]
    classes: MappingProxyType[str, MappingProxyType[str, Word]]
    cues: MappingProxyType[str, frozenset[str]]
    fragments: MappingProxyType[str, str]
    rules: tuple[Rule, ...]
    never: tuple[str, ...]
    fiscal_starts: MappingProxyType[str, int]
    festivals: MappingProxyType[str, Festival]
