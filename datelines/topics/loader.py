"""Topic files into topics: found by name beside this module or by path, every key, type, label and country checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources
from pathlib import Path

from datelines.events import Place
from datelines.topics import Actor, Office, Rule, Series, Topic, TypeProfile
from datelines.topics.files import OfficeEntry, PlaceEntry, RuleEntry, TopicFile, TypeEntry
from datelines.topics.include import read_whole
from datelines.yamlfile import ConfigError, convert

__all__ = ["known_topics", "load_topic"]

_FOLDER = Path(str(resources.files(__package__)))
_KINDS = frozenset({"person", "government", "body", "force", "vessel"})


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
    _check(file, path)
    return _topic(file, path, whole.digest)


def _check(file: TopicFile, path: Path) -> None:
    countries = {*file.countries, *(place.country for place in file.places.values())}
    for key, codes in _country_keys(file):
        for code in codes:
            if code not in countries or not (len(code) == 3 and code.isupper()):
                raise ConfigError(f"{path}: {key}: {code!r} is no country that the file knows")
    for key, names in _actor_keys(file):
        for name in names:
            if name not in file.actors:
                raise ConfigError(f"{path}: {key}: {name!r} is no actor that the file knows")
    if not 1 <= file.fiscal_year_starts <= 12:
        raise ConfigError(f"{path}: fiscal_year_starts: {file.fiscal_year_starts} is no month")
    for name, actor in file.actors.items():
        if actor.kind not in _KINDS:
            raise ConfigError(f"{path}: actors.{name}.kind: {actor.kind!r} is not one of {', '.join(sorted(_KINDS))}")
    _check_rules(file, path)


def _check_rules(file: TopicFile, path: Path) -> None:
    seen: set[str] = set()
    for rule in file.rules:
        if rule.name in seen:
            raise ConfigError(f"{path}: rules.{rule.name}: the name stands twice")
        seen.add(rule.name)
        if rule.type not in file.types:
            raise ConfigError(f"{path}: rules.{rule.name}.type: {rule.type.value!r} has no entry under types")


def _country_keys(file: TopicFile) -> Iterable[tuple[str, Iterable[str]]]:
    yield "parties", file.parties
    yield "home", [file.home]
    yield "rivals", file.rivals
    yield "governments", file.governments
    for name, actor in file.actors.items():
        yield f"actors.{name}.country", [actor.country] if actor.country else []
    for number, office in enumerate(file.offices):
        yield f"offices[{number}].country", [office.country]
    for name, series in file.series.items():
        yield f"series.{name}.countries", series.countries


def _actor_keys(file: TopicFile) -> Iterable[tuple[str, Iterable[str]]]:
    for number, office in enumerate(file.offices):
        yield f"offices[{number}].holders", [name for name, _, _ in office.holders]
    for name, series in file.series.items():
        yield f"series.{name}.actors", series.actors
    for kind, profile in file.types.items():
        yield f"types.{kind.value}.actors", profile.actors
        for label, names in profile.variants.items():
            yield f"types.{kind.value}.variants.{label}", names
    for rule in file.rules:
        yield f"rules.{rule.name}.actors", rule.actors or ()


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
            name: Actor(name, a.country, a.kind, tuple(a.aliases), tuple(a.labels)) for name, a in file.actors.items()
        },
        offices=tuple(_office(office) for office in file.offices),
        series={
            name: Series(name, tuple(s.countries), tuple(s.actors), tuple(s.labels), tuple(s.aliases))
            for name, s in file.series.items()
        },
        places={name: Place(name, *p.at, p.precision) for name, p in file.places.items()},
        place_names=_place_names(file.places),
        place_countries={name: p.country for name, p in file.places.items()},
        governments={code: file.governments[code] for code in (*file.parties, *file.governments)},
        rivals=tuple(file.rivals),
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
        title=profile.title,
        actors=tuple(profile.actors),
        variants={label: tuple(names) for label, names in profile.variants.items()},
        ensemble=profile.ensemble,
        wide=profile.wide,
        borrows=profile.borrows,
        statuses=profile.statuses,
        extent=profile.extent,
        ongoing=profile.ongoing,
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
        patterns=tuple(rule.match),
        status=rule.status,
        undated=tuple(rule.undated),
        dateless=rule.dateless,
        disclosure=rule.disclosure,
        container=rule.container,
        sets_time=rule.sets_time,
        bound=rule.bound,
        derives=rule.derives,
        about=tuple(rule.about),
        yields=rule.yields,
        shares=rule.shares,
        plain=rule.plain,
        actors=None if rule.actors is None else tuple(rule.actors),
        only_in=tuple(rule.only_in),
        unless=tuple(rule.unless),
        needs=tuple(rule.needs),
        examples=tuple(rule.examples),
        title=rule.title,
    )
