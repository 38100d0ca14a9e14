"""Reading and finding only what is new: results are kept by the bytes of files and articles, and by the rules.

The same comes out with the results kept, without them, or with some of them lost; only the time differs. How results
lie on the disk is in ``cache``.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from datelines import rows
from datelines.articles import Article
from datelines.cache import Cache
from datelines.digests import reading_digest
from datelines.duplicates import Mark, mark_of
from datelines.events import EventMention
from datelines.extraction.merge import within
from datelines.issues import Issue
from datelines.known import Digests
from datelines.pipeline import mentions_of
from datelines.rows import mention_id
from datelines.sources import HEADERS_SUFFIX, read, read_all
from datelines.topics import Topic

__all__ = ["Reader", "Told"]

# They read pages, charsets, feeds and dates for us: another version may read them differently.
_PACKAGES = (
    "charset-normalizer",
    "dateparser",
    "fastwarc",
    "feedparser",
    "lemminflect",
    "msgspec",
    "rensa",
    "trafilatura",
)

# What they make is kept, and no rule of reading.
_MODULES = (rows, sys.modules[__name__])


class _Item(msgspec.Struct, frozen=True, array_like=True):
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


class Reader:
    """Articles and mentions of one run, from the files or from what earlier runs have kept in ``folder``."""

    def __init__(self, folder: Path, topic: Topic, digests: Digests | None = None) -> None:
        self._topic = topic
        self._cache = Cache(folder, _name(topic))
        self.home = folder / _name(topic)
        self._digests = digests or Digests(folder)
        self._keys: dict[str, bytes] = {}
        self._places: dict[str, tuple[Path, Path | None]] = {}
        # Not MessagePack, whose times have no offset; that of an article is what its relative dates hang on.
        self._items = msgspec.json.Decoder(list[_Item])
        self._told = msgspec.json.Decoder(Told)
        self._marks = msgspec.json.Decoder(Mark)
        self._found: dict[bytes, Told | None] = {}

    def articles(self, raw: Path, day: date) -> Iterator[Article | Issue]:
        """The same as ``read_all`` over ``raw`` on that day, in the same order; known articles without their texts."""
        yield from read_all([raw], zone=self._topic.zone, reader=self._file, day=day)

    def take(self, article: Article) -> Article:
        """An article that this reader gave, without its text, once it is known what it tells."""
        key = self._keys[article.id]
        if key not in self._found:
            kept = self._cache.get(key)
            whole = article if kept is not None or article.words is None else self._whole(article)
            if kept is not None:
                self._found[key] = self._told.decode(kept) if kept else None
            else:
                # A file that has changed since it was looked at is read by the next night.
                self._found[key] = self._search(whole, key) if whole else None
        return article if article.words is not None else article.without_text()

    def knows(self, article: Article) -> bool:
        """Whether what an article tells that this reader gave has been found before."""
        return self._keys[article.id] in self._cache

    def key(self, article_id: str) -> bytes:
        """What names all that an article says: another text, time or publisher has another key."""
        return self._keys[article_id]

    def told(self, key: bytes) -> Told | None:
        """What the article of that key tells; None where that is nothing, or is not known."""
        if key not in self._found:
            kept = self._cache.get(key)
            return self._told.decode(kept) if kept else None
        return self._found[key]

    def mark(self, article: Article) -> Mark:
        """By what the text of an article that this reader gave is told from others. Raises LookupError."""
        kept = self._cache.get(_beside(self._keys[article.id]))
        if kept is not None:
            return self._marks.decode(kept)
        whole = self._whole(article)
        mark = mark_of(whole) if whole else None
        if mark is None:
            raise LookupError(f"{article.source}: changed while it was read; run that night again")
        return mark

    def save(self) -> None:
        """Keep what was found for the next run. Raises OSError."""
        self._cache.save()
        self._digests.save()

    def _file(self, path: Path, *, base: Path | None, zone: str) -> Iterator[Article | Issue]:
        key = self._file_key(path, base, zone)
        kept = self._cache.get(key) if key else None
        found = list(read(path, base=base, zone=zone)) if kept is None else []
        items = self._items.decode(kept) if kept is not None else [_item(one) for one in found]
        # What changed while it was read is read again next time.
        if key and kept is None and key == self._file_key(path, base, zone):
            self._keep(key, items, self._items)
        for item, one in zip(items, found or (item.article or item.issue for item in items), strict=True):
            if item.article:
                self._keys.setdefault(item.article.id, item.key)
                self._places.setdefault(item.article.id, (path, base))
            if one:
                yield one

    def _file_key(self, path: Path, base: Path | None, zone: str) -> bytes | None:
        """What the articles of a file follow from: its bytes, those of the note beside it, its name, and the zone."""
        name = path.relative_to(base) if base else path.name
        digest = hashlib.sha256(f"file\0{name}\0{zone}\0".encode("utf-8", "replace"))
        try:
            digest.update(self._digests.of(path))
        except OSError:
            return None
        try:
            digest.update(b"note\0" + self._digests.of(path.with_name(path.name + HEADERS_SUFFIX)))
        except FileNotFoundError:
            pass
        except OSError:
            return None
        return digest.digest()[:16]

    def _whole(self, article: Article) -> Article | None:
        """The article with its text, from its file."""
        path, base = self._places[article.id]
        for one in read(path, base=base, zone=self._topic.zone):
            if isinstance(one, Article) and _key(one) == self._keys[article.id]:
                return one
        return None

    def _search(self, article: Article, key: bytes) -> Told | None:
        mentions = mentions_of(article, self._topic)
        if not mentions:
            self._cache.put(key, b"")
            return None
        places = {id(mention): place for place, mention in enumerate(mentions)}
        clusters = within(mentions, self._topic, article.dct)
        groups = tuple(tuple(places[id(mention)] for mention in cluster.mentions) for cluster in clusters)
        mark = mark_of(article)
        told = Told(article.dct, mentions, groups, tuple(map(mention_id, mentions)), mark.bands if mark else b"")
        self._keep(key, told, self._told)
        if mark:
            self._keep(_beside(key), mark, self._marks)
        return told

    def _keep(self, key: bytes, value: Any, back: msgspec.json.Decoder[Any]) -> None:
        """Keep a value, if it comes back as it was: an unpaired surrogate or an offset with seconds does not."""
        with suppress(UnicodeEncodeError, msgspec.DecodeError):
            data = msgspec.json.encode(value)
            if _spelled(back.decode(data)) == _spelled(value):
                self._cache.put(key, data)


def _name(topic: Topic) -> str:
    """Under which rules, code and packages a result holds."""
    made_by = " ".join([platform.python_version(), *(version(name) for name in _PACKAGES), *map(_bytes_of, _MODULES)])
    return f"{reading_digest(topic)}-{hashlib.sha256(made_by.encode()).hexdigest()[:8]}"


def _bytes_of(module: ModuleType) -> str:
    return hashlib.sha256(Path(str(module.__file__)).read_bytes()).hexdigest()


def _item(found: Article | Issue) -> _Item:
    if isinstance(found, Issue):
        return _Item(None, found, b"")
    return _Item(found.without_text(), None, _key(found))


def _key(article: Article) -> bytes:
    return hashlib.sha256(f"told\0{_spelled(article)}".encode("utf-8", "backslashreplace")).digest()[:16]


def _beside(key: bytes) -> bytes:
    return hashlib.sha256(b"mark\0" + key).digest()[:16]


def _spelled(value: Any) -> str:
    """All of a value as a text; times with their offset, whatever kind of zone that comes from."""
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({', '.join(_spelled(getattr(value, one.name)) for one in fields(value))})"
    if isinstance(value, _Item | Told | Mark):
        return f"({', '.join(_spelled(getattr(value, name)) for name in value.__struct_fields__)})"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_spelled, value))}]"
    return value.isoformat() if isinstance(value, datetime) else repr(value)
