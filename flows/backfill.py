"""The nights of a range of days, one after the other: ``python -m flows.backfill --from DAY --to DAY``.

A day that has its release is passed over, so that a backfill that was cut off goes on where it stopped. The pointer for
readers never moves to an earlier day.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from prefect import flow, get_run_logger

from datelines.corrections.loader import load_corrections
from datelines.locks import held
from datelines.releases import list_releases
from datelines.topics.loader import load_topic
from flows import console
from flows.build import CORRECTIONS, build_release
from flows.engines import ENGINES, LOCAL, Workforce
from flows.failures import InputUnusableError, status_of
from flows.ingest import take_inventory
from flows.places import Place, as_place, raw_at_hand, released_to
from flows.progress import step
from flows.settings import TOPIC, log_file

__all__ = ["backfill", "main"]

_DAY = click.DateTime(["%Y-%m-%d"])


@flow(name="backfill", persist_result=False)
def backfill(
    first: date,
    last: date,
    raw: Place = Path("data/raw"),
    out: Place = Path("data/processed"),
    topic: str = TOPIC,
    again: bool = False,
    corrections: Path = CORRECTIONS,
    engine: str = LOCAL,
    dask_address: str | None = None,
) -> tuple[date, ...]:
    """Release every day from ``first`` to ``last`` that has no release yet (``again``: every day); those released.

    Each day stands on the one before it, as if the nights had run then. Raises what ``flows.failures`` lists; the days
    before it stand, and the next backfill goes on from there.
    """
    if first > last:
        raise InputUnusableError(f"--from {first} is after --to {last}")
    workforce = Workforce(engine, dask_address or None)
    knowledge = load_topic(topic)
    put_right = load_corrections(corrections, knowledge.name)
    made: list[date] = []
    releases = released_to(out, knowledge.name)
    here, name = releases.out, knowledge.name
    with held(here / name / ".lock"):
        inventory = take_inventory(raw_at_hand(raw), here / name / ".cache")
        releases.bring(first)
        there = set() if again else {release.day for release in list_releases(here, name)}
        days = list(_days(first, last))
        for number, day in enumerate(days):
            step(f"the night of {day}", number, len(days))
            if day in there:
                continue
            releases.bring(day)
            release = build_release(inventory, here, knowledge, day, corrections=put_right, workforce=workforce)
            releases.publish()
            get_run_logger().info("%s: %s", day, release.path.name)
            made.append(day)
    return tuple(made)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


@click.command(help="Release every day of a range that has no release yet.")
@click.option("--from", "first", type=_DAY, required=True, help="The first day.")
@click.option("--to", "last", type=_DAY, required=True, help="The last day.")
@click.option("--raw", default="data/raw", show_default=True, help="A folder, or an address: s3://bucket/folder.")
@click.option("--out", default="data/processed", show_default=True, help="The same.")
@click.option("--topic", default=TOPIC, show_default=True, help="A topic's name, or its file.")
@click.option("--again", is_flag=True, help="Also the days that have a release.")
@click.option("--corrections", type=click.Path(path_type=Path), default=CORRECTIONS, show_default=True)
@click.option("--engine", default=LOCAL, show_default=True, help=f"Who does the work: {' or '.join(ENGINES)}.")
@click.option("--dask-address", default="", help="The scheduler of a Dask cluster; with --engine dask only.")
def main(
    first: datetime,
    last: datetime,
    raw: str,
    out: str,
    topic: str,
    again: bool,
    corrections: Path,
    engine: str,
    dask_address: str,
) -> None:
    """Run the nights, say which were released, and leave with the exit status that ``flows.failures`` lists."""
    try:
        places = as_place(raw), as_place(out)
        if isinstance(places[0], Path):
            raw_at_hand(places[0])
        Workforce(engine, dask_address or None).try_out()
        with console.bar():
            made = backfill(
                first.date(), last.date(), *places, topic, again, corrections.resolve(), engine, dask_address or None
            )
    except Exception as error:  # noqa: BLE001 whatever it is, a person gets one line, and the log has the rest
        console.tell_failure(error, log_file())
        sys.exit(status_of(error))
    days = (last.date() - first.date()).days + 1
    click.echo(f"{len(made)} of {days} days released, {days - len(made)} had a release already")


if __name__ == "__main__":
    main()
