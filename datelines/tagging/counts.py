"""Reads what counts from an anchor, and bare references to now and then."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from datelines.tagging.arithmetic import FINENESS, When, first_day, shift, shift_exactly, truncate, value_of
from datelines.tagging.dates import clock_value
from datelines.tagging.match import Candidate
from datelines.tagging.mentions import Basis, Mention, Reading
from datelines.tagging.story import Story
from datelines.tagging.years import exists
from datelines.timex import Anchor, AnchorKind

__all__ = ["read_ref", "read_same", "read_shift"]

Fields = dict[str, Any]
# How far the date that closes a year or quarter can reach.
_CLOSE = 32
_CALENDAR = 9999
# How far from its month the day on which a figure was told can stand.
_REPORTED_IN = 160
# Figures for a year come out in the first months of the next.
_REPORTED = 3
_YEAR_AT_ONCE = re.compile(r",? (?:in |\()(1\d{3}|20\d\d)(?!\d)")
_MONTH_AT_ONCE = re.compile(r", (?:in |on )?([A-Z][a-z]+)(?: \d{1,2},)? (1\d{3}|20\d\d)(?!\d)")
_NAME = re.compile(r"\w+")
_MINUTES = {"hour": 60, "minute": 1, "second": 1 / 60}


def read_ref(candidate: Candidate, story: Story) -> Reading | None:
    """PAST_REF, PRESENT_REF, FUTURE_REF."""
    return Reading("DATE", str(candidate.fields["value"]), mod=candidate.fields.get("mod"))


def read_same(candidate: Candidate, story: Story) -> Reading | None:
    """``at the time``: what the passage is on."""
    mention = story.in_paragraph("year", candidate.start)
    if mention is None:
        return Reading("DATE", "PAST_REF")
    return Reading(
        "DATE", value_of(mention.when), mention.when, story.from_mention(mention, "the time mentioned before")
    )


def read_shift(candidate: Candidate, story: Story) -> Reading | None:
    """``last year``, ``two days later``, ``a year ago today``."""
    fields = candidate.fields
    count, unit, sign = fields.get("count", 1), fields["unit"], int(fields.get("sign", 1))
    if count == "X":
        return _vague(sign, fields)
    if fields.get("of_what_follows"):
        return _of_what_follows(unit, candidate, story)
    number = float(count) * float(fields.get("times") or 1) + float(fields.get("plus") or 0)
    steps = int(number) * sign
    named = _named_at_once(unit, candidate, story) if fields.get("from_text") and steps else None
    if named is not None:
        return Reading("DATE", value_of(named), named, mod=fields.get("mod"))
    base, anchor = _anchor(fields, unit, story, steps, candidate)
    if fields.get("same_quarter"):
        return _quarter(unit, steps, candidate, story) or _without_quarter(base, anchor, unit, steps, candidate, story)
    if base is None or _is_of_another_time(fields, base, anchor, steps, candidate, story):
        return Reading("DATE", _unknown(unit), mod=fields.get("mod"))
    base, anchor = _told(base, anchor, unit, candidate, story)
    counted = anchor is not None and anchor.kind is AnchorKind.DCT
    if counted and _is_over(fields, candidate, story):
        steps -= 1
    base = _set_out(base, unit, candidate, story)
    when = _moved(base, steps, unit, number, fields)
    if when is not None and "grain" in fields:
        when = truncate(when, fields["grain"]) or when
    if when is None:
        # "Four billion years ago" lies before any calendar.
        value = "PAST_REF" if steps < -_CALENDAR else _unknown(unit)
        return Reading("DATE", value, anchor=anchor, mod=fields.get("mod"))
    when = _said_again(when, unit, candidate, story) if fields.get("from_text") else when
    if unit in _MINUTES:
        return _by_the_clock(when, anchor, unit, number * sign, fields, story)
    return _shifted(when, anchor, fields)


def _set_out(base: When, unit: str, candidate: Candidate, story: Story) -> When:
    """What is counted from in the end: the fiscal year around it; next month for ``50 years ago next month``."""
    fields = candidate.fields
    if fields.get("fiscal") and unit == "year":
        base = _fiscal(base, story.fiscal_start(candidate.start))
    if "nearby" in fields:
        base = shift_exactly(base, int(fields["nearby"]), fields["grain"]) or base
    return base


def _of_what_follows(unit: str, candidate: Candidate, story: Story) -> Reading | None:
    """``the year ended 31 March 2009``: of the date that closes it, told with its year or the one nearest that way."""
    words = _NAME.findall(story.text[candidate.end : candidate.end + _CLOSE])
    known = {**story.language.classes["month_abbr"], **story.language.classes["month"]}
    month = next((int(known[word]) for word in words if word in known), None)
    day = next((int(word) for word in words if word.isdigit() and len(word) < 3), None)
    year = next((int(word) for word in words if word.isdigit() and len(word) == 4), None)
    if month is None or (year is None and story.dct is None):
        return None
    if year is None:
        assert story.dct
        coming = words[0] in story.language.cues["still_ending"]
        year = story.dct.year + (int(month < story.dct.part) if coming else -int(month > story.dct.part))
    when: When | None = When("quarter", year, (month + 2) // 3) if unit == "quarter" else When("year", year)
    if unit == "week":
        when = truncate(When("day", year, month, day), "week") if day and exists(year, month, day) else None
    return Reading("DATE", value_of(when), when) if when else None


def _shifted(when: When, anchor: Anchor | None, fields: Fields) -> Reading:
    value, kind = value_of(when), "DATE"
    if "part" in fields:
        value, kind = f"{value}T{fields['part']}", "TIME"
    elif "clock" in fields or "hour" in fields:
        value, kind = value + (clock_value(fields) or ""), "TIME"
    return Reading(kind, value, when, anchor, fields.get("mod"))


def _by_the_clock(
    when: When, anchor: Anchor | None, unit: str, number: float, fields: Fields, story: Story
) -> Reading | None:
    """``an hour later``: counted from the clock time it hangs on; where that has none, some time of the day."""
    told = story.last_clock() if anchor is not None and anchor.kind is AnchorKind.TIMEX else None
    first = first_day(told.when) if told else None
    if told is None or told.minutes is None or first is None:
        return Reading("TIME", f"{value_of(when)}TXX", when, anchor, fields.get("mod"))
    days, minutes = divmod(round(told.minutes + number * _MINUTES[unit]), 24 * 60)
    moved = shift(told.when, days, "day")
    if moved is None:
        return None
    value = f"{value_of(moved)}T{minutes // 60:02}:{minutes % 60:02}"
    return Reading("TIME", value, moved, anchor, fields.get("mod"))


def _said_again(when: When, unit: str, candidate: Candidate, story: Story) -> When:
    """``about 170 years later, in 1896,``: the year that is named at once is the one that was meant."""
    found = _YEAR_AT_ONCE.match(story.text, candidate.end) if unit == "year" else None
    return When("year", int(found[1])) if found else when


def _named_at_once(unit: str, candidate: Candidate, story: Story) -> When | None:
    """``nine months later, in December 2010,``: the month that is named at once is the one that was meant."""
    found = _MONTH_AT_ONCE.match(story.text, candidate.end) if unit == "month" else None
    month = story.language.classes["month"].get(found[1]) if found and "month" in story.language.classes else None
    return When("month", int(found[2]), int(month)) if found and month is not None else None


def _is_over(fields: Fields, candidate: Candidate, story: Story) -> bool:
    """Whether "year's end" or "for the year" is of the year gone by: by the verb, for figures early in a year only."""
    early = story.dct is not None and story.dct.part <= _REPORTED
    wanted = fields.get("over") or (fields.get("reported") and early)
    return bool(wanted) and story.looks(candidate.start, candidate.end) == "back"


def _told(
    base: When, anchor: Anchor | None, unit: str, candidate: Candidate, story: Story
) -> tuple[When, Anchor | None]:
    """``By the middle of the month it had been signed``: of the month told before, where the verb looks back."""
    if not candidate.fields.get("told") or unit == "day" or story.narrative:
        return base, anchor
    told = story.in_paragraph(unit, candidate.start)
    if told is None or story.looks(candidate.start, candidate.end) != "back":
        return base, anchor
    return told.when, story.from_mention(told, f"the {unit} mentioned before")


def _moved(base: When, steps: int, unit: str, number: float, fields: Fields) -> When | None:
    if fields.get("exact"):
        return shift_exactly(base, steps, unit)
    if unit in ("hour", "minute", "second"):
        days = int(steps / 24) if unit == "hour" else 0
        return shift(base, days, "day")
    if number != int(number) and unit == "year":
        return shift(base, round(number * 12) * (1 if steps >= 0 else -1), "month")
    if unit == "decade" and fields.get("from_text") and steps and base.grain != "decade":
        # "A decade later" tells a year, and not ten of them.
        return shift(base, 10 * steps, "year")
    if base.grain == "fiscal" and unit == "year":
        return shift(base, steps, "fiscal")
    return shift(base, steps, unit)


def _quarter(unit: str, steps: int, candidate: Candidate, story: Story) -> Reading | None:
    """``a year ago`` in a report on a quarter is that quarter of the year before."""
    mention = story.last_of("quarter")
    if mention and unit == "year" and not candidate.fields.get("from_text"):
        # "In the 1988 quarter it earned less; in the year-ago period": a year before the one reported.
        mention = story.latest_over("quarter") or mention
    if mention is None:
        return None
    before = story.sentence_before(candidate.start)
    near = mention.start >= candidate.start - len(before)
    if unit == "year" and not near and not story.admits("figures", candidate.start, candidate.end):
        return None
    when = replace(mention.when, year=mention.when.year + (steps if unit == "year" else 0))
    anchor = story.from_mention(mention, "the quarter mentioned before")
    return Reading("DATE", value_of(when), when, anchor, aside=bool(steps))


def _is_of_another_time(
    fields: Fields, base: When, anchor: Anchor | None, steps: int, candidate: Candidate, story: Story
) -> bool:
    """``Six months later he was back``, with no time told before: it counts from what the text does not date."""
    if not fields.get("from_text") or anchor is None or not steps:
        return False
    looks = story.looks(candidate.start, candidate.end)
    if steps < 0:
        # "The day before the vote he will speak": no day that is over.
        return anchor.kind is AnchorKind.DCT and fields["unit"] in ("day", "week") and looks == "ahead"
    # The byline's date tells when it was written, as the publication does.
    byline = not story.narrative and fields["unit"] not in _MINUTES and base in (story.dct, story.today)
    return (anchor.kind is AnchorKind.DCT or byline) and looks == "back"


def _without_quarter(
    base: When | None, anchor: Anchor | None, unit: str, steps: int, candidate: Candidate, story: Story
) -> Reading | None:
    """No quarter was told before: the year counted from the anchor; the quarter last ended, among figures."""
    if unit == "year":
        when = shift(base, steps, unit) if base else None
    else:
        told = base is not None and story.admits("figures", candidate.start, candidate.end)
        when = shift(base, -1, unit) if base and told else None
    return Reading("DATE", value_of(when), when, anchor) if when else None


def _fiscal(base: When, start: int) -> When:
    """The fiscal year, opening in the month ``start``, that ``base`` lies in."""
    ahead = base.grain in ("day", "month") and base.part >= start > 1
    return When("fiscal", base.year + ahead, start)


def _vague(sign: int, fields: Fields) -> Reading:
    return Reading("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", mod=fields.get("mod"))


def _unknown(unit: str) -> str:
    return {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX", "weekend": "XXXX-WXX-WE"}.get(unit, "XXXX")


def _month_told(mention: Mention, story: Story) -> Mention:
    """``fell in May, an official said Monday; a month earlier``: counted from May, and not from when it was said."""
    if mention.when.grain != "day" or mention.basis is not Basis.DCT:
        return mention
    month = story.last_of("month")
    return month if month and 0 < mention.start - month.end < _REPORTED_IN else mention


def _mention(unit: str, steps: int, story: Story, candidate: Candidate) -> Mention | None:
    """What was told that is fine enough to be counted from."""
    need = unit if unit in FINENESS and FINENESS[unit] <= FINENESS["day"] else "day"
    mention = story.last_until_now(need, candidate.start, candidate.end)
    if unit == "month" and mention and story.admits("figures", candidate.start, candidate.end):
        mention = _month_told(mention, story)
    if unit == "year" and not steps and not story.narrative:
        mention = story.of_another_year() or mention
    return mention


def _is_overtaken(unit: str, mention: Mention, story: Story) -> bool:
    """``In September she came, and six weeks later``: not from the day that an earlier paragraph told."""
    last = story.last("month")
    if unit not in ("day", "week") or story.narrative or last is None or last.start <= mention.start:
        return False
    return last.when.grain == "month" and "\n\n" in story.text[mention.end : last.start]


def _anchor(
    fields: Fields, unit: str, story: Story, steps: int, candidate: Candidate
) -> tuple[When | None, Anchor | None]:
    if fields.get("from_text") and "grain" in fields:
        told = story.last_of(fields["grain"])
        if told:
            return told.when, story.from_mention(told, f"{abs(steps)} {unit}(s) from it")
    if fields.get("from_text") or story.narrative:
        mention = _mention(unit, steps, story, candidate)
        if mention and steps and fields.get("from_text") and _is_overtaken(unit, mention, story):
            return None, None
        if mention:
            side = "after" if steps > 0 else "before"
            why = f"{abs(steps)} {unit}(s) {side} it" if steps else f"the same {unit}"
            return mention.when, story.from_mention(mention, why)
        if story.narrative and fields.get("from_text"):
            return None, None
    if story.dct is None:
        return None, None
    if unit == "day" and story.today not in (None, story.dct):
        return story.today, story.from_dateline()
    return story.dct, story.from_dct(f"counted in {unit}s from the day of publication")
