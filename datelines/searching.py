"""What parts of files give and what their articles tell, with the text let go: here, or in other processes.

How that is kept over nights is in ``incremental``, how work is spread in ``batches``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeAlias

import msgspec

from datelines.articles import Article
from datelines.batches import Spread
from datelines.duplicates import Mark, mark_of
from datelines.events import EventMention
from datelines.extraction.merge import within
from datelines.extraction.presence import presence_for
from datelines.issues import Issue
from datelines.pipeline import mentions_of
from datelines.rows import mention_id
from datelines.sources import Part, finish
from datelines.topics import Topic

__all__ = ["Found", "Item", "Told", "Work", "back", "beside", "key_of", "search", "size_of", "spread"]


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


@dataclass(frozen=True, slots=True)
class Found:
    """What a part gave: the item, and of an article that was searched what it tells, and its mark.

    ``told`` and ``mark`` are spelled as they are kept, empty where there is nothing; None where they do not come back
    as they were, and then ``plain`` has what the article tells.
    """

    item: Item
    is_searched: bool = False
    told: bytes | None = b""
    mark: bytes | None = b""
    plain: Told | None = None


# A part of a file that is to be searched, or an item of which all is known.
Work: TypeAlias = Part | Item
# Not MessagePack, whose times have no offset; that of an article is what its relative dates hang on.
_TOLD = msgspec.json.Decoder(Told)
_MARKS = msgspec.json.Decoder(Mark)
_TOPICS: dict[str, Topic] = {}


def spread(topic: Topic, workers: int) -> Spread[Work, Found]:
    """The search of batches of parts for one topic's events, in so many processes."""
    return Spread(partial(_work, topic.digest), workers, _prepare, (topic,))


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
    """A value as it is kept, if it comes back as it was: an unpaired surrogate or an offset with seconds does not."""
    with suppress(UnicodeEncodeError, msgspec.DecodeError):
        data = msgspec.json.encode(value)
        again = decoder.decode(data)
        # Times of one moment are equal whatever their offsets; what articles tell has days alone.
        if again == value and (not isinstance(value, list) or _spelled(again) == _spelled(value)):
            return data
    return None


def key_of(article: Article) -> bytes:
    """What names all that an article says, its place included."""
    return hashlib.sha256(f"told\0{_spelled(article)}".encode("utf-8", "backslashreplace")).digest()[:16]


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
        yield Found(work)
        return
    for one in finish(work, zone=topic.zone):
        yield Found(Item(None, one, b"")) if isinstance(one, Issue) else _searched(one, topic)


def _searched(article: Article, topic: Topic) -> Found:
    item = Item(article.without_text(), None, key_of(article))
    told, mark = search(article, topic)
    if told is None:
        return Found(item, is_searched=True)
    kept = back(told, _TOLD)
    return Found(item, True, kept, back(mark, _MARKS) if mark else b"", None if kept else told)


def _spelled(value: Any) -> str:
    """All of a value as a text; times with their offset, whatever kind of zone that comes from."""
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({', '.join(_spelled(getattr(value, one.name)) for one in fields(value))})"
    if isinstance(value, Item | Told | Mark):
        return f"({', '.join(_spelled(getattr(value, name)) for name in value.__struct_fields__)})"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_spelled, value))}]"
    return value.isoformat() if isinstance(value, datetime) else repr(value)
