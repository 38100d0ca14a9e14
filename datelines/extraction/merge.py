"""Mentions of one happening joined to one event, within an article and across articles, whatever order they come in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from datelines.articles import Article
from datelines.edtf import DateValue, Grain
from datelines.events import Alternative, Basis, Event, EventMention, Part, Status
from datelines.extraction.titles import title_of
from datelines.topics import Topic

__all__ = ["merge_article", "merge_articles"]

_PART_ORDER = {Part.BODY: 0, Part.CAPTION: 1, Part.TITLE: 2}


@dataclass(slots=True)
class _Cluster:
    """Mentions taken to be one happening; ``date`` is the finest that fits all of them."""

    date: DateValue | None
    mentions: list[EventMention] = field(default_factory=list)
    others: list[EventMention] = field(default_factory=list)


def merge_article(mentions: Iterable[EventMention], article: Article, topic: Topic) -> tuple[Event, ...]:
    """One event a milestone of one article, in order of date. Undated mentions stay only where their rule keeps them."""
    clusters = _join(mentions)
    kept = [cluster for cluster in clusters if cluster.date or _keeps(cluster, topic)]
    return tuple(sorted((_event(cluster, {article.id: article}, topic) for cluster in kept), key=_order))


def merge_articles(
    mentions: Iterable[EventMention], articles: Mapping[str, Article], topic: Topic
) -> tuple[Event, ...]:
    """One event a milestone of all articles, in order of date."""
    by_article: dict[str, list[EventMention]] = {}
    for mention in mentions:
        by_article.setdefault(mention.article_id, []).append(mention)
    clusters: list[_Cluster] = []
    for name in sorted(by_article):
        clusters += [c for c in _join(by_article[name]) if c.date or _keeps(c, topic)]
    joined = _join_clusters(clusters)
    return tuple(sorted((_event(cluster, articles, topic) for cluster in joined), key=_order))


def _keeps(cluster: _Cluster, topic: Topic) -> bool:
    keeping = {rule.name: rule.undated for rule in topic.rules}
    return any(mention.status in keeping.get(mention.rule, ()) for mention in cluster.mentions)


def _join(mentions: Iterable[EventMention]) -> list[_Cluster]:
    clusters: list[_Cluster] = []
    for mention in sorted(mentions, key=_rank):
        best = min(
            (cluster for cluster in clusters if _fits(mention, cluster)),
            key=lambda cluster: _distance(mention, cluster),
            default=None,
        )
        if best:
            best.mentions.append(mention)
        else:
            clusters.append(_Cluster(mention.date, [mention]))
    return clusters


_Rank = tuple[int, int, int, int, tuple[str, str, int, int, int, str]]


def _rank(mention: EventMention) -> _Rank:
    """Dated before undated, finer before coarser, own words before the passage's time, body before headline."""
    borrowed = int(mention.basis is Basis.ANAPHORIC and _is_lead(mention))
    if mention.date is None:
        return 1, 0, borrowed, _PART_ORDER[mention.part], mention.key
    first, last = mention.date.bounds
    if mention.basis is Basis.DISCLOSURE:
        return 0, _TOLD, borrowed, _PART_ORDER[mention.part], mention.key
    # What has a first and a last day is told better than one of the two.
    if mention.date.ends == (Grain.DAY, Grain.DAY) and not _is_week(mention) and (last - first).days <= _LONGEST:
        return 0, -1, borrowed, _PART_ORDER[mention.part], mention.key
    # A week that words name is coarser than days that start and end give.
    coarse = _WEEK if _is_week(mention) else 0
    return 0, (last - first).days + coarse, borrowed, _PART_ORDER[mention.part], mention.key


def _is_week(mention: EventMention) -> bool:
    return bool(mention.timex and "-W" in mention.timex.value and mention.date == mention.timex.date)


def _is_lead(mention: EventMention) -> bool:
    return mention.part is not Part.BODY or mention.sentence.start == 0


_WEEK = 150
# The day of the news is only better than a year.
_TOLD = 300
_LONGEST = 120


