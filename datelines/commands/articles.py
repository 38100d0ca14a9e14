"""`datelines events` and `datelines timeline`: article files in, events out. Keeps nothing."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from datelines.commands.common import DAY, articles_below, day_of, fail, load_topic, topic_option

if TYPE_CHECKING:
    from datelines.articles import Article

__all__ = ["events", "timeline"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@topic_option
def events(paths: tuple[Path, ...], topic: str) -> None:
    """The dated events of article files: JSON lines, one an article."""
    from datelines.pipeline import events_of
    from datelines.wire import encode, event_record

    knowledge = load_topic(topic)
    good = 0
    for article in articles_below(paths, knowledge):
        good += 1
        rows = [event_record(event) for event in events_of(article, knowledge)]
        name = article.source.rsplit("/", 1)[-1]
        click.echo(encode({"article": name, "record": article.record, "events": rows}))
    if not good:
        fail("no article could be read")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--as-of", type=DAY, help="Without articles published after this day.")
@click.option("--all", "everything", is_flag=True, help="Also the events that the topic keeps off its timeline.")
@click.option("--json/--table", "as_json", default=None, help="JSON lines or a table, wherever it goes.")
@topic_option
def timeline(
    paths: tuple[Path, ...], as_of: datetime | None, everything: bool, as_json: bool | None, topic: str
) -> None:
    """The merged timeline of article files: a table, or JSON lines when piped. Keeps nothing."""
    from datelines.identity import with_ids
    from datelines.pipeline import assemble, mentions_of
    from datelines.sieve import Sieve
    from datelines.wire import encode, milestone_record

    knowledge = load_topic(topic)
    day = day_of(as_of)
    sieve = None if everything else Sieve(knowledge)
    found = articles_below(paths, knowledge, day, sieve)
    articles = {article.id: article for article in found if _published_by(article, day)}
    if not articles:
        fail("no article could be read" + (f" that was published by {day}" if day else ""))
    mentions = [mention for article in articles.values() for mention in mentions_of(article, knowledge)]
    merged = with_ids(assemble(mentions, articles.values(), knowledge, day))
    records = [milestone_record(event, articles) for event in (merged.events if everything else merged.milestones)]
    if as_json or (as_json is None and not sys.stdout.isatty()):
        for record in records:
            click.echo(encode(record))
        return
    _print_timeline(records, f"{knowledge.title}, from {len(articles)} articles")


def _published_by(article: Article, day: date | None) -> bool:
    """As a night of that day has it: what says no date is read."""
    return day is None or article.dct is None or article.dct <= day


def _print_timeline(records: list[dict[str, Any]], title: str) -> None:
    from datelines.present import print_table, timeline_table

    rows = [
        {**record, "id": record["event_id"], "conflict": record["date_conflict"], "sources": len(record["articles"])}
        for record in records
    ]
    print_table(timeline_table(rows, title))
