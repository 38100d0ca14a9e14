"""All patterns of a language as one automaton over word classes, made deterministic as texts need it.

The longest match wins; among equals the rule that stands first in the file. Work is bounded by the longest pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from datelines.languages import Rule
from datelines.tagging.lexer import GAP_SHIFT
from datelines.tagging.patterns import Variant

__all__ = ["Accept", "Automaton", "State"]

_MASK = (1 << GAP_SHIFT) - 1


@dataclass(slots=True, eq=False)
class Accept:
    """A rule that ends here, by which of its variants; ``plan`` is made when a text first asks for it."""

    order: int
    rule: Rule
    variant: Variant
    slots: frozenset[str]
    plan: object = None


# What must stand before a word, and the word's class.
_Edge: TypeAlias = tuple[frozenset[str], str]


class _Node:
    """A place in the tree of all variants. There are tens of thousands: an empty one holds nothing."""

    __slots__ = ("accepts", "edges")

    def __init__(self) -> None:
        self.edges: dict[_Edge, _Node] | None = None
        self.accepts: tuple[Accept, ...] = ()

    def below(self, edge: _Edge) -> _Node:
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
        edges: dict[_Edge, _Edge] = {}
        for accept in accepts:
            node = root
            for element in accept.variant.elements:
                edge = (element.gap, element.word_class)
                node = node.below(edges.setdefault(edge, edge))
            node.accepts += (accept,)
        self._sets = sets
        self._gap_kinds = gap_kinds
        self._states: dict[frozenset[int], State] = {}
        self.start = State((root,))

    def step(self, state: State, key: int) -> State | None:
        """The state after one more word, None when no pattern goes on; remembered in ``state.next``."""
        classes, gap = self._sets[key & _MASK], self._gap_kinds[key >> GAP_SHIFT]
        first = state is self.start
        nodes = tuple(
            below
            for node in state.nodes
            for (gaps, word_class), below in (node.edges or {}).items()
            if word_class in classes and (first or gap in gaps)
        )
        found = self._shared(nodes) if nodes else None
        state.next[key] = found
        return found

    def _shared(self, nodes: tuple[_Node, ...]) -> State:
        name = frozenset(map(id, nodes))
        if name not in self._states:
            self._states[name] = State(nodes)
        return self._states[name]
