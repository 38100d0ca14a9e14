"""What the page knows, as one JSON value: every text that recurs is said once and then named by its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from datelines.edtf import DateValue
from datelines.stories import corrected, how
from schemas.companions.page.evidence import best_mentions, marked, publishers
from schemas.companions.page.words import families, in_language, languages
from schemas.spec import load_specs

if TYPE_CHECKING:
    from datelines.cards import Card
    from schemas.companions import Subject
    from schemas.companions.history import History

__all__ = ["MOST_EVENTS", "payload"]

# Beyond this the page is no page any more; it says so, and that all are in the tables.
MOST_EVENTS = 10_000
# How many sentences an event shows, by how many events there are; the rest is counted.
_SENTENCES = ((2_000, 3), (5_000, 2), (MOST_EVENTS, 1))
# What an event has none of is not written.
_LEFT_OUT: tuple[Any, ...] = (None, [])
# So many rows are values of Python at a time.
_AT_ONCE = 500
_EPOCH = date(1970, 1, 1)
_COLUMNS = [
    "event_id", "title", "event_date", "date_earliest", "date_latest", "date_precision", "date_basis",
    "date_alternatives", "date_conflict", "event_type", "event_status", "actors", "location", "latitude",
    "longitude", "geo_precision", "confidence", "mention_count", "source_count", "first_seen",
]  # fmt: skip


class _Numbered:
    """Values in order of their first use, each with its number."""

    def __init__(self, make: Callable[[Any], Any] = lambda key: key) -> None:
        self._make = make
        self._numbers: dict[Any, int] = {}
        self.values: list[Any] = []

    def number(self, key: Any) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.values)
            self.values.append(self._make(key))
        return self._numbers[key]


class _Lists:
    """The lists that events point into."""

    def __init__(self) -> None:
        self.dates = _Numbered(_date)
        self.actors = _Numbered()
        self.places = _Numbered(list)
        self.sources = _Numbered()
        self.articles = _Numbered(list)
        self.texts = _Numbered()


def payload(subject: Subject, files: Sequence[str], history: History) -> dict[str, Any]:
    """All of it; ``files`` are the names of what lies beside the page."""
    active = _active(subject.tables["timeline"])
    shown = _latest(active.select(_COLUMNS))
    lists = _Lists()
    types = _types()
    most = next((count for limit, count in _SENTENCES if shown.num_rows <= limit), 1)
    told, by = best_mentions(subject.tables, shown, most), publishers(subject.tables, shown)
    events = [
        _present(
            _event(row, types, lists)
            | {
                "told": [_sentence(one, row, lists) for one in told.get(row["event_id"], ())],
                "by": [lists.sources.number(name) for name in by.get(row["event_id"], ())],
                "changes": [_change(one) for one in history.get(row["event_id"], ())],
                "corrected": [corrected(one) for one in subject.corrections if row["event_id"] in one["events"]],
            }
        )
        for some in shown.to_batches(max_chunksize=_AT_ONCE)
        for row in some.to_pylist()
    ]
    return {
        **_dataset(subject),
        "day": _days(subject.day),
        "articles_read": subject.tables["articles"].num_rows,
        "all_events": active.num_rows,
        "files": list(files),
        "families": families(),
        "types": types,
        "statuses": list(_enum("event_status")),
        "precisions": list(_enum("date_precision")),
        "languages": languages(),
        "card": _card(subject.card),
        "moved": _moved(subject.tables["timeline"]),
        "events": events,
        **{name: getattr(lists, name).values for name in ("dates", "actors", "places", "sources", "articles", "texts")},
    }


def _present(event: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if value not in _LEFT_OUT}


def _card(card: Card | None) -> dict[str, Any] | None:
    """How good the rules are: for each set of annotated articles its totals, and where they are known to fail."""
    if card is None:
        return None
    rows = [
        {"tuned": one.tuned_on, "articles": len(one.files), "gold": one.total.gold, "found": one.total.found}
        | {"right": one.total.right}
        for one in card.articles
    ]
    return {"sets": rows, "weak": list(card.weak)}


def _dataset(subject: Subject) -> dict[str, Any]:
    dataset = subject.dataset
    area = dataset.spatial
    return {
        "title": dataset.title,
        "notes": dataset.notes,
        "language": dataset.languages[0],
        "license": {"name": f"{dataset.license.title} ({dataset.license.id})", "url": dataset.license.url},
        "accuracy": dataset.accuracy,
        "completeness": dataset.completeness,
        "copyright": dataset.copyright,
        "publisher": dataset.publisher.name,
        "author": dataset.author.name,
        "report": dataset.report or f"mailto:{dataset.maintainer.email}",
        "area": [area.west, area.south, area.east, area.north],
    }


def _enum(column: str) -> Sequence[str]:
    found = next(one for one in load_specs()["timeline"].fields if one.name == column)
    return [str(value) for value in found.constraints.enum or ()]


def _types() -> list[str]:
    """Every type of event in the order of the lanes."""
    listed = [name for members in families().values() for name in members]
    return listed + [name for name in _enum("event_type") if name not in listed]


def _active(timeline: pa.Table) -> pa.Table:
    return timeline.filter(_are_active(timeline))


def _are_active(timeline: pa.Table) -> Any:
    status: Any = pc.cast(timeline["record_status"], pa.string())
    return pc.equal(status, pa.scalar("active"))


def _latest(timeline: pa.Table) -> pa.Table:
    """The last ones by date, where there are too many; undated ones go first. The order stays."""
    surplus = timeline.num_rows - MOST_EVENTS
    if surplus <= 0:
        return timeline
    undated = pc.is_null(timeline["event_date"])
    without, dated = timeline.filter(undated), timeline.filter(pc.invert(undated))
    if surplus < without.num_rows:
        return pa.concat_tables([dated, without.slice(0, without.num_rows - surplus)])
    return dated.slice(dated.num_rows - MOST_EVENTS)


def _moved(timeline: pa.Table) -> dict[str, str | None]:
    """Where a link to a row that is no longer told leads: to another row, or to none."""
    gone = timeline.filter(pc.invert(_are_active(timeline)))
    return {row["event_id"]: row["superseded_by"] for row in gone.select(["event_id", "superseded_by"]).to_pylist()}


def _event(row: Mapping[str, Any], types: list[str], lists: _Lists) -> dict[str, Any]:
    """What the row itself says."""
    return {
        "id": row["event_id"],
        "title": row["title"],
        "type": types.index(row["event_type"]),
        "status": row["event_status"],
        "precision": row["date_precision"],
        "date": _number(lists.dates, row["event_date"]),
        "conflict": row["date_conflict"] or None,
        "others": [
            [lists.dates.number(one["date"]), one["mentions"], one["sources"]] for one in row["date_alternatives"] or ()
        ],
        "actors": [lists.actors.number(name) for name in row["actors"] or ()],
        "place": _place(row, lists),
        "sure": None if row["confidence"] is None else round(100 * row["confidence"]),
        "mentions": row["mention_count"],
        "sources": row["source_count"],
        "seen": _days(row["first_seen"].date()),
    }


def _number(numbered: _Numbered, key: Any) -> int | None:
    return None if key is None else numbered.number(key)


def _place(row: Mapping[str, Any], lists: _Lists) -> int | None:
    if row["location"] is None:
        return None
    return lists.places.number((row["location"], row["latitude"], row["longitude"], row["geo_precision"]))


def _sentence(mention: Mapping[str, Any], event: Mapping[str, Any], lists: _Lists) -> list[Any]:
    """The article, the quote in pieces, how its date was read, the rule, and the date where it is another."""
    source = _number(lists.sources, mention["publisher"])
    published = mention["published_local"]
    day = _days(date.fromisoformat(published[:10])) if published else None
    rule = mention["timex_rule"]
    read = how(mention).removesuffix(f" [{rule}]")
    made = [
        lists.articles.number((source, mention["url"], mention["headline"], day)),
        marked(mention),
        lists.texts.number(read),
        _number(lists.texts, rule),
    ]
    if mention["date"] != event["event_date"]:
        made.append(_number(lists.dates, mention["date"]))
    return made


def _change(change: Mapping[str, Any]) -> list[Any]:
    return [
        _days(date.fromisoformat(change["day"])),
        change["op"],
        change.get("column"),
        change.get("old"),
        change.get("new"),
        change["reason"],
    ]


def _date(edtf: str) -> list[Any]:
    """The EDTF string, its first and last day, and the words for it in each language."""
    value = DateValue.parse(edtf)
    first = None if value.earliest is None else _days(value.earliest)
    last = None if value.latest is None else _days(value.latest)
    words = {code: in_language(value, code) for code in languages()}
    return [edtf, first, last, bool(value.qualifier), words]


def _days(day: date) -> int:
    return (day - _EPOCH).days
