"""Tables for people in the terminal. What stands in them is made elsewhere; JSON is in ``wire``."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from datelines.stories import Line
from datelines.tagging import explain as chain
from datelines.timex import Timex

__all__ = [
    "STATUS_STYLES",
    "console",
    "print_table",
    "released_table",
    "story_table",
    "timeline_table",
    "timex_table",
]

# What happened stays plain; the rest is told apart by words and colour, so that it survives without colour.
STATUS_STYLES = {
    "occurred": "",
    "planned": "cyan",
    "proposed": "cyan",
    "cancelled": "red",
    "suspended": "yellow",
    "denied": "magenta",
}


_PIPED_WIDTH = 120


def released_table(rows: Iterable[Mapping[str, Any]], title: str | None = None) -> Table:
    """The same for rows of the published timeline table."""
    return timeline_table(
        (
            {
                "date": row["event_date"],
                "precision": row["date_precision"],
                "status": row["event_status"],
                "type": row["event_type"],
                "title": row["title"],
                "sources": row["source_count"],
                "id": row["event_id"],
                "conflict": row["date_conflict"],
            }
            for row in rows
        ),
        title,
    )


def timeline_table(rows: Iterable[Mapping[str, Any]], title: str | None = None) -> Table:
    """Milestones: ``date``, ``precision``, ``type``, ``status``, ``title``, ``sources``, ``id``, ``conflict``."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    table.add_column("date", no_wrap=True)
    table.add_column("precision", no_wrap=True, style="dim")
    table.add_column("status", no_wrap=True)
    table.add_column("type", no_wrap=True)
    table.add_column("what", ratio=1)
    table.add_column("sources", justify="right")
    table.add_column("id", no_wrap=True, style="dim")
    for row in rows:
        status = str(row["status"])
        shown = Text(row["date"] or "undated", style="" if row["date"] else "dim")
        if row["conflict"]:
            shown.append(" !", style="bold red")
        table.add_row(
            shown,
            Text(str(row["precision"])),
            Text(status, style=STATUS_STYLES.get(status, "")),
            Text(str(row["type"])),
            Text(str(row["title"])),
            str(row["sources"]),
            str(row["id"]),
        )
    return table


def story_table(lines: Sequence[Line]) -> Table:
    """A story: labels on the left, sentences on the right."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column("label", style="bold", no_wrap=True)
    table.add_column("text")
    for line in lines:
        table.add_row(line.label, Text(line.text))
    return table


def timex_table(text: str, timexes: Sequence[Timex], explain: bool) -> Table:
    """The time expressions of a text, with the line they stand in; ``explain`` adds how each was read."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("line", "words", "type", "value", "days"):
        table.add_column(name, no_wrap=name != "words", justify="right" if name == "line" else "left")
    if explain:
        table.add_column("how")
    for timex in timexes:
        value = f"{timex.value} {timex.mod}" if timex.mod else timex.value
        cells: list[str | Text] = [
            str(text.count("\n", 0, timex.span.start) + 1),
            Text(" ".join(timex.text.split())),
            timex.type.value,
            value,
            timex.date.edtf if timex.date else "",
        ]
        table.add_row(*cells, *([Text("\n".join(chain(timex, timexes)))] if explain else []))
    return table


def console(stderr: bool = False) -> Console:
    """A console that wraps no line of a table before column 120 when its output is piped."""
    made = Console(stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(stderr=stderr, highlight=False, width=_PIPED_WIDTH)


def print_table(table: Table) -> None:
    """Print to standard output: as wide as the terminal, or in lines of 120 without trailing blanks when piped."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(table)
        return
    piped = Console(highlight=False, width=_PIPED_WIDTH, file=io.StringIO())
    with piped.capture() as captured:
        piped.print(table)
    console.file.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")
