"""Values that recur held once: an archive's articles have few publishers, and their mentions few actors and rules.

What is decoded from what is kept is made anew each time. Here equal parts of it are made one, so that a night holds a
hundred thousand mentions in a third of the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datelines.articles import Article
from datelines.events import EventMention
from datelines.searching import Told

__all__ = ["Shared"]

_OF_ARTICLE = ("source", "publisher", "language")
_OF_MENTION = ("rule", "actors", "countries", "date", "status_cue", "series", "place")
# Sentences and times of one article are no other's.
_WITHIN = ("quote", "sentence", "timex")


class Shared:
    """The values seen so far, by the member that they are of: a text is never taken for an enum's member."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[Any, Any]] = {name: {} for name in (*_OF_ARTICLE, *_OF_MENTION)}

    def article(self, article: Article) -> Article:
        """The article, which nobody else has yet, with what it shares with others."""
        _share(article, _OF_ARTICLE, self._seen)
        return article

    def told(self, told: Told) -> Told:
        """What an article tells, the same way."""
        self.mentions(told.mentions)
        return told

    def mentions(self, mentions: Sequence[EventMention]) -> None:
        """Mentions of one article, the same way."""
        within: dict[str, dict[Any, Any]] = {name: {} for name in _WITHIN}
        for mention in mentions:
            object.__setattr__(mention, "article_id", mentions[0].article_id)
            _share(mention, _OF_MENTION, self._seen)
            _share(mention, _WITHIN, within)


def _share(one: Article | EventMention, names: Sequence[str], seen: dict[str, dict[Any, Any]]) -> None:
    for name in names:
        value = getattr(one, name)
        if value is not None:
            # It is frozen to whoever is given it.
            object.__setattr__(one, name, seen[name].setdefault(value, value))
