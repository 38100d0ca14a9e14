"""People whom no topic file knows, read by grammar: a title before a name, or a name with its post behind a comma.

From then on the article may call them by the last name alone. What they do is not looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datelines.extraction.grammar import Grammar, PersonWords
from datelines.extraction.lexicon import Entry, Scan, Unit

__all__ = ["Stranger", "StrangerReader"]

_WORD = r"(?:(?:[A-Z]['’])?[A-ZÀ-Þ][\w-]*\w|[A-Z]\.(?:[A-Z]\.)*|[A-Z](?= ))"
# How far before a title, and behind a name, the words stand that tell whose officer it is.
_BEFORE, _BEHIND = 40, 90
# "Sen" is no way to call Hun Sen.
_SHORT = 3
_PARTED = re.compile(r"[,;:.]\s|\b(?:that|and)\b")


@dataclass(frozen=True, slots=True)
class Stranger:
    """Someone whom an article introduces: the name as printed in full, and the country where it says one."""

    name: str
    country: str | None


class StrangerReader:
    """Finds strangers with one language's titles; ``symbols`` has the symbol and labels for each country."""

    def __init__(self, grammar: Grammar, codes: Mapping[str, str], entries: Mapping[str | None, tuple[str, Entry]]):
        words = grammar.persons
        self._codes = codes
        self._entries = entries
        self._not_names = frozenset(words.not_names)
        name = rf"{_WORD}(?: (?:(?:{'|'.join(words.particles)}) ){{0,2}}{_WORD}){{0,3}}"
        self._titled = _titled(words, name) if words.titles else None
        self._posted = (_posted(words, name), _apposed(words, name)) if words.posts else ()

    def introduced(self, texts: Sequence[str], scans: Sequence[Scan]) -> Mapping[str, Stranger]:
        """Each stranger under the full and the last name, whichever string introduces them.

        People whom the topic knows are there under the last name alone.
        """
        found: dict[str, Stranger] = {}
        for text, scan in zip(texts, scans, strict=True):
            for stranger in self._in(text, scan):
                last = stranger.name.rpartition(" ")[2]
                old = found.get(last)
                if old and (len(old.name) >= len(stranger.name) or not old.name.endswith(last)):
                    continue
                found[stranger.name] = found[last] = stranger
            for hit in scan.hits:
                if hit.entry and hit.entry.name and "person" in hit.entry.labels:
                    last = hit.entry.name.rpartition(" ")[2]
                    if len(last) > _SHORT:
                        found.setdefault(last, Stranger(hit.entry.name, self._codes.get(hit.symbol)))
        return found

    def placed(self, text: str, scan: Scan, known: Mapping[str, Stranger]) -> Scan:
        """The scan with a hit for each place where a stranger is named, in place of other words there."""
        if not known:
            return scan
        pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(known, key=len, reverse=True)))
        units = [self._unit(m, known[m[0]]) for m in pattern.finditer(text)]
        taken = [u for u in units if not any(_overlap(u, h) and _is_named(h) for h in scan.hits)]
        if not taken:
            return scan
        hits = [hit for hit in scan.hits if not any(_overlap(hit, unit) for unit in taken)] + taken
        return Scan(sorted(hits, key=lambda unit: unit.start), scan.plain)

    def _unit(self, match: re.Match[str], stranger: Stranger) -> Unit:
        symbol, entry = self._entries.get(stranger.country, self._entries[None])
        return Unit(match.start(), match.end(), symbol, Entry(entry.labels, stranger.name), None)

    def _in(self, text: str, scan: Scan) -> Iterable[Stranger]:
        for pattern, least in ((self._titled, 1), *((posted, 2) for posted in self._posted)):
            for match in pattern.finditer(text) if pattern else ():
                start, end = self._trimmed(match)
                if len(text[start:end].split()) >= least and self._is_name(text[start:end], start, end, scan.hits):
                    yield Stranger(text[start:end], self._country(text, match.start(), start, end, scan.hits))

    def _trimmed(self, match: re.Match[str]) -> tuple[int, int]:
        """The name without the words at its front that are in no name ("June Wendy Sherman")."""
        start, end = match.span("name")
        for word in match["name"].split():
            if word not in self._not_names:
                break
            start += len(word) + 1
        return min(start, end), end

    def _is_name(self, name: str, start: int, end: int, hits: Sequence[Unit]) -> bool:
        if not self._not_names.isdisjoint(name.split()) or name.endswith("."):
            return False
        return not any(hit.start < end and start < hit.end and _is_named(hit) for hit in hits)

    def _country(self, text: str, title: int, start: int, end: int, hits: Sequence[Unit]) -> str | None:
        """The country that stands nearest: just before the title, or in what follows the name behind a comma."""
        stop = text.find(",", end + 2, end + _BEHIND)
        last = (stop if stop > 0 else end + _BEHIND) if text[end : end + 2] == ", " else end
        found: list[tuple[int, str]] = []
        for hit in hits:
            code = self._codes.get(hit.symbol)
            if code and title - _BEFORE <= hit.start < start and not _PARTED.search(text, hit.end, max(title, hit.end)):
                found.append((max(title - hit.end, 0), code))
            elif code and end < hit.start < last:
                found.append((hit.start - end, code))
        return min(found, default=(0, None))[1]


def _titled(words: PersonWords, name: str) -> re.Pattern[str]:
    titles = "|".join(re.escape(title) for title in sorted(words.titles, key=len, reverse=True))
    return re.compile(rf"\b(?:{titles})\.? (?P<name>{name})(?![\w’-]| [A-Z]\b)")


def _posted(words: PersonWords, name: str) -> re.Pattern[str]:
    posts = "|".join(re.escape(post) for post in sorted(words.posts, key=len, reverse=True))
    unled = "".join(rf"(?<!\b{word} )" for word in words.leading)
    return re.compile(
        rf"{unled}\b(?P<name>{name}), (?:[\w.’'-]+ ){{0,6}}?(?:{posts})(?=,|\.|\s(?:{'|'.join(words.tails)})\b)"
    )


def _apposed(words: PersonWords, name: str) -> re.Pattern[str]:
    posts = "|".join(re.escape(post) for post in sorted(words.posts, key=len, reverse=True))
    return re.compile(rf"\b(?:{posts}), (?P<name>{name})(?=,)")


def _is_named(hit: Unit) -> bool:
    """Whether the hit is a name that the topic knows, or a time or a sum."""
    return hit.timex is not None or bool(hit.entry and (hit.entry.name or "land" in hit.entry.labels))


def _overlap(a: Unit, b: Unit) -> bool:
    return a.start < b.end and b.start < a.end
