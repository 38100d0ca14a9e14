"""Topic files into topics: found by name beside this module or by path, every key, type, label and country checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import resources
from pathlib import Path

from datelines.encoders import Encoder
from datelines.events import Place
from datelines.nets import Net
from datelines.topics import Actor, Office, Rule, Series, Topic, TypeProfile
from datelines.topics.checks import check
from datelines.topics.files import OfficeEntry, PlaceEntry, RuleEntry, TopicFile, TypeEntry
from datelines.topics.frames import structures
from datelines.topics.include import read_whole
from datelines.weights import Weights
from datelines.yamlfile import ConfigError, convert

__all__ = ["known_topics", "load_topic"]

_FOLDER = Path(str(resources.files(__package__)))


def known_topics() -> tuple[str, ...]:
    """The names of the topics that come with the library, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def load_topic(name_or_path: str) -> Topic:
    """The topic of that name, or in that file. Raises ConfigError: file, key, reason."""
    path = Path(name_or_path)
    if name_or_path in known_topics():
        path = _FOLDER / f"{name_or_path}.yaml"
    elif not path.suffix:
        raise ConfigError(f"{name_or_path}: no topic of that name; there are {', '.join(known_topics())}")
    whole = read_whole(path, _FOLDER / "common")
    file = convert(whole.values, TopicFile, path)
    check(file, path)
    return _topic(file, path, whole.digest)


def _topic(file: TopicFile, path: Path, digest: str) -> Topic:
    return Topic(
        name=file.name,
        title=file.title,
        digest=digest,
        source=str(path),
        zone=file.zone,
        language=file.language,
        parties=tuple(file.parties),
        home=file.home,
        fiscal_year_starts=file.fiscal_year_starts,
        countries={code: tuple(names) for code, names in file.countries.items()},
        actors={
            name: Actor(name, a.country, a.kind, tuple(a.aliases), tuple(a.labels), a.since)
            for name, a in file.actors.items()
        },
        offices=tuple(_office(office) for office in file.offices),
        series={
            name: Series(name, tuple(s.countries), tuple(s.actors), tuple(s.labels), tuple(s.aliases), s.since)
            for name, s in file.series.items()
        },
        places={name: Place(name, *p.at, p.precision) for name, p in file.places.items()},
        place_names=_place_names(file.places),
        place_countries={name: p.country for name, p in file.places.items()},
        governments={code: file.governments[code] for code in (*file.parties, *file.governments)},
        rivals=tuple(file.rivals),
        weights=Weights.of(file.weights) if file.weights else Weights(),
        net=Net(file.net) if file.net else None,
        encoder=Encoder(file.encoder) if file.encoder else None,
        ends=Weights.of(file.ends) if file.ends else Weights(),
        things={rule.name: rule.thing for rule in file.rules if rule.thing},
        words={label: tuple(phrases) for label, phrases in file.words.items()},
        focus=tuple(file.focus),
        leaning={label: tuple(labels) for label, labels in file.leaning.items()},
        rules=tuple(_rule(rule) for rule in file.rules),
        types={kind: _profile(profile) for kind, profile in file.types.items()},
    )


def _place_names(places: Mapping[str, PlaceEntry]) -> Mapping[str, tuple[str, ...]]:
    return {name: (name, *place.aliases) for name, place in places.items()}


def _profile(profile: TypeEntry) -> TypeProfile:
    return TypeProfile(
        title=(profile.title,) if isinstance(profile.title, str) else tuple(profile.title),
        titles=dict(profile.titles),
        actors=tuple(profile.actors),
        variants={label: tuple(names) for label, names in profile.variants.items()},
        ensemble=profile.ensemble,
        wide=profile.wide,
        borrows=profile.borrows,
        alone=profile.alone,
        ships=profile.ships,
        agents=tuple(profile.agents),
        pupils=profile.pupils,
        voiced=profile.voiced,
        statuses=profile.statuses,
        extent=profile.extent,
        ongoing=profile.ongoing,
        deed=profile.deed,
        ahead=profile.ahead,
        ahead_status=profile.ahead_status,
        beside=tuple(profile.beside),
        over=tuple(profile.over),
    )


def _office(office: OfficeEntry) -> Office:
    holders = tuple(
        (name, date.fromisoformat(first), date.fromisoformat(last) if last else None)
        for name, first, last in office.holders
    )
    return Office(tuple(office.titles), office.country, holders)


def _rule(rule: RuleEntry) -> Rule:
    return Rule(
        name=rule.name,
        event_type=rule.type,
        patterns=(*rule.match, *structures(rule.heads, rule.things)),
        status=rule.status,
        undated=tuple(rule.undated),
        dateless=rule.dateless,
        disclosure=rule.disclosure,
        container=rule.container,
        sets_time=rule.sets_time,
        bound=rule.bound,
        derives=rule.derives,
        about=tuple(rule.about),
        theme=tuple(rule.theme),
        off_theme=tuple(rule.off_theme),
        until=rule.until,
        yields=rule.yields,
        alone=rule.alone,
        shares=rule.shares,
        plain=rule.plain,
        spare=rule.spare,
        outside=rule.outside,
        at_end=rule.at_end,
        at_until=rule.at_until,
        actors=None if rule.actors is None else tuple(rule.actors),
        only_in=tuple(rule.only_in),
        unless=tuple(rule.unless),
        needs=tuple(rule.needs),
        examples=tuple(rule.examples),
        title=rule.title,
        thing=rule.thing,
    )
