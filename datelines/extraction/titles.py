"""One plain line for an event, in our own words, from the topic's templates. The article's sentence is never used."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datelines.events import EventMention, Place, Status
from datelines.topics import Topic

__all__ = ["title_of"]

# "{series|Joint exercise}", "{in place}": a word before the slot stands only where the slot is filled.
_SLOT = re.compile(r"\{(?:(?P<before>[a-z]+) )?(?P<name>[a-z]+)(?:\|(?P<otherwise>[^}]*))?\}")
_NAMES = 3


def title_of(
    lead: EventMention, status: Status, series: str | None, actors: Sequence[str], place: Place | None, topic: Topic
) -> str:
    """The template of the lead mention's rule, or else of its type, with series, persons, vessel and place filled in.

    The status follows in brackets where the event has not simply occurred.
    """
    kinds = {actor: topic.kind_of(actor) for actor in actors}
    values = {
        "series": series,
        "persons": _list([actor for actor, kind in kinds.items() if kind == "person"][:_NAMES]),
        "vessel": next((actor for actor, kind in kinds.items() if kind == "vessel"), None),
        "place": place.name if place else None,
    }
    own = next(
        (rule.title for rule in topic.rules if rule.name == lead.rule and rule.event_type is lead.event_type), None
    )
    template = own or topic.types[lead.event_type].title
    title = " ".join(_SLOT.sub(lambda match: _fill(match, values), template).split())
    return title if status is Status.OCCURRED else f"{title} ({status.value})"


def _fill(match: re.Match[str], values: dict[str, str | None]) -> str:
    value = values.get(match["name"])
    if value is None:
        return match["otherwise"] or ""
    return f"{match['before']} {value}" if match["before"] else value


def _list(names: Sequence[str]) -> str | None:
    if len(names) < 2:
        return names[0] if names else None
    return f"{', '.join(names[:-1])} and {names[-1]}"
