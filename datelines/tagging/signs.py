"""Which words of a language a scan must stop at, so that no expression is missed and few words cost anything.

A word that an expression can end with ("on", "after", "one" of "half past one") needs no looking for where every such
expression has a surer word before it: there it is read from that word on. Such words are many and seldom tell a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Set
from functools import cache

from datelines.tagging.numbers import NUMBER_CLASSES

__all__ = ["signs"]


def signs(patterns: Collection[tuple[str, ...]], vocabulary: Mapping[str, Set[str]]) -> tuple[set[str], set[str]]:
    """The words to look for, and those that may go on after one of them.

    ``patterns`` are the word classes of each pattern, in order; ``vocabulary`` the classes of each word. Numbers are
    found by their shape and are among neither.
    """
    words: dict[str, list[str]] = {}
    for word, classes in vocabulary.items():
        for name in classes:
            words.setdefault(name, []).append(word)
    closing = frozenset(pattern[-1] for pattern in patterns)
    light = closing - NUMBER_CLASSES
    open_ended = [pattern for pattern in patterns if pattern[-1] in light]
    could_be = _solidity(words, vocabulary, closing)
    while True:
        is_solid = _solidity(words, vocabulary, closing - light)
        bare = [pattern for pattern in open_ended if not any(map(is_solid, pattern))]
        # "For the time being": once "time" is looked for, "being" need not be.
        heavy = {pattern[-1] for pattern in bare if not any(map(could_be, pattern[:-1]))}
        heavy = heavy or {pattern[-1] for pattern in bare}
        if not heavy & light:
            break
        light -= heavy
    solid = closing - light
    tails = {name for pattern in open_ended if pattern[-1] in light for name in _tail(pattern, is_solid)}
    sure = {word for word, classes in vocabulary.items() if classes & solid and not word[0].isdigit()}
    return sure, {word for word, classes in vocabulary.items() if classes & tails}


def _solidity(
    words: Mapping[str, Collection[str]], vocabulary: Mapping[str, Set[str]], solid: Set[str]
) -> Callable[[str], bool]:
    """Whether the scan stops at every word of a class: all are numbers, or are looked for in whatever class."""

    @cache
    def is_solid(name: str) -> bool:
        if name in NUMBER_CLASSES or name in solid:
            return True
        found = words.get(name, ())
        return bool(found) and all(word[0].isdigit() or vocabulary[word] & solid for word in found)

    return is_solid


def _tail(pattern: tuple[str, ...], is_solid: Callable[[str], bool]) -> tuple[str, ...]:
    """What stands after the last class that the scan stops at."""
    last = max(at for at, name in enumerate(pattern) if is_solid(name))
    return pattern[last + 1 :]
