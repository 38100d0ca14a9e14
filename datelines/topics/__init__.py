"""A topic as its file says it: whose relations, which words, which events. How the file is read is in ``loader``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from datelines.encoders import Encoder
from datelines.events import EventType, Place, Status
from datelines.nets import Net
from datelines.weights import Weights

__all__ = ["Actor", "Bound", "Office", "Rule", "Series", "Topic", "TypeProfile"]


class Bound(StrEnum):
    """What a rule tells of something that takes days, where it is not its plain date."""

    END = "end"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, body or vessel: canonical name, ISO 3166-1 alpha-3 country or None, kind, other names, extra labels.

    Before the day ``since`` it is meant only where it is named.
    """

    name: str
    country: str | None
    kind: str
    aliases: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A post and who held it: ``holders`` are (actor, first day, last day or None) in order."""

    titles: tuple[str, ...]
    country: str
    holders: tuple[tuple[str, date, date | None], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What recurs under one name: whose it is, who takes part, the labels its name carries, and the first year."""

    name: str
    countries: tuple[str, ...]
    actors: tuple[str, ...]
    labels: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns that show an event of one type.

    ``status`` overrides what the sentence's cues say. ``undated`` has the statuses with which it stays where no words
    date it, ``dateless`` means that none are looked for (a state), ``disclosure`` lets the date of its announcement
    stand in, ``container`` the time of a passage that an event with ``sets_time`` has set; ``bound`` says that the
    date is its end, or that only its length is told; ``derives`` is the type of an older event whose year follows by
    arithmetic ("the 75th anniversary"). ``about`` are the labels one of which the text must be about just there,
    ``theme`` those one of which the whole article must be about, ``off_theme`` those that it must not be about;
    what is dated later than the year ``until``, or not at all, is none of the rule's events. A rule that ``yields``
    gives way where an earlier rule reads the same words, one that is ``alone`` where any reads the sentence, one that
    is ``spare`` speaks only for a date that no other rule has taken; one that ``shares`` may have another rule's
    trigger. The sentence must hold a label of ``needs`` and none of ``unless``; ``only_in`` limits the rule to parts
    ("opening", "lead", "title", "body"). ``examples`` are sentences that the rule must read; ``title`` replaces the
    type's. Mentions of two different ``thing``s ("works", "equipment") are never one happening. What a rule marked
    ``outside`` reads is never on the timeline; a length does not count from what one ``at_end`` reads ("graduated from
    a five-week course"). What one ``at_until`` reads comes when another thing ends: "a ban until 2005".
    """

    name: str
    event_type: EventType
    patterns: tuple[str, ...]
    status: Status | None = None
    undated: tuple[Status, ...] = ()
    dateless: bool = False
    disclosure: bool = False
    container: bool = False
    sets_time: bool = False
    bound: Bound | None = None
    derives: EventType | None = None
    about: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    off_theme: tuple[str, ...] = ()
    until: int | None = None
    yields: bool = False
    alone: bool = False
    shares: bool = False
    plain: bool = False
    spare: bool = False
    outside: bool = False
    at_end: bool = False
    at_until: bool = False
    actors: tuple[str, ...] | None = None
    only_in: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    title: str | None = None
    thing: str | None = None


@dataclass(frozen=True, slots=True)
class TypeProfile:
    """What holds for a type: title templates, who takes part unless others are named, how statuses are read.

    Of ``title`` the first counts whose slots can be filled, before it what ``titles`` has for a label of the trigger or
    of the sentence. ``variants`` has the usual actors where a label stands in the sentence; ``ensemble`` means that the
    persons whom the sentence names take part, ``wide`` that whoever its sentence names does, ``borrows`` that a series'
    own actors are the usual ones, ``alone`` that whom the sentence names as doing it does it without the usual ones,
    ``ships`` that a ship stands for its navy, ``pupils`` that whoever of the home country does it is taught and needs
    no teacher named, ``voiced`` that to say it is to do it. ``agents`` do it for their government where the article
    names them. ``statuses`` replaces a status by another; ``extent`` says that start, end and length make an interval,
    ``ongoing`` that what began goes on, ``deed`` that not doing it is no event; ``ahead`` is what it is called while it
    lies ahead: the drill that "will return next year" is an edition to come; with ``ahead_status`` it is one of that
    status: "next year's will be skipped" is an edition called off. ``beside`` are types that one time can
    date together with it, ``over`` those that give way to it where one time would date both.
    """

    title: tuple[str, ...]
    titles: Mapping[str, str]
    actors: tuple[str, ...]
    variants: Mapping[str, tuple[str, ...]]
    ensemble: bool
    wide: bool
    borrows: bool
    alone: bool
    ships: bool
    agents: tuple[str, ...]
    pupils: bool
    voiced: bool
    statuses: Mapping[Status, Status]
    extent: bool
    ongoing: bool
    deed: bool = False
    ahead: EventType | None = None
    ahead_status: Status | None = None
    beside: tuple[EventType, ...] = ()
    over: tuple[EventType, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic file with all that it includes, checked.

    ``parties`` are the countries whose relations it follows, ``home`` the one that every article names, ``rivals``
    third countries that it is at odds with; ``things`` what rules tell, by name; ``weights`` how much a sign
    around a date speaks for a type, ``ends`` how much for the end of something, ``net`` hears what weights cannot,
    ``encoder`` is asked where both are unsure; ``digest`` is the files' SHA-256, ``source`` the topic file's path.

    Words of a ``leaning`` label count only where the text is about what it leans on ("the third" of a drill).
    """

    name: str
    title: str
    digest: str
    source: str
    zone: str
    language: str
    parties: tuple[str, ...]
    home: str
    fiscal_year_starts: int
    countries: Mapping[str, tuple[str, ...]]
    actors: Mapping[str, Actor]
    offices: tuple[Office, ...]
    series: Mapping[str, Series]
    places: Mapping[str, Place]
    place_names: Mapping[str, tuple[str, ...]]
    place_countries: Mapping[str, str]
    governments: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    focus: tuple[str, ...]
    leaning: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    types: Mapping[EventType, TypeProfile]
    rivals: tuple[str, ...] = ()
    things: Mapping[str, str] = field(default_factory=dict)
    weights: Weights = field(default_factory=Weights)
    net: Net | None = None
    encoder: Encoder | None = None
    ends: Weights = field(default_factory=Weights)

    def kind_of(self, actor: str) -> str:
        """The kind of an actor; whom no file knows is a person that an article names with a title."""
        return self.actors[actor].kind if actor in self.actors else "person"
