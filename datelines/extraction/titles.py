"""One plain line for an event, in our own words, from the topic's templates. The article's sentence is never used."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datelines.events import EventType, Place, Status
from datelines.topics import Topic

__all__ = ["title_of"]

_SLOT = re.compile(r"\{(?P<slots>[a-z]+(?:\|[^}]*)?)\}")


def title_of(
    event_type: EventType, status: Status, series: str | None, actors: Sequence[str], place: Place | None, topic: Topic
) -> str:
    """The title.

    The type's template with series, persons, vessel and place filled in, and the status where it matters.
    """
    kinds = {actor: topic.actors[actor].kind for actor in actors if actor in topic.actors}
    persons = [actor for actor, kind in kinds.items() if kind == "person"]
    vessels = [actor for actor, kind in kinds.items() if kind == "vessel"]
    values = {
        "series": series,
        "persons": _list(persons[:3]),
        "vessel": vessels[0] if vessels else None,
        "place": place.name if place else None,
    }
    title = _SLOT.sub(lambda match: _fill(match["slots"], values), topic.types[event_type].title)
    title = " ".join(title.split())
    return title if status is Status.OCCURRED else f"{title} ({status.value})"


def _fill(slots: str, values: dict[str, str | None]) -> str:
    name, _, otherwise = slots.partition("|")
    return values.get(name) or otherwise


def _list(names: Sequence[str]) -> str | None:
    if len(names) < 2:
        return names[0] if names else None
    return f"{', '.join(names[:-1])} and {names[-1]}"
