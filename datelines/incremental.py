"""Reading and finding only what is new: results are kept by the bytes of files and articles, and by the rules.

The same comes out with the results kept, without them, or with some of them lost; only the time differs. How results
lie on the disk is in ``cache``.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import msgspec

from datelines.articles import Article
from datelines.cache import Cache
from datelines.digests import rules_digest
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
        self._items = msgspec.msgpack.Decoder(list[_Item])
        self._mentions = msgspec.msgpack.Decoder(_Mentions)

    def articles(self, raw: Path) -> Iterator[Article | Issue]:
        """The same as ``read_all`` over ``raw``, in the same order."""
        yield from read_all([raw], zone=self._topic.zone, reader=self._file)

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
            self._cache.put(key, msgspec.msgpack.encode(items))
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
        self._cache.put(key, msgspec.msgpack.encode(found))
        return found


def _name(topic: Topic) -> str:
    """Under which rules, code and packages a result holds."""
    made_by = " ".join([platform.python_version(), *(version(name) for name in _PACKAGES)])
    return f"{rules_digest(topic)}-{hashlib.sha256(made_by.encode()).hexdigest()[:8]}"


def _item(found: Article | Issue) -> _Item:
    if isinstance(found, Issue):
        return _Item(None, found, b"")
    return _Item(found, None, hashlib.sha256(b"mentions\0" + msgspec.msgpack.encode(found)).digest()[:16])


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
