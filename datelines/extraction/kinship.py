"""Whether mentions can be one happening: type, status, names, people and days. What follows is in ``merge``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from datelines.articles import Article
from datelines.edtf import DateValue, Grain
from datelines.events import Basis, EventMention, EventType, Part, Status
from datelines.topics import Topic

__all__ = ["GONE", "RECENT", "SHORT", "Kin", "fits", "fits_across", "kin_of", "nearness", "rank", "same_days"]

_PART_ORDER = {Part.BODY: 0, Part.CAPTION: 1, Part.TITLE: 2}
GONE = frozenset({Status.CANCELLED, Status.DENIED, Status.SUSPENDED})
# Ranks in days: a week that words name is coarser than days that start and end give; the day of the news is better
# than a month.
_WEEK, _TOLD = 150, 20
SHORT, _LONGEST, _LONG = 31, 120, 120
_SLIP, RECENT = 3, 400

Rank = tuple[int, int, int, int, tuple[str, str, int, int, int, str]]


@dataclass(frozen=True, slots=True)
class Kin:
    """A mention, or the best of several, with what tells it from others.

    Its persons and their sides; vessels, series and things by name, and statuses, of all mentions joined so far, so
    that nothing else of a name slips in behind a mention that names none.
    """

    mention: EventMention
    persons: frozenset[str]
    sides: frozenset[str | None]
    vessels: frozenset[str]
    series: frozenset[str]
    things: frozenset[str]
    statuses: frozenset[Status]
    visit: bool

    def joined_by(self, other: Kin) -> Kin:
        """The same with what the other names."""
        return replace(
            self,
            vessels=self.vessels | other.vessels,
            series=self.series | other.series,
            things=self.things | other.things,
            statuses=self.statuses | other.statuses,
        )


def kin_of(mention: EventMention, topic: Topic) -> Kin:
    """The mention with its named actors by kind."""
    kinds = {actor: topic.actors[actor].kind for actor in mention.actors if actor in topic.actors}
    thing = topic.things.get(mention.rule)
    return Kin(
        mention,
        frozenset(actor for actor, kind in kinds.items() if kind == "person"),
        frozenset(topic.actors[actor].country for actor, kind in kinds.items() if kind == "person"),
        frozenset(actor for actor, kind in kinds.items() if kind == "vessel"),
        frozenset([mention.series] if mention.series else ()),
        frozenset([thing] if thing else ()),
        frozenset([mention.status]),
        topic.types[mention.event_type].ensemble,
    )


def rank(mention: EventMention) -> Rank:
    """Dated before undated, finer before coarser, own words before the passage's time, body before headline."""
    borrowed = int(mention.basis is Basis.ANAPHORIC and (mention.part is not Part.BODY or mention.sentence.start == 0))
    rest = borrowed, _PART_ORDER[mention.part], mention.key
    if mention.date is None:
        return 1, 0, *rest
    first, last = mention.date.bounds
    if mention.basis is Basis.DISCLOSURE:
        return 0, _TOLD, *rest
    # What has a first and a last day is told better than one of the two; of what takes a moment, it is but a window.
    lasts = mention.event_type not in _MOMENTS and (last - first).days <= _LONGEST
    if lasts and mention.date.ends == (Grain.DAY, Grain.DAY) and not _is_week(mention):
        return 0, -1, *rest
    return 0, (last - first).days + (_WEEK if _is_week(mention) else 0), *rest


def fits(new: Kin, old: Kin) -> bool:
    """Whether two mentions of one article can be one happening."""
    a, b = new.mention, old.mention
    if _one_breath(a, b):
        # "The shed that they put up was pulled down in May": the time is that of one of the two, the better one.
        new = replace(new, things=old.things)
    if not _same_kind(new, old) or not _same_people(new, old):
        return False
    if a.date is None or b.date is None:
        return True
    if (a.status is Status.PROPOSED) is not (b.status is Status.PROPOSED):
        return False
    if a.basis is Basis.DISCLOSURE and b.basis is not Basis.DISCLOSURE:
        days = (a.date.bounds[0] - b.date.bounds[1]).days
        if 0 <= days <= SHORT:
            return True
    return same_days(a.date, b.date)


def fits_across(new: Kin, old: Kin, articles: Mapping[str, Article]) -> bool:
    """Whether mentions of two articles can be one happening; a slip of days between sources is allowed."""
    a, b = new.mention, old.mention
    if not _same_kind(new, old) or not _same_people(new, old):
        return False
    if (a.status is Status.PROPOSED) is not (b.status is Status.PROPOSED):
        return False
    if a.date is None or b.date is None:
        return a.date is b.date or _recent(a, b, articles)
    if a.status is Status.PROPOSED and not (_by_then(a, b, articles) and _by_then(b, a, articles)):
        return False
    return same_days(a.date, b.date) or (_slipped(a.date, b.date) and _same_thing(new, old))


def nearness(new: Kin, old: Kin) -> tuple[bool, bool, bool, int, tuple[str, str, int, int, int, str]]:
    """A sort key: the likelier the two are one happening, the smaller."""
    a, b = new.mention, old.mention
    same = a.date is not None and b.date is not None and same_days(a.date, b.date)
    return not same, a.series != b.series, a.status is not b.status, _gap(a, b), b.key


