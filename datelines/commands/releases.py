"""`datelines show` and `datelines explain`: what the newest release says, and why."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from datelines.commands.common import DAY, day_of, fail, out_option, topic_option

__all__ = ["explain", "show"]


@click.command()
@out_option
@topic_option
@click.option("--as-of", type=DAY, help="As it was released on this day.")
@click.option("--since", type=DAY, help="Only what can have happened on or after this day.")
@click.option("--until", type=DAY, help="Only what can have happened on or before this day.")
@click.option("--type", "event_type", help="Only events of this type.")
@click.option("--status", help="Only events of this status.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def show(
    out: Path,
    topic: str,
    as_of: datetime | None,
    since: datetime | None,
    until: datetime | None,
    event_type: str | None,
    status: str | None,
    as_json: bool,
) -> None:
    """The published timeline, in the terminal."""
    from datelines.present import print_table, released_table
    from datelines.wire import encode

    rows = [
        row
        for row in _rows(out, topic, "timeline", day_of(as_of))
        if row["record_status"] == "active"
        and event_type in (None, row["event_type"])
        and status in (None, row["event_status"])
        and _within(row, day_of(since), day_of(until))
    ]
    if as_json:
        for row in rows:
            click.echo(encode(row))
        return
    if not rows:
        click.echo("no milestone fits")
        return
    print_table(released_table(rows))


def _within(row: dict[str, Any], since: date | None, until: date | None) -> bool:
    """Whether the event can have happened between the two days; undated ones only where no day is asked for."""
    if since is None and until is None:
        return True
    if row["event_date"] is None:
        return False
    first, last = row["date_earliest"] or date.min, row["date_latest"] or date.max
    return first <= (until or date.max) and last >= (since or date.min)


@click.command()
@click.argument("event")
@out_option
@topic_option
@click.option("--as-of", type=DAY, help="As it was released on this day.")
@click.option("--json", "as_json", is_flag=True, help="The row and its mentions as one JSON object.")
def explain(event: str, out: Path, topic: str, as_of: datetime | None, as_json: bool) -> None:
    """Why an event has its date. EVENT is an id, the beginning of one, or words of the title."""
    from datelines.explain import story
    from datelines.present import print_table, story_table
    from datelines.wire import encode

    day = day_of(as_of)
    found = _find(event, _rows(out, topic, "timeline", day))
    published = {row["article_id"]: row["published_local"] for row in _rows(out, topic, "articles", day)}
    mentions = [
        {**row, "published_local": published.get(row["article_id"])}
        for row in _rows(out, topic, "mentions", day)
        if row["event_id"] == found["event_id"]
    ]
    if as_json:
        click.echo(encode({"event": found, "mentions": mentions}))
        return
    print_table(story_table(story(found, mentions, _corrections(out, topic, day, found["event_id"]))))


def _corrections(out: Path, topic: str, day: date | None, event_id: str) -> list[dict[str, Any]]:
    """The corrections that altered the event in that release."""
    from datelines.releases import ReleaseError, read_document, release_for

    try:
        run = read_document(release_for(out, topic, day), "run")
    except ReleaseError as error:
        fail(str(error))
    return [one for one in run.get("corrections", {}).get("applied", []) if event_id in one["events"]]


def _find(wanted: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    words = wanted.casefold().split()
    hits = [row for row in rows if row["event_id"].startswith(wanted)] or [
        row for row in rows if all(word in row["title"].casefold() for word in words)
    ]
    if not hits:
        fail(f"no event {wanted!r}; `datelines show` lists them")
    if len(hits) > 1:
        some = ", ".join(f"{row['event_id']} ({row['title']})" for row in hits[:5])
        fail(f"{len(hits)} events fit {wanted!r}: {some}" + (", ..." if len(hits) > 5 else ""))
    return hits[0]


def _rows(out: Path, topic: str, table: str, day: date | None) -> list[dict[str, Any]]:
    """The rows of a table of the newest release, or of that of a day."""
    from datelines.releases import ReleaseError, read_rows

    try:
        return read_rows(out, topic, table, day)
    except ReleaseError as error:
        fail(str(error))
