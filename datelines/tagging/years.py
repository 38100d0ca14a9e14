"""Settles the year of what is told without one: by words, by the passage, by the verb, by distance."""

from __future__ import annotations

from datetime import MAXYEAR, date
from typing import Any

from datelines.tagging.arithmetic import FINENESS, SEASONS, When, first_day, last_day, truncate, value_of
from datelines.tagging.match import Candidate
from datelines.tagging.mentions import Basis, Mention
from datelines.tagging.narrative import stands_at, year_named_after
from datelines.tagging.story import Story
from datelines.timex import Anchor

__all__ = ["LOOKS_AHEAD", "distance", "exists", "in_some_year", "place"]

Fields = dict[str, Any]
# Why a time without a year lies ahead of the day of writing.
LOOKS_AHEAD = "the next one, as the verb looks ahead"


def in_some_year(
    fields: Fields, candidate: Candidate, story: Story, unknown: str
) -> tuple[When | None, Anchor | None, str] | None:
    """The stretch, its anchor and its value; ``unknown`` where nothing can be counted from, None for no such day."""
    base, mention = _base(fields, candidate, story)
    if base is None:
        return None, None, unknown
    whens = [when for year in range(base.year - 1, base.year + 2) if (when := place(fields, year))]
    if not whens:
        return _leap_day(fields, base, mention, story)
    towards = fields.get("towards")
    if mention is None:
        when, why = _from_publication(whens, base, towards, candidate, story)
        return when, story.from_dct(why), value_of(when)
    named = next((each for each in whens if each.year == base.year), None)
    if named and base is not mention.when:
        # The clause names its year further on: "the spring offensive of 1918".
        return named, None, value_of(named)
    when, why = _from_passage(whens, base, towards)
    if fields.get("joined") and story.is_list(mention, candidate.start) and distance(when, story.dct or when) > 0:
        # "October and September were revised": two months of the past, and no stretch.
        when, why = _from_publication(whens, story.dct or base, None, candidate, story)
    return when, story.from_mention(mention, why), value_of(when)


def _leap_day(
    fields: Fields, base: When, mention: Mention | None, story: Story
) -> tuple[When | None, Anchor | None, str] | None:
    """29 February, of the nearest year that has one; None for a day that no year has."""
    for away in (-2, 2, -3, 3, -4, 4):
        when = place(fields, base.year + away)
        if when:
            why = "the nearest year that has such a day"
            return when, story.from_mention(mention, why) if mention else story.from_dct(why), value_of(when)
    return None


def _base(fields: Fields, candidate: Candidate, story: Story) -> tuple[When | None, Mention | None]:
    """What the missing year is counted from: the passage's own time where it has one, else the publication."""
    if story.narrative or fields.get("from_text"):
        if "from_text" not in fields:
            mention = stands_at(story.text, story.recent(), candidate.start, story.language.cues, story.asides)
            named = year_named_after(story.text, candidate.end, story.language.cues)
            if named and mention:
                return named, mention
        else:
            mention = None if story.narrative else story.in_paragraph("season", candidate.start)
            if fields.get("towards") == "this" and not story.narrative:
                # "In February of that year" is not said of the year that one lives in.
                mention = story.of_another_year()
        mention = mention or story.last("year")
        return (mention.when, mention) if mention else (story.dct, None)
    if "towards" not in fields:
        mention = story.passage(candidate.start, candidate.end)
        if mention and _prefers_passage(fields, mention, candidate, story):
            return mention.when, mention
    return story.dct, None


def _prefers_passage(fields: Fields, mention: Mention, candidate: Candidate, story: Story) -> bool:
    """Whether a date without a year goes with the past time told before it and not with the day of publication."""
    if story.looks(candidate.start, candidate.end) == "ahead" or story.admits("lately", candidate.start, candidate.end):
        return False
    between = story.text[mention.end : candidate.start]
    if not any(sign in between for sign in (". ", "\n", "; ")):
        return True
    if mention.when.grain not in ("year", "fiscal"):
        # "... in October. They open the season on April 1": what lies that near is not of last year.
        assert story.dct
        near = place(fields, story.dct.year)
        if near is None:
            return True
        if mention.basis is not Basis.DCT:
            return True
        # "Last fall they left. On June 1 she came": stories go forward, and that June was after the fall.
        same = place(fields, mention.when.year)
        rough = mention.when.grain in ("season", "month", "quarter")
        back = rough and same is not None and distance(same, mention.when) < 0 and distance(near, story.dct) < 0
        return not back and not 0 <= distance(near, story.dct) <= _SOON
    # A bare year some sentences back does not hold what may as well have been last week, or be to come soon.
    assert story.dct
    when = place(fields, story.dct.year)
    soon = 0 if story.looks(candidate.start, candidate.end) == "back" else _SOON
    held = _REPORTED if when is not None and when.grain in ("quarter", "half") else _LATELY
    return when is None or not -soon <= -distance(when, story.dct) <= held