def same_days(a: DateValue, b: DateValue) -> bool:
    """Whether one value covers the other, or two short stretches overlap; years of a series are not its editions."""
    if (a.grain is Grain.INTERVAL and _days(a) > _LONG) or (b.grain is Grain.INTERVAL and _days(b) > _LONG):
        return a.bounds == b.bounds
    return a.covers(b) or b.covers(a) or (_days(a) <= SHORT and _days(b) <= SHORT and a.overlaps(b))


def _same_kind(new: Kin, old: Kin) -> bool:
    a, b = new.mention, old.mention
    if a.event_type is not b.event_type or a.on_timeline is not b.on_timeline:
        return False
    if _apart(new.series, old.series) or _apart(new.things, old.things) or not _same_name(new, old):
        return False
    return _same_fate(new, old)


def _one_breath(a: EventMention, b: EventMention) -> bool:
    """Whether one sentence tells both with the same words for the time."""
    same = (a.article_id, a.part, a.caption, a.sentence) == (b.article_id, b.part, b.caption, b.sentence)
    return same and a.timex is not None and a.timex == b.timex


def _apart(names: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both are named, and differently."""
    return bool(names and others and not names & others)


def _same_name(new: Kin, old: Kin) -> bool:
    """Whether a named agreement and one without a name are told of the same days; a year alone says too little."""
    a, b = new.mention, old.mention
    return a.event_type not in _NAMED or bool(new.series) is bool(old.series) or a.date == b.date


def _same_fate(new: Kin, old: Kin) -> bool:
    """Whether the statuses can be those of one event: what was planned can be called off, what was held cannot."""
    statuses = new.statuses | old.statuses
    if (Status.SUSPENDED in new.statuses) is not (Status.SUSPENDED in old.statuses):
        return False
    if bool(new.statuses & GONE) is bool(old.statuses & GONE):
        return True
    dated = new.mention.date is not None and old.mention.date is not None
    return dated and statuses <= {Status.PLANNED, Status.CANCELLED}


def _same_people(new: Kin, old: Kin) -> bool:
    """Two visits that name different people are two, and so are two calls of different ships."""
    if new.vessels and old.vessels and not new.vessels & old.vessels:
        return False
    if not new.visit or new.persons & old.persons:
        return True
    # A host and a guest can be of one visit, two guests of one country are not.
    return not new.sides & old.sides


def _same_thing(new: Kin, old: Kin) -> bool:
    """Whether the two name the same series, ship or person, or are of a type of which one series has no two in days."""
    if new.mention.series or old.mention.series:
        return new.mention.series == old.mention.series
    if new.vessels or new.visit:
        return bool(new.vessels & old.vessels or new.persons & old.persons)
    return new.mention.event_type in _ACTS


_ACTS = frozenset(
    {EventType.AID_SUSPENSION, EventType.AID_RESTORED, EventType.EXERCISE_SUSPENSION, EventType.DEMINING_SUPPORT}
)


# What takes a moment: two days between which it happened are no first and last day.
_MOMENTS = frozenset(
    {
        EventType.AGREEMENT,
        EventType.AID_RESTORED,
        EventType.AID_SUSPENSION,
        EventType.ANNIVERSARY,
        EventType.BASE_INFRASTRUCTURE,
        EventType.DIPLOMATIC_TIES,
        EventType.EXERCISE_RESUMPTION,
        EventType.EXERCISE_SUSPENSION,
        EventType.SANCTION,
        EventType.SANCTION_LIFTED,
        EventType.STATEMENT,
    }
)
_NAMED = frozenset({EventType.AGREEMENT})


def _by_then(told: EventMention, of: EventMention, articles: Mapping[str, Article]) -> bool:
    """Whether ``told`` was printed when the other had begun: what is offered later cannot be told before."""
    printed = articles[told.article_id].dct
    return printed is None or of.date is None or of.date.grain is not Grain.DAY or of.date.bounds[0] <= printed


def _slipped(a: DateValue, b: DateValue) -> bool:
    """Days that sources put a little apart, or neighbouring months, or a day beside a month."""
    if a.earliest is None or b.earliest is None:
        return False
    if {a.grain, b.grain} == {Grain.DAY, Grain.MONTH}:
        (a_first, a_last), (b_first, b_last) = a.bounds, b.bounds
        return max((b_first - a_last).days, (a_first - b_last).days) <= _SLIP
    if a.grain is not b.grain:
        return False
    apart = abs((a.earliest - b.earliest).days)
    if a.grain in (Grain.DAY, Grain.INTERVAL):
        return apart <= _SLIP and _days(a) <= SHORT and _days(b) <= SHORT
    return a.grain is Grain.MONTH and apart <= SHORT


def _recent(a: EventMention, b: EventMention, articles: Mapping[str, Article]) -> bool:
    """Whether the dated one is news of about the time when the undated one was printed."""
    undated, dated = (a, b) if a.date is None else (b, a)
    printed = articles[undated.article_id].dct
    if printed is None or dated.date is None:
        return False
    return abs((printed - max(dated.date.bounds[0], date(1, 1, 2))).days) <= RECENT


def _is_week(mention: EventMention) -> bool:
    return bool(mention.timex and "-W" in mention.timex.value and mention.date == mention.timex.date)


def _days(value: DateValue) -> int:
    first, last = value.bounds
    return (last - first).days


def _gap(a: EventMention, b: EventMention) -> int:
    return abs(a.trigger.start - b.trigger.start) if a.article_id == b.article_id else 0
