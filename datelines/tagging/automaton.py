"""All patterns of a language as one automaton over word classes, made deterministic as texts need it.

The longest match wins; among equals the rule that stands first in the file. Work is bounded by the longest pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import msgspec

from datelines.languages import Rule
from datelines.tagging.guards import Lookout
from datelines.tagging.lexer import GAP_SHIFT
from datelines.tagging.patterns import Variant

__all__ = ["Accept", "Automaton", "State"]

_MASK = (1 << GAP_SHIFT) - 1


# There are tens of thousands of these and of the places below. None leads back to itself, so Python's collector of
# cycles need not walk through them all whenever a text has made it look.
class Accept(msgspec.Struct, eq=False, gc=False):
    """A rule that ends here, by which of its variants, and what is asked of the text around it.

    ``order`` has the rules as they stand in the file, and of one rule the longer variants first.
    ``plans`` are made when a text first asks for them; what they are is no matter here.
    """

    order: int
    rule: Rule
    variant: Variant
    slots: frozenset[str]
    lookout: Lookout | None = None
    only: str | None = None
    plans: Any = None


# What must stand before a word, and the word's class.
_Edge: TypeAlias = tuple[frozenset[str], str]


class _Node(msgspec.Struct, eq=False, gc=False):
    """A place in the tree of all variants, with what each edge (by its number) leads to; an empty one holds nothing."""

    edges: dict[int, _Node] | None = None
    accepts: tuple[Accept, ...] = ()

    def below(self, edge: int) -> _Node:
        """The place that ``edge`` leads to, made when it is not there yet."""
        if self.edges is None:
            self.edges = {}
        if edge not in self.edges:
            self.edges[edge] = _Node()
        return self.edges[edge]


class State:
    """A set of places that the words so far lead to."""

    __slots__ = ("accepts", "next", "nodes")

    def __init__(self, nodes: tuple[_Node, ...]) -> None:
        self.nodes = nodes
        self.next: dict[int, State | None] = {}
        accepts = [accept for node in nodes for accept in node.accepts]
        self.accepts = tuple(sorted(accepts, key=lambda accept: accept.order))


class Automaton:
    """Holds the tree and the states found so far; ``step`` finds a state that is not there yet."""

    def __init__(self, accepts: Sequence[Accept], sets: list[frozenset[str]], gap_kinds: list[str]) -> None:
        root = _Node()
        numbers: dict[_Edge, int] = {}
        for accept in accepts:
            node = root
            for element in accept.variant.elements:
                edge = (element.gap, element.word_class)
                node = node.below(numbers.setdefault(edge, len(numbers)))
            node.accepts += (accept,)
        # The number of each edge and what must stand before it, by word class.
        self._edges: dict[str, list[tuple[int, frozenset[str]]]] = {}
        for (gaps, word_class), number in numbers.items():
            self._edges.setdefault(word_class, []).append((number, gaps))
        self._fits: dict[tuple[int, bool], frozenset[int]] = {}
        self._sets = sets
        self._gap_kinds = gap_kinds
        self._states: dict[frozenset[int], State] = {}
        self.start = State((root,))

    def step(self, state: State, key: int) -> State | None:
        """The state after one more word, None when no pattern goes on; remembered in ``state.next``."""
        fits = self._fitting(key, state is self.start)
        nodes: list[_Node] = []
        for node in state.nodes:
            edges = node.edges
            if edges and len(edges) > len(fits):
                nodes += [edges[at] for at in fits if at in edges]
            elif edges:
                nodes += [below for at, below in edges.items() if at in fits]
        found = self._shared(tuple(nodes)) if nodes else None
        state.next[key] = found
        return found

    def _fitting(self, key: int, first: bool) -> frozenset[int]:
        """The edges that a word goes along; what stands before the first word of an expression is no matter."""
        fits = self._fits.get((key, first))
        if fits is None:
            classes, gap = self._sets[key & _MASK], self._gap_kinds[key >> GAP_SHIFT]
            edges = (edge for name in classes for edge in self._edges.get(name, ()))
            fits = frozenset([number for number, gaps in edges if first or gap in gaps])
            self._fits[key, first] = fits
        return fits

    def _shared(self, nodes: tuple[_Node, ...]) -> State:
        name = frozenset(map(id, nodes))
        if name not in self._states:
            self._states[name] = State(nodes)
        return self._states[name]
