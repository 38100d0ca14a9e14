"""The lines of a plain text as units: a headline, a header line or a whole paragraph, with hard wraps undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from datelines.sources.common.decode import plain
from datelines.sources.common.names import is_sentence

__all__ = ["Unit", "paragraphs_of", "units"]

# Nobody wraps wider; longer lines are paragraphs.
_WIDEST, _NARROWEST = 132, 40
_SENTENCES = 0.6
# A wrapped line is full: its successor's first word would not have fitted. A little play for ragged wrapping.
_PLAY = 3
# A full line can be followed by a header line only in the headline's block; elsewhere it looks like one by chance.
_HEAD_BLOCKS, _HEAD_LINES = 1, 40


@dataclass(frozen=True, slots=True)
class Unit:
    """One paragraph or one line that stands for itself, and the number of the block (between blank lines) it is in."""

    text: str
    block: int


def units(text: str, is_header: Callable[[str], bool]) -> tuple[Unit, ...]:
    """The units of a text with plain newlines; near the top, a line for which ``is_header`` holds is never joined."""
    blocks = list(_blocks(text))
    width = _width(blocks)
    return tuple(
        Unit(unit, number)
        for number, lines in enumerate(blocks)
        for unit in _joined(lines, width, is_header if number < _HEAD_BLOCKS else _never)
    )


def _never(_: str) -> bool:
    return False


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _width(blocks: list[list[str]]) -> int:
    """How wide the text is wrapped: nine in ten lines with a successor do not exceed it; 0 for no wrapping."""
    every = sorted(len(line.rstrip()) for block in blocks for line in block)
    if not every or _most(every) > _WIDEST:
        return 0
    followed = [line.rstrip() for block in blocks for line in block[:-1] if len(line.rstrip()) >= _NARROWEST]
    # Wrapping breaks sentences; lines that all end with one are paragraphs.
    if sum(map(is_sentence, followed)) >= len(followed) * _SENTENCES:
        return 0
    return _most(sorted(map(len, followed)))


def _most(lengths: list[int]) -> int:
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _joined(lines: list[str], width: int, is_header: Callable[[str], bool]) -> Iterator[str]:
    parts: list[str] = []
    for number, line in enumerate(map(str.strip, lines)):
        if parts and (not _continues(parts[-1], line, width) or (number < _HEAD_LINES and is_header(line))):
            yield " ".join(parts)
            parts = []
        parts.append(line)
    if parts:
        yield " ".join(parts)


def _continues(line: str, following: str, width: int) -> bool:
    """Whether the break between the two is one that wrapping made."""
    return width > 0 and len(line) + 1 + len(following.split(None, 1)[0]) >= width - _PLAY


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a body that has no header: parted by blank lines, hard wraps undone."""
    if "\n" not in text.replace("\n\n", "") and "\r" not in text:
        return text.split("\n\n")
    return [unit.text for unit in units(plain(text), _never)]
