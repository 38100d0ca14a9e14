"""The timeline as a workbook for spreadsheets, in which no date is guessed; the only importer of xlsxwriter."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import xlsxwriter

from datelines.cells import items, join, plain
from schemas.spec import load_specs

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from schemas.companions import Subject

__all__ = ["workbook"]

_WIDTHS = {"title": 60, "event_date": 22, "actors": 40, "event_type": 20, "date_alternatives": 20}
# What a cell can hold.
_LONGEST = 32_767


def workbook(subject: Subject) -> bytes:
    """Three sheets: the timeline with every value as text but counts, its columns, and the terms of use."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        # The day of the release and no clock, so that the same tables give the same bytes.
        book.set_properties({"title": subject.dataset.title, "created": datetime.combine(subject.day, time())})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _timeline(book.add_worksheet("timeline"), subject, bold)
        _columns(book.add_worksheet("columns"), bold, wrapped)
        _terms(book.add_worksheet("terms"), subject, bold, wrapped)
    return made.getvalue()


def _timeline(sheet: Worksheet, subject: Subject, bold: Any) -> None:
    table = subject.tables["timeline"]
    for at, name in enumerate(table.column_names):
        sheet.write_string(0, at, name, bold)
        sheet.set_column(at, at, _WIDTHS.get(name, 16))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, table.num_rows), table.num_columns - 1)
    for number, row in enumerate(table.to_pylist(), start=1):
        for at, value in enumerate(row.values()):
            _write(sheet, number, at, value)


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    match value:
        case None | []:
            return
        case bool():
            sheet.write_string(row, column, plain(value))
        case int() | float():
            sheet.write_number(row, column, value)
        case list():
            sheet.write_string(row, column, join(items(value), guarded=False)[:_LONGEST])
        case datetime():
            sheet.write_string(row, column, plain(value.replace(tzinfo=UTC) if value.tzinfo is None else value))
        case _:
            sheet.write_string(row, column, plain(value)[:_LONGEST])


def _columns(sheet: Worksheet, bold: Any, wrapped: Any) -> None:
    rows = [
        (one.name, one.type, one.unit or "", one.description, one.example) for one in load_specs()["timeline"].fields
    ]
    _table(sheet, ("column", "type", "unit", "meaning", "example"), rows, (20, 10, 20, 80, 30), bold, wrapped)


def _terms(sheet: Worksheet, subject: Subject, bold: Any, wrapped: Any) -> None:
    dataset = subject.dataset
    rows = [
        ("dataset", dataset.title),
        ("what it is", dataset.notes),
        ("release", subject.day.isoformat()),
        ("licence", f"{dataset.license.title} ({dataset.license.id}), {dataset.license.url}"),
        ("copyright", dataset.copyright),
        ("how it is made", dataset.process),
        ("accuracy", dataset.accuracy),
        ("completeness", dataset.completeness),
        ("questions and corrections", f"{dataset.maintainer.name}, {dataset.maintainer.email}"),
        ("dates", "Written as text in EDTF (ISO 8601-2): 2017 is some day of 2017, not 1 January."),
    ]
    _table(sheet, ("term", "value"), rows, (26, 110), bold, wrapped)


def _table(
    sheet: Worksheet, header: Iterable[str], rows: Iterable[Iterable[str]], widths: Iterable[int], bold: Any, cell: Any
) -> None:
    for at, (name, width) in enumerate(zip(header, widths, strict=True)):
        sheet.write_string(0, at, name, bold)
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            sheet.write_string(number, at, value, cell)
