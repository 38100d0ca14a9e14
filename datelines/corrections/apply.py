"""Corrections applied to a night's timeline: each where it finds what it expects, and an issue where it does not.

Pure. Splits come first, then merges, retractions and pins, each in the order of the file, so that what is pinned
stands last. Nothing but milestones can be corrected.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from datelines.articles import Article
from datelines.corrections import Action, Correction, Corrections
from datelines.edtf import DateValue
from datelines.events import Alternative, Basis, Event, EventMention, EventType, Status
from datelines.extraction.merge import event_of
from datelines.issues import Issue, IssueCode, Stage
from datelines.rows import date_cells, mention_id
from datelines.timelines import Timeline
from datelines.topics import Topic

__all__ = ["Corrected", "apply", "concerned", "document"]

_Events = dict[str, Event]
_Make = Callable[[Iterable[EventMention]], Event]


@dataclass(frozen=True, slots=True)
class Corrected:
    """The timeline as corrected, a finding for each correction that does not fit, and what was done.

    ``done`` has the ids of the events that each applied correction altered; ``origin`` the id that the articles alone
    give a mention, wherever a correction tells it of another event or of none.
    """

    timeline: Timeline
    issues: tuple[Issue, ...] = ()
    done: tuple[tuple[Correction, tuple[str, ...]], ...] = ()
    origin: Mapping[str, str] = field(default_factory=dict)

    @property
    def digests(self) -> dict[str, frozenset[str]]:
        """The digests of the corrections that altered each event."""
        found: dict[str, set[str]] = defaultdict(set)
        for one, altered in self.done:
            for event_id in altered:
                found[event_id].add(one.digest)
        return {event_id: frozenset(digests) for event_id, digests in found.items()}


class _MisfitError(Exception):
    """A correction does not find what it expects; the message says what is there."""


def apply(
    timeline: Timeline, corrections: Corrections, articles: Mapping[str, Article], topic: Topic, day: date
) -> Corrected:
    """The timeline, whose events have their ids, with the corrections that count on ``day``."""
    entries = [one for one in corrections.entries if one.counts_on(day)]
    if not entries:
        return Corrected(timeline)
    events = {event.id: event for event in timeline.milestones}
    order = list(Action)

    def make(part: Iterable[EventMention]) -> Event:
        return event_of(part, articles, topic, timeline.repeated)

    done: list[tuple[Correction, tuple[str, ...]]] = []
    issues: list[Issue] = []
    for one in sorted(entries, key=lambda entry: order.index(entry.action)):
        try:
            done.append((one, _apply(one, events, make)))
        except _MisfitError as error:
            issues.append(_issue(one, str(error), corrections.file))
    rest = [event for event in timeline.events if not event.on_timeline]
    corrected = replace(timeline, events=(*events.values(), *rest))
    return Corrected(corrected, tuple(issues), tuple(done), _origin(timeline, corrected))


def concerned(corrections: Corrections, topic: Topic, day: date) -> frozenset[str]:
    """The ids of all events that the corrections which count on ``day`` can look at, alter or make."""
    entries = [one for one in corrections.entries if one.counts_on(day)]
    children = {_child(topic.name, one.event, one.apart) for one in entries if one.apart}
    return frozenset({one.event for one in entries} | {one.into for one in entries if one.into} | children)


def document(corrections: Corrections, corrected: Corrected) -> dict[str, Any]:
    """What a run keeps of its corrections beside the tables: the file's digest, what was applied, and to what."""
    applied = [
        {
            "name": one.name,
            "action": one.action.value,
            "events": list(altered),
            "expects": dict(one.expects),
            "reason": one.reason,
            "source": one.source,
            "by": one.by,
            "day": one.day.isoformat(),
            "digest": one.digest,
        }
        for one, altered in corrected.done
    ]
    misfits = sorted(issue.record for issue in corrected.issues if issue.record)
    return {"sha256": corrections.digest, "applied": applied, "misfits": misfits, "origin": dict(corrected.origin)}


def _apply(one: Correction, events: _Events, make: _Make) -> tuple[str, ...]:
    """Alter ``events``; the ids of those altered."""
    event = _expected(one, events)
    match one.action:
        case Action.SPLIT:
            return _split(one, event, events, make)
        case Action.MERGE:
            return _merge(one, event, events, make)
        case Action.RETRACT:
            del events[event.id]
            return (event.id,)
        case Action.PIN:
            events[event.id] = _pinned(one, event)
            return (event.id,)


