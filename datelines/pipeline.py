"""The library's two halves in one call each: an article to mentions, mentions to a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from datelines.articles import Article
from datelines.digests import rules_digest
from datelines.events import Event, EventMention
from datelines.extraction.mentions import find_mentions
from datelines.extraction.merge import merge_article, merge_articles
from datelines.tagging import tag
from datelines.timelines import Timeline
from datelines.topics import Topic

__all__ = ["assemble", "events_of", "mentions_of", "rules_digest"]


def mentions_of(article: Article, topic: Topic) -> tuple[EventMention, ...]:
    """The events that the article's headline, sentences and captions tell, each with its evidence."""
    strings = (article.title, article.text, *article.captions)
    timexes = tuple(tag(text, article.dct, topic.language) for text in strings)
    return find_mentions(article, timexes, topic)


def events_of(article: Article, topic: Topic) -> tuple[Event, ...]:
    """One event a milestone of this one article."""
    return merge_article(mentions_of(article, topic), article, topic)


def assemble(
    mentions: Iterable[EventMention], articles: Iterable[Article], topic: Topic, as_of: date | None
) -> Timeline:
    """The timeline of what the articles published by ``as_of`` tell, whatever order they come in."""
    read = {a.id: a for a in articles if as_of is None or (a.dct is not None and a.dct <= as_of)}
    kept = tuple(mention for mention in mentions if mention.article_id in read)
    return Timeline(topic.name, as_of, merge_articles(kept, read, topic))
