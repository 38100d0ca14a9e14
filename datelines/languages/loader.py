"""YAML into a Language: every key, class and slot checked on the way, errors with file, rule and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from datelines.languages import TENSE_CUES, Example, Festival, Guard, Language, Meaning, Rule, Word
from datelines.yamlfile import ConfigError, convert, load

__all__ = ["languages", "load_language", "read_language"]

_HERE = Path(__file__).parent


class _GuardRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    if_left: list[str] = []
    not_left: list[str] = []
    if_right: list[str] = []
    not_right: list[str] = []


class _ExampleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"value": "is"}):
    text: str
    value: str
    given: date | None = None
    type: str | None = None
    mod: str | None = None
    within: str | None = None


class _RuleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"timex_type": "type"}):
    name: str
    match: str | list[str]
    means: Meaning
    then: Meaning | None = None
    guard: _GuardRow | None = None
    only: (
        Literal[
            "narrative",
            "news",
            "apposed",
            "ahead",
            "back",
            "open",
            "not_back",
            "figures",
            "stands",
            "supposed",
            "until_now",
            "every_day",
            "contrast",
            "yearly",
            "unreal",
            "weather",
            "futures",
        ]
        | None
    ) = None
    timex_type: str | None = None
    examples: list[_ExampleRow] = []


class _FestivalRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    months: tuple[int, int]
    days: dict[int, tuple[date, date]] = {}
    nth: tuple[int, int, int] | None = None
    easter: int | None = None


class _LanguageFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: str
    gaps: dict[str, list[str]]
    words: dict[str, dict[str, Word]]
    rules: list[_RuleRow]
    spaced: bool = True
    digits: str = "0123456789"
    cues: dict[str, list[str]] = {}
    fragments: dict[str, str] = {}
    never: list[str] = []
    fiscal_starts: dict[str, int] = {}
    festivals: dict[str, _FestivalRow] = {}


def languages() -> tuple[str, ...]:
    """The codes of all language files, sorted."""
    return tuple(sorted(path.stem for path in _HERE.glob("*.yaml")))


@cache
def load_language(code: str) -> Language:
    """The language with that code. Raises ValueError when there is no such file, ConfigError for a bad one."""
    if code not in languages():
        raise ValueError(f"there is no language {code!r}; there are {', '.join(languages())}")
    return read_language(_HERE / f"{code}.yaml")


def read_language(path: Path) -> Language:
    """Read and check one file. Raises ConfigError: file, rule, reason."""
    file = convert(_quoted(load(path)), _LanguageFile, path)
    return Language(
        code=file.language,
        spaced=file.spaced,
        digits=file.digits,
        gaps=MappingProxyType({text: kind for kind, texts in file.gaps.items() for text in texts}),
        classes=MappingProxyType({name: _spellings(words, file.spaced) for name, words in file.words.items()}),
        cues=MappingProxyType({name: frozenset(file.cues.get(name, ())) for name in {*TENSE_CUES, *file.cues}}),
        fragments=MappingProxyType(file.fragments),
        rules=tuple(_rule(row, file, path) for row in file.rules),
        never=tuple(file.never),
        fiscal_starts=MappingProxyType(file.fiscal_starts),
        festivals=MappingProxyType({name: _festival(row) for name, row in file.festivals.items()}),
    )


def _quoted(content: Any) -> Any:
    """Plain values; nothing to do but to refuse a file that is no mapping with a clear word."""
    return content if isinstance(content, Mapping) else {}


def _festival(row: _FestivalRow) -> Festival:
    return Festival(row.months[0], row.months[1], MappingProxyType(row.days), row.nth, row.easter)


def _spellings(words: Mapping[str, Word], spaced: bool) -> MappingProxyType[str, Word]:
    """Each word as written, capitalised and in capitals."""
    found: dict[str, Word] = {}
    for word, meaning in words.items():
        for spelling in _cases(word) if spaced else (word,):
            found.setdefault(spelling, meaning)
    return MappingProxyType(found)


def _cases(word: str) -> Iterable[str]:
    yield word
    yield word[:1].upper() + word[1:]
    if len(word) > 3:
        yield word.upper()


def _rule(row: _RuleRow, file: _LanguageFile, path: Path) -> Rule:
    guard = row.guard
    for name in [] if guard is None else [*guard.if_left, *guard.not_left, *guard.if_right, *guard.not_right]:
        if name not in file.cues:
            raise ConfigError(f"{path}: rule {row.name}: there is no list of cues {name!r}")
    return Rule(
        name=row.name,
        patterns=(row.match,) if isinstance(row.match, str) else tuple(row.match),
        means=row.means,
        second=row.then,
        guard=None
        if guard is None
        else Guard(tuple(guard.if_left), tuple(guard.not_left), tuple(guard.if_right), tuple(guard.not_right)),
        only=row.only,
        timex_type=row.timex_type,
        examples=tuple(Example(e.text, e.value, e.given, e.type, e.mod, e.within) for e in row.examples),
    )
