"""A table in, a file out: one module a format, found by its name.

A module here has ``SUFFIX`` and ``write(table, path)``, which writes the whole file or raises OSError. Where the file
goes is decided elsewhere.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datelines.stored import AnyTable

__all__ = ["formats", "write"]


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted: one for each module of this folder."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def write(table: AnyTable, folder: Path, name: str, kind: str) -> Path:
    """Write ``table`` as ``<folder>/<name>.<suffix>`` in the format ``kind``.

    Raises OSError, and KeyError for an unknown format.
    """
    if kind not in formats():
        raise KeyError(f"{kind!r} is no output; there are {', '.join(formats())}")
    module = importlib.import_module(f"{__name__}.{kind}")
    path = folder / f"{name}.{module.SUFFIX}"
    writer: Callable[[AnyTable, Path], None] = module.write
    writer(table, path)
    return path
