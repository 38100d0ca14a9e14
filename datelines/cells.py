"""A value as the text of one cell, and back: lists, and the guard against spreadsheet formulas.

Knows no table and no file.

How a cell is written, for whoever reads the CSV without this module:

- nothing is an empty cell; booleans are ``true`` and ``false``; days ``2025-02-24``; times ``2025-02-24T17:00:00Z``;
- items of a list are joined by ``;``, and a ``;`` or a backslash inside an item has a backslash before it;
- a text (or an item of a list) that begins with one of ``= + - @ '``, a tab, a carriage return, a line feed, or the
  full-width form of one of the first four gets an apostrophe in front. One leading apostrophe taken away gives the
  text back, always.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

__all__ = ["RISKY", "guard", "items", "join", "plain", "single", "split", "unguard"]

# What Excel, LibreOffice or Google Sheets may run, as OWASP lists it under "CSV injection"; the apostrophe so that
# undoing is exact.
RISKY = tuple("=+-@\t\r\n＝＋－＠'")
_ITEM = re.compile(r"(?:[^;\\]|\\.)*", re.DOTALL)
_ESCAPED = re.compile(r"\\(?P<char>.)", re.DOTALL)


def guard(text: str) -> str:
    """``=1+1`` becomes ``'=1+1``; text that no spreadsheet would run stays as it is."""
    return "'" + text if text.startswith(RISKY) else text


def unguard(cell: str) -> str:
    """The text that ``guard`` was given."""
    return cell.removeprefix("'")


def join(texts: Sequence[str], guarded: bool = True) -> str:
    """One cell for a list; ``split`` gives the list back, except that a list of one empty text is as no list."""
    return ";".join((guard(text) if guarded else text).replace("\\", "\\\\").replace(";", "\\;") for text in texts)


def items(values: Sequence[Any]) -> list[str]:
    """The items of a list as texts, unguarded; the first member stands for a struct."""
    return [plain(next(iter(value.values())) if isinstance(value, dict) else value) for value in values]


def split(cell: str, guarded: bool = True) -> list[str]:
    """The items of a cell that ``join`` made; an empty cell has none."""
    found, at = [], 0
    while cell and at <= len(cell):
        match = _ITEM.match(cell, at)
        assert match
        item = _ESCAPED.sub(lambda found: found["char"], match.group())
        found.append(unguard(item) if guarded else item)
        at = match.end() + 1
    return found


def plain(value: object) -> str:
    """A single value as text, unguarded. Raises TypeError for what no column holds."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case float():
            return _decimal(value)
        case int():
            return repr(value)
        case _:
            raise TypeError(f"no cell holds a {type(value).__name__}")


def single(value: float) -> float:
    """The value as a column of single precision holds it, so that what is written and what is read back are equal."""
    return float(np.float32(value))


def _decimal(value: float) -> str:
    """The fewest digits that give the value back, also where it comes from a column of single precision."""
    return str(np.float32(value)) if single(value) == value else repr(value)
