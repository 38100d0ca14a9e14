"""What fills the slots of a title: who, which edition, where, how much; each None where the event does not tell it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datelines.edtf import DateValue
from datelines.events import EventMention, EventType, Place
from datelines.topics import Topic

__all__ = ["Slots", "slots_of"]

Slots = dict[str, str | None]

_NUMBER = re.compile(r"\b(?P<number>\d{2,3})(?:(?:st|nd|rd|th)\b| years\b)")
_AMOUNT = re.compile(
    r"\$\s?(?P<sum>\d[\d,.]*\d|\d)(?: (?P<large>million|billion))?"
    r"|\b(?P<plain>\d[\d,.]*) (?P<size>million|billion) dollars"
)
# What is paid every year is no sum of its own.
_YEARLY = re.compile(r"(?:a|per|each|every) year|annual|averag|yearly", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(?:Guard|Forces?|Navy|Army|Corps|Agency|Cent(?:er|re)|Unit|Command|Authority|Rouge)\Z"
    r"|\A(?:U\.S\. Department|Ministry|National|Armed Forces|Royal)\b"
)
_NAMES = 3
# How far from the words that tell it an amount may stand.
_NEAR = 80
_DRILLS = frozenset({EventType.EXERCISE, EventType.EXERCISE_RESUMPTION, EventType.EXERCISE_SUSPENSION})
_DRILL = frozenset({"exercise", "relief_mission"})
_BODIES = frozenset({"body", "force"})
_GOVERNMENT = "Government of "


def slots_of(
    mentions: Sequence[EventMention],
    date: DateValue | None,
    series: str | None,
    actors: Sequence[str],
    place: Place | None,
    topic: Topic,
) -> Slots:
    """The value of each slot; ``mentions`` come best first."""
    lead = mentions[0]
    kinds = {actor: topic.kind_of(actor) for actor in actors}
    people = [actor for actor, kind in kinds.items() if kind == "person"]
    hosts = [person for person in people if _country(person, topic) == topic.home]
    guests = [person for person in people if person not in hosts]
    bodies = [actor for actor, kind in kinds.items() if kind in _BODIES]
    forces = [body for body in bodies if kinds[body] == "force"]
    named, sides = [_called(body) for body in bodies], {_country(body, topic) for body in bodies}
    ends = {_country(actor, topic) for actor in actors} or {None}
    series = series if series and _is_of_type(series, lead.event_type, topic) else None
    return {
        "series": series,
        "edition": _edition(series, date),
        "years": _years(date),
        "persons": listed(people),
        "pair": listed(people) if len(people) > 1 else None,
        "guests": listed(guests),
        "hosts": listed(hosts),
        # Who comes: people of one side, or one body of it.
        "visitor": listed(people) if bool(guests) is not bool(hosts) else listed(named[:1]) if not people else None,
        "bodies": listed(named) if len(sides) > 1 and not people else None,
        "teacher": next((_called(force) for force in forces if _country(force, topic) != topic.home), None),
        "sender": next((_called(actor.removeprefix(_GOVERNMENT)) for actor in actors), None),
        "ender": None if None in ends or ends - {topic.home} else _called(actors[0].removeprefix(_GOVERNMENT)),
        "vessel": next((actor for actor, kind in kinds.items() if kind == "vessel"), None),
        "arm": _arm(forces, topic),
        "place": place.name if place else None,
        "amount": _amount(lead),
        "nth": next((nth for mention in mentions if (nth := _nth(mention.quote))), None),
    }


def listed(names: Sequence[str]) -> str | None:
    """The first few names: "A, B and C"."""
    names = names[:_NAMES]
    if len(names) < 2:
        return names[0] if names else None
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _called(name: str) -> str:
    """A body as a sentence calls it: "the U.S. Navy"."""
    return f"the {name}" if _ARTICLE.search(name) else name


def _country(actor: str, topic: Topic) -> str | None:
    return topic.actors[actor].country if actor in topic.actors else None


def _is_of_type(series: str, event_type: EventType, topic: Topic) -> bool:
    """Whether an event of the type can be of the series: no dialogue is an exercise."""
    return event_type not in _DRILLS or not _DRILL.isdisjoint(topic.series[series].labels)


def _edition(series: str | None, date: DateValue | None) -> str | None:
    """A series with its year: "Angkor Sentinel 2016"."""
    if series is None or date is None:
        return series
    first, last = date.bounds
    return f"{series} {first.year}" if first.year == last.year and str(first.year) not in series else series


def _years(date: DateValue | None) -> str | None:
    """The first and the last year of what lasts for years."""
    if date is None or date.earliest is None or date.latest is None:
        return None
    first, last = date.bounds
    return f"{first.year}–{last.year}" if last.year - first.year > 1 else None


def _arm(forces: Sequence[str], topic: Topic) -> str | None:
    """ "Naval" where all forces are of the sea."""
    return "naval" if forces and all("sea" in topic.actors[force].labels for force in forces) else None


def _amount(lead: EventMention) -> str | None:
    """The one sum that the sentence names beside what it tells."""
    found = list(_AMOUNT.finditer(lead.quote))
    at = lead.trigger.start - lead.sentence.start
    if (
        len(found) != 1
        or _YEARLY.search(lead.quote)
        or min(abs(found[0].start() - at), abs(found[0].end() - at)) > _NEAR
    ):
        return None
    large = found[0]["large"] or found[0]["size"]
    total = (found[0]["sum"] or found[0]["plain"]).rstrip(".,")
    return f"${total} {large}" if large else f"${total}"


def _nth(text: str) -> str | None:
    """English ordinals: 1st, 2nd, 3rd, 11th, 75th."""
    match = _NUMBER.search(text)
    if match is None:
        return None
    number = int(match["number"])
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
