"""What a language does with events, read from one file a language beside this module. No topic is known here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

import msgspec

from datelines.encoders import Encoder, EncoderEntry
from datelines.events import Status
from datelines.weights import Weights, WeightsEntry
from datelines.yamlfile import ConfigError, convert, load

__all__ = ["Grammar", "PersonWords", "RetoldWords", "StatusCue", "grammar_digest", "known_languages", "load_grammar"]

_FOLDER = Path(str(resources.files(__package__)))
# What is fitted for a language, beside its file.
_FITTED = ("years", "years-encoder")
Entry = TypeVar("Entry", WeightsEntry, EncoderEntry)


@dataclass(frozen=True, slots=True)
class StatusCue:
    """A label that, near a trigger, gives the event its status; a wish counts behind it only with
    ``after``, behind a verb of saying it gives ``said`` ("said it would"), and where the day is still to come ``ahead``
    ("was due in May").
    """

    cue: str
    status: Status
    after: bool = False
    said: Status | None = None
    ahead: Status | None = None


@dataclass(frozen=True, slots=True)
class PersonWords:
    """How people are introduced whom no topic knows.

    ``titles`` stand before a name, ``posts`` behind it and a comma, with one of ``tails`` or a mark after them;
    ``particles`` stand inside a name, ``leading`` words before no name of a person, ``not_names`` in none;
    a name ends before ``closed`` words, and before one of ``bearers`` it is that of a school or a street.
    """

    titles: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetoldWords:
    """How a text takes up again whom it has named.

    ``pointing`` words and a word of ``kinds`` ("the ministry") or ``ranks`` ("the admiral"; ``short`` has short forms
    of ranks), ``company`` for several people together, ``several`` plurals of kinds with their singular in names.
    """

    pointing: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    short: Mapping[str, str] = field(default_factory=dict)
    company: tuple[str, ...] = ()
    several: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Abbreviations in small letters, labelled words, the expressions for sums of money, and how clauses divide.

    ``money_by_word`` has those that need not be tried where a text lacks a word.

    ``crossings`` has the price of each kind of border between a date and a trigger, ``marks`` the punctuation of
    each kind; a border that is no mark is a label of ``words``.
    ``story`` has single words that say how a verb of any story is told, ``counts`` what says a number of years without
    a figure ("seventieth"); ``years`` weighs of which year a date without one is, ``years_encoder`` is asked where
    they are unsure.
    """

    language: str
    abbreviations: frozenset[str]
    money: str
    money_by_word: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    crossings: Mapping[str, float]
    marks: Mapping[str, str]
    status_cues: tuple[StatusCue, ...]
    story: Mapping[str, tuple[str, ...]]
    persons: PersonWords = PersonWords()
    retold: RetoldWords = field(default_factory=RetoldWords)
    counts: Mapping[str, int] = field(default_factory=dict)
    years: Weights = field(default_factory=Weights)
    years_encoder: Encoder | None = None


class _Cue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cue: str
    status: Status
    after: bool = False
    said: Status | None = None
    ahead: Status | None = None


class _Persons(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    titles: list[str]
    posts: list[str]
    tails: list[str]
    particles: list[str]
    leading: list[str]
    not_names: list[str]
    closed: list[str]
    bearers: list[str]


class _Retold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pointing: list[str]
    kinds: list[str]
    ranks: list[str]
    short: dict[str, str]
    company: list[str]
    several: dict[str, str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: str
    abbreviations: list[str]
    money: str
    words: dict[str, list[str]]
    crossings: dict[str, float]
    marks: dict[str, str]
    status_cues: list[_Cue]
    story: dict[str, list[str]] = {}
    persons: _Persons | None = None
    retold: _Retold | None = None
    money_by_word: dict[str, str] = {}
    counts: dict[str, int] = {}


def known_languages() -> tuple[str, ...]:
    """The languages that have a file, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


@lru_cache(maxsize=8)
def grammar_digest(language: str) -> str:
    """The SHA-256 of a language's files. Raises KeyError for a language without one."""
    if language not in known_languages():
        raise KeyError(language)
    digest = hashlib.sha256((_FOLDER / f"{language}.yaml").read_bytes())
    for name in _FITTED:
        if (fitted := _FOLDER / f"{language}-{name}.json").is_file():
            digest.update(fitted.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=8)
def load_grammar(language: str) -> Grammar:
    """The grammar of a language. Raises ConfigError for a broken file and KeyError for a language without one."""
    if language not in known_languages():
        raise KeyError(language)
    path = _FOLDER / f"{language}.yaml"
    file = convert(load(path), _File, path)
    for cue in file.status_cues:
        if cue.cue not in file.words:
            raise ConfigError(f"{path}: status_cues: no words carry the label {cue.cue!r}")
    return Grammar(
        language=file.language,
        abbreviations=frozenset(file.abbreviations),
        money=file.money,
        money_by_word=file.money_by_word,
        words={label: tuple(phrases) for label, phrases in file.words.items()},
        crossings=file.crossings,
        marks=file.marks,
        status_cues=tuple(StatusCue(cue.cue, cue.status, cue.after, cue.said, cue.ahead) for cue in file.status_cues),
        story={name: tuple(words) for name, words in file.story.items()},
        persons=_persons(file.persons) if file.persons else PersonWords(),
        retold=_retold(file.retold) if file.retold else RetoldWords(),
        counts=file.counts,
        years=Weights.of(years) if (years := _fitted(language, "years", WeightsEntry)) else Weights(),
        years_encoder=Encoder(asked) if (asked := _fitted(language, "years-encoder", EncoderEntry)) else None,
    )


def _fitted(language: str, name: str, kind: type[Entry]) -> Entry | None:
    """What was fitted for a language, if anything."""
    path = _FOLDER / f"{language}-{name}.json"
    if not path.is_file():
        return None
    entry = convert(load(path), kind, path)
    for key, reason in entry.faults():
        raise ConfigError(f"{path}: {key}: {reason}")
    return entry


def _retold(file: _Retold) -> RetoldWords:
    return RetoldWords(
        tuple(file.pointing), tuple(file.kinds), tuple(file.ranks), file.short, tuple(file.company), file.several
    )


def _persons(file: _Persons) -> PersonWords:
    return PersonWords(
        tuple(file.titles),
        tuple(file.posts),
        tuple(file.tails),
        tuple(file.particles),
        tuple(file.leading),
        tuple(file.not_names),
        tuple(file.closed),
        tuple(file.bearers),
    )
