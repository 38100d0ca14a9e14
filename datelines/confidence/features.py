"""What the evidence of an event shows, as figures: how it was read, how near the words stand, and who agrees."""

from __future__ import annotations

import math

from datelines.events import Event, EventMention, Part, Status, precision_of

__all__ = ["features_of"]

_CHARACTERS = 6.0


def features_of(event: Event) -> dict[str, float]:
    """Names and values; a name that is absent has the value 0. The first mention is the one whose date stands."""
    lead = event.mentions[0]
    found = {
        "always": 1.0,
        f"basis {event.basis.value}": 1.0,
        f"precision {precision_of(event.date).value}": 1.0,
        f"type {event.event_type.value}": 1.0,
        f"told in {lead.part.value}": 1.0,
        **_tellers(event),
        **_distance(lead),
    }
    if event.status is not Status.OCCURRED:
        found[f"status {event.status.value}"] = 1.0
    flags = {"series named": event.series, "place named": event.place, "status cued": lead.status_cue}
    found |= {name: 1.0 for name, value in flags.items() if value}
    found["long sentence"] = max(0.0, math.log2(max(1, len(lead.quote.split())) / 16))
    return found


def _tellers(event: Event) -> dict[str, float]:
    """How many sentences and articles tell it, and whether they agree on the day."""
    dated = [mention for mention in event.mentions if mention.date]
    agreed = [mention for mention in dated if mention.date == event.date]
    found = {
        "mentions": math.log2(len(event.mentions)),
        "articles": math.log2(len({mention.article_id for mention in event.mentions})),
        "rules agree": math.log2(len({mention.rule for mention in event.mentions})),
    }
    if dated:
        found["dates agree"] = math.log2(max(1, len(agreed)))
        found["dates differ"] = 1 - len(agreed) / len(dated)
    if event.conflict:
        found["conflict"] = 1.0
    return found


def _distance(lead: EventMention) -> dict[str, float]:
    """How far the time stands from the word that tells the event, in words, or that it is in another sentence."""
    if lead.timex is None:
        return {}
    start, end = lead.timex.span.start, lead.timex.span.end
    inside = lead.sentence.start <= start and end <= lead.sentence.end
    if not inside:
        return {"time in another sentence": 1.0}
    gap = max(0, start - lead.trigger.end, lead.trigger.start - end)
    found = {"time away": math.log2(1 + gap / _CHARACTERS)}
    if start < lead.trigger.start:
        found["time before"] = 1.0
    if lead.part is Part.BODY and lead.sentence.start == 0:
        found["opening"] = 1.0
    return found
