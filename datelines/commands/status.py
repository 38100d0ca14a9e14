"""`datelines status`: what became of the last nights, as a table or as a page. Runs no night."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from datelines.commands.common import (
    DAY,
    Place,
    day_of,
    end,
    fail,
    in_one_line,
    out_option,
    outside,
    topic_option,
)

__all__ = ["status"]


@click.command()
@topic_option
@out_option
@click.option("--until", type=DAY, help="The last day to show; that of the newest release when not given.")
@click.option("--nights", "count", default=60, show_default=True, type=click.IntRange(1), help="How many to show.")
@click.option("--html", "page", type=click.Path(path_type=Path), help="Write a page for a browser instead.")
def status(topic: str, out: Place, until: datetime | None, count: int, page: Path | None) -> None:
    """What became of the last nights: released, stopped by a check, failed, or missing.

    Exit status 1 where the last night did not end in a release.
    """
    from datelines.atomic import write_bytes
    from datelines.nights import Outcome, last_nights
    from datelines.releases import ReleaseError, latest
    from datelines.status_page import status_page

    if not isinstance(out, Path):
        out = _told_of(out, topic)
    try:
        day = day_of(until) or latest(out, topic).day
        nights = last_nights(out, topic, day, count)
        if page:
            write_bytes(page, status_page(topic, nights, day).encode())
            click.echo(str(page))
    except ReleaseError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")
    if not page:
        for night in nights:
            rows = f"{night.rows['timeline']} milestones, {night.rows['articles']} articles" if night.rows else ""
            click.echo("  ".join(filter(None, (f"{night.day}  {night.outcome:<8}", rows, "; ".join(night.lines)))))
    if nights and nights[0].outcome is not Outcome.RELEASED:
        end(f"the night of {nights[0].day} was {nights[0].outcome}", 1)


def _told_of(out: str, topic: str) -> Path:
    """A folder with what the nights in a store are told from, until the command ends."""
    storage = outside(out)
    folder = Path(click.get_current_context().with_resource(TemporaryDirectory(prefix="datelines-")))
    with in_one_line(storage):
        storage.Copy(out, topic, folder).pull_for_status()
    return folder
