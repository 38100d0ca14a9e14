"""The first, small tagger: explicit dates, weekdays, years, last/this/next, now and earlier."""

from __future__ import annotations

import re
from datetime import date, timedelta

from datelines.edtf import DateValue, Grain
from datelines.spans import Span
from datelines.timex import Anchor, AnchorKind, Mod, Timex, TimexType

__all__ = ["tag"]

_MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_M = "|".join(_MONTHS)
_PATTERN = re.compile(
    rf"""\b(?:
    (?P<part>[Ee]arly|[Ll]ate|[Mm]id)[-\ ](?P<part_year>(?:1[5-9]|20)\d\d)\b
    |(?P<month>{_M})\ (?P<day>\d\d?)(?:,?\ (?P<year>(?:1[5-9]|20)\d\d))?\b
    |(?P<day2>\d\d?)\ (?P<month2>{_M})(?:\ (?P<year2>(?:1[5-9]|20)\d\d))?\b
    |(?P<month3>{_M}),?\ (?P<year3>(?:1[5-9]|20)\d\d)\b
    |(?P<month4>January|February|April|June|July|August|September|October|November|December)\b
    |(?P<weekday>{"|".join(_DAYS)})\b
    |(?P<rel>[Ll]ast|[Tt]his|[Nn]ext)\ (?P<unit>year|month)\b
    |(?P<today>[Tt]oday|[Yy]esterday|[Tt]omorrow)\b
    |(?P<ref>[Nn]ow|[Cc]urrently|[Pp]reviously|[Ee]arlier|[Rr]ecently|[Ss]oon)\b
    |(?P<year5>(?:19|20)\d\d)\b(?!\ (?:troops|soldiers|people|men))
    )""",
    re.VERBOSE,
)
_REF = {"now": "PRESENT_REF", "currently": "PRESENT_REF", "soon": "FUTURE_REF"}


def tag(text: str, dct: date | None, language: str = "en", doc_type: str = "news") -> tuple[Timex, ...]:
    """The time expressions of ``text`` in order; relative ones count from ``dct`` and stay unresolved without one."""
    found = (_read(match, dct) for match in _PATTERN.finditer(text))
    return tuple(timex for timex in found if timex)


def _read(m: re.Match[str], dct: date | None) -> Timex | None:
    g = m.groupdict()
    month = g["month"] or g["month2"] or g["month3"] or g["month4"]
    year = g["year"] or g["year2"] or g["year3"] or g["year5"] or g["part_year"]
    day = g["day"] or g["day2"]
    mod = {"early": Mod.START, "late": Mod.END, "mid": Mod.MID}[g["part"].lower()] if g["part"] else None
    try:
        if month and day:
            number = _MONTHS.index(month) + 1
            if year:
                return _timex(m, DateValue.of(date(int(year), number, int(day))), "month_day_year")
            if dct is None:
                return _bare(m, f"XXXX-{number:02}-{int(day):02}", "month_day")
            days = [date(dct.year + k, number, int(day)) for k in (-1, 0, 1)]
            best = min(days, key=lambda d: abs((d - dct).days))
            return _timex(m, DateValue.of(best), "month_day", dct, "the nearest such day")
        if month:
            number = _MONTHS.index(month) + 1
            if year:
                return _timex(m, DateValue.of(date(int(year), number, 1), Grain.MONTH), "month_year")
            if dct is None:
                return _bare(m, f"XXXX-{number:02}", "month")
            months = [date(dct.year + k, number, 1) for k in (-1, 0, 1)]
            best = min(months, key=lambda d: abs((d - dct.replace(day=1)).days))
            return _timex(m, DateValue.of(best, Grain.MONTH), "month", dct, "the nearest such month")
        if year:
            return _timex(m, DateValue.of(date(int(year), 1, 1), Grain.YEAR), "year", mod=mod)
    except ValueError:
        return None
    if g["ref"]:
        return _bare(m, _REF.get(g["ref"].lower(), "PAST_REF"), "reference")
    if dct is None:
        return _bare(m, "", "unresolved")
    if g["weekday"]:
        back = (dct.weekday() - _DAYS.index(g["weekday"])) % 7
        return _timex(m, DateValue.of(dct - timedelta(days=back)), "weekday", dct, "the latest such day")
    if g["today"]:
        step = {"today": 0, "yesterday": -1, "tomorrow": 1}[g["today"].lower()]
        return _timex(m, DateValue.of(dct + timedelta(days=step)), "today", dct, "counted from publication")
    step = {"last": -1, "this": 0, "next": 1}[g["rel"].lower()]
    if g["unit"] == "year":
        value = DateValue.of(date(dct.year + step, 1, 1), Grain.YEAR)
    else:
        y, mo = divmod(dct.year * 12 + dct.month - 1 + step, 12)
        value = DateValue.of(date(y, mo + 1, 1), Grain.MONTH)
    return _timex(m, value, "relative", dct, "counted from publication")


def _bare(m: re.Match[str], value: str, rule: str) -> Timex:
    return Timex(Span(*m.span()), m[0], TimexType.DATE, value, rule)


def _timex(
    m: re.Match[str], value: DateValue, rule: str, dct: date | None = None, why: str = "", mod: Mod | None = None
) -> Timex:
    anchor = Anchor(AnchorKind.DCT, dct.isoformat(), None, why) if dct else None
    return Timex(Span(*m.span()), m[0], TimexType.DATE, value.edtf, rule, mod, anchor, value)
