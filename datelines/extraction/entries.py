"""What a word or phrase stands for, and one entry for each of those that stand for several things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

__all__ = ["Entry", "merge"]


# A topic has ten thousand. None leads back to itself, so Python's collector of cycles need not know of them.
class Entry(msgspec.Struct, frozen=True, gc=False):
    """What a phrase stands for: its labels, and the canonical name where it names somebody or something.

    ``nominal`` are the labels left to a word that can be a verb where it stands as a noun ("the stop"); None: all.
    """

    labels: frozenset[str]
    name: str | None = None
    nominal: frozenset[str] | None = None

    @property
    def as_noun(self) -> frozenset[str]:
        """The labels after an article."""
        return self.labels if self.nominal is None else self.nominal


def merge(pairs: Iterable[tuple[str, Entry]]) -> dict[str, Entry]:
    """One entry a phrase: the labels of all that it stands for, the first name given."""
    merged: dict[str, Entry] = {}
    for phrase, entry in pairs:
        old = merged.get(phrase)
        merged[phrase] = _both(old, entry) if old else entry
    merged = {phrase: _with_head(phrase, entry, merged) for phrase, entry in merged.items()}
    # Thousands of phrases carry the same few sets of labels.
    shared: dict[frozenset[str], frozenset[str]] = {}
    own = {phrase: shared.setdefault(entry.labels, entry.labels) for phrase, entry in merged.items()}
    return {phrase: replace(entry, labels=own[phrase]) for phrase, entry in merged.items()}


def _with_head(phrase: str, entry: Entry, phrases: Mapping[str, Entry]) -> Entry:
    """A kind of what the phrase ends with, where the two share a label: a "bilateral meeting" is a "meeting".

    In a text the longer phrase hides the shorter one, and a rule that knows only this one would pass over it.
    """
    # Of names the longer is another: the United Kingdom is no kind of the Kingdom.
    if entry.name or " " not in phrase or not phrase.islower():
        return entry
    head = phrase
    while " " in head:
        head = head.split(" ", 1)[1]
        kind = phrases.get(head)
        if kind and not kind.name and not entry.labels.isdisjoint(kind.as_noun):
            return replace(entry, labels=entry.labels | kind.as_noun)
    return entry


def _both(old: Entry, new: Entry) -> Entry:
    nominal = None if old.nominal is None and new.nominal is None else old.as_noun | new.as_noun
    return Entry(old.labels | new.labels, old.name or new.name, nominal)
