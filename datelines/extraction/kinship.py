"""Whether mentions can be one happening: type, status, names, people and days. What follows is in ``merge``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar, cast

from datelines.articles import Article
from datelines.edtf import Grain
from datelines.events import Basis, EventMention, EventType, Part, Status
from datelines.extraction.closeness import (
    SHORT,
    by_then,
    day_apart,
    in_time,
    of_one_time,
    recent,
    same_days,
    same_since,
    same_year,
    slipped,
    to_come,
)
from datelines.topics import Topic

__all__ = ["GONE", "YEARLY", "Kin", "fits", "fits_across", "forget", "kin_of", "nearness", "rank"]

_PART_ORDER = {Part.BODY: 0, Part.CAPTION: 1, Part.TITLE: 2}
# What comes once a year, on whatever days it is marked.
YEARLY = frozenset({EventType.ANNIVERSARY})
_SEA, _LAND = "sea", "land"
GONE = frozenset({Status.CANCELLED, Status.DENIED, Status.SUSPENDED})
# Ranks in days: a week that words name is coarser than days that start and end give; the day of the news is better
# than a month.
_WEEK, _TOLD = 150, 20
_LONGEST = 120

T = TypeVar("T")
Rank = tuple[int, int, int, int, tuple[str, str, int, int, int, str]]


@dataclass(frozen=True, slots=True)
class Kin:
    """A mention, or the best of several, with what tells it from others.

    Its persons and their sides; vessels, series, things and arms by name, and statuses, of all mentions joined so
    far, so that nothing else of a name slips in behind a mention that names none.
    """

    mention: EventMention
    persons: frozenset[str]
    sides: frozenset[str | None]
    vessels: frozenset[str]
    series: frozenset[str]
    things: frozenset[str]
    makers: frozenset[str]
    arms: frozenset[str]
    statuses: frozenset[Status]
    visit: bool
    ongoing: bool
    told: int = 1

    def joined_by(self, other: Kin) -> Kin:
        """The same with what the other names."""
        return Kin(
            self.mention,
            _joined(self.persons, other.persons),
            _joined(self.sides, other.sides),
            _joined(self.vessels, other.vessels),
            _joined(self.series, other.series),
            _joined(self.things, other.things),
            # Two departments that act together are one of them for whoever names but one.
            self.makers & other.makers or _joined(self.makers, other.makers),
            _joined(self.arms, other.arms),
            _joined(self.statuses, other.statuses),
            self.visit,
            self.ongoing,
            self.told + other.told,
        )


def _joined(some: frozenset[T], more: frozenset[T]) -> frozenset[T]:
    return some if more <= some else some | more


def kin_of(mention: EventMention, topic: Topic) -> Kin:
    """The mention with its named actors by kind."""
    kinds = {actor: topic.kind_of(actor) for actor in mention.actors}
    thing = topic.things.get(mention.rule)
    return Kin(
        mention,
        _set(actor for actor, kind in kinds.items() if kind == "person"),
        _set(_country(actor, topic) for actor, kind in kinds.items() if kind == "person"),
        # A drill has many ships, of which each report names some.
        _set(a for a, kind in kinds.items() if kind == "vessel" and mention.event_type is not EventType.EXERCISE),
        _set([mention.series] if mention.series else ()),
        _set([thing] if thing else ()),
        _set(actor for actor, kind in kinds.items() if _tells_apart(mention.event_type, actor, kind, topic)),
        _set(_arms(mention, topic)),
        _set([mention.status]),
        topic.types[mention.event_type].ensemble,
        topic.types[mention.event_type].ongoing,
    )


def _set(values: Iterable[T]) -> frozenset[T]:
    """The values as a set that equal ones share: an archive has a hundred thousand mentions and few sets."""
    return cast("frozenset[T]", _held_once(frozenset(values)))


def forget() -> None:
    """Let go what is held once, when kin were compared and are no more: it would hold the room of all of them."""
    _held_once.cache_clear()


@lru_cache(maxsize=1 << 14)
def _held_once(values: frozenset[object]) -> frozenset[object]:
    return values


def _country(actor: str, topic: Topic) -> str | None:
    return topic.actors[actor].country if actor in topic.actors else None


def _arms(mention: EventMention, topic: Topic) -> frozenset[str]:
    """Whether the forces that exercise are those of the sea, or others; both where ships and soldiers do."""
    if mention.event_type is not EventType.EXERCISE:
        return frozenset()
    actors = (topic.actors[name] for name in mention.actors if name in topic.actors)
    return frozenset(_SEA if _SEA in actor.labels else _LAND for actor in actors if actor.kind == "force")


def _tells_apart(event_type: EventType, actor: str, kind: str, topic: Topic) -> bool:
    """Whether another actor of that kind means another event: measures of two departments, help by two forces."""
    if event_type is EventType.MILITARY_AID:
        return kind == "force" and _country(actor, topic) != topic.home
    return event_type in _MEASURES and kind == "body"


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


def fits(new: Kin, old: Kin, printed: date | None) -> bool:
    """Whether two mentions of one article, printed on that day, can be one happening."""
    a, b = new.mention, old.mention
    if _one_breath(a, b):
        # "The shed that they put up was pulled down in May": the time is that of one of the two, the better one.
        new = replace(new, things=old.things)
    if not _same_kind(new, old) or not _same_people(new, old):
        return False
    if (a.status is Status.PROPOSED) is not (b.status is Status.PROPOSED):
        return False
    if to_come(a, b, printed) or day_apart(a, b):
        return False
    if a.date is None or b.date is None:
        return in_time(a, b, printed)
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
        if a.date is b.date:
            return of_one_time(a, b, articles)
        return recent(a, b, articles) and (a.event_type in _MEASURES or _same_thing(new, old))
    if a.status is Status.PROPOSED and not (by_then(a, b, articles) and by_then(b, a, articles)):
        return False
    if new.ongoing and same_since(a.date, b.date):
        return True
    if a.event_type in YEARLY and same_year(a.date, b.date):
        return True
    if same_days(a.date, b.date):
        return True
    # Of two days that one article tells neither is a slip.
    return a.article_id != b.article_id and slipped(a.date, b.date) and _same_thing(new, old)


def nearness(new: Kin, old: Kin) -> tuple[bool, bool, bool, int, int, tuple[str, str, int, int, int, str]]:
    """A sort key: the likelier the two are one happening, the smaller.

    What tells too little to choose by goes with what most have told.
    """
    a, b = new.mention, old.mention
    same = a.date is not None and b.date is not None and same_days(a.date, b.date)
    return not same, _named_apart(new.series, old.series), a.status is not b.status, _gap(a, b), -old.told, b.key


def _named_apart(names: frozenset[str], others: frozenset[str]) -> bool:
    """Whether not the same is named by both, nor nothing."""
    return bool(names or others) and not names & others


def _same_kind(new: Kin, old: Kin) -> bool:
    a, b = new.mention, old.mention
    if a.event_type is not b.event_type or a.on_timeline is not b.on_timeline:
        return False
    # Spelled out, for an archive asks it millions of times.
    if _apart(new.series, old.series) or _apart(new.things, old.things):
        return False
    if _apart(new.makers, old.makers) or _apart(new.arms, old.arms):
        return False
    return _same_name(new, old) and _same_fate(new, old)


def _one_breath(a: EventMention, b: EventMention) -> bool:
    """Whether one sentence tells both with the same words for the time."""
    same = (a.article_id, a.part, a.caption, a.sentence) == (b.article_id, b.part, b.caption, b.sentence)
    return same and a.timex is not None and a.timex == b.timex


def _apart(names: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both are named, and differently."""
    return bool(names and others and names.isdisjoint(others))


