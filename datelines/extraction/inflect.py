"""Phrases with marked lemmas ("call.v off") into every form they are printed in; the only importer of lemminflect."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import lemminflect

__all__ = [
    "expand",
    "is_bare",
    "is_going_on",
    "is_noun",
    "is_participle",
    "is_past",
    "is_present",
    "is_verb",
    "lemma_of",
]

_POS = {"v": "VERB", "n": "NOUN", "a": "ADJ"}


def expand(phrase: str) -> tuple[tuple[str, bool], ...]:
    """Every printed form of ``phrase``, sorted, each with whether a verb in it can only be past ("called off").

    A word that ends in ``.v``, ``.n`` or ``.a`` stands for all forms of that verb, noun or adjective, one that ends in
    a Penn tag (``.vbd``, ``.vbn``, ``.vbg``, ``.vbz``, ``.nns``) for that form; all others stand for themselves.
    """
    forms = product(*(_forms(word) for word in phrase.split(" ")))
    return tuple(sorted({(" ".join(w for w, _ in words), any(past for _, past in words)) for words in forms}))


@lru_cache(maxsize=4096)
def _forms(word: str) -> tuple[tuple[str, bool], ...]:
    lemma, dot, tag = word.rpartition(".")
    if not dot or not lemma:
        return ((word, False),)
    if tag in _POS:
        found = lemminflect.getAllInflections(lemma, upos=_POS[tag])
        # A word that the dictionary lacks is inflected by its rules for words out of vocabulary.
        found = found or lemminflect.getAllInflectionsOOV(lemma, _POS[tag])
        past = {form for kind in ("VBD", "VBN") for form in found.get(kind, ())} - {lemma}
        return tuple(sorted((form, form in past) for form in {lemma, *(f for forms in found.values() for f in forms)}))
    if tag in _TAGS:
        forms = sorted(set(lemminflect.getInflection(lemma, tag.upper()))) or [lemma]
        return tuple((form, tag in ("vbd", "vbn") and form != lemma) for form in forms)
    return ((word, False),)


_TAGS = frozenset({"vbd", "vbn", "vbg", "vbz", "vb", "nns"})


@lru_cache(maxsize=65536)
def lemma_of(word: str) -> str:
    """The dictionary form of a word, as a verb where it can be one."""
    for pos in ("VERB", "NOUN"):
        found = lemminflect.getAllLemmas(word.lower(), upos=pos)
        if found:
            return str(next(iter(found.values()))[0])
    return word.lower()


@lru_cache(maxsize=65536)
def is_verb(lemma: str) -> bool:
    """Whether a word is the dictionary form of a verb."""
    return lemma in lemminflect.getAllLemmas(lemma, upos="VERB").get("VERB", ())


@lru_cache(maxsize=65536)
def is_present(word: str) -> bool:
    """Whether a word is a verb in the third person of the present ("has", "connects")."""
    lemma = lemma_of(word)
    return word.lower() != lemma and is_verb(lemma) and word.lower() in lemminflect.getInflection(lemma, "VBZ")


@lru_cache(maxsize=65536)
def is_noun(word: str) -> bool:
    """Whether a verb's bare form or third person can be a noun as well ("stop", "visits", not "opening")."""
    return "NOUN" in lemminflect.getAllLemmas(word.lower()) and not is_going_on(word)


@lru_cache(maxsize=65536)
def is_bare(word: str) -> bool:
    """Whether a word is a verb's bare form and neither its past nor a noun ("improve", not "deal" or "put")."""
    small = word.lower()
    known = lemminflect.getAllLemmas(small)
    return (
        bool(known)
        and set(known) <= {"VERB", "AUX"}
        and lemma_of(word) == small
        and small not in lemminflect.getInflection(small, "VBD")
    )


@lru_cache(maxsize=65536)
def is_past(word: str) -> bool:
    """Whether a word can be a verb in the simple past ("showed")."""
    small = word.lower()
    return any(small in lemminflect.getInflection(lemma, "VBD") for lemma in lemminflect.getLemma(small, "VERB"))


@lru_cache(maxsize=65536)
def is_going_on(word: str) -> bool:
    """Whether a word can be a verb in the progressive ("showing")."""
    small = word.lower()
    return any(small in lemminflect.getInflection(lemma, "VBG") for lemma in lemminflect.getLemma(small, "VERB"))


@lru_cache(maxsize=65536)
def is_participle(word: str) -> bool:
    """Whether a word can be a verb's past participle and is not its bare form ("shown")."""
    small = word.lower()
    lemmas = lemminflect.getLemma(small, "VERB")
    return any(small != lemma and small in lemminflect.getInflection(lemma, "VBN") for lemma in lemmas)
