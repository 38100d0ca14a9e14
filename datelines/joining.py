"""The happenings of an archive joined by an engine, in two stages, so that no worker holds more than one kind of them.

Articles are parted by digest. First the happenings that a part tells are grouped by topic and kind, of which no two can
be one happening; then each kind is joined by itself. What fits together is decided in ``kinship``.
"""

from __future__ import annotations

import pickle
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any, TypeAlias

from datelines.articles import Article
from datelines.batches import Engine
from datelines.events import EventMention, Status
from datelines.extraction.kinship import rank
from datelines.extraction.rejoin import Name, PartOf, rejoin
from datelines.searching import Told
from datelines.topics import Topic

__all__ = ["Kind", "joined_by", "kind_of", "parts_of", "stub"]

# Topic and type; on the timeline or not; suspended; proposed. What is planned can have been called off.
Kind: TypeAlias = tuple[str, str, bool, bool, bool]
# The parts of happenings of one kind, and when their articles were printed.
_Piece: TypeAlias = list[tuple[PartOf[Name], date | None]]
_Order: TypeAlias = tuple[Any, str, Name]
# So many articles that tell something are in a part.
_TOGETHER = 5000
_TOPICS: dict[str, Topic] = {}


def joined_by(engine: Engine, keys: Sequence[str], told: Callable[[str], Told], topic: Topic) -> list[list[Name]]:
    """The clusters of what articles tell, as ``rejoin`` gives them from nothing; the keys are hexadecimal."""
    if not keys:
        return []
    split, join = partial(_split, topic.digest), partial(_join, topic.digest)
    found = engine.grouped(split, join, _prepare, (topic,), _parted(keys, told))
    return [names for _, names in sorted(one for clusters in found.values() for one in clusters)]


def parts_of(key: str, told: Told) -> list[PartOf[Name]]:
    """What an article tells, by happening."""
    return [
        PartOf((key, number), [told.mentions[place] for place in group]) for number, group in enumerate(told.groups)
    ]


def stub(name: str, printed: date | None) -> Article:
    """An article, as far as joining asks for it."""
    published = datetime.combine(printed, time(), UTC) if printed else None
    return Article(name, "", None, None, None, "", "", (), "", published, None, None, "")


def kind_of(lead: EventMention, topic: Topic) -> Kind:
    """What mentions that can be one happening have in common, whatever else they say."""
    suspended, proposed = lead.status is Status.SUSPENDED, lead.status is Status.PROPOSED
    return topic.name, lead.event_type.value, lead.on_timeline, suspended, proposed


def _parted(keys: Sequence[str], told: Callable[[str], Told]) -> list[bytes]:
    """The articles in parts by their digest, each packed: a scheduler keeps them until all is done."""
    count = 1 + len(keys) // _TOGETHER
    parts: list[list[str]] = [[] for _ in range(count)]
    for key in keys:
        parts[int(key[:8], 16) % count].append(key)
    return [zlib.compress(pickle.dumps([(key, told(key)) for key in part]), 1) for part in parts]


def _prepare(topic: Topic) -> None:
    _TOPICS[topic.digest] = topic


def _split(digest: str, packed: bytes) -> dict[Kind, _Piece]:
    pieces: defaultdict[Kind, _Piece] = defaultdict(list)
    for key, told in pickle.loads(zlib.decompress(packed)):
        for part in parts_of(key, told):
            pieces[kind_of(part.mentions[0], _TOPICS[digest])].append((part, told.printed))
    return dict(pieces)


def _join(digest: str, pieces: Iterable[_Piece]) -> list[tuple[_Order, list[Name]]]:
    """The clusters of one kind, in whatever order its pieces come, each with its place among all."""
    every = [one for piece in pieces for one in piece]
    printed = {part.mentions[0].article_id: stub(part.mentions[0].article_id, day) for part, day in every}
    clusters = rejoin([part for part, _ in every], (), (), printed, _TOPICS[digest])
    return [(_order(cluster[0]), [part.name for part in cluster]) for cluster in clusters]


def _order(founder: PartOf[Name]) -> _Order:
    lead = founder.mentions[0]
    return rank(lead), lead.article_id, founder.name
