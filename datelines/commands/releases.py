"""`datelines show`, `explain` and `plot`: what the newest release says, why, and as a picture."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from datelines.commands.common import DAY, Place, day_of, fail, here, load_topic, out_option, topic_option, warn

__all__ = ["explain", "plot", "show"]


def _choices(command: Any) -> Any:
    """The options by which a part of the timeline is chosen."""
    from datelines.events import EventType, Status

    for option in (
        click.option("--status", type=click.Choice([one.value for one in Status]), help="Only events of this status."),
        click.option(
            "--type", "event_type", type=click.Choice([one.value for one in EventType]), help="Only this type."
        ),
        click.option("--until", type=DAY, help="Only what can have happened on or before this day."),
        click.option("--since", type=DAY, help="Only what can have happened on or after this day."),
    ):
        command = option(command)
    return command


@click.command()
@out_option
@topic_option
@click.option("--as-of", type=DAY, help="As it was released on this day.")
@_choices
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def show(out: Place, topic: str, as_of: datetime | None, as_json: bool, **choice: Any) -> None:
    """The published timeline, in the terminal."""
    from datelines.present import print_table, released_table
    from datelines.wire import encode

    out = here(out, topic, day_of(as_of))
    rows = _chosen(out, topic, as_of, **choice)
    if as_json:
        for row in rows:
            click.echo(encode(row))
        return
    if not rows:
        click.echo("no milestone fits")
        return
    print_table(released_table(rows))


def _chosen(
    out: Path,
    topic: str,
    as_of: datetime | None,
    since: datetime | None,
    until: datetime | None,
    event_type: str | None,
    status: str | None,
) -> list[dict[str, Any]]:
    """The rows of the released timeline that fit the options."""
    return [
        row
        for row in _rows(out, topic, "timeline", day_of(as_of))
        if row["record_status"] == "active"
        and event_type in (None, row["event_type"])
        and status in (None, row["event_status"])
        and _within(row, day_of(since), day_of(until))
    ]


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
def explain(event: str, out: Place, topic: str, as_of: datetime | None, as_json: bool) -> None:
    """Why an event has its date. EVENT is an id, the beginning of one, or words of title, date or sentence."""
    from datelines.analyst.tracing import story_of
    from datelines.present import print_table, story_table
    from datelines.releases import ReleaseError
    from datelines.wire import encode

    out = here(out, topic, day_of(as_of))
    try:
        lines, (found, mentions) = story_of(event, out, topic, day_of(as_of))
    except ReleaseError as error:
        fail(str(error))
    if as_json:
        click.echo(encode({"event": found, "mentions": mentions}))
        return
    print_table(story_table(lines))


@click.command()
@out_option
@topic_option
@click.option("--as-of", type=DAY, help="As it was released on this day.")
@_choices
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default="timeline.png",
    show_default=True,
    help="Where to: a .png or a .svg.",
)
def plot(out: Place, topic: str, as_of: datetime | None, file: Path, **choice: Any) -> None:
    """The published timeline as a picture, each milestone as long as the time its date leaves open."""
    from datelines.pictures.drawing import FORMATS, picture

    kind = file.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise click.BadParameter(f"{file}: pictures are {' or '.join(f'.{one}' for one in FORMATS)}", param_hint="--to")
    out = here(out, topic, day_of(as_of))
    rows = _chosen(out, topic, as_of, **choice)
    try:
        file.write_bytes(picture(rows, kind, load_topic(topic).title, _note(out, topic, as_of, rows)))
    except ValueError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    click.echo(str(file))


def _note(out: Path, topic: str, as_of: datetime | None, rows: list[dict[str, Any]]) -> str:
    from datelines.releases import release_for

    return f"release of {release_for(out, topic, day_of(as_of)).day} · {len(rows):,} milestones"


def _rows(out: Path, topic: str, table: str, day: date | None) -> list[dict[str, Any]]:
    """The rows of a table of the newest release, or of that of a day."""
    from datelines.layouts import note
    from datelines.releases import ReleaseError, read_table, release_for

    try:
        found = read_table(release_for(out, topic, day), table)
        if told := note(found):
            warn(told)
        return found.to_pylist()
    except ReleaseError as error:
        fail(str(error))
