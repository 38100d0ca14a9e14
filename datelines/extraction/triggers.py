"""Which patterns a sentence can set off at all: most have none, and no pattern is tried that cannot fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from functools import reduce
from operator import or_
from typing import TypeAlias

import msgspec

from datelines.topics import Rule

__all__ = ["Compiled", "Triggers"]


class Compiled(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One pattern of a rule.

    ``order`` is its place in the topic file.
    """

    rule: Rule
    order: int
    regex: re.Pattern[str]


# Patterns with the choices that must have been made for each, a bit a choice.
_Needy: TypeAlias = tuple[tuple[int, Compiled], ...]


class Triggers:
    """Patterns by the symbols that set them off, and under each by the rarest of the choices that they need.

    A choice is a set of symbols one of which a pattern cannot do without; it is made where a sentence has one.
    """

    def __init__(self, found: Mapping[str, Iterable[tuple[int, Compiled]]], sizes: Mapping[int, int]) -> None:
        """``sizes`` has for each bit how many symbols its choice has: the fewer, the less often it is made."""
        self._groups = {symbol: _grouped(needy, sizes) for symbol, needy in found.items()}

    @property
    def symbols(self) -> Set[str]:
        """The symbols that set some pattern off."""
        return self._groups.keys()

    def due(self, present: Set[str], choices: Mapping[str, int]) -> list[Compiled]:
        """The patterns that have a trigger and all that they cannot do without among the symbols, in their order."""
        triggers = present & self._groups.keys()
        if not triggers:
            return []
        made = reduce(or_, [choices[symbol] for symbol in present if symbol in choices], 0)
        due: dict[int, Compiled] = {}
        for symbol in triggers:
            rarest, groups = self._groups[symbol]
            # One by one the bits of the groups whose choice is made; 0 is the group that needs none.
            left = rarest & made
            bit = 0
            while True:
                for needs, compiled in groups.get(bit, ()):
                    if needs & made == needs:
                        due[compiled.order] = compiled
                if not left:
                    break
                bit = left & -left
                left ^= bit
        return [due[order] for order in sorted(due)]


def _grouped(needy: Iterable[tuple[int, Compiled]], sizes: Mapping[int, int]) -> tuple[int, Mapping[int, _Needy]]:
    """The patterns under the rarest choice that each needs, and all of these choices together."""
    groups: dict[int, list[tuple[int, Compiled]]] = {}
    for needs, compiled in needy:
        bits = (bit for bit in sizes if bit & needs)
        groups.setdefault(min(bits, key=lambda bit: sizes[bit], default=0), []).append((needs, compiled))
    return reduce(or_, groups, 0), {rarest: tuple(members) for rarest, members in groups.items()}
