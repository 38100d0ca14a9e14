"""Mentions of one happening joined to one event, within an article and across articles, whatever order they come in.

What fits together is decided in ``kinship``, which date stands in ``support``; nothing here reads text.

A pure function of the mentions, part by part. A mention can only join what ``Neighbours.near`` finds for it: draw a
line between leads that find each other, between mentions of one article, and from an article to the one it repeats;
what comes of a connected part follows from that part alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from datelines.articles import Article
from datelines.events import Basis, Event, EventMention, Part, Place, Status
from datelines.extraction.closeness import same_days
from datelines.extraction.kinship import Kin, fits, fits_across, kin_of, nearness, rank
from datelines.extraction.neighbours import Neighbours
from datelines.extraction.support import weigh
from datelines.extraction.titles import title_of
from datelines.topics import Topic

__all__ = ["Cluster", "across", "event_of", "lead_of", "merge_article", "merge_articles", "within"]


@dataclass(slots=True)
class Cluster:
    """Mentions taken to be one happening, the best one first.

    ``parts`` are the names of those of single articles; ``number`` is the order in which clusters of all articles were
    founded.
    """

    lead: Kin
    mentions: list[EventMention] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)
    number: int = 0

    def join(self, kin: Kin, mentions: Iterable[EventMention]) -> None:
        """Take in what tells the same."""
        self.lead = self.lead.joined_by(kin)
        self.mentions += mentions


def merge_article(mentions: Iterable[EventMention], article: Article, topic: Topic) -> tuple[Event, ...]:
    """One event a milestone of one article, in order of date.

    Undated mentions stay only where their rule keeps them.
    """
    clusters = within(mentions, topic, article.dct)
    return tuple(sorted((event_of(cluster.mentions, {article.id: article}, topic) for cluster in clusters), key=_order))


def merge_articles(
    mentions: Iterable[EventMention],
    articles: Mapping[str, Article],
    topic: Topic,
    repeated: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Event, ...]:
    """One event a milestone of all articles, in order of date.

    ``repeated`` has the first article that tells the story, for each article that only repeats it: together they are
    one source.
    """
    by_article: dict[str, list[EventMention]] = {}
    for mention in mentions:
        by_article.setdefault(mention.article_id, []).append(mention)
    parts = [part for name in sorted(by_article) for part in within(by_article[name], topic, articles[name].dct)]
    return _events_of(across(parts, articles), articles, topic, repeated)


def _events_of(
    clusters: Iterable[Cluster], articles: Mapping[str, Article], topic: Topic, repeated: Mapping[str, str]
) -> tuple[Event, ...]:
    """The event of each cluster, in order of date."""
    return tuple(sorted((event_of(cluster.mentions, articles, topic, repeated) for cluster in clusters), key=_order))


def across(parts: Iterable[Cluster], articles: Mapping[str, Article]) -> list[Cluster]:
    """The clusters of single articles joined to those of all."""
    joined: list[Cluster] = []
    neighbours: Neighbours[Cluster] = Neighbours(articles)
    for part in sorted(parts, key=lambda c: rank(c.lead.mention)):
        best = min(
            (o for o in neighbours.near(part.lead.mention) if fits_across(part.lead, o.lead, articles)),
            key=lambda other: (nearness(part.lead, other.lead), other.number),
            default=None,
        )
        if best:
            best.join(part.lead, part.mentions)
            best.parts += part.parts
        else:
            part.number = len(joined)
            joined.append(part)
            neighbours.add(part.lead.mention, part)
    return joined


def lead_of(mentions: Sequence[EventMention], topic: Topic) -> Kin:
    """What mentions have in common that were joined in this order."""
    lead = kin_of(mentions[0], topic)
    for mention in mentions[1:]:
        lead = lead.joined_by(kin_of(mention, topic))
    return lead


def within(mentions: Iterable[EventMention], topic: Topic, printed: date | None) -> list[Cluster]:
    """The mentions of one article, printed on that day, by happening."""
    clusters: list[Cluster] = []
    for mention in sorted(mentions, key=rank):
        kin = kin_of(mention, topic)
        best = min(
            (cluster for cluster in clusters if fits(kin, cluster.lead, printed) or _has_words(cluster, mention)),
            key=lambda cluster: nearness(kin, cluster.lead),
            default=None,
        )
        if best:
            best.join(kin, [mention])
        else:
            clusters.append(Cluster(kin, [mention]))
    keeping = {rule.name: rule.undated for rule in topic.rules}
    datable = any(c.lead.mention.date for c in clusters)
    return [
        c
        for c in clusters
        if c.lead.mention.date
        or any(m.status in keeping.get(m.rule, ()) for m in c.mentions)
        or (not datable and any(map(_opens, c.mentions)))
    ]


def _has_words(cluster: Cluster, mention: EventMention) -> bool:
    """Whether the very words are in it, with days that can be the same: "left on Tuesday" ends a visit only."""
    return any(
        (one.part, one.caption, one.trigger, one.event_type, one.status)
        == (mention.part, mention.caption, mention.trigger, mention.event_type, mention.status)
        and one.date is not None
        and mention.date is not None
        and same_days(one.date, mention.date)
        for one in cluster.mentions
    )


def _opens(mention: EventMention) -> bool:
    """Whether the headline or the first sentence tells it: news even where the article dates nothing.

    Beside something dated it is background, and a mere wish is never news.
    """
    if mention.status is Status.PROPOSED:
        return False
    return mention.part is Part.TITLE or (mention.part is Part.BODY and mention.sentence.start == 0)


def event_of(
    mentions: Iterable[EventMention],
    articles: Mapping[str, Article],
    topic: Topic,
    repeated: Mapping[str, str] = MappingProxyType({}),
) -> Event:
    """The event that these mentions tell together, whatever they would have been joined to."""
    mentions = tuple(sorted(mentions, key=rank))
    verdict = weigh(mentions, articles, repeated)
    lead = verdict.lead
    ordered = (lead, *(m for m in mentions if m is not lead))
    status = _status(ordered)
    # Who takes part in a series is known where it is named.
    naming = [m for m in ordered if m.series and m.article_id == lead.article_id] if not lead.series else []
    telling = ordered if topic.types[lead.event_type].ensemble else (naming or ordered)[:1]
    actors = tuple(dict.fromkeys(actor for mention in telling for actor in mention.actors))
    if topic.types[lead.event_type].ensemble and any(topic.kind_of(actor) == "person" for actor in lead.actors):
        actors = tuple(actor for actor in actors if topic.kind_of(actor) != "government")
    series = next((m.series for m in ordered if m.series), None)
    place = _place(ordered)
    return Event(
        topic=topic.name,
        event_type=lead.event_type,
        status=status,
        title=title_of(ordered, verdict.date, status, series, actors, place, topic),
        date=verdict.date,
        basis=lead.basis if verdict.date else Basis.NONE,
        on_timeline=lead.on_timeline,
        mentions=ordered,
        alternatives=verdict.alternatives,
        conflict=verdict.conflict,
        actors=actors,
        countries=tuple(dict.fromkeys(c for m in ordered for c in m.countries)),
        place=place,
        series=series,
    )


def _place(mentions: Sequence[EventMention]) -> Place | None:
    """Where most of the mentions put it, the better ones first."""
    told = [mention.place for mention in mentions if mention.place]
    return max(told, key=told.count, default=None)


def _status(mentions: Sequence[EventMention]) -> Status:
    """The best mention's status; a plan that another sentence tells as carried out on its day has occurred.

    A plan that another tells as called off is cancelled.
    """
    lead = mentions[0]
    if lead.status is Status.PLANNED and any(other.status is Status.CANCELLED for other in mentions):
        return Status.CANCELLED
    if lead.status is Status.PLANNED and any(_carried_out(lead, other) for other in mentions):
        return Status.OCCURRED
    return lead.status


def _carried_out(plan: EventMention, other: EventMention) -> bool:
    same_sentence = (plan.article_id, plan.part, plan.sentence) == (other.article_id, other.part, other.sentence)
    if other.status is not Status.OCCURRED or same_sentence:
        return False
    if other.article_id != plan.article_id:
        return True
    return plan.date is not None and other.date is not None and plan.date.covers(other.date)


def _order(event: Event) -> tuple[bool, date, date, str, str, str]:
    first, last = event.date.bounds if event.date else (date.max, date.max)
    return event.date is None, first, last, event.event_type.value, event.title, event.mentions[0].article_id
