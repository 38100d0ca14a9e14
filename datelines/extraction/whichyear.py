"""Of which year a date without one is: each year that it can be of is weighed by what stands around the date.

"In October" is the last one, the next one, or that of the year that the text is telling of. Rules have their say first,
in ``tagging`` and ``flashback``; the weights, which are fitted to annotated texts, take that as one sign among others.
Where they are unsure, an encoder is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from datelines.edtf import DateValue, Grain
from datelines.extraction.flashback import reanchor
from datelines.extraction.grammar import Grammar
from datelines.extraction.hinged import hinged
from datelines.extraction.yearless import with_year
from datelines.extraction.years import Heard, Years, chances_of, first_day, is_without_year
from datelines.spans import Span
from datelines.timex import AnchorKind, Timex

__all__ = ["in_likely_years", "in_their_years", "in_year"]

_DAYS_A_YEAR = 365
# Below which chance of the likeliest year the encoder is asked, and how much it counts then.
_UNSURE, _ASKED = 0.85, 0.4
_READ_ALONE = frozenset({"read"})
_WHY = "the year that the words around it speak for"


def in_their_years(
    text: str, timexes: Sequence[Timex], dct: date | None, grammar: Grammar, fiscal_year_starts: int
) -> tuple[Timex, ...]:
    """The time expressions of ``text``, those without a year in the one that the passage is about.

    Rules first, then weights.
    """
    told = in_likely_years(text, reanchor(text, timexes, dct, grammar, fiscal_year_starts), dct, grammar)
    return hinged(told, text, grammar)


def in_likely_years(text: str, timexes: Sequence[Timex], dct: date | None, grammar: Grammar) -> tuple[Timex, ...]:
    """The time expressions of ``text``, those without a year in the one that is likeliest.

    What is counted from one that is moved moves along. Without weights for the language nothing is moved.
    """
    if dct is None or not grammar.years.kinds:
        return tuple(timexes)
    years = Years(text, timexes, dct, grammar)
    found: list[Timex] = []
    moved: dict[Span, timedelta] = {}
    heard = Heard()
    for timex in timexes:
        if is_without_year(timex, grammar):
            chosen = in_year(timex, _likeliest(years, timex, heard, grammar))
            if chosen is not timex:
                moved[timex.span] = first_day(chosen) - first_day(timex)
            timex = chosen
        elif timex.anchor and timex.anchor.kind is AnchorKind.TIMEX and timex.anchor.span in moved:
            days = moved[timex.anchor.span]
            timex, moved[timex.span] = _shifted(timex, days), days
        found.append(timex)
        heard = heard.then(timex, dct, grammar)
    return tuple(found)


def _likeliest(years: Years, timex: Timex, heard: Heard, grammar: Grammar) -> int:
    """The year that most speaks for; of equals the one that the rules read, which comes first."""
    options = years.options(timex, heard)
    chances = chances_of(options, grammar.years.kinds, grammar.years.sums(years.signs(timex, heard)))
    encoder, likeliest = grammar.years_encoder, max(options, key=lambda year: chances[year])
    # What a rule has found further off than the encoder sees is not for it to say.
    if encoder is None or chances[likeliest] >= _UNSURE or options[likeliest] == _READ_ALONE:
        return likeliest
    (sums,) = encoder.sums(years.view(timex, heard, encoder))
    asked = chances_of(options, encoder.kinds, sums)
    chances = {year: chance ** (1 - _ASKED) * asked[year] ** _ASKED for year, chance in chances.items()}
    return max(options, key=lambda year: chances[year])


def in_year(timex: Timex, year: int) -> Timex:
    """The date of that year, itself where it is of it or where that year has no such day."""
    if year == first_day(timex).year:
        return timex
    return with_year(timex, year, _WHY) or timex


def _shifted(timex: Timex, days: timedelta) -> Timex:
    """A time that is counted from another, as far away as that is now; months and years move by years."""
    value = timex.date
    if value is None or value.earliest is None or value.latest is None:
        return timex
    if value.grain not in (Grain.DAY, Grain.INTERVAL):
        return with_year(timex, value.earliest.year + round(days.days / _DAYS_A_YEAR), _WHY) or timex
    first, last = DateValue.of(value.earliest + days), DateValue.of(value.latest + days)
    moved = first if value.grain is Grain.DAY else DateValue.span(first, last)
    return replace(timex, date=moved, value=moved.edtf)
