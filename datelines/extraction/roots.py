"""The verb that a noun of action is made from ("delivery" of "deliver", "sale" of "sell"), by endings that are data."""

from __future__ import annotations

from datelines.extraction.grammar import Grammar
from datelines.extraction.inflect import is_verb

__all__ = ["Roots"]

_LEAST = 3


class Roots:
    """Finds verbs with one grammar's ``story`` endings and odd pairs."""

    def __init__(self, grammar: Grammar) -> None:
        self._odd = dict(_pair(entry) for entry in grammar.story.get("nouns", ()))
        self._endings = [_pair(entry) for entry in grammar.story.get("endings", ())]

    def of(self, lemma: str) -> str:
        """The verb of a noun of action; any other word as it is."""
        if lemma in self._odd:
            return self._odd[lemma]
        if is_verb(lemma):
            return lemma
        for ending, verbal in self._endings:
            root = lemma.removesuffix(ending) + verbal
            if lemma.endswith(ending) and len(root) > _LEAST and is_verb(root):
                return root
        return lemma


def _pair(entry: str) -> tuple[str, str]:
    noun, _, verb = entry.partition(" ")
    return noun, "" if verb == "-" else verb
