"""Releases to look at: a real one, and made-up ones of any size that have everything a row can have."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from published import sample_tables

from datelines.edtf import DateValue
from datelines.rows import date_cells
from schemas.spec import load_specs
from schemas.tables import to_table

_STATUSES = ("occurred",) * 8 + ("planned", "proposed", "cancelled", "suspended", "denied")
_PLACES = (
    ("Phnom Penh", 11.5564, 104.9282, 1), ("Sihanoukville", 10.6093, 103.5296, 1),
    ("Kampong Speu", 11.4533, 104.5209, 3), ("Fort Benning", 32.3524, -84.9688, 1),
)  # fmt: skip
HOSTILE = (
    "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> \u2028 ' \" "
    "`${1}` & {n}"
)


def many(count: int) -> dict[str, pa.Table]:
    """The tables of a release with so many events, each told by three sentences; the same ones each time."""
    dice = random.Random(7)
    sample = sample_tables()
    base, told = sample["timeline"].to_pylist(), sample["mentions"].to_pylist()
    articles = sample["articles"].to_pylist()
    events, mentions = [], []
    for number in range(count):
        row = _event(dict(dice.choice(base)), number, dice)
        events.append(row)
        for part in range(3):
            mention = dict(dice.choice(told))
            key = f"{number * 3 + part:016x}"
            mentions.append(mention | {"mention_id": f"me-{key}", "event_id": row["event_id"]})
    events.sort(key=lambda row: (row["event_date"] is None, row["date_earliest"] or date.max, row["event_id"]))
    tables = {**sample, "timeline": table("timeline", events), "mentions": table("mentions", mentions)}
    return tables | {"articles": table("articles", articles), "changes": table("changes", [])}


def _event(row: dict[str, Any], number: int, dice: random.Random) -> dict[str, Any]:
    value = _value(dice)
    days = date_cells(value)
    types = next(one for one in load_specs()["timeline"].fields if one.name == "event_type").constraints.enum or ()
    place = dice.choice((*_PLACES, None, None))
    return row | {
        "event_id": f"ev-{number:012x}",
        "title": f"{row['title']}, no. {number}",
        "event_date": days.pop("edtf"),
        **days,
        "date_conflict": value is not None and dice.random() < 0.05,
        "event_type": dice.choice(list(types)),
        "event_status": dice.choice(_STATUSES),
        "location": place and place[0],
        "latitude": place and place[1],
        "longitude": place and place[2],
        "geo_precision": place and place[3],
    }


def _value(dice: random.Random) -> DateValue | None:
    day = date(1990, 1, 1) + timedelta(days=dice.randrange(36 * 365))
    forms = (
        day.isoformat(), day.isoformat(), f"{day:%Y-%m}", f"{day:%Y-%m}", f"{day.year}", f"{day.year}~",
        f"{day.year}-{dice.choice((21, 22, 23, 33, 36))}", f"{day.year // 10}X", f"{day.year}/{day.year + 3}",
        f"{day:%Y-%m}/..", None,
    )  # fmt: skip
    text = dice.choice(forms)
    return DateValue.parse(text) if text else None


def hostile() -> dict[str, pa.Table]:
    """The sample, with markup and script where an article can put it: titles, quotes, names, addresses."""
    sample = sample_tables()
    events, mentions = sample["timeline"].to_pylist(), sample["mentions"].to_pylist()
    lead = events[0]["event_id"]
    events[0] |= {"title": HOSTILE, "actors": [HOSTILE], "location": HOSTILE}
    for row in mentions:
        if row["event_id"] == lead:
            row |= {
                "quote": HOSTILE,
                "trigger": "script",
                "publisher": HOSTILE,
                "url": "javascript:document.title='taken'",
            }
    return {**sample, "timeline": table("timeline", events), "mentions": table("mentions", mentions)}


def storied() -> tuple[dict[str, pa.Table], str, str]:
    """The sample a night later: one event sharper, one joined to another; the tables and the ids of both."""
    sample = sample_tables()
    events = sample["timeline"].to_pylist()
    sharper, joined, into = (row["event_id"] for row in events[:3])
    night = date(2025, 3, 2)
    changes = [
        _change(night, sharper, "change", "event_date", "19XX", events[0]["event_date"]),
        _change(night, joined, "merge", None, events[1]["title"], into),
    ]
    events[1] |= {"record_status": "merged", "superseded_by": into}
    mentions = [row for row in sample["mentions"].to_pylist() if row["event_id"] != joined]
    made = {**sample, "timeline": table("timeline", events), "mentions": table("mentions", mentions)}
    return made | {"changes": table("changes", changes)}, sharper, joined


def _change(night: date, event: str, op: str, column: str | None, old: str, new: str | None) -> dict[str, Any]:
    return {
        "change_id": f"ch-{event[3:]}0000", "release_day": night, "event_id": event, "op": op, "column": column,
        "old": old, "new": new, "reason": "new_article",
    }  # fmt: skip


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return to_table(load_specs()[name], rows)
