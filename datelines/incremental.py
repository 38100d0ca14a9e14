"""Reading and finding only what is new: results are kept by the bytes of files and articles, and by the rules.

The same comes out with the results kept, without them, or with some of them lost, and with however many processes; only
the time differs. How results lie on the disk is in ``cache``, what is found in an article in ``searching``.
"""

from __future__ import annotations

import errno
import hashlib
import sys
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import ModuleType

import msgspec

from datelines import rows, searching, sharing
from datelines.articles import Article
from datelines.batches import Engine, in_batches
from datelines.cache import Cache
from datelines.digests import reading_digest, surroundings
from datelines.duplicates import Mark, mark_of
from datelines.extraction.presence import presence_for
from datelines.issues import Issue
from datelines.known import Digests
from datelines.searching import Found, Item, Told, Work, back, beside, key_of, search, size_of, spread
from datelines.sharing import Shared
from datelines.sieve import Sieve
from datelines.sources import HEADERS_SUFFIX, finish, is_quick, parts, read, read_all
from datelines.topics import Topic

__all__ = ["Reader", "Told"]

# So many items of a file are kept as one value.
_LISTED = 500

# What they make is kept, and no rule of reading.
_MODULES = (rows, searching, sharing, sys.modules[__name__])
# So many parts of a file go to a process at a time, or so many bytes.
_BATCH, _LARGEST = 64, 4 * 2**20


class _Listing(msgspec.Struct, frozen=True, array_like=True):
    """Items of a file; the last ones say how many pieces come before them."""

    before: int
    items: tuple[Item, ...]


class _Lister:
    """The items of one file on their way to the cache, some hundreds at a time.

    What one of them does not come back from is not kept, and what is not closed does not count.
    """

    def __init__(self, cache: Cache, key: bytes | None) -> None:
        self._cache, self._key = cache, key
        self._items: list[bytes] = []
        self._before = 0

    def add(self, item: bytes | None) -> None:
        if self._key is None or item is None:
            self._key = None
            return
        self._items.append(item)
        if len(self._items) >= _LISTED:
            self._put(_piece(self._key, self._before))
            self._before += 1

    def close(self) -> None:
        """All of the file was there."""
        if self._key is not None:
            self._put(self._key)

    def _put(self, key: bytes) -> None:
        self._cache.put(key, b"[%d,[%s]]" % (self._before, b",".join(self._items)))
        self._items = []


