"""Made-up news of any amount with known answers: each story follows from the seed and its number alone.

So nothing is held in memory, any story can be made again, and the same seed gives the same bytes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import msgspec

from benchmarks.corpus import vary
from datelines import yamlfile
from datelines.articles import Article
from datelines.sources import read_all

__all__ = ["Known", "Mix", "Story", "filled", "stories", "story", "texts"]

ROOT = Path(__file__).parents[1]
_FIRST = datetime(2023, 1, 1, tzinfo=timezone(timedelta(hours=7)))
_DAYS = 700
_LENGTH = 2000
# How far back an outlet looks for a story of the agency's.
_BACK = 300
_SLOT = re.compile(r"\{(\w+)\}")
_DAY_FORMS = ("{0.day} {0:%B} {0.year}", "{0:%B} {0.day}, {0.year}", "{0:%A}, {0:%B} {0.day}, {0.year}")


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``crawls.yaml`` holds."""

    slots: dict[str, list[str]]
    titles: list[str]
    noise: list[str]
    beside: list[str]
    events: list[tuple[str, str]]
    ships: list[str]
    rewording: dict[str, str]
    related: list[str]
    related_to_topic: list[str]
    comments: list[str]
    menu: list[str]
    foreign: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares: of stories about the topic, of these the repeats of others, and of the rest those in other languages."""

    about: float = 0.1
    repeats: float = 0.1
    foreign: float = 0.2


@dataclass(frozen=True, slots=True)
class Known:
    """An event that a story tells for certain."""

    event_type: str
    day: date


@dataclass(frozen=True, slots=True)
class Story:
    """One story. ``repeats`` is the number of the story that it prints again, reworded."""

    number: int
    about: bool
    language: str
    title: str
    publisher: str
    published: datetime
    paragraphs: tuple[str, ...]
    events: tuple[Known, ...] = ()
    repeats: int | None = None

    @property
    def url(self) -> str:
        """Its address, at an outlet of its own."""
        return f"https://paper{self.number % 97}.example/{self.published:%Y/%m/%d}/story-{self.number}"


@cache
def texts() -> Texts:
    """The words that stories and pages are made of."""
    path = Path(__file__).with_name("crawls.yaml")
    return yamlfile.convert(yamlfile.load(path), Texts, path)


def stories(count: int, mix: Mix, seed: int = 1) -> Iterator[Story]:
    """So many stories, in order of their numbers."""
    return (story(number, mix, seed) for number in range(count))


def story(number: int, mix: Mix, seed: int) -> Story:
    """The story of that number."""
    rng, kind = _kind(number, mix, seed)
    if kind == "repeat":
        return _again(number, mix, seed, rng)
    if kind == "about":
        return _about(number, rng)
    return _other(number, rng, kind)


def filled(sentence: str, rng: random.Random) -> str:
    """The sentence with its slots filled by chance."""

    def word(slot: re.Match[str]) -> str:
        if slot[1] == "number":
            return str(2 + int(rng.random() * 96))
        if slot[1] == "year":
            return str(1975 + int(rng.random() * 47))
        words = texts().slots[slot[1]]
        return words[int(rng.random() * len(words))]

    return _SLOT.sub(word, sentence)


def _kind(number: int, mix: Mix, seed: int) -> tuple[random.Random, str]:
    rng = random.Random(f"{seed} {number}")
    if rng.random() < mix.about:
        return rng, "repeat" if number and rng.random() < mix.repeats else "about"
    return rng, rng.choice(sorted(texts().foreign)) if rng.random() < mix.foreign else "en"


def _about(number: int, rng: random.Random) -> Story:
    """A lead that tells one event for certain, and paragraphs of the sample articles under other dates."""
    event_type, lead = rng.choice(texts().events)
    published = _published(rng)
    day = (published - timedelta(days=rng.randint(1, 60))).date()
    lead = lead.format(
        day=rng.choice(_DAY_FORMS).format(day), ship=rng.choice(texts().ships), number=rng.randint(2, 98)
    )
    paragraphs = [lead]
    while sum(map(len, paragraphs)) < _LENGTH - 400:
        paragraphs.append(vary(rng.choice(_sample()), rng))
    paragraphs.append(filled("{name} and {name} reported", rng) + f" for paper {number % 97} ({number}).")
    title = f"{lead.split(' on ')[0][:70].rstrip('., ')} ({number})"
    return Story(number, True, "en", title, _outlet(number), published, tuple(paragraphs), (Known(event_type, day),))


def _again(number: int, mix: Mix, seed: int, rng: random.Random) -> Story:
    """An agency's story in another paper: another headline, other words here and there, one paragraph fewer."""
    for earlier in range(number - 1, max(-1, number - _BACK), -1):
        if rng.random() < 0.3 and _kind(earlier, mix, seed)[1] == "about":
            break
    else:
        return _about(number, rng)
    first = story(earlier, mix, seed)
    paragraphs = list(first.paragraphs[:-1])
    if len(paragraphs) > 4:
        paragraphs.pop(rng.randrange(1, len(paragraphs)))
    for said, otherwise in texts().rewording.items():
        if rng.random() < 0.5:
            paragraphs = [paragraph.replace(said, otherwise) for paragraph in paragraphs]
    paragraphs.append(f"With material from an agency ({number}).")
    return replace(
        first,
        number=number,
        title=f"{filled('{weekday}', rng)}: {first.title.rsplit(' (', 1)[0]}, agency says ({number})",
        publisher=_outlet(number),
        published=first.published + timedelta(minutes=rng.randint(20, 2000)),
        paragraphs=tuple(paragraphs),
        repeats=earlier,
    )


def _other(number: int, rng: random.Random, language: str) -> Story:
    """News of elsewhere; one in ten sounds as if it were of the topic."""
    known = texts()
    sentences = known.noise if language == "en" else known.foreign[language]
    near = language == "en" and rng.random() < 0.1
    paragraphs: list[str] = []
    while sum(len(paragraph.encode()) for paragraph in paragraphs) < _LENGTH - 200:
        chosen = [rng.choice(sentences) for _ in range(rng.randint(2, 4))]
        if near:
            chosen[0] = rng.choice(known.beside)
        paragraphs.append(" ".join(filled(sentence, rng) for sentence in chosen))
    title = filled(rng.choice(known.titles if language == "en" else sentences), rng)[:80]
    return Story(number, False, language, f"{title} ({number})", _outlet(number), _published(rng), tuple(paragraphs))


def _published(rng: random.Random) -> datetime:
    return _FIRST + timedelta(days=rng.randrange(_DAYS), minutes=rng.randrange(1440))


def _outlet(number: int) -> str:
    return f"The {texts().slots['place'][number % 10].title()} Paper {number % 97}"


@cache
def _sample() -> tuple[str, ...]:
    """The paragraphs of the sample articles."""
    found = read_all([ROOT / "data/raw/sample"])
    return tuple(paragraph for one in found if isinstance(one, Article) for paragraph in one.paragraphs)
