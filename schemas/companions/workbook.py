"""The timeline as a workbook for spreadsheets, in which no date is guessed; the only importer of xlsxwriter."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from datelines.columns import Texts, altered, content, holding, texts_of
from schemas.spec import load_specs

if TYPE_CHECKING:
    from schemas.companions import Subject

__all__ = ["workbook"]

_WIDTHS = {"title": 60, "event_date": 22, "actors": 40, "event_type": 20, "date_alternatives": 20}
# What a cell and a sheet can hold.
_LONGEST, _MOST_ROWS = 32_767, 1_048_575
_ROWS_AT_ONCE = 2_000
# Where the rows go, as nothing else in a sheet can look, and about how many bytes a cell of theirs is.
_PLACE = b"<!-- rows -->"
_CELL = 80
_TEXT = '<c t="inlineStr"><is><t xml:space="preserve">'
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LOOKALIKE = re.compile(r"_x[0-9a-fA-F]{4}_")
_STRANGE = r"[\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]|_x[0-9a-fA-F]{4}_"


def workbook(subject: Subject) -> bytes:
    """Three sheets: the timeline with every value as text but counts, its columns, and the terms of use."""
    made = io.BytesIO()
    table = subject.tables["timeline"].slice(0, _MOST_ROWS)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        # The day of the release and no clock, so that the same tables give the same bytes.
        book.set_properties({"title": subject.dataset.title, "created": datetime.combine(subject.day, time())})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _header(book.add_worksheet("timeline", _Sheet), table, bold)
        _columns(book.add_worksheet("columns"), bold, wrapped)
        _terms(book.add_worksheet("terms"), subject, bold, wrapped)
    return _with_rows(made, table)


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet below whose header there is room for rows that are XML already: cell by cell, many take minutes."""

    dim_rowmax: Any

    def _write_rows(self) -> None:
        rows, self.dim_rowmax = self.dim_rowmax, 0
        super()._write_rows()
        self.dim_rowmax = rows
        self.fh.write(_PLACE.decode())


def _with_rows(made: io.BytesIO, table: pa.Table) -> bytes:
    """The workbook with the rows in their place, of which a few at a time are unpacked XML: all would be large."""
    whole = io.BytesIO()
    with ZipFile(made) as plain, ZipFile(whole, "w", ZIP_DEFLATED) as filled:
        for one in plain.infolist():
            before, place, after = plain.read(one).partition(_PLACE)
            entry = ZipInfo(one.filename, one.date_time)
            entry.compress_type = ZIP_DEFLATED
            # Only whether it is beyond two gigabytes matters.
            entry.file_size = len(before) + len(after) + (_CELL * table.num_rows * table.num_columns if place else 0)
            with filled.open(entry, "w") as file:
                file.write(before)
                for rows in _parts(table) if place else ():
                    file.write(rows)
                file.write(after)
    return whole.getvalue()


def _header(sheet: _Sheet, table: pa.Table, bold: Any) -> None:
    for at, name in enumerate(table.column_names):
        sheet.write_string(0, at, name, bold)
        sheet.set_column(at, at, _WIDTHS.get(name, 16))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, table.num_rows), table.num_columns - 1)
    sheet.dim_rowmax = table.num_rows


def _parts(table: pa.Table) -> Iterator[memoryview]:
    for start in range(0, table.num_rows, _ROWS_AT_ONCE):
        yield _rows(table.slice(start, _ROWS_AT_ONCE).combine_chunks())


def _rows(table: pa.Table) -> memoryview:
    """The rows as XML; their cells need no addresses, since none is left out."""
    cells = [_cells(column.chunk(0)) for column in table.columns]
    return content(pc.binary_join_element_wise("<row>", *cells, "</row>", ""))


def _cells(values: Any) -> Texts:
    texts = texts_of(values, guarded=False)
    if not kinds.is_list(values.type) and (kinds.is_integer(values.type) or kinds.is_floating(values.type)):
        filled = pc.binary_join_element_wise("<c><v>", texts, "</v></c>", "")
    else:
        texts = altered(texts, np.asarray(pc.utf8_length(texts)) > _LONGEST, _cut)
        strange = pc.match_substring_regex(texts, _STRANGE)
        texts = _escaped(altered(texts, np.asarray(strange), _legible))
        filled = pc.binary_join_element_wise(_TEXT, texts, "</t></is></c>", "")
    return pc.if_else(pc.equal(texts, pa.scalar("")), "<c/>", filled)


def _cut(text: str) -> str:
    return text[:_LONGEST]


def _legible(text: str) -> str:
    """Without what XML cannot hold, as spreadsheets write it; what looks like that already is marked as meant."""
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _LOOKALIKE.sub(r"_x005F\g<0>", text))


def _escaped(texts: Texts) -> Texts:
    for mark, entity in _ENTITIES.items():
        if holding(texts, mark) is not None:
            texts = pc.replace_substring(texts, mark, entity)
    return texts


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
