"""The sentences in which a deed and its thing can stand, as patterns: made once for all, from two lists of labels."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["structures"]

# "Handed over twenty trucks", "the delivery of trucks"; "the trucks were delivered", "trucks given by"; "trucks,
# which it delivered"; "trucks, bought for the army, delivered".
_WITH_HEAD = (
    "<{heads}> .. {things}",
    "{things} .. <{heads}>",
    "{things} comma? relative .. <{heads}>",
    "{things} comma ... comma <{heads}>",
)
# "In 2007 came surgical teams", "the visit of the frigate in December".
_ALONE = ("date comma? .. <{things}>", "<{things}> .. date", "<{things}> comma .. date")


def structures(heads: Sequence[str], things: Sequence[str]) -> tuple[str, ...]:
    """The patterns for words of ``heads`` with words of ``things``; without heads, for a thing beside a date."""
    if not things:
        return ()
    filled = {"heads": "|".join(heads), "things": "|".join(things)}
    return tuple(form.format(**filled) for form in (_WITH_HEAD if heads else _ALONE))
