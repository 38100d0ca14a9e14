"""Which of the dates that sources tell stands, what else was told, and whether two of them cannot both be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from datelines.articles import Article
from datelines.duplicates import first_of
from datelines.edtf import DateValue, Grain
from datelines.events import Alternative, Basis, EventMention, Status
from datelines.extraction.closeness import same_days, same_since
from datelines.extraction.kinship import YEARLY, rank

__all__ = ["Verdict", "weigh"]

# By how many times as many sources a year must be told to stand before one of its seasons.
_OUTNUMBERED = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """The date that stands, the mention that tells it best, the other dates, and whether some contradict it."""

    date: DateValue | None
    lead: EventMention
    alternatives: tuple[Alternative, ...]
    conflict: bool


def weigh(mentions: Sequence[EventMention], articles: Mapping[str, Article], repeated: Mapping[str, str]) -> Verdict:
    """The finest date that most independent articles tell, a report before a preview; ``mentions`` come best first.

    An article that repeats another counts as that one.
    """
    dated = [m for m in mentions if m.date]
    if not dated:
        return Verdict(None, mentions[0], (), False)
    sources = {
        value: {first_of(m.article_id, repeated) for m in dated if m.date == value}
        for value in dict.fromkeys(m.date for m in dated)
    }
    best = rank(dated[0])[1]
    # A first and a last day stand before one of the two, whoever tells them.
    fine = [m for m in dated if (rank(m)[1] == best if best < 0 else rank(m)[1] <= best + _AS_FINE)]
    fine += _looser(dated, fine, sources)
    lead = min(fine, key=lambda m: (-_support(m.date, sources), m.status is Status.PLANNED, *_standing(m)))
    others = sorted((v for v in sources if v and v != lead.date), key=lambda v: (v.bounds, v.edtf))
    counts = {value: sum(m.date == value for m in dated) for value in others}
    alternatives = tuple(Alternative(value, counts[value], len(sources[value])) for value in others)
    conflict = any(_contradicts(lead, m, articles) for m in dated)
    return Verdict(lead.date, lead, alternatives, conflict)


def _looser(
    dated: Sequence[EventMention], fine: Sequence[EventMention], sources: Mapping[DateValue | None, set[str]]
) -> list[EventMention]:
    """The mentions of the year alone where the finest that is told is a season, and by far fewer sources.

    "This summer" is a looser word than a month: where one article has it and three say the year, the year stands.
    """
    if not all(m.date and m.date.grain is Grain.SEASON for m in fine):
        return []
    most = max(_support(m.date, sources) for m in fine)
    years = [m for m in dated if m.date and m.date.grain is Grain.YEAR]
    return [m for m in years if _support(m.date, sources) > _OUTNUMBERED * most]


# Dates whose length differs by no more than this many days compete by support.
_AS_FINE = 3


def _standing(mention: EventMention) -> tuple[object, ...]:
    """Between dates of equal support: the finer, then what words name before what is counted, the earlier.

    Of days on which it was told the first stands, wherever the article has it: nothing is told before it is out.
    """
    dated, length, *rest = rank(mention)
    first = mention.date.bounds[0] if mention.date else date.max
    out = first if mention.basis is Basis.DISCLOSURE else date.max
    return dated, length, mention.basis is not Basis.EXPLICIT, out, rest[:-1], first, rest[-1]


def _support(value: DateValue | None, sources: Mapping[DateValue | None, set[str]]) -> int:
    return len(sources[value])


def _contradicts(lead: EventMention, other: EventMention, articles: Mapping[str, Article]) -> bool:
    """Whether both cannot be right.

    The day of a disclosure contradicts only what comes later, and a day across the date line nothing.
    """
    if lead.date is None or other.date is None or lead.event_type in YEARLY:
        return False
    # One article that seems to say two things tells of two moments of one thing.
    if lead.article_id == other.article_id:
        return False
    if (lead.basis is Basis.DISCLOSURE) is not (other.basis is Basis.DISCLOSURE):
        told, happened = (lead, other) if lead.basis is Basis.DISCLOSURE else (other, lead)
        return _is_told_before(told, happened)
    if same_since(lead.date, other.date):
        return False
    if same_days(lead.date, other.date) and not _starts_apart(lead.date, other.date):
        return False
    if lead.date.earliest is None or other.date.earliest is None:
        return False
    apart = abs((lead.date.earliest - other.date.earliest).days)
    days = lead.date.grain is other.date.grain
    return not (days and apart == 1 and _across(articles.get(lead.article_id), articles.get(other.article_id)))


def _is_told_before(told: EventMention, happened: EventMention) -> bool:
    """Whether it was out as done before the other says that it was done; a day may lie between the time zones."""
    if told.date is None or happened.date is None or told.status is not Status.OCCURRED:
        return False
    later = (happened.date.bounds[0] - told.date.bounds[1]).days
    return later > (1 if happened.date.grain is Grain.DAY else 0)


def _starts_apart(a: DateValue, b: DateValue) -> bool:
    """Whether two stretches of days that overlap begin on different days that both are told as the first."""
    return a.ends == b.ends == (Grain.DAY, Grain.DAY) and a.earliest != b.earliest


def _across(one: Article | None, other: Article | None) -> bool:
    """Whether the two were printed on the two sides of the Pacific."""
    if one is None or other is None or one.published is None or other.published is None:
        return False
    first, second = one.published.utcoffset(), other.published.utcoffset()
    if first is None or second is None:
        return False
    return (first.total_seconds() < 0) is not (second.total_seconds() < 0)
