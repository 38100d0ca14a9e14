"""What parts of files give and what their articles tell, with the text let go: here, or in other processes.

How that is kept over nights is in ``incremental``, how work is spread in ``batches``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import msgspec

from datelines.articles import Article
from datelines.batches import Engine, Spread
from datelines.cache import Packed, packed
from datelines.duplicates import Mark, mark_of
from datelines.events import EventMention
from datelines.extraction.merge import within
from datelines.extraction.presence import presence_for
from datelines.issues import Issue
from datelines.pipeline import mentions_of
from datelines.rows import mention_id
from datelines.sources import Part, finish
from datelines.topics import Topic

__all__ = ["Found", "Item", "Told", "Work", "back", "beside", "item_back", "key_of", "search", "size_of", "spread"]


class Item(msgspec.Struct, frozen=True, array_like=True):
    """One thing that a file gave: an article without its text, with the key of what it tells, or an issue."""

    article: Article | None
    issue: Issue | None
    key: bytes


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What one article tells: its mentions, which of them are one happening, and their ids.

    ``bands`` are by what it is compared with other articles; of one that is too short, there are none.
    """

    printed: date | None
    mentions: tuple[EventMention, ...]
    groups: tuple[tuple[int, ...], ...]
    ids: tuple[str, ...]
    bands: bytes


class Found(NamedTuple):
    """What a part gave: the item, and of an article that was searched its key, what it tells, and its mark.

    All are spelled and packed as they are kept. ``item``, ``told`` and ``mark`` are None where they do not come back as
    they were, and then ``plain_item`` and ``plain`` have them; ``mark`` also where there is none.
    """

    item: bytes | None
    plain_item: Item | None = None
    key: bytes = b""
    told: Packed | None = None
    mark: Packed | None = None
    plain: Told | None = None


# A part of a file that is to be searched, or an item of which all is known.
Work: TypeAlias = Part | Item
# Not MessagePack, whose times have no offset; that of an article is what its relative dates hang on.
_TOLD = msgspec.json.Decoder(Told)
_MARKS = msgspec.json.Decoder(Mark)
_ITEMS = msgspec.json.Decoder(Item)
_TOPICS: dict[str, Topic] = {}


def spread(topic: Topic, workers: int, engine: Engine | None = None) -> Spread[Work, Found]:
    """The search of batches of parts for one topic's events, in so many processes, or by an engine."""
    return Spread(partial(_work, topic.digest), workers, _prepare, (topic,), engine)


def search(article: Article, topic: Topic) -> tuple[Told | None, Mark | None]:
    """What an article tells, None where that is nothing, and by what its text is told from others.

    An article that does not name the topic's home has nothing for the timeline, and is not searched.
    """
    said = "\n\n".join((article.title, article.text, *article.captions))
    if not presence_for(topic)(said.encode("utf-8", "replace")):
        return None, None
    mentions = mentions_of(article, topic)
    if not mentions:
        return None, None
    places = {id(mention): place for place, mention in enumerate(mentions)}
    clusters = within(mentions, topic, article.dct)
    groups = tuple(tuple(places[id(mention)] for mention in cluster.mentions) for cluster in clusters)
    mark = mark_of(article)
    return Told(article.dct, mentions, groups, tuple(map(mention_id, mentions)), mark.bands if mark else b""), mark


def back(value: Any, decoder: msgspec.json.Decoder[Any]) -> bytes | None:
    """A value as it is kept, if it comes back as it was: an unpaired surrogate does not."""
    with suppress(UnicodeEncodeError, msgspec.DecodeError):
        data = msgspec.json.encode(value)
        if decoder.decode(data) == value:
            return data
    return None


def item_back(item: Item) -> bytes | None:
    """The same for an item: times of one moment are equal whatever their offsets, and an offset may have seconds."""
    data = back(item, _ITEMS)
    if data is None or item.article is None:
        return data
    again = _ITEMS.decode(data).article
    return data if again and _times(again) == _times(item.article) else None


def key_of(article: Article) -> bytes:
    """What names all that an article says, its place included."""
    said = (
        *(article.id, article.source, article.record, article.url, article.publisher, article.title, article.text),
        *(article.captions, article.language, article.published_grain, article.zone_basis, article.digest),
        *(article.words, *_times(article)),
    )
    return hashlib.sha256(f"told\0{said!r}".encode("utf-8", "backslashreplace")).digest()[:16]


def _times(article: Article) -> tuple[str | None, ...]:
    """Its times with their offsets, whatever kind of zone these come from."""
    return tuple(time.isoformat() if time else None for time in (article.published, article.retrieved))


def beside(key: bytes) -> bytes:
    """The key of the mark of an article that has this key."""
    return hashlib.sha256(b"mark\0" + key).digest()[:16]


def size_of(work: Work) -> int:
    """About how many bytes a part holds."""
    if isinstance(work, Article):
        return len(work.text)
    held = getattr(work, "held", None)
    return len(held) if held else 0


def _prepare(topic: Topic) -> None:
    _TOPICS[topic.digest] = topic


def _work(digest: str, batch: list[Work]) -> list[Found]:
    topic = _TOPICS[digest]
    return [found for work in batch for found in _found(work, topic)]


def _found(work: Work, topic: Topic) -> Iterator[Found]:
    if isinstance(work, Item):
        yield _given(work)
        return
    for one in finish(work, zone=topic.zone):
        yield _given(Item(None, one, b"")) if isinstance(one, Issue) else _searched(one, topic)


def _given(item: Item) -> Found:
    kept = item_back(item)
    return Found(kept, None if kept else item)


def _searched(article: Article, topic: Topic) -> Found:
    key = key_of(article)
    given = _given(Item(article.without_text(), None, key))
    told, mark = search(article, topic)
    if told is None:
        return given._replace(key=key, told=packed(b""))
    kept, marked = back(told, _TOLD), back(mark, _MARKS) if mark else None
    return given._replace(
        key=key,
        told=packed(kept) if kept else None,
        mark=packed(marked) if marked else None,
        plain=None if kept else told,
    )