def _fits(mention: EventMention, cluster: _Cluster) -> bool:
    lead = cluster.mentions[0]
    if mention.event_type is not lead.event_type or mention.on_timeline is not lead.on_timeline:
        return False
    if mention.series and lead.series and mention.series != lead.series:
        return False
    if (mention.status in _GONE) is not (lead.status in _GONE):
        return False
    if (mention.status is Status.SUSPENDED) is not (lead.status is Status.SUSPENDED):
        return False
    if mention.date is None or cluster.date is None:
        return True
    if mention.basis is Basis.DISCLOSURE and lead.basis is not Basis.DISCLOSURE:
        days = (mention.date.bounds[0] - cluster.date.bounds[1]).days
        if 0 <= days <= _SHORT:
            return True
    # An offer and the thing later held are two milestones.
    if (mention.status is Status.PROPOSED) is not (lead.status is Status.PROPOSED):
        return False
    if mention.date.covers(cluster.date) or cluster.date.covers(mention.date):
        return True
    return _short(mention.date) and _short(cluster.date) and mention.date.overlaps(cluster.date)


def _short(value: DateValue) -> bool:
    first, last = value.bounds
    return (last - first).days < _SHORT


_SHORT = 31


_GONE = frozenset({Status.CANCELLED, Status.DENIED, Status.SUSPENDED})


def _distance(mention: EventMention, cluster: _Cluster) -> tuple[bool, bool, int, tuple[str, str, int, int, int, str]]:
    lead = cluster.mentions[0]
    return (
        lead.series != mention.series,
        lead.status is not mention.status,
        abs(lead.trigger.start - mention.trigger.start),
        lead.key,
    )


def _join_clusters(clusters: Sequence[_Cluster]) -> list[_Cluster]:
    joined: list[_Cluster] = []
    for cluster in sorted(clusters, key=lambda c: _rank(c.mentions[0])):
        best = min(
            (other for other in joined if _fits(cluster.mentions[0], other)),
            key=lambda other: _distance(cluster.mentions[0], other),
            default=None,
        )
        if best:
            best.mentions += cluster.mentions
        else:
            joined.append(_Cluster(cluster.date, list(cluster.mentions)))
    return joined


def _event(cluster: _Cluster, articles: Mapping[str, Article], topic: Topic) -> Event:
    mentions = tuple(sorted(cluster.mentions, key=_rank))
    lead = mentions[0]
    status = _status(mentions, articles)
    telling = mentions if topic.types[lead.event_type].ensemble else mentions[:1]
    actors = tuple(dict.fromkeys(actor for mention in telling for actor in mention.actors))
    series = next((m.series for m in mentions if m.series), None)
    place = next((m.place for m in mentions if m.place), None)
    return Event(
        topic=topic.name,
        event_type=lead.event_type,
        status=status,
        title=title_of(lead.event_type, status, series, actors, place, topic),
        date=cluster.date,
        basis=lead.basis if cluster.date else Basis.NONE,
        on_timeline=lead.on_timeline,
        mentions=mentions,
        alternatives=_alternatives(cluster.date, mentions),
        conflict=False,
        actors=actors,
        countries=tuple(dict.fromkeys(c for m in mentions for c in m.countries)),
        place=place,
        series=series,
    )


def _status(mentions: Sequence[EventMention], articles: Mapping[str, Article]) -> Status:
    """What the latest article that dates it best says; a plan that was carried out has occurred."""
    statuses = {mention.status for mention in mentions}
    if Status.OCCURRED in statuses and len({m.article_id for m in mentions}) > 1:
        return Status.OCCURRED
    return mentions[0].status


def _alternatives(chosen: DateValue | None, mentions: Sequence[EventMention]) -> tuple[Alternative, ...]:
    told = Counter(m.date for m in mentions if m.date and m.date != chosen)
    sources = {value: len({m.article_id for m in mentions if m.date == value}) for value in told}
    return tuple(
        Alternative(value, told[value], sources[value]) for value in sorted(told, key=lambda v: (v.bounds, v.edtf))
    )


def _order(event: Event) -> tuple[bool, date, date, str, str]:
    first, last = event.date.bounds if event.date else (date.max, date.max)
    return event.date is None, first, last, event.event_type.value, event.title