class Reader:
    """Articles and mentions of one run, from the files or from what earlier runs have kept in ``folder``.

    What is new is searched in so many processes as there are ``workers``, or by an ``engine``, if there is enough of it
    in one file.
    """

    def __init__(
        self,
        folder: Path,
        topic: Topic,
        digests: Digests | None = None,
        workers: int = 1,
        engine: Engine | None = None,
    ) -> None:
        self._topic = topic
        self._cache = Cache(folder, _name(topic))
        self.home = folder / _name(topic)
        self._digests = digests or Digests(folder)
        self._keys: dict[str, bytes] = {}
        self._places: dict[str, tuple[Path, Path | None]] = {}
        self._item = msgspec.json.Decoder(Item)
        self._listing = msgspec.json.Decoder(_Listing)
        self._told = msgspec.json.Decoder(Told)
        self._marks = msgspec.json.Decoder(Mark)
        # What does not come back as it was when it is kept; None for what cannot be known any more.
        self._unkept: dict[bytes, Told | None] = {}
        self._shared = Shared()
        self._spread = spread(topic, workers, engine)

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(self._topic)

    def articles(self, raw: Path, day: date) -> Iterator[Article | Issue]:
        """The same as ``read_all`` over ``raw`` on that day, in the same order, but without texts.

        Records of archives that cannot be of the topic are passed over. Raises WorkerDiedError.
        """
        yield from read_all([raw], zone=self._topic.zone, reader=self._file, day=day)

    def take(self, article: Article) -> Article:
        """An article that this reader gave, without its text, once it is known what it tells."""
        key = self._keys[article.id]
        if key not in self._unkept and not self._cache.has(key):
            whole = article if article.words is None else self._whole(article)
            # A file that has changed since it was looked at is read by the next night.
            self._search(whole, key) if whole else self._unkept.setdefault(key, None)
        return article if article.words is not None else article.without_text()

    def knows(self, article: Article) -> bool:
        """Whether what an article tells that this reader gave was found by an earlier run."""
        key = self._keys[article.id]
        return key in self._cache and not self._cache.is_new(key)

    def key(self, article_id: str) -> bytes:
        """What names all that an article says: another text, time or publisher has another key."""
        return self._keys[article_id]

    def told(self, key: bytes) -> Told | None:
        """What the article of that key tells; None where that is nothing, or is not known."""
        if key in self._unkept:
            return self._unkept[key]
        kept = self._cache.get(key)
        return self._shared.told(self._told.decode(kept)) if kept else None

    def comes_back(self, key: bytes) -> bool:
        """Whether what the article of that key tells is the same when it has been kept."""
        return key not in self._unkept

    def mark(self, article: Article) -> Mark:
        """By what the text of an article that this reader gave is told from others. Raises LookupError."""
        kept = self._cache.get(beside(self._keys[article.id]))
        if kept is not None:
            return self._marks.decode(kept)
        whole = self._whole(article)
        mark = mark_of(whole) if whole else None
        if mark is None:
            raise LookupError(f"{article.source}: changed while it was read; run that night again")
        return mark

    def save(self) -> None:
        """Keep what was found for the next run, and end the processes. Raises OSError."""
        self._spread.close()
        self._cache.save()
        self._digests.save()

    def _file(self, path: Path, *, base: Path | None, zone: str) -> Iterator[Article | Issue]:
        key = self._file_key(path, base, zone)
        place = path, base
        if key and (kept := self._kept(key)):
            for items in kept:
                for item in items:
                    yield from self._given(item, place)
            return
        listed = _Lister(self._cache, key)
        for found in self._searched(path, base, zone):
            listed.add(found.item)
            self._take_in(found)
            yield from self._given(found.plain_item or self._item.decode(found.item or b""), place)
        # What changed while it was read is read again next time.
        if key and key == self._file_key(path, base, zone):
            listed.close()

    def _kept(self, key: bytes) -> Iterator[tuple[Item, ...]] | None:
        """What an earlier run found in a file, some hundreds at a time; None where it is not all there."""
        last = self._cache.get(key)
        if last is None:
            return None
        end = self._listing.decode(last)
        before = [_piece(key, number) for number in range(end.before)]
        return chain(map(self._items, before), [end.items]) if all(map(self._cache.has, before)) else None

    def _items(self, key: bytes) -> tuple[Item, ...]:
        """Items that were there a moment ago. Raises OSError."""
        kept = self._cache.get(key)
        if kept is None:
            raise OSError(errno.EIO, "what an earlier night has kept cannot be read any more; run it again")
        return self._listing.decode(kept).items

    def _given(self, item: Item, place: tuple[Path, Path | None]) -> Iterator[Article | Issue]:
        if item.issue:
            yield item.issue
        if item.article:
            self._keys.setdefault(item.article.id, item.key)
            self._places.setdefault(item.article.id, place)
            yield self._shared.article(item.article)

    def _searched(self, path: Path, base: Path | None, zone: str) -> Iterator[Found]:
        """What a file gives, searched in batches."""
        found = parts(path, base=base, zone=zone, sieve=self._sift)
        work = (one for part in found for one in self._unless_known(part, zone))
        yield from self._spread.results(in_batches(work, _BATCH, size_of, _LARGEST))

    def _sift(self, body: bytes, charset: str | None, text: str | None) -> str | None:
        return self._sieve(body, charset, text)

    def _unless_known(self, part: Work, zone: str) -> Iterator[Work]:
        """The part, or of articles that an earlier run has searched the items that they give.

        What is searched is dear, so that a record is read here where it may be one of these.
        """
        if self._cache and is_quick(part) and presence_for(self._topic)(part.held or b""):
            for one in finish(part, zone=zone):
                yield from self._unless_known(one, zone)
        elif isinstance(part, Article) and (key := key_of(part)) in self._cache:
            yield Item(part.without_text(), None, key)
        else:
            yield part

    def _take_in(self, found: Found) -> None:
        """Keep what was found in an article by this run."""
        if found.told is not None:
            self._cache.put_packed(found.key, found.told)
        elif found.plain is not None:
            self._unkept[found.key] = found.plain
        if found.mark is not None:
            self._cache.put_packed(beside(found.key), found.mark)

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
            if isinstance(one, Article) and key_of(one) == self._keys[article.id]:
                return one
        return None

    def _search(self, article: Article, key: bytes) -> None:
        told, mark = search(article, self._topic)
        if told is None:
            self._cache.put(key, b"")
        elif (kept := back(told, self._told)) is not None:
            self._cache.put(key, kept)
        else:
            self._unkept[key] = told
        if mark and (kept := back(mark, self._marks)) is not None:
            self._cache.put(beside(key), kept)


def _piece(key: bytes, number: int) -> bytes:
    """The key of some items of the file that has this key."""
    return hashlib.sha256(b"piece\0%d\0%s" % (number, key)).digest()[:16]


def _name(topic: Topic) -> str:
    """Under which rules, code and packages a result holds."""
    made_by = " ".join([surroundings(), *map(_bytes_of, _MODULES)])
    return f"{reading_digest(topic)}-{hashlib.sha256(made_by.encode()).hexdigest()[:8]}"


def _bytes_of(module: ModuleType) -> str:
    return hashlib.sha256(Path(str(module.__file__)).read_bytes()).hexdigest()