def _expected(one: Correction, events: _Events) -> Event:
    """The event, as the correction expects it. Raises _MisfitError."""
    event = events.get(one.event)
    if event is None:
        raise _MisfitError(f"there is no milestone {one.event} tonight")
    seen = _seen(event)
    for column, expected in one.expects.items():
        if seen[column] != expected:
            told = "nothing" if seen[column] is None else repr(seen[column])
            now = f"{column} of {one.event} is {told} without it, not {expected!r}"
            settled = one.pin is not None and one.pin.get(column, expected) == seen[column]
            raise _MisfitError(now + ("; the articles say now what it pins" if settled else ""))
    return event


def _seen(event: Event) -> dict[str, str | None]:
    """The columns that a correction can name, as the timeline has them."""
    return {
        "event_date": date_cells(event.date)["edtf"],
        "event_status": event.status.value,
        "event_type": event.event_type.value,
        "title": event.title,
    }


def _split(one: Correction, event: Event, events: _Events, make: _Make) -> tuple[str, ...]:
    tellers = dict.fromkeys(one.apart, False)
    apart: list[EventMention] = []
    kept: list[EventMention] = []
    for mention in event.mentions:
        named = {mention_id(mention), mention.article_id} & tellers.keys()
        (apart if named else kept).append(mention)
        tellers |= dict.fromkeys(named, True)
    if lost := [teller for teller, found in tellers.items() if not found]:
        raise _MisfitError(f"{lost[0]} does not tell {event.id}")
    if not kept:
        raise _MisfitError(f"nothing of {event.id} would be left; all its mentions are listed")
    child = _child(event.topic, event.id, one.apart)
    if child in events:
        raise _MisfitError(f"{child}, which it would make, is there already")
    events[event.id] = replace(make(kept), id=event.id, corrections=(*event.corrections, one.name))
    events[child] = replace(make(apart), id=child, corrections=(*event.corrections, one.name))
    return event.id, child


def _child(topic: str, event_id: str, apart: Iterable[str]) -> str:
    """The id of what is split off: the same every night, as long as the correction says the same."""
    seed = "\x1f".join(("split", topic, event_id, *apart))
    return f"ev-{hashlib.sha256(seed.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _merge(one: Correction, event: Event, events: _Events, make: _Make) -> tuple[str, ...]:
    into = events.get(one.into or "")
    if into is None:
        raise _MisfitError(f"there is no milestone {one.into} tonight to join it to")
    both = make((*into.mentions, *event.mentions))
    # The event that it joins says what it is; together they say when.
    if both.event_type is not into.event_type:
        both = replace(both, event_type=into.event_type, status=into.status, title=into.title, series=into.series)
    names = tuple(dict.fromkeys((*into.corrections, *event.corrections, one.name)))
    events[into.id] = replace(both, id=into.id, on_timeline=True, corrections=names)
    del events[event.id]
    return into.id, event.id


def _pinned(one: Correction, event: Event) -> Event:
    pin = one.pin or {}
    made = replace(event, corrections=(*event.corrections, one.name))
    if "event_status" in pin:
        made = _with_status(made, Status(pin["event_status"] or ""))
    if "event_type" in pin:
        made = replace(made, event_type=EventType(pin["event_type"] or ""))
    if pin.get("title"):
        made = replace(made, title=pin["title"] or "")
    if "event_date" in pin:
        text = pin["event_date"]
        made = _dated(made, DateValue.parse(text) if text else None)
    return made


def _with_status(event: Event, status: Status) -> Event:
    """The event with another status, also in the brackets of its title."""
    title = event.title.removesuffix(f" ({event.status.value})")
    shown = title if status is Status.OCCURRED else f"{title} ({status.value})"
    return replace(event, status=status, title=shown)


def _dated(event: Event, value: DateValue | None) -> Event:
    """The event with the date that a person gives it; all others that are told become alternatives."""
    told: dict[DateValue, list[str]] = {}
    for mention in event.mentions:
        if mention.date is not None and mention.date != value:
            told.setdefault(mention.date, []).append(mention.article_id)
    others = sorted(told, key=lambda other: (other.bounds, other.edtf))
    counted = {one.date: one for one in event.alternatives}
    alternatives = tuple(
        counted.get(other) or Alternative(other, len(told[other]), len(set(told[other]))) for other in others
    )
    return replace(event, date=value, basis=Basis.CORRECTION if value else Basis.NONE, alternatives=alternatives)


def _origin(before: Timeline, after: Timeline) -> dict[str, str]:
    told = {mention_id(mention): event.id for event in after.milestones for mention in event.mentions}
    first = {mention_id(mention): event.id for event in before.milestones for mention in event.mentions}
    return {one: event for one, event in sorted(first.items()) if told.get(one) != event}


def _issue(one: Correction, found: str, file: str | None) -> Issue:
    message = f"correction {one.name} was not applied: {found}; mend or remove it"
    return Issue(Stage.CORRECT, IssueCode.CORRECTION_MISFIT, message, source=file, record=one.name)