def _same_name(new: Kin, old: Kin) -> bool:
    """Whether a named agreement and one without a name are told of the same days; a year alone says too little."""
    a, b = new.mention, old.mention
    return a.event_type not in _NAMED or bool(new.series) is bool(old.series) or a.date == b.date


def _same_fate(new: Kin, old: Kin) -> bool:
    """Whether the statuses can be those of one event: what was planned can be called off, what was held cannot."""
    if new.statuses == old.statuses:
        return True
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
    if not new.visit or not new.persons.isdisjoint(old.persons):
        return True
    # A host and a guest can be of one visit, two guests of one country are not.
    return new.sides.isdisjoint(old.sides)


def _same_thing(new: Kin, old: Kin) -> bool:
    """Whether the two name the same series, ship or person, or are of a type of which one series has no two in days."""
    if new.series or old.series:
        return bool(new.series & old.series) or (new.mention.event_type in _ACTS and not _apart(new.series, old.series))
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
_MEASURES = frozenset({EventType.SANCTION, EventType.SANCTION_LIFTED})
_NAMED = frozenset({EventType.AGREEMENT})


def _is_week(mention: EventMention) -> bool:
    return bool(mention.timex and "-W" in mention.timex.value and mention.date == mention.timex.date)


def _gap(a: EventMention, b: EventMention) -> int:
    return abs(a.trigger.start - b.trigger.start) if a.article_id == b.article_id else 0
