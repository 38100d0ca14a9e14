"""The library's two halves in one call each: an article to mentions, mentions to a timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from datelines.articles import Article
from datelines.digests import rules_digest
from datelines.duplicates import duplicates
from datelines.edtf import DateValue
from datelines.events import Event, EventMention
from datelines.extraction.mentions import find_mentions
from datelines.extraction.merge import merge_article, merge_articles
from datelines.extraction.presence import presence_for
from datelines.extraction.story import anchor_mentions
from datelines.extraction.verdicts import Verdict
from datelines.issues import Issue, IssueCode, Stage
from datelines.spans import Span
from datelines.tagging import tag
from datelines.timelines import Timeline
from datelines.topics import Topic

__all__ = ["assemble", "dates_of", "events_of", "mentions_of", "rules_digest", "unread", "verdicts_of"]


def mentions_of(article: Article, topic: Topic) -> tuple[EventMention, ...]:
    """The events that the article's headline, sentences and captions tell, each with its evidence.

    None for an article in a language that the topic has no words of; ``unread`` says so.
    """
    if not _is_readable(article, topic):
        return ()
    strings = (article.title, article.text, *article.captions)
    # Cheapest first: what never names the home country tells nothing, and is not even tagged.
    if not presence_for(topic)("\n".join(strings).encode("utf-8", "replace")):
        return ()
    timexes = tuple(tag(text, article.dct, topic.language) for text in strings)
    return find_mentions(article, timexes, topic)


def unread(article: Article, topic: Topic) -> tuple[Issue, ...]:
    """The finding that an article is in a language that the topic has no words of, or nothing."""
    if _is_readable(article, topic):
        return ()
    message = f"no events are read in {article.language!r}; the topic has words in {topic.language!r}"
    return (
        Issue(
            Stage.EXTRACT,
            IssueCode.UNKNOWN_LANGUAGE,
            message,
            source=article.source,
            record=article.record,
            article_id=article.id,
        ),
    )


def dates_of(
    text: str, dct: date | None, mentions: Sequence[Span], language: str = "en"
) -> tuple[DateValue | None, ...]:
    """The date of each of the event mentions of a story, spans of ``text``, or None."""
    return tuple(verdict.date for verdict in verdicts_of(text, dct, mentions, language))


def verdicts_of(text: str, dct: date | None, mentions: Sequence[Span], language: str = "en") -> tuple[Verdict, ...]:
    """The date of each of the event mentions of a story, or None, with the rule that says so."""
    return anchor_mentions(text, dct, mentions, tag(text, dct, language), language)


def _is_readable(article: Article, topic: Topic) -> bool:
    """Whether the article is in the topic's language; one whose language is not known is taken to be."""
    return article.language.partition("-")[0].lower() in ("", topic.language)


def events_of(article: Article, topic: Topic) -> tuple[Event, ...]:
    """One event a milestone of this one article."""
    return merge_article(mentions_of(article, topic), article, topic)


def assemble(
    mentions: Iterable[EventMention], articles: Iterable[Article], topic: Topic, as_of: date | None
) -> Timeline:
    """The timeline of what articles tell, but for those published after ``as_of``, whatever order they come in."""
    read = {a.id: a for a in articles if as_of is None or a.dct is None or a.dct <= as_of}
    kept = tuple(mention for mention in mentions if mention.article_id in read)
    # What tells nothing costs nothing: only articles that tell an event are compared.
    tellers = {mention.article_id for mention in kept}
    repeated = duplicates(read[name] for name in tellers)
    return Timeline(topic.name, as_of, merge_articles(kept, read, topic, repeated), repeated)
