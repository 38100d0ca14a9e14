"""What makes a topic unusable, as one line with file, key and reason. What it merely lacks is found elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from datelines.events import EventType
from datelines.topics.files import TopicFile
from datelines.yamlfile import ConfigError

__all__ = ["KINDS", "UNION", "check"]

# What alone need not belong to a country: a body of many.
UNION = "union"
KINDS = frozenset({"person", "government", "body", "force", "vessel", UNION})
_PARTS = frozenset({"opening", "lead", "title", "body"})


def check(file: TopicFile, path: Path) -> None:
    """Raises ConfigError at the first thing that cannot be."""
    for key, reason in _findings(file):
        raise ConfigError(f"{path}: {key}: {reason}")


def _findings(file: TopicFile) -> Iterator[tuple[str, str]]:
    yield from _countries(file)
    yield from _names(file)
    yield from _figures(file)
    yield from _offices(file)
    yield from _rules(file)
    yield from _shared_names(file)
    yield from _weights(file)


def _weights(file: TopicFile) -> Iterator[tuple[str, str]]:
    for name, fitted in (("weights", file.weights), ("net", file.net), ("encoder", file.encoder)):
        if fitted is None:
            continue
        for key, reason in fitted.faults():
            yield f"{name}.{key}", reason
        for kind in set(fitted.kinds) - set(EventType):
            yield f"{name}.kinds", f"{kind!r} is no type of event"
    for key, reason in file.ends.faults() if file.ends else ():
        yield f"ends.{key}", reason
    if file.ends is not None and len(file.ends.kinds) != 1:
        yield "ends.kinds", "is one name: that something ended"
    for name, beside in (("net", file.net), ("encoder", file.encoder)):
        if beside is not None and (file.weights is None or beside.kinds != file.weights.kinds):
            yield f"{name}.kinds", "are not those of weights, in the same order"


@cache
def _codes() -> frozenset[str]:
    text = (resources.files(__package__) / "iso3166.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def _countries(file: TopicFile) -> Iterator[tuple[str, str]]:
    for code in (*file.countries, *(place.country for place in file.places.values())):
        if code not in _codes():
            yield f"countries.{code}", f"{code!r} is no country code of ISO 3166-1 alpha-3 (KHM, USA)"
    known = {*file.countries, *(place.country for place in file.places.values())}
    for key, codes in _country_keys(file):
        for code in codes:
            if code not in known:
                yield key, f"{code!r} is no country that the file knows; name it under countries"
    if len(set(file.parties)) < 2:
        yield "parties", "a topic follows the relations of two countries or more"
    if file.home not in file.parties:
        yield "home", f"{file.home!r} is none of the parties"
    for code in file.parties:
        if code not in file.governments:
            yield "governments", f"{code!r} has none; each party needs the name by which its government is told"


def _country_keys(file: TopicFile) -> Iterator[tuple[str, Iterable[str]]]:
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


def _names(file: TopicFile) -> Iterator[tuple[str, str]]:
    for key, names in _actor_keys(file):
        for name in names:
            if name not in file.actors:
                yield key, f"{name!r} is no actor that the file knows"


def _actor_keys(file: TopicFile) -> Iterator[tuple[str, Iterable[str]]]:
    for number, office in enumerate(file.offices):
        yield f"offices[{number}].holders", [name for name, _, _ in office.holders]
    for name, series in file.series.items():
        yield f"series.{name}.actors", series.actors
    for kind, profile in file.types.items():
        yield f"types.{kind.value}.actors", profile.actors
        yield f"types.{kind.value}.agents", profile.agents
        for label, names in profile.variants.items():
            yield f"types.{kind.value}.variants.{label}", names
    for rule in file.rules:
        yield f"rules.{rule.name}.actors", rule.actors or ()


def _figures(file: TopicFile) -> Iterator[tuple[str, str]]:
    if not 1 <= file.fiscal_year_starts <= 12:
        yield "fiscal_year_starts", f"{file.fiscal_year_starts} is no month"
    try:
        ZoneInfo(file.zone)
    except (ValueError, KeyError, OSError):
        yield "zone", f"{file.zone!r} is no time zone (Asia/Phnom_Penh)"
    for name, actor in file.actors.items():
        if actor.kind not in KINDS:
            yield f"actors.{name}.kind", f"{actor.kind!r} is not one of {', '.join(sorted(KINDS))}"
    for name, place in file.places.items():
        latitude, longitude = place.at
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            yield f"places.{name}.at", f"{list(place.at)} is no latitude and longitude"
        if place.precision not in (1, 2, 3):
            yield f"places.{name}.precision", f"{place.precision} is not 1, 2 or 3"


def _offices(file: TopicFile) -> Iterator[tuple[str, str]]:
    for number, office in enumerate(file.offices):
        key = f"offices[{number}].holders"
        try:
            terms = [(name, _day(first), _day(last) if last else date.max) for name, first, last in office.holders]
        except ValueError as error:
            yield key, str(error)
            continue
        yield from ((key, f"{name} leaves before coming") for name, first, last in terms if last <= first)
        for (earlier, _, left), (later, came, _) in pairwise(terms):
            if came < left:
                yield key, f"{later} comes on {came}, before {earlier} has left"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day (2017-01-20)") from None


def _rules(file: TopicFile) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for rule in file.rules:
        if rule.name in seen:
            yield f"rules.{rule.name}", "the name stands twice"
        seen.add(rule.name)
        if not rule.match and not rule.things:
            yield f"rules.{rule.name}.match", "no pattern; the rule can never fit"
        for kind, key in ((rule.type, "type"), (rule.derives, "derives")):
            if kind and kind not in file.types:
                yield f"rules.{rule.name}.{key}", f"{kind.value!r} has no entry under types"
        if unknown := sorted(set(rule.only_in) - _PARTS):
            yield f"rules.{rule.name}.only_in", f"{unknown[0]!r} is not one of {', '.join(sorted(_PARTS))}"


def _shared_names(file: TopicFile) -> Iterator[tuple[str, str]]:
    """Names that stand for two things at once, of which an article could mean either."""
    owners: dict[str, str] = {}
    for owner, names in _owners(file):
        for name in names:
            if owners.setdefault(name, owner) != owner:
                yield owner, f"{name!r} also stands for {owners[name]}; leave it out on one side"


def _owners(file: TopicFile) -> Iterator[tuple[str, Iterable[str]]]:
    for name, actor in file.actors.items():
        yield f"actors.{name}", (name, *actor.aliases)
    for name, series in file.series.items():
        yield f"series.{name}", (name, *series.aliases)
    for name, place in file.places.items():
        yield f"places.{name}", (name, *place.aliases)
    for number, office in enumerate(file.offices):
        yield f"offices[{number}]", office.titles
