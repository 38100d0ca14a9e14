"""The events of an archive by what its articles tell: as ``pipeline.assemble``, from what the run before has left.

What came of the archive before is kept beside what the articles tell, and is a shortcut only: without it, everything is
compared and joined again, and the same comes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from datelines.articles import Article
from datelines.atomic import replaced
from datelines.batches import Engine
from datelines.duplicates import entry_of, repeats
from datelines.events import Event
from datelines.extraction.merge import event_of
from datelines.extraction.rejoin import PartOf, rejoin
from datelines.identity import Telling
from datelines.incremental import Reader, Told
from datelines.joining import joined_by, parts_of, stub
from datelines.topics import Topic

__all__ = ["Assembly", "Happening", "assemble_known"]

_NAME = "joined.bin"
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Happening:
    """An event before it is worked out: who tells it, and the key of all that it follows from."""

    telling: Telling
    key: bytes


@dataclass(frozen=True, slots=True)
class Assembly:
    """What an archive tells: its articles by id without their texts, the key of each, and what happened.

    ``repeated`` has the first article that tells the story, for each that only repeats it; ``told`` what each article
    tells that tells something.
    """

    topic: Topic
    articles: Mapping[str, Article]
    keys: Mapping[str, bytes]
    told: Mapping[str, Told]
    happenings: tuple[Happening, ...]
    repeated: Mapping[str, str]

    def event(self, happening: Happening) -> Event:
        """The event, worked out."""
        return event_of(happening.telling.mentions, self.articles, self.topic, self.repeated)


class _Left(msgspec.Struct, array_like=True):
    """What the run before has left: its clusters by the names of their parts, and by article its key and its first."""

    clusters: list[list[tuple[str, int]]] = []
    firsts: dict[str, tuple[str, str]] = {}


def assemble_known(reader: Reader, articles: Sequence[Article], topic: Topic, engine: Engine | None = None) -> Assembly:
    """What these articles tell, which ``reader`` gave and knows; in whatever order they come.

    Where nothing is known of the run before, an ``engine`` joins it all.
    """
    by_id = {article.id: article for article in articles}
    keys = {name: reader.key(name) for name in by_id}
    told = {name: found for name, key in keys.items() if (found := reader.told(key))}
    path = reader.home / _NAME
    left = _read(path)
    repeated = _repeated(reader, by_id, keys, told, left)
    clusters = _clusters(reader, by_id, keys, told, topic, left, engine)
    _write(path, _left(clusters, keys, told, repeated), left)
    tokens = {keys[name].hex(): (name, found) for name, found in told.items()}
    happenings = tuple(_happening(cluster, tokens, keys, repeated) for cluster in clusters)
    return Assembly(topic, by_id, keys, told, happenings, repeated)


def _repeated(
    reader: Reader, articles: Mapping[str, Article], keys: Mapping[str, bytes], told: Mapping[str, Told], left: _Left
) -> dict[str, str]:
    entries = [
        entry_of(articles[name], found.bands, partial(reader.mark, articles[name]))
        for name, found in told.items()
        if found.bands
    ]
    names = {entry.article_id for entry in entries}
    same = all(name in names and keys[name].hex() == key for name, (key, _) in left.firsts.items())
    return repeats(entries, {name: first for name, (_, first) in left.firsts.items()} if same else None)


def _clusters(
    reader: Reader,
    articles: Mapping[str, Article],
    keys: Mapping[str, bytes],
    told: Mapping[str, Told],
    topic: Topic,
    left: _Left,
    engine: Engine | None,
) -> list[list[PartOf]]:
    parts = [part for name, found in told.items() for part in parts_of(keys[name].hex(), found)]
    if engine and not left.clusters:
        named = {part.name: part for part in parts}
        found_there = joined_by(engine, {keys[name].hex(): found for name, found in told.items()}, topic)
        return [[named[name] for name in cluster] for cluster in found_there]
    here = {part.name for part in parts}
    lost = {key for names in left.clusters for key, number in names if (key, number) not in here}
    gone: list[PartOf] = []
    printed: dict[str, Article] = {}
    for key in sorted(lost):
        found = reader.told(bytes.fromhex(key))
        if found is None:
            return rejoin(parts, (), (), articles, topic)
        gone += parts_of(key, found)
        printed[found.mentions[0].article_id] = stub(found.mentions[0].article_id, found.printed)
    return rejoin(parts, gone, left.clusters, {**printed, **articles}, topic)


def _happening(
    parts: Sequence[PartOf],
    tokens: Mapping[str, tuple[str, Told]],
    keys: Mapping[str, bytes],
    repeated: Mapping[str, str],
) -> Happening:
    ids: list[str] = []
    follows: list[bytes] = []
    for part in parts:
        key, number = part.name
        name, told = tokens[key]
        ids += [told.ids[place] for place in told.groups[number]]
        first = repeated.get(name)
        follows.append(b"%s%d;%s" % (key.encode(), number, keys[first] if first else b""))
    mentions = [mention for part in parts for mention in part.mentions]
    digest = hashlib.blake2b(b"\0".join(sorted(follows)), digest_size=16).digest()
    return Happening(Telling(mentions, ids, mentions[0].on_timeline), digest)


def _left(
    clusters: Iterable[Sequence[PartOf]],
    keys: Mapping[str, bytes],
    told: Mapping[str, Told],
    repeated: Mapping[str, str],
) -> _Left:
    firsts = {name: (keys[name].hex(), repeated.get(name, name)) for name, found in told.items() if found.bands}
    return _Left([[part.name for part in parts] for parts in clusters], firsts)


def _read(path: Path) -> _Left:
    with suppress(OSError, msgspec.DecodeError):
        data = path.read_bytes()
        if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
            return msgspec.msgpack.decode(data[_DIGEST:], type=_Left)
    return _Left()


def _write(path: Path, now: _Left, before: _Left) -> None:
    """A run can do without it; what is on the disk then belongs to another state, which is found out."""
    if now == before:
        return
    data = msgspec.msgpack.encode(now)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as staged:
            staged.write_bytes(hashlib.sha256(data).digest() + data)
