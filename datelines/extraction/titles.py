"""One plain line for an event, in our own words, from the topic's templates. The article's sentence is never used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from datelines.edtf import DateValue
from datelines.events import EventMention, Place, Status
from datelines.extraction.engine import engine_for
from datelines.extraction.slots import Slots, slots_of
from datelines.topics import Rule, Topic

__all__ = ["title_of"]

# "{series|Joint exercise}", "{in place}": a word before the slot stands only where the slot is filled.
_SLOT = re.compile(r"\{(?:(?P<before>[a-z]+) )?(?P<name>[a-z]+)(?:\|(?P<otherwise>[^}]*))?\}")
# One is at a base, and in a town.
_GROUNDS = ("Base", "Point", "Airport")


def title_of(
    mentions: Sequence[EventMention],
    date: DateValue | None,
    status: Status,
    series: str | None,
    actors: Sequence[str],
    place: Place | None,
    topic: Topic,
) -> str:
    """The template of the first mention's rule, or of what its words tell, or of its type, with its slots filled in.

    The status follows in brackets where the event has not simply occurred, and the template does not say so.
    """
    lead, values = mentions[0], slots_of(mentions, date, series, actors, place, topic)
    rule = next((r for r in topic.rules if r.name == lead.rule and r.event_type is lead.event_type), None)
    templates = _templates(lead, rule, topic)
    template = next((one for one in templates if _is_filled(one, values)), templates[-1])
    title = " ".join(_SLOT.sub(lambda match: _fill(match, values), template).split())
    told = rule is not None and template == rule.title and rule.status is status
    return title if told or status is Status.OCCURRED else f"{title} ({status.value})"


def _templates(lead: EventMention, rule: Rule | None, topic: Topic) -> tuple[str, ...]:
    """What can be the title, the most telling first."""
    profile = topic.types[lead.event_type]
    own = (rule.title,) if rule and rule.title else ()
    return (*own, *_by_words(lead, profile.titles, topic), *profile.title)


def _by_words(lead: EventMention, titles: Mapping[str, str], topic: Topic) -> tuple[str, ...]:
    """The templates of labels that the trigger has, or else those of the sentence's other words."""
    if not titles:
        return ()
    hits = engine_for(topic).lexicon.scan(lead.quote, ()).hits
    at = lead.trigger.start - lead.sentence.start
    trigger = [hit for hit in hits if hit.start <= at < hit.end]
    for found in (trigger, hits):
        carried = frozenset().union(*(hit.entry.labels for hit in found if hit.entry))
        if chosen := tuple(template for label, template in titles.items() if label in carried):
            return chosen
    return ()


def _is_filled(template: str, values: Slots) -> bool:
    """Whether each slot has a value, an alternative, or a word before it with which it falls away."""
    slots = _SLOT.finditer(template)
    return all(m["before"] or m["otherwise"] is not None or values.get(m["name"]) is not None for m in slots)


def _fill(match: re.Match[str], values: Slots) -> str:
    value = values.get(match["name"])
    if value is None:
        return match["otherwise"] or ""
    before = "at" if match["before"] == "in" and value.endswith(_GROUNDS) else match["before"]
    return f"{before} {value}" if before else value