def _from_publication(
    whens: list[When], base: When, towards: str | None, candidate: Candidate, story: Story
) -> tuple[When, str]:
    here = truncate(base, whens[0].grain) or base
    pairs = [(distance(when, here), when) for when in whens]
    if towards == "past":
        return _best([pair for pair in pairs if pair[0] < 0], -1, whens), "the latest one before publication"
    if towards == "future":
        return _best([pair for pair in pairs if pair[0] > 0], 1, whens), "the next one after publication"
    if towards == "this":
        current = [when for when in whens if _holds(when, base)]
        same = current or [when for when in whens if when.year == base.year] or whens
        late = same[0].grain == "season" and distance(same[0], here) > _HALF_A_YEAR
        # "this winter" in April is the one that is over, unless the verb looks ahead.
        if late and story.looks(candidate.start, candidate.end) == "back":
            return whens[0], "the latest one, as the verb looks back"
        return same[0], "of the year of publication"
    # Of two that are as far away, the one gone by: news tells more of what was than of what will be.
    nearest = min(pairs, key=lambda pair: pair[0] * _AHEAD if pair[0] > 0 else -pair[0])
    far = 45
    if towards != "nearest" and (abs(nearest[0]) > far or nearest[0] < -30):
        looks = story.looks(candidate.start, candidate.end)
        if looks == "back" and abs(nearest[0]) > far:
            return _best([pair for pair in pairs if pair[0] <= 0], -1, whens), "the latest one, as the verb looks back"
        if looks == "ahead":
            return _best([pair for pair in pairs if pair[0] >= 0], 1, whens), LOOKS_AHEAD
        listed = story.listed_before(candidate.start)
        follows = listed and next((when for when in whens if 0 < distance(when, listed.when) < _HALF_A_YEAR), None)
        if looks == "open" and follows:
            return follows, "the next one after the month listed before"
    return nearest[1], "the nearest year"


def _opens(when: When) -> date:
    return first_day(when) or date.min


def _holds(when: When, base: When) -> bool:
    """Whether ``base`` lies in ``when``: in February "this winter" began in the year before."""
    first, last, here = first_day(when), last_day(when), first_day(base)
    return first is not None and last is not None and here is not None and first <= here <= last


def _from_passage(whens: list[When], base: When, towards: str | None) -> tuple[When, str]:
    same = next((when for when in whens if when.year == base.year), whens[0])
    closes = last_day(base)
    if towards == "future" and closes and FINENESS[base.grain] < FINENESS[same.grain]:
        # "elected in 1994, and resigned the following spring": what follows all of that year.
        return next((each for each in whens if _opens(each) > closes), same), "the next one after the time mentioned"
    if base.grain == "season" and base.part == 4 and same.grain in ("month", "day") and same.part < 3:
        # The winter of 2011 ends in February 2012.
        return whens[-1], "of the winter mentioned before"
    here = truncate(base, whens[0].grain)
    if towards == "past" and here is None and base.grain in ("season", "quarter", "month", "year"):
        # "In January 1860 he spoke of the edict of the 12th of October last".
        over = [each for each in whens if _opens(each) < _opens(base)]
        return (over or whens)[-1], "the latest one before the time mentioned"
    if here is None or towards == "this":
        return same, "of the year mentioned before"
    pairs = [(distance(when, here), when) for when in whens]
    if towards == "past":
        return _best([pair for pair in pairs if pair[0] < 0], -1, whens), "the latest one before the time mentioned"
    if towards == "future":
        return _best([pair for pair in pairs if pair[0] > 0], 1, whens), "the next one after the time mentioned"
    if distance(same, here) < -_TURN:
        return whens[whens.index(same) + 1] if same is not whens[
            -1
        ] else same, "early in the year after the one mentioned"
    return same, "of the year mentioned before"


# From December on, April is that of the year to come; from October, July is not.
_TURN = 240
_HALF_A_YEAR = 180
_AHEAD = 1.1
# Every month has as many days.
_SHORTEST, _MONTHS = 28, 12
_SOON = 45
_LATELY = 200
# Figures for a quarter or a half are told for longer.
_REPORTED = 330


def _best(pairs: list[tuple[float, When]], sign: int, whens: list[When]) -> When:
    return min(pairs, key=lambda pair: sign * pair[0])[1] if pairs else whens[0]


def distance(when: When, other: When) -> float:
    """Days from the first day of ``other`` to that of ``when``."""
    first, second = first_day(when), first_day(other)
    return (first - second).days if first and second else 0


def place(fields: Fields, year: int) -> When | None:
    """The finest stretch that the fields name in ``year``."""
    month = fields.get("month")
    if month is not None:
        day = fields.get("day")
        if day is None:
            return When("month", year, month)
        return When("day", year, month, day) if exists(year, month, day) else None
    if "season" in fields:
        return When("season", year, SEASONS.index(fields["season"]) + 1)
    for grain, most in (("quarter", 4), ("half", 2)):
        if grain in fields:
            return When(grain, year, fields[grain]) if 1 <= fields[grain] <= most else None
    return When("year", year)


def exists(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    if 0 < day <= _SHORTEST and 0 < month <= _MONTHS and 0 < year <= MAXYEAR:
        return True
    try:
        date(year if year > 0 else 4, month, day)
    except ValueError:
        return False
    return True
