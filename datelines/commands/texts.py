"""`datelines tag` and `datelines anchor`: a text in, its time expressions or the dates of its events out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from datelines.commands.common import DAY, day_of, fail, read_text, warn

if TYPE_CHECKING:
    from datelines.wire import TaggingInput

__all__ = ["anchor", "tag"]

Row = TypeVar("Row")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--date", "dct", type=DAY, help="The day the text was written; makes the input plain text.")
@click.option("--language", default="en", show_default=True, help="The text's language, for plain text.")
@click.option("--narrative", is_flag=True, help="Count from the dates told, not from the day of writing.")
@click.option("--explain", is_flag=True, help="Print how each was read.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, also for plain text.")
def tag(file: Path, dct: datetime | None, language: str, narrative: bool, explain: bool, as_json: bool) -> None:
    """Find and value the time expressions of a text.

    FILE holds JSON lines with doc_id, dct, text and perhaps doc_type; each comes out with its timexes. Or it is plain
    text: then the timexes are printed as a table.
    """
    from datelines.wire import TaggingInput

    content = read_text(file)
    if dct is None and content.lstrip()[:1] == "{":
        _tag_lines(content, str(file), explain)
        return
    if dct is None:
        warn("no --date given: what is relative to the day of writing stays unresolved")
    doc_type = "narrative" if narrative else "news"
    _tag_text(TaggingInput(None, content, day_of(dct), doc_type, language), explain, as_json)


def _tag_lines(content: str, name: str, explain: bool) -> None:
    from datelines.wire import encode, read_tagging_line

    for row in _lines(content, name, read_tagging_line):
        click.echo(encode(_tagged(row, explain)))


def _lines(content: str, name: str, read: Callable[[str], Row]) -> Iterator[Row]:
    """What can be read of JSON lines; a line that cannot is told, and costs nothing of the others."""
    from datelines.wire import WireError

    good = 0
    # Not splitlines: a text may hold U+2028 as it is.
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = read(line)
        except WireError as error:
            warn(f"{name}, line {number}: {error}; the line was left out")
            continue
        good += 1
        yield row
    if not good:
        fail(f"{name}: no line could be read; each is a JSON object, as the reference of commands says")


def _tagged(row: TaggingInput, explain: bool) -> dict[str, Any]:
    from datelines.tagging import explain as chain
    from datelines.tagging import tag as tag_text
    from datelines.wire import timex_record

    timexes = tag_text(row.text, row.dct, row.language, row.doc_type)
    records = [timex_record(timex) | ({"how": chain(timex, timexes)} if explain else {}) for timex in timexes]
    day = row.dct.isoformat() if row.dct else None
    return {"doc_id": row.doc_id, "dct": day, "doc_type": row.doc_type, "text": row.text, "timexes": records}


def _tag_text(row: TaggingInput, explain: bool, as_json: bool) -> None:
    from datelines.present import print_table, timex_table
    from datelines.tagging import tag as tag_text
    from datelines.wire import encode

    if as_json:
        click.echo(encode(_tagged(row, explain)))
        return
    timexes = tag_text(row.text, row.dct, row.language, row.doc_type)
    if not timexes:
        click.echo("no time expression found")
        return
    print_table(timex_table(row.text, timexes, explain))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def anchor(file: Path) -> None:
    """Date the event mentions of texts.

    FILE holds JSON lines with doc_id, dct, text and mentions, each with start and end (code points); each line comes
    out with the date of every mention, EDTF, or null where the text gives none, and the rule that says so.
    """
    from datelines.pipeline import verdicts_of
    from datelines.wire import anchored_record, encode, read_anchoring_line

    for row in _lines(read_text(file), str(file), read_anchoring_line):
        found = verdicts_of(row.text, row.dct, row.mentions, row.language)
        click.echo(encode(anchored_record(row, [v.date for v in found], [v.rule for v in found])))
