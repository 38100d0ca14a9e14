"""Tells in words how a time expression was read, back to what it counts from. Reads nothing, decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from datelines.timex import AnchorKind, Timex

__all__ = ["explain"]


def explain(timex: Timex, timexes: Sequence[Timex]) -> tuple[str, ...]:
    """One line a step, from ``timex`` to what needs no anchor; ``timexes`` are those of the same text.

    ``'that year' is 2010: the same year (rule same_unit)`` · ``counted from 'July 2010', which is 2010-07``.
    """
    lines = [f"{timex.text!r} is {timex.value} (rule {timex.rule})"]
    by_span = {other.span: other for other in timexes}
    anchor = timex.anchor
    while anchor is not None:
        if anchor.kind is AnchorKind.DCT:
            lines.append(f"{anchor.why}: counted from the day of publication, {anchor.value}")
            return tuple(lines)
        source = by_span.get(anchor.span) if anchor.span else None
        if source is None:
            lines.append(f"{anchor.why}: counted from {anchor.value}")
            return tuple(lines)
        lines.append(f"{anchor.why}: counted from {source.text!r}, which is {source.value} (rule {source.rule})")
        anchor = source.anchor
    lines.append("as the words say it")
    return tuple(lines)
