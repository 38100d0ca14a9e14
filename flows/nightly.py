"""One night: fetch, take stock, build, release.

``python -m flows.nightly`` is what `make run` calls; the clock is read here only.
"""

from __future__ import annotations

import importlib
import sys
import threading
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from prefect import flow
from prefect.runtime import flow_run

from datelines.atomic import write_bytes
from datelines.corrections.loader import load_corrections
from datelines.fetching import load_sources
from datelines.locks import held
from datelines.nights import PAGE, last_nights, note_failure
from datelines.releases import ReleaseError
from datelines.status_page import status_page
from datelines.storage import StorageError, is_address
from datelines.topics import Topic
from datelines.topics.loader import load_topic
from datelines.yamlfile import ConfigError
from flows import console
from flows.build import CORRECTIONS, build_release, warm_up
from flows.engines import ENGINES, LOCAL, Workforce
from flows.failures import CheckStoppedError, status_of
from flows.ingest import fetch_sources, take_inventory
from flows.letters import letter
from flows.places import Place, as_place, raw_at_hand, released_to
from flows.settings import TOPIC, log_file
from schemas.expectations.gates import unknown

__all__ = ["main", "nightly"]


@flow(name="nightly", persist_result=False, on_failure=[letter], on_crashed=[letter])
def nightly(
    raw: Place = Path("data/raw"),
    out: Place = Path("data/processed"),
    topic: str = TOPIC,
    as_of: date | None = None,
    sources: Path | None = None,
    accept: tuple[str, ...] = (),
    corrections: Path = CORRECTIONS,
    engine: str = LOCAL,
    dask_address: str | None = None,
) -> Path:
    """Release the timeline that the articles below ``raw`` published by ``as_of`` support; the release's folder.

    ``raw`` and ``out`` are folders, or addresses of an object store; then the folder is a copy on this machine.

    ``as_of`` is the day that the run stands for: when it is not given, the day that it was scheduled for, in the
    topic's zone, so that a run that starts late stands for its own day. What the list in ``sources`` names is fetched
    first, but not for another day than the scheduled one. The gates named in ``accept`` warn and do not stop. What
    people have put right is in the folder ``corrections``, a file a topic. ``engine`` is who does the work: local, or
    dask with the workers of the scheduler at ``dask_address``, else with some of its own. Raises what
    ``flows.failures`` lists.
    """
    workforce = Workforce(engine, dask_address or None)
    if sources and isinstance(raw, str) and is_address(raw):
        raise ConfigError(f"{raw}: what is fetched goes to a folder of this machine; fetch into one, and copy it there")
    knowledge = load_topic(topic)
    if complaint := unknown(accept):
        raise ConfigError(complaint)
    put_right = load_corrections(corrections, knowledge.name)
    scheduled = flow_run.scheduled_start_time.astimezone(ZoneInfo(knowledge.zone)).date()
    day = as_of or scheduled
    releases = released_to(out, knowledge.name)
    if sources and day == scheduled:
        fetch_sources(sources, Path(raw), day)
    home = releases.out / knowledge.name
    # Not the flows of these steps: each would cost another second of Prefect's, every night.
    with held(home / ".lock"):
        try:
            here = raw_at_hand(raw)
            releases.bring(day)
            inventory = take_inventory(here, home / ".cache")
            accepted = frozenset(accept)
            release = build_release(inventory, releases.out, knowledge, day, accepted, put_right, workforce)
            releases.publish()
            return release.path
        except CheckStoppedError:
            raise
        except Exception as error:
            with suppress(OSError):
                note_failure(home, day, str(error) or type(error).__name__)
            raise
        finally:
            with suppress(OSError, ReleaseError, StorageError):
                _show_status(releases.out, knowledge, day)
                releases.tell()


def _show_status(out: Path, topic: Topic, day: date) -> None:
    """The page of the last nights, beside the releases."""
    page = status_page(topic.title, last_nights(out, topic.name, day), day)
    write_bytes(out / topic.name / PAGE, page.encode())


@click.command(help="Release the timeline of the articles below RAW for one day, and print it.")
@click.option("--raw", default="data/raw", show_default=True, help="A folder, or an address: s3://bucket/folder.")
@click.option("--out", default="data/processed", show_default=True, help="The same.")
@click.option("--topic", default=TOPIC, show_default=True, help="A topic's name, or its file.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day it stands for; today when not given.")
@click.option("--sources", type=click.Path(path_type=Path), help="A list of what to fetch first; not with --as-of.")
@click.option("--accept", default="", help="Gates that this night may fail, by name, with commas between.")
@click.option("--corrections", type=click.Path(path_type=Path), default=CORRECTIONS, show_default=True)
@click.option("--engine", default=LOCAL, show_default=True, help=f"Who does the work: {' or '.join(ENGINES)}.")
@click.option("--dask-address", default="", help="The scheduler of a Dask cluster; with --engine dask only.")
def main(
    raw: str,
    out: str,
    topic: str,
    as_of: datetime | None,
    sources: Path | None,
    accept: str,
    corrections: Path,
    engine: str,
    dask_address: str,
) -> None:
    """Run one night, print what came of it, and leave with the exit status that ``flows.failures`` lists."""
    try:
        knowledge = load_topic(topic)
        day = as_of.date() if as_of else datetime.now(ZoneInfo(knowledge.zone)).date()
        load_corrections(corrections, knowledge.name)
        Workforce(engine, dask_address or None).try_out()
        places = as_place(raw), as_place(out)
        if sources and not as_of:
            load_sources(sources)
        if isinstance(places[0], Path):
            if sources and not as_of:
                places[0].mkdir(parents=True, exist_ok=True)
            raw_at_hand(places[0])
        # No daemon: one that is cut off inside a compiled import takes the exit status along.
        threading.Thread(target=_preload, args=(knowledge,)).start()
        with console.bar():
            path = nightly(
                *places,
                topic,
                day,
                None if as_of or not sources else sources.resolve(),
                tuple(name.strip() for name in accept.split(",") if name.strip()),
                corrections.resolve(),
                engine,
                dask_address or None,
            )
    except Exception as error:  # noqa: BLE001 whatever it is, a person gets one line, and the log has the rest
        console.tell_failure(error, log_file())
        sys.exit(status_of(error))
    console.tell_release(path, knowledge.title)
    if isinstance(places[1], str):
        click.echo(f"{places[1]}/{knowledge.name}/releases/{path.name}")


def _preload(topic: Topic) -> None:
    """Import the checks' slow package, and compile the rules, while Prefect's server starts."""
    warm_up(topic)
    importlib.import_module("schemas.expectations.suite")


if __name__ == "__main__":
    main()
