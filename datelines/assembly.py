"""The events of an archive by what its articles tell: as ``pipeline.assemble``, from what the run before has left.

What came of the archive before is kept beside what the articles tell, and is a shortcut only: without it, everything is
compared and joined again, and the same comes out. Happenings are joined one kind after the other, so that what must be
held at a time is what is told of one kind.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from datelines.articles import Article
from datelines.atomic import replaced
from datelines.batches import Engine
from datelines.duplicates import Entry, entry_of, repeats
from datelines.events import Event
from datelines.extraction import kinship
from datelines.extraction.merge import event_of
from datelines.extraction.rejoin import PartOf, rejoin
from datelines.identity import Telling
from datelines.incremental import Reader, Told
from datelines.joining import Kind, joined_by, kind_of, parts_of, stub
from datelines.parts import Parts
from datelines.topics import Topic

__all__ = ["Assembly", "assemble_known"]

_NAME = "joined.bin"
_DIGEST = 32


class Clusters:
    """The numbers of the parts of each happening, the founding one first; one array, for there are very many."""

    def __init__(self) -> None:
        self._parts = array("i")
        self._starts = array("q", [0])

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, place: int) -> array[int]:
        return self._parts[self._starts[place] : self._starts[place + 1]]

    def __iter__(self) -> Iterator[array[int]]:
        return map(self.__getitem__, range(len(self)))

    def add(self, numbers: Iterable[int]) -> None:
        """One more happening."""
        self._parts.extend(numbers)
        self._starts.append(len(self._parts))


@dataclass(frozen=True, slots=True)
class Assembly:
    """What an archive tells: its articles by id without their texts, the key of each, and what happened.

    ``repeated`` has the first article that tells the story, for each that only repeats it; ``parts`` what each article
    tells, and ``clusters`` the parts of each happening, by number.
    """

    topic: Topic
    articles: Mapping[str, Article]
    keys: Mapping[str, bytes]
    parts: Parts
    clusters: Clusters
    repeated: Mapping[str, str]

    def telling(self, place: int) -> Telling:
        """Who tells the happening at that place."""
        found = [self.parts[number] for number in self.clusters[place]]
        mentions = [mention for part in found for mention in part.mentions]
        return Telling(mentions, [name for part in found for name in part.ids], mentions[0].on_timeline)

    def event(self, place: int) -> Event:
        """The event of the happening, worked out."""
        return event_of(self.telling(place).mentions, self.articles, self.topic, self.repeated)

    def key(self, place: int) -> bytes:
        """The key of all that the event follows from."""
        follows: list[bytes] = []
        for number in self.clusters[place]:
            article = self.parts.article_of[number]
            name = self.parts.articles[article]
            first = self.repeated.get(name)
            within = number - self.parts.first_of[article]
            said = self.keys[name].hex().encode(), within, self.keys[first] if first else b""
            follows.append(b"%s%d;%s" % said)
        return hashlib.blake2b(b"\0".join(sorted(follows)), digest_size=16).digest()

    def tellers(self, place: int) -> frozenset[str]:
        """The articles that tell it."""
        return frozenset(self.parts.articles[self.parts.article_of[number]] for number in self.clusters[place])


class _Left(msgspec.Struct, array_like=True):
    """What the run before has left.

    Its clusters, by the places of their articles in ``keys`` and the numbers of the parts in these, one pair after the
    other in ``members``; ``sizes`` has how many parts each has. And by article its key and the first that tells it.
    """

    keys: list[bytes] = []
    sizes: bytes = b""
    members: bytes = b""
    firsts: dict[str, tuple[bytes, str]] = {}

    def clusters(self) -> Iterator[list[tuple[int, int]]]:
        """The pairs of each cluster."""
        flat = array("i", self.members)
        pairs = iter(zip(flat[::2], flat[1::2], strict=True))
        for size in array("i", self.sizes):
            yield [next(pairs) for _ in range(size)]


def assemble_known(reader: Reader, articles: Sequence[Article], topic: Topic, engine: Engine | None = None) -> Assembly:
    """What these articles tell, which ``reader`` gave and knows; in whatever order they come.

    Where nothing is known of the run before, an ``engine`` joins it all.
    """
    by_id = {article.id: article for article in articles}
    keys = {name: reader.key(name) for name in by_id}
    path = reader.home / _NAME
    left = _read(path)
    parts = Parts(reader.home)
    kinds: dict[Kind, array[int]] = {}
    entries: list[Entry] = []
    for name, key in keys.items():
        if told := reader.told(key):
            first = len(parts)
            for number, part in enumerate(parts.add(name, told, reader.comes_back(key)), first):
                kinds.setdefault(kind_of(part.mentions[0], topic), array("i")).append(number)
            if told.bands:
                entries.append(entry_of(by_id[name], told.bands, partial(reader.mark, by_id[name])))
    repeated = _repeated(entries, keys, left)
    if engine and not left.sizes:
        clusters = _joined_there(engine, reader, keys, parts, topic)
    else:
        clusters = _joined_here(reader, by_id, keys, parts, kinds, topic, left)
    firsts = {entry.article_id: (keys[entry.article_id], repeated.get(entry.article_id, "")) for entry in entries}
    _write(path, _left(parts, keys, clusters, firsts), left)
    return Assembly(topic, by_id, keys, parts, clusters, repeated)


def _repeated(entries: Sequence[Entry], keys: Mapping[str, bytes], left: _Left) -> dict[str, str]:
    names = {entry.article_id for entry in entries}
    same = all(name in names and keys[name] == key for name, (key, _) in left.firsts.items())
    return repeats(entries, {name: first or name for name, (_, first) in left.firsts.items()} if same else None)


def _joined_there(engine: Engine, reader: Reader, keys: Mapping[str, bytes], parts: Parts, topic: Topic) -> Clusters:
    def told(key: str) -> Told:
        found = reader.told(bytes.fromhex(key))
        assert found
        return found

    first = {keys[name].hex(): parts.first_of[place] for place, name in enumerate(parts.articles)}
    clusters = Clusters()
    for cluster in joined_by(engine, list(first), told, topic):
        clusters.add(first[key] + number for key, number in cluster)
    return clusters


def _joined_here(
    reader: Reader,
    articles: Mapping[str, Article],
    keys: Mapping[str, bytes],
    parts: Parts,
    kinds: Mapping[Kind, Sequence[int]],
    topic: Topic,
    left: _Left,
) -> Clusters:
    """The clusters of all kinds, one kind after the other."""
    before = _before(reader, keys, parts, kinds, topic, left)
    printed = {**before.articles, **articles}
    clusters = Clusters()
    for kind in {**kinds, **before.gone}:
        here = [PartOf(number, parts.to_join(number)) for number in kinds.get(kind, ())]
        joined = rejoin(here, before.gone.get(kind, ()), before.clusters.get(kind, ()), printed, topic)
        for cluster in joined:
            clusters.add(part.name for part in cluster)
        # Before what is next of this size is made.
        del here, joined
        parts.forget()
        kinship.forget()
    return clusters


@dataclass(frozen=True, slots=True)
class _Before:
    """The clusters of the run before, by kind; the parts that were in them and are no more, and their articles.

    What is gone has numbers behind those of all that is there.
    """

    clusters: dict[Kind, list[list[int]]] = field(default_factory=dict)
    gone: dict[Kind, list[PartOf[int]]] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)


def _before(
    reader: Reader,
    keys: Mapping[str, bytes],
    parts: Parts,
    kinds: Mapping[Kind, Sequence[int]],
    topic: Topic,
    left: _Left,
) -> _Before:
    """Nothing where it is not known any more what an article told that is gone."""
    found = _Before()
    first = {keys[name]: parts.first_of[place] for place, name in enumerate(parts.articles)}
    kind_by_number = {number: kind for kind, numbers in kinds.items() for number in numbers} if left.sizes else {}
    count = len(parts)
    for key in sorted(set(left.keys) - first.keys()):
        told = reader.told(key)
        if told is None:
            return _Before()
        first[key] = count
        name = told.mentions[0].article_id
        found.articles[name] = stub(name, told.printed)
        for number, part in enumerate(parts_of(key.hex(), told), count):
            kind = kind_by_number[number] = kind_of(part.mentions[0], topic)
            found.gone.setdefault(kind, []).append(PartOf(number, part.mentions))
        count += len(told.groups)
    firsts = [first[key] for key in left.keys]
    for cluster in left.clusters():
        numbers = [firsts[article] + number for article, number in cluster]
        kind = kind_by_number[numbers[0]]
        # Kinds were others when it was joined.
        if any(kind_by_number[number] != kind for number in numbers):
            return _Before()
        found.clusters.setdefault(kind, []).append(numbers)
    return found


def _left(
    parts: Parts,
    keys: Mapping[str, bytes],
    clusters: Clusters,
    firsts: dict[str, tuple[bytes, str]],
) -> _Left:
    sizes, members = array("i", map(len, clusters)), array("i")
    for cluster in clusters:
        for number in cluster:
            article = parts.article_of[number]
            members.extend((article, number - parts.first_of[article]))
    return _Left([keys[name] for name in parts.articles], sizes.tobytes(), members.tobytes(), firsts)


def _read(path: Path) -> _Left:
    with suppress(OSError, msgspec.DecodeError):
        data = path.read_bytes()
        if hashlib.sha256(memoryview(data)[_DIGEST:]).digest() == data[:_DIGEST]:
            return msgspec.msgpack.decode(memoryview(data)[_DIGEST:], type=_Left)
    return _Left()


def _write(path: Path, now: _Left, before: _Left) -> None:
    """A run can do without it; what is on the disk then belongs to another state, which is found out."""
    if now == before:
        return
    data = msgspec.msgpack.encode(now)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as staged, staged.open("wb") as file:
            file.write(hashlib.sha256(data).digest())
            file.write(data)
