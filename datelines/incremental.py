"""Reading and finding only what is new: results are kept by the bytes of files and articles, and by the rules.

The same comes out with the results kept, without them, or with some of them lost; only the time differs. How results
lie on the disk is in ``cache``.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from datelines.articles import Article
from datelines.cache import Cache
from datelines.digests import reading_digest
from datelines.events import EventMention
from datelines.issues import Issue
from datelines.pipeline import mentions_of
from datelines.sources import HEADERS_SUFFIX, read, read_all
from datelines.topics import Topic

__all__ = ["Reader"]

# They read pages, charsets, feeds and dates for us: another version may read them differently.
_PACKAGES = ("charset-normalizer", "dateparser", "feedparser", "lemminflect", "msgspec", "trafilatura", "warcio")
_Mentions = tuple[EventMention, ...]


class _Item(msgspec.Struct, frozen=True, array_like=True):
    """One thing that a file gave: an article with the key of its mentions, or an issue."""

    article: Article | None
    issue: Issue | None
    key: bytes


class Reader:
    """Articles and mentions of one run, from the files or from what earlier runs have kept in ``folder``."""

    def __init__(self, folder: Path, topic: Topic) -> None:
        self._topic = topic
        self._cache = Cache(folder, _name(topic))
        self._keys: dict[str, bytes] = {}
        # Not MessagePack, whose times have no offset; that of an article is what its relative dates hang on.
        self._items = msgspec.json.Decoder(list[_Item])
        self._mentions = msgspec.json.Decoder(_Mentions)

    def articles(self, raw: Path, day: date) -> Iterator[Article | Issue]:
        """The same as ``read_all`` over ``raw`` on that day, in the same order."""
        yield from read_all([raw], zone=self._topic.zone, reader=self._file, day=day)

    def mentions(self, articles: Iterable[Article]) -> list[EventMention]:
        """The mentions of articles that this reader gave."""
        return [mention for article in articles for mention in self._told(article)]

    def knows(self, article: Article) -> bool:
        """Whether the mentions of an article that this reader gave have been found before."""
        return self._keys[article.id] in self._cache

    def save(self) -> None:
        """Keep what was found for the next run. Raises OSError."""
        self._cache.save()

    def _file(self, path: Path, *, base: Path | None, zone: str) -> Iterator[Article | Issue]:
        key = _file_key(path, base, zone)
        kept = self._cache.get(key) if key else None
        items = self._items.decode(kept) if kept else [_item(one) for one in read(path, base=base, zone=zone)]
        # What changed while it was read is read again next time.
        if key and not kept and key == _file_key(path, base, zone):
            self._keep(key, items, self._items)
        for item in items:
            if item.article:
                self._keys.setdefault(item.article.id, item.key)
                yield item.article
            elif item.issue:
                yield item.issue

    def _told(self, article: Article) -> _Mentions:
        key = self._keys[article.id]
        kept = self._cache.get(key)
        if kept is not None:
            return self._mentions.decode(kept)
        found = mentions_of(article, self._topic)
        self._keep(key, found, self._mentions)
        return found

    def _keep(self, key: bytes, value: Any, back: msgspec.json.Decoder[Any]) -> None:
        """Keep a value, if it comes back as it was: an unpaired surrogate or an offset with seconds does not."""
        with suppress(UnicodeEncodeError, msgspec.DecodeError):
            data = msgspec.json.encode(value)
            if _spelled(back.decode(data)) == _spelled(value):
                self._cache.put(key, data)


def _name(topic: Topic) -> str:
    """Under which rules, code and packages a result holds."""
    made_by = " ".join([platform.python_version(), *(version(name) for name in _PACKAGES)])
    return f"{reading_digest(topic)}-{hashlib.sha256(made_by.encode()).hexdigest()[:8]}"


def _item(found: Article | Issue) -> _Item:
    if isinstance(found, Issue):
        return _Item(None, found, b"")
    told = f"mentions\0{_spelled(found)}".encode("utf-8", "backslashreplace")
    return _Item(found, None, hashlib.sha256(told).digest()[:16])


def _spelled(value: Any) -> str:
    """All of a value as a text; times with their offset, whatever kind of zone that comes from."""
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({', '.join(_spelled(getattr(value, one.name)) for one in fields(value))})"
    if isinstance(value, _Item):
        return f"({_spelled(value.article)}, {_spelled(value.issue)}, {value.key.hex()})"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_spelled, value))}]"
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def _file_key(path: Path, base: Path | None, zone: str) -> bytes | None:
    """What the articles of a file follow from: its bytes, those of the note beside it, its name, and the zone."""
    digest = hashlib.sha256(
        f"file\0{path.relative_to(base) if base else path.name}\0{zone}\0".encode("utf-8", "replace")
    )
    try:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError:
        return None
    try:
        digest.update(b"note\0" + path.with_name(path.name + HEADERS_SUFFIX).read_bytes())
    except FileNotFoundError:
        pass
    except OSError:
        return None
    return digest.digest()[:16]
