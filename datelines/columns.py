"""Columns of a table as the texts of their cells: ``cells`` for hundreds of thousands of values at a time, in Arrow.

Python sees each value that is no text once, and each text only where something in it has to be altered.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds
from numpy.typing import NDArray

from datelines.cells import RISKY, guard, plain

__all__ = ["Texts", "altered", "content", "holding", "texts_of"]

# An array of strings, none of them null.
Texts: TypeAlias = Any

# The first bytes of what ``cells.guard`` may alter; of the full-width forms only the first one is looked at.
_RISKY = np.zeros(256, bool)
_RISKY[[char.encode()[0] for char in RISKY]] = True


def texts_of(values: Any, guarded: bool = True) -> Texts:
    """Each value as its cell; nothing as an empty text."""
    kind = values.type
    if kinds.is_list(kind):
        return _lists(values, guarded)
    if kinds.is_string(kind) or kinds.is_dictionary(kind):
        texts = pc.fill_null(values.cast(pa.string()), "")
        return _guarded(texts) if guarded else texts
    coded = values.dictionary_encode(null_encoding="encode")
    write = _float32 if kinds.is_float32(kind) else plain
    return pa.array([write(value) for value in coded.dictionary.to_pylist()], type=pa.string()).take(coded.indices)


def _float32(value: float | None) -> str:
    """The shortest digits that give the same float32: 0.8, not 0.800000011920929."""
    return "" if value is None else str(np.float32(value))


def _lists(values: Any, guarded: bool) -> Texts:
    """As ``cells.join`` does it with ``cells.items``."""
    inner = values.flatten()
    if kinds.is_struct(inner.type):
        inner = inner.field(0)
    texts = pc.fill_null(inner.cast(pa.string()), "")
    texts = _guarded(texts) if guarded else texts
    texts = pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), ";", "\\;")
    lengths = pc.fill_null(pc.list_value_length(values), 0).to_numpy()
    ends: Any = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
    return pc.binary_join(pa.ListArray.from_arrays(ends, texts), ";")


def _guarded(texts: Texts) -> Texts:
    starts, text = _inside(texts)
    risky = np.zeros(len(texts), bool)
    full = starts[1:] > starts[:-1]
    risky[full] = _RISKY[text[starts[:-1][full]]]
    return altered(texts, risky, guard)


def altered(texts: Texts, where: NDArray[np.bool_], alter: Callable[[str], str]) -> Texts:
    """The texts with those at some places altered one by one."""
    places = np.flatnonzero(where)
    if not len(places):
        return texts
    found = [alter(one) for one in texts.take(pa.array(places)).to_pylist()]
    return pc.replace_with_mask(texts, pa.array(where), pa.array(found, type=pa.string()))


def holding(texts: Texts, marks: str) -> Any:
    """Which texts hold one of the ASCII characters; None where none does."""
    whole = content(texts).tobytes()
    found = [mark for mark in marks if mark.encode() in whole]
    return functools.reduce(pc.or_, (pc.match_substring(texts, mark) for mark in found)) if found else None


def content(texts: Texts) -> memoryview:
    """The bytes of all texts, one after the other, as Arrow keeps them."""
    starts, text = _inside(texts)
    return text[starts[0] : starts[-1]].data


def _inside(texts: Texts) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Where each text starts, with the end of the last one behind, and the bytes of all."""
    _, starts, text = texts.buffers()
    if not starts:
        return np.zeros(1, np.int32), np.zeros(0, np.uint8)
    places = np.frombuffer(starts, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return places, np.frombuffer(text or b"", np.uint8)
