"""Ships that no topic file knows, by the prefix that an article gives them once: after "USS Freedom" also "Freedom"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter

from datelines.extraction.entries import Entry
from datelines.extraction.lexicon import Scan, Unit, outside

__all__ = ["ShipReader"]

_START = attrgetter("start")
# A ship's name is of at most three words in capitals; one of a letter or two names anything.
_NAME, _SHORT = r"[A-Z][\w’'-]+(?: (?:[A-Z]\.? )?[A-Z][\w’'-]+){0,2}", 3


class ShipReader:
    """Finds ships by one topic's prefixes; ``symbol`` and ``entry`` stand for a ship that nobody knows."""

    def __init__(self, prefixes: Sequence[str], symbol: str, entry: Entry) -> None:
        self._prefixes = tuple(f"{prefix} " for prefix in prefixes)
        self._full = re.compile(rf"\b(?:{'|'.join(map(re.escape, prefixes))}) ({_NAME})") if prefixes else None
        self._symbol, self._entry = symbol, entry

    def introduced(self, texts: Sequence[str]) -> frozenset[str]:
        """The names that some string has behind a prefix."""
        if self._full is None or not any(prefix in text for text in texts for prefix in self._prefixes):
            return frozenset()
        found = (match[1] for text in texts for match in self._full.finditer(text))
        return frozenset(name for name in found if len(name) > _SHORT)

    def placed(self, text: str, scan: Scan, names: frozenset[str]) -> Scan:
        """The scan with a hit for each place where a name stands by itself, in place of other words there."""
        if not names:
            return scan
        every = re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})\b")
        units = [
            Unit(match.start(), match.end(), self._symbol, self._entry, None)
            for match in every.finditer(text)
            if self._is_alone(text, match.start(), match.end())
        ]
        units = outside([hit for hit in scan.hits if hit.timex or (hit.entry and hit.entry.name)], units)
        if not units:
            return scan
        return Scan(sorted([*outside(units, scan.hits), *units], key=_START), scan.plain)

    def _is_alone(self, text: str, start: int, end: int) -> bool:
        """Whether no prefix and no other word in capitals stands beside it: "Freedom House" is no ship."""
        before = text[:start].rsplit(None, 1)[-1:] if text[max(0, start - 1) : start] == " " else []
        opens = not before or before[0][-1] in ".!?" or not before[0][:1].isupper() or before[0] == "The"
        return opens and not (text[end : end + 1] == " " and text[end + 1 : end + 2].isupper())
