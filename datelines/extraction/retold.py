"""Whom an article takes up again by a word of their kind: "the embassy", "the admiral", "both men".

Pronouns are ``focus``'s, first mentions the lexicon's and ``strangers``'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from datelines.extraction.engine import Engine
from datelines.extraction.lexicon import Scan, Unit
from datelines.spans import Span

__all__ = ["Retold", "RetoldWords"]

_TITLE, _POST = 30, 90
_NO = re.compile(r"(?!)")
_KINDS = frozenset({"body", "force", "person"})
# What joins the last two names of a list.
_AND = " and "


class RetoldWords:
    """One engine's words of kind, looked up once."""

    def __init__(self, engine: Engine) -> None:
        words = engine.grammar.retold
        self.actors = engine.topic.actors
        self.known = {
            alias: actor.name for actor in engine.topic.actors.values() for alias in (actor.name, *actor.aliases)
        }
        self.ranks: Mapping[str, str] = {**{post: post for post in words.ranks}, **words.short}
        self.kinds = {
            actor.name: kinds
            for actor in engine.topic.actors.values()
            if actor.kind in ("body", "force") and (kinds := _kinds(actor.name, actor.aliases, words.kinds))
        }
        self.only = {
            kind: names[0]
            for kind in words.kinds
            if len(names := [name for name, kinds in self.kinds.items() if kind in kinds]) == 1
        }
        if not words.pointing:
            self.again = self.title = self.post = self.company = self.several = _NO
            return
        points = _opening(words.pointing)
        ranks = "|".join(sorted(self.ranks, key=len, reverse=True))
        self.again = re.compile(rf"{points} (?P<kind>(?i:{'|'.join((*words.kinds, *words.ranks))}))\b(?! (?:of|for)\b)")
        self.title = re.compile(rf"\b(?P<rank>(?i:{ranks}))\.? \Z")
        self.post = re.compile(rf", (?:[\w.’'-]+ ){{0,5}}?(?P<rank>{'|'.join(words.ranks)})\b")
        self.company = re.compile(rf"{_opening(words.company)}\b")
        self.several = re.compile(
            rf"\b(?P<names>[A-Z]\w+(?:, [A-Z]\w+)*,? and [A-Z]\w+) (?P<kind>(?i:{'|'.join(words.several)}))\b"
        )
        self.singular = words.several


class Retold:
    """The memory of one article, moved by reading its sentences in order."""

    def __init__(self, words: RetoldWords) -> None:
        self._words = words
        self._last: dict[str, str] = {}
        self._company: tuple[str, ...] = ()

    def read(self, text: str, span: Span, units: Sequence[Unit], scan: Scan) -> tuple[tuple[int, str], ...]:
        """The unit at which each is taken up again, and whose name it stands for."""
        words = self._words
        names = [unit for unit in units if unit.entry and unit.entry.name]
        taken = [(unit.start, unit.end) for unit in names]
        named = [(unit.start, unit) for unit in names if unit.entry and not _KINDS.isdisjoint(unit.entry.labels)]
        again = [(m.start("kind"), m) for m in words.again.finditer(text, span.start, span.end) if _is_free(m, taken)]
        found: list[tuple[int, str]] = []
        for at, match in again:
            while named and named[0][0] < at:
                self._remember(text, span, named.pop(0)[1])
            kind = match["kind"].lower()
            name = self._last.get(words.ranks.get(kind, kind)) or words.only.get(kind)
            if name:
                found.append((at, name))
        for _, unit in named:
            self._remember(text, span, unit)
        found += self._together(text, span, names)
        if text.find(_AND, span.start, span.end) > 0:
            several = words.several.finditer(text, span.start, span.end)
            found += [(m.start("kind"), name) for m in several for name in self._each(m)]
        if not found:
            return ()
        return tuple((_index(at, units, scan, span), name) for at, name in sorted(found))

    def _remember(self, text: str, span: Span, unit: Unit) -> None:
        assert unit.entry is not None
        name = unit.entry.name
        if name is None:
            return
        for kind in self._words.kinds.get(name, ()):
            self._last[kind] = name
        if "person" not in unit.entry.labels:
            return
        before = self._words.title.search(text, max(span.start, unit.start - _TITLE), unit.start)
        behind = self._words.post.match(text, unit.end, min(span.end, unit.end + _POST))
        for match in (behind, before):
            if match:
                rank = match["rank"].lower()
                self._last[self._words.ranks.get(rank, rank)] = name

    def _together(self, text: str, span: Span, names: Sequence[Unit]) -> Iterator[tuple[int, str]]:
        """The people of the last sentence that named several, where this one speaks of them together."""
        if not names and not self._company:
            return
        people = {u.entry.name: None for u in names if u.entry and "person" in u.entry.labels}
        if len(people) > 1:
            self._company = tuple(name for name in people if name)
        elif not people and self._company:
            match = self._words.company.search(text, span.start, span.end)
            yield from ((match.start(), name) for name in self._company if match)

    def _each(self, match: re.Match[str]) -> Iterator[str]:
        """ "The State and Commerce departments" are two."""
        kind = self._words.singular[match["kind"].lower()]
        for word in re.split(r", and |, | and ", match["names"]):
            name = self._words.known.get(f"{word} {kind}")
            if name:
                yield name


def _opening(phrases: Sequence[str]) -> str:
    """An expression for a word edge and any of the phrases, in whatever letters.

    It opens with the letters that the phrases begin with, so that the engine can leap from one of these to the next.
    """
    rests: dict[str, list[str]] = {}
    for phrase in phrases:
        rests.setdefault(phrase[0].lower() + phrase[0].upper(), []).append(re.escape(phrase[1:]))
    letters = "".join(rests)
    branches = "|".join(f"(?<=[{both}])(?i:{'|'.join(own)})" for both, own in rests.items())
    return rf"[{letters}](?<!\w[{letters}])(?:{branches})"


def _kinds(name: str, aliases: Sequence[str], kinds: Sequence[str]) -> tuple[str, ...]:
    """The words of kind that a name ends in, or that "of" follows."""
    forms = [form.lower() for form in (name.partition(" (")[0], *aliases)]
    return tuple(
        kind
        for kind in kinds
        if any(form.endswith(f" {kind}") or f"{kind} of " in form or f"{kind} for " in form for form in forms)
    )


def _is_free(match: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    return not any(start < match.end() and match.start() < end for start, end in taken)


def _index(at: int, units: Sequence[Unit], scan: Scan, span: Span) -> int:
    """The unit that begins at an offset, or the filler that stands for the word there."""
    last, end = -1, span.start
    for i, unit in enumerate(units):
        if unit.start < 0:
            continue
        if unit.start > at:
            break
        last, end = i, unit.end
        if unit.start <= at < unit.end:
            return i
    return min(last + 1 + scan.words_between(end, at), len(units) - 1)
