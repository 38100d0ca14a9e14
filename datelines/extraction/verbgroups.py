"""The tense that a word of a story stands in, by its form and the auxiliaries before it; nothing here knows dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from datelines.extraction.grammar import Grammar
from datelines.extraction.inflect import is_going_on, is_participle, is_past, is_present, lemma_of
from datelines.spans import Span

__all__ = ["Tense", "VerbGroups"]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BORDER = re.compile(r"[;:()—–]")
# How many words an auxiliary can stand before its verb; how much of the sentence is read for it.
_REACH, _WINDOW = 5, 120
# How many words before "and" the auxiliary of two verbs can stand.
_SHARED = 12
# How much of the text behind a bare verb is read.
_AFTER = 12


class Tense(Enum):
    """What a verb group says of the time of its deed.

    ``BEFORE`` is the past perfect, ``AIM`` an infinitive, ``NAMED`` a noun or a verb whose tense nothing shows.
    """

    PAST = "past"
    PRESENT = "present"
    GOING_ON = "going on"
    PERFECT = "perfect"
    BEFORE = "before"
    FUTURE = "future"
    MODAL = "modal"
    AIM = "aim"
    NAMED = "named"


class VerbGroups:
    """Reads tenses with one grammar's ``story`` words."""

    def __init__(self, grammar: Grammar) -> None:
        words = {name: frozenset(listed) for name, listed in grammar.story.items()}
        self._auxiliaries = tuple((tense, words.get(name, frozenset())) for tense, name in _AUXILIARIES)
        self._determiner = words.get("determiner", frozenset())
        self._plural, self._governed = (
            words.get("plural", frozenset()),
            words.get("governed", frozenset()) | self._determiner,
        )
        self._currently = words.get("currently", frozenset())
        self._infinite = words.get("infinite", frozenset())
        self._plainly = words.get("plainly", frozenset())
        self._joining = words.get("joining", frozenset())
        self._passing = words.get("passing", frozenset())
        self._determiner = words.get("determiner", frozenset())

    def head_of(self, text: str, words: Span) -> Span:
        """The words without the auxiliaries that they begin with, where anything is left."""
        for match in _WORD.finditer(text, words.start, words.end):
            small = match[0].lower()
            if small not in self._passing and not any(small in known for _, known in self._auxiliaries):
                return Span(match.start(), words.end)
        return words

    def of(self, text: str, sentence: Span, word: Span) -> Tense:
        """The tense of a word or of a verb of two words ("set off") of a sentence."""
        before = _BORDER.split(text[max(sentence.start, word.start - _WINDOW) : word.start])[-1]
        words = [word for match in _WORD.finditer(before) for word in _parts(_small(match).replace("’", "'"))]
        form = word.of(text).partition(" ")[0]
        auxiliary = self._auxiliary_of(form, words)
        if words and (words[-1] in self._determiner or words[-1].endswith("'s")):
            return Tense.NAMED
        if auxiliary in (Tense.FUTURE, Tense.MODAL, Tense.AIM, Tense.PERFECT, Tense.BEFORE):
            return auxiliary
        after = text[word.end : word.end + _AFTER]
        if is_present(form) or (auxiliary is None and self._is_plural_present(form, words, after)):
            return Tense.PRESENT
        # "The plane, already flying".
        if is_going_on(form) and auxiliary is None and words and words[-1] in self._currently:
            return Tense.GOING_ON
        if is_going_on(form):
            return _GOING.get(auxiliary, Tense.NAMED)
        # "Is being built"
        if words and auxiliary in _GOING and is_going_on(words[-1]) and is_participle(form):
            return _GOING[auxiliary]
        if not (is_past(form) or is_participle(form)):
            return Tense.NAMED
        if auxiliary:
            return auxiliary
        return Tense.PAST if is_past(form) else Tense.NAMED

    def _is_plural_present(self, form: str, words: Sequence[str], after: str) -> bool:
        """ "Analysts expect it": a bare verb behind a plural and before what it governs; "have", which is no noun."""
        if form.lower() in self._plainly:
            return True
        if not words or not (
            words[-1] in self._plural or (words[-1].endswith("s") and not words[-1].endswith(("ss", "'s")))
        ):
            return False
        following = _WORD.search(after)
        governs = following is not None and following[0].lower() in self._governed
        return governs and lemma_of(form) == form.lower() and not is_past(form)

    def _auxiliary_of(self, form: str, words: Sequence[str]) -> Tense | None:
        """What the auxiliaries before a verb make of it, those that it shares with another verb among them."""
        auxiliary = self._auxiliary(words)
        if auxiliary is not None or not words:
            return auxiliary
        if words[-1] in self._joining and lemma_of(form) == form.lower():
            return self._shared(words)
        # "Will stay and be paid"
        is_shared = words[-1] in self._infinite and not self._joining.isdisjoint(words[-2:-1])
        return self._shared(words[:-1]) if is_shared else None

    def _shared(self, words: Sequence[str]) -> Tense | None:
        """What "will" makes of the second verb in "will meet her and sign"."""
        for word in reversed(words[-_SHARED:-1]):
            tense = next((tense for tense, known in self._auxiliaries if word in known), None)
            if tense or is_past(word):
                return tense if tense in _OPEN else None
        return None

    def _auxiliary(self, words: Sequence[str]) -> Tense | None:
        """What the auxiliaries right before a word make of it, over adverbs; the first decides, as in "would have"."""
        found = None
        for word in reversed(words[-_REACH:]):
            tense = next((tense for tense, known in self._auxiliaries if word in known), None)
            if tense is None and word not in self._passing and not word.endswith("ly"):
                break
            found = tense or found
            if tense is Tense.AIM:
                break
        return found


def _small(match: re.Match[str]) -> str:
    """A word in small letters, but for a name before a small word: "on 3 May, was" has no auxiliary "may"."""
    word = match[0]
    is_name = match.start() and word.istitle() and match.string[match.end() :].lstrip(" ,")[:1].islower()
    return word if is_name else word.lower()


def _parts(word: str) -> Sequence[str]:
    """ "We're" is two words."""
    head, mark, tail = word.partition("'")
    return (head, mark + tail) if tail in _SHORT else (word,)


_SHORT = ("re", "m", "ve", "ll", "d")
# What "working" is after "is" and after "was".
_GOING: dict[Tense | None, Tense] = {Tense.PRESENT: Tense.GOING_ON, Tense.PAST: Tense.PAST}
# Tenses whose auxiliary can serve a second bare verb.
_OPEN = (Tense.FUTURE, Tense.MODAL, Tense.AIM)
_AUXILIARIES = (
    (Tense.FUTURE, "will"),
    (Tense.MODAL, "may"),
    (Tense.AIM, "to"),
    (Tense.BEFORE, "had"),
    (Tense.PERFECT, "have"),
    (Tense.PAST, "was"),
    (Tense.PRESENT, "am"),
)
