"""What happened: event types, statuses, one mention as one sentence tells it, and the event that mentions share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from datelines.edtf import DateValue, Grain
from datelines.spans import Span
from datelines.timex import Timex

__all__ = [
    "PLOVER",
    "TYPES_IN_WORDS",
    "Alternative",
    "Basis",
    "Event",
    "EventMention",
    "EventType",
    "Part",
    "Place",
    "Precision",
    "Status",
    "precision_of",
]


class EventType(StrEnum):
    """One type an event."""

    VISIT_MEETING = "visit_meeting"
    EXERCISE = "exercise"
    EXERCISE_SUSPENSION = "exercise_suspension"
    EXERCISE_RESUMPTION = "exercise_resumption"
    PORT_CALL = "port_call"
    MILITARY_AID = "military_aid"
    AID_SUSPENSION = "aid_suspension"
    AID_RESTORED = "aid_restored"
    SANCTION = "sanction"
    SANCTION_LIFTED = "sanction_lifted"
    TRAINING_PROGRAM = "training_program"
    AGREEMENT = "agreement"
    STATEMENT = "statement"
    DEMINING_SUPPORT = "demining_support"
    DIPLOMATIC_TIES = "diplomatic_ties"
    ANNIVERSARY = "anniversary"
    INCIDENT = "incident"
    BASE_INFRASTRUCTURE = "base_infrastructure"
    PERSONNEL_ACCOUNTING = "personnel_accounting"
    OTHER = "other"


# What people are shown, on the page and in pictures.
TYPES_IN_WORDS: dict[EventType, str] = {
    EventType.VISIT_MEETING: "Visit or meeting",
    EventType.EXERCISE: "Exercise",
    EventType.EXERCISE_SUSPENSION: "Exercise suspended",
    EventType.EXERCISE_RESUMPTION: "Exercise resumed",
    EventType.PORT_CALL: "Port call",
    EventType.MILITARY_AID: "Military aid",
    EventType.AID_SUSPENSION: "Aid suspended",
    EventType.AID_RESTORED: "Aid restored",
    EventType.SANCTION: "Sanction",
    EventType.SANCTION_LIFTED: "Sanction lifted",
    EventType.TRAINING_PROGRAM: "Training",
    EventType.AGREEMENT: "Agreement",
    EventType.STATEMENT: "Statement",
    EventType.DEMINING_SUPPORT: "Demining",
    EventType.DIPLOMATIC_TIES: "Diplomatic ties",
    EventType.ANNIVERSARY: "Anniversary",
    EventType.INCIDENT: "Incident",
    EventType.BASE_INFRASTRUCTURE: "Base or building",
    EventType.PERSONNEL_ACCOUNTING: "Missing in action",
    EventType.OTHER: "Other",
}

# The nearest PLOVER event type. PLOVER drops bare statements and knows no anniversaries: None.
PLOVER: dict[EventType, str | None] = {
    EventType.VISIT_MEETING: "CONSULT",
    EventType.EXERCISE: "COOPERATE",
    EventType.EXERCISE_SUSPENSION: "SANCTION",
    EventType.EXERCISE_RESUMPTION: "AGREE",
    EventType.PORT_CALL: "COOPERATE",
    EventType.MILITARY_AID: "AID",
    EventType.AID_SUSPENSION: "SANCTION",
    EventType.AID_RESTORED: "CONCEDE",
    EventType.SANCTION: "SANCTION",
    EventType.SANCTION_LIFTED: "CONCEDE",
    EventType.TRAINING_PROGRAM: "COOPERATE",
    EventType.AGREEMENT: "SUPPORT",
    EventType.STATEMENT: None,
    EventType.DEMINING_SUPPORT: "AID",
    EventType.DIPLOMATIC_TIES: "SUPPORT",
    EventType.ANNIVERSARY: None,
    EventType.INCIDENT: "ASSAULT",
    EventType.BASE_INFRASTRUCTURE: "COOPERATE",
    EventType.PERSONNEL_ACCOUNTING: "COOPERATE",
    EventType.OTHER: None,
}


class Status(StrEnum):
    """How the text presents the event."""

    OCCURRED = "occurred"
    PLANNED = "planned"
    PROPOSED = "proposed"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"
    DENIED = "denied"


class Basis(StrEnum):
    """How a date was read."""

    EXPLICIT = "explicit"
    RELATIVE = "relative"
    ANAPHORIC = "anaphoric"
    DERIVED = "derived"
    DISCLOSURE = "disclosure"
    CORRECTION = "correction"
    NONE = "none"


class Precision(StrEnum):
    """How fine a published date is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    INTERVAL = "interval"
    UNDATED = "undated"


def precision_of(date: DateValue | None) -> Precision:
    """The precision that the tables print for ``date``: half-years and centuries count as intervals."""
    if date is None:
        return Precision.UNDATED
    if date.grain in (Grain.HALF, Grain.CENTURY):
        return Precision.INTERVAL
    return Precision(date.grain.value)


class Part(StrEnum):
    """Which string of the article a span points into."""

    BODY = "body"
    TITLE = "title"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened: a name, WGS 84 degrees, and ACLED's precision (1 the place, 2 nearby, 3 the province)."""

    name: str
    latitude: float
    longitude: float
    precision: int


@dataclass(frozen=True, slots=True)
class EventMention:
    """One event as one sentence tells it.

    ``sentence`` and ``trigger`` are spans of the part (``article.text``, ``article.title`` or the caption number
    ``caption``); ``quote`` is the sentence itself. ``date`` is None when no words date the event; then ``timex`` is
    None and ``basis`` none. ``rule`` names the topic's rule, ``status_cue`` the words that set the status, and
    ``series`` what recurs ("Angkor Sentinel"), by which editions are told apart.
    """

    article_id: str
    part: Part
    sentence: Span
    trigger: Span
    quote: str
    event_type: EventType
    status: Status
    rule: str
    basis: Basis
    on_timeline: bool
    actors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    date: DateValue | None = None
    timex: Timex | None = None
    status_cue: str | None = None
    series: str | None = None
    place: Place | None = None
    caption: int = 0

    @property
    def key(self) -> tuple[str, str, int, int, int, str]:
        """What tells this mention from every other, in a stable order."""
        return (
            self.article_id,
            self.part,
            self.caption,
            self.trigger.start,
            self.trigger.end,
            self.event_type,
        )


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another date that some sources tell: how many mentions and independent sources do."""

    date: DateValue
    mentions: int
    sources: int


@dataclass(frozen=True, slots=True)
class Event:
    """What the mentions of one happening have in common; ``id`` is empty until the history has given one.

    ``corrections`` names those of a person that made it what it is.
    """

    topic: str
    event_type: EventType
    status: Status
    title: str
    date: DateValue | None
    basis: Basis
    on_timeline: bool
    mentions: tuple[EventMention, ...]
    alternatives: tuple[Alternative, ...] = ()
    conflict: bool = False
    actors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    place: Place | None = None
    series: str | None = None
    id: str = ""
    corrections: tuple[str, ...] = ()
