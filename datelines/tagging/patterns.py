"""The little language of ``match``: a pattern becomes the word sequences that it stands for. No text is read here.

``{slot}`` or ``{slot:class}`` a word of a class · ``<name>`` a fragment · ``(a | b)`` either · ``[a]`` or nothing ·
``,`` ``-`` ``/`` what must stand between two words, ``~`` a space or a hyphen · ``..`` the joint of a range, a dash or
a joining word, ``–`` a dash only · ``!word`` a word that must stand there but lies outside the expression · anything
else: that word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import msgspec

__all__ = ["EITHER", "Element", "PatternError", "Variant", "expand"]

_TOKEN = re.compile(
    r"\{[a-z_0-9]+(?::[a-z_0-9]+)?\}|<[a-z_0-9]+>|\.\.|[()\[\]|,~/–]|-(?!\w*>)|![^\s\[\]()|,~/{}–-]+|[^\s\[\]()|,~/{}<>!–-]+"
)
# "(past | last | next)" is one place that any of the words can fill, not three sequences.
_EITHER = re.compile(r"(?P<open>[(\[])\s*(?P<words>[\w'’]+(?:\s*\|\s*[\w'’]+)+)\s*(?P<close>[)\]])")
EITHER = "¦"
_GAPS = {
    ",": frozenset({"comma"}),
    "-": frozenset({"hyphen"}),
    "~": frozenset({"space", "hyphen"}),
    "/": frozenset({"slash"}),
}
_SPACE = frozenset({"space"})
_JOINT = frozenset({"hyphen", "dash"})
_LIMIT = 4000


class PatternError(ValueError):
    """A pattern that cannot be read; the message says why."""


class Element(msgspec.Struct, frozen=True, gc=False):
    """One word of a variant: what stands before it, its class (``=word`` for a plain word), and its slot."""

    gap: frozenset[str]
    word_class: str
    slot: str | None = None
    outside: bool = False


class Variant(msgspec.Struct, frozen=True, gc=False):
    """One sequence of words that a pattern stands for; ``joint`` is the index of the element after ``..``."""

    elements: tuple[Element, ...]
    joint: int | None = None
    joint_width: int = 0


class _Part(NamedTuple):
    """A sequence in the making: a gap waits for its next word."""

    elements: tuple[Element, ...] = ()
    gap: frozenset[str] = _SPACE
    joint: int | None = None
    joint_width: int = 0


def expand(pattern: str, fragments: Mapping[str, str]) -> tuple[Variant, ...]:
    """Every variant of ``pattern``, longest first. Raises PatternError."""
    tokens = list(_tokens(pattern, fragments, 0))
    parts, rest = _alternatives(tokens, 0, [_Part()])
    if rest != len(tokens):
        raise PatternError(f"{tokens[rest]!r} closes nothing in {pattern!r}")
    if any(not part.elements for part in parts):
        raise PatternError(f"{pattern!r} can stand for nothing at all")
    variants = {Variant(part.elements, part.joint, part.joint_width): None for part in parts}
    return tuple(sorted(variants, key=lambda variant: -len(variant.elements)))


def _tokens(pattern: str, fragments: Mapping[str, str], depth: int) -> Iterator[str]:
    if depth > 8:
        raise PatternError(f"the fragments of {pattern!r} contain themselves")
    pattern = _EITHER.sub(_one_place, pattern)
    covered = _TOKEN.sub("", pattern).strip()
    if covered:
        raise PatternError(f"{covered!r} means nothing in {pattern!r}")
    for token in _TOKEN.findall(pattern):
        if not token.startswith("<"):
            yield token
            continue
        if token[1:-1] not in fragments:
            raise PatternError(f"there is no fragment {token}")
        yield "("
        yield from _tokens(fragments[token[1:-1]], fragments, depth + 1)
        yield ")"


def _one_place(found: re.Match[str]) -> str:
    words = EITHER.join(word.strip().lower() for word in found["words"].split("|"))
    return words if found["open"] == "(" else f"[{words}]"


def _alternatives(tokens: list[str], at: int, before: list[_Part]) -> tuple[list[_Part], int]:
    """Read ``a | b | ...`` up to a closing bracket or the end."""
    found: list[_Part] = []
    current = before
    while at < len(tokens) and tokens[at] not in (")", "]"):
        token = tokens[at]
        if token == "|":
            found += current
            current = before
            at += 1
        elif token in ("(", "["):
            inner, at = _alternatives(tokens, at + 1, current)
            if at >= len(tokens) or tokens[at] != (")" if token == "(" else "]"):
                raise PatternError(f"a {token} is not closed")
            current = inner if token == "(" else inner + current
            at += 1
        else:
            current = [longer for part in current for longer in _extend(part, token)]
            at += 1
        if len(current) + len(found) > _LIMIT:
            raise PatternError(f"it stands for more than {_LIMIT} sequences")
    return found + current, at


def _extend(part: _Part, token: str) -> Iterator[_Part]:
    """``part`` with one more token."""
    if token == "..":
        at = len(part.elements)
        yield part._replace(gap=_JOINT, joint=at)
        joiner = Element(_SPACE, "joiner")
        yield _Part((*part.elements, joiner), _SPACE, at, 1)
    elif token == "–":
        yield part._replace(gap=_JOINT, joint=len(part.elements))
    elif token in _GAPS:
        yield part._replace(gap=_GAPS[token])
    else:
        elements = (*part.elements, _element(token, part.gap))
        yield _Part(elements, _SPACE, part.joint, part.joint_width)


@cache
def _element(token: str, gap: frozenset[str]) -> Element:
    if token.startswith("{"):
        slot, _, word_class = token[1:-1].partition(":")
        return Element(gap, word_class or slot, slot)
    if token.startswith("!"):
        return Element(gap, "=" + token[1:].lower(), None, True)
    return Element(gap, "=" + token.lower())
