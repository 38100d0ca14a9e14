"""Why a published row has its date, in words that a journalist understands. Reads rows, not files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from datelines.edtf import DateValue, Grain, Qualifier

__all__ = ["PRECISIONS", "STATUSES", "Line", "corrected", "how", "in_words", "rank", "story"]

Row = Mapping[str, Any]

# Not strftime: month names must not follow the locale of whoever reads.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
_NTH = ("first", "second", "third", "fourth")
_QUALIFIERS = {
    Qualifier.APPROXIMATE: "about {}",
    Qualifier.UNCERTAIN: "perhaps {}",
    Qualifier.BOTH: "perhaps about {}",
}
PRECISIONS = {
    "day": "to the day",
    "month": "to the month; no source is finer",
    "quarter": "to the quarter; no source is finer",
    "season": "to the season; no source is finer",
    "year": "to the year; no source is finer",
    "decade": "to the decade; no source is finer",
    "interval": "from a first day to a last",
}
_BASES = {
    "explicit": "“{timex}” names the time itself.",
    "relative": "“{timex}” was counted from {anchor}.",
    "anaphoric": "“{timex}” was counted from {anchor}.",
    "derived": "“{timex}” gives it by arithmetic, counted from {anchor}.",
    "disclosure": "“{timex}” is the day on which it became known; no source dates the event itself.",
    "none": "No words date it, and the day of publication is not put in their place.",
}
_ACTIONS = {"pin": "set", "merge_into": "joined to another", "split": "parted", "retract": "taken back"}
STATUSES = {
    "occurred": "told as having happened",
    "planned": "told as planned",
    "proposed": "told as proposed",
    "cancelled": "told as cancelled",
    "suspended": "told as on hold",
    "denied": "told as denied",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a story: what it is about, and the sentence."""

    label: str
    text: str


def story(event: Row, mentions: Sequence[Row], corrections: Sequence[Row] = ()) -> tuple[Line, ...]:
    """What the row says, who put it right, the words it was read from, how, and what other sources say.

    ``event`` is a row of the timeline, ``mentions`` the rows of its evidence, in any order, each with the
    ``published_local`` of its article; ``corrections`` are those that altered the row, as the run keeps them.
    """
    ordered = sorted(mentions, key=lambda row: rank(row, event))
    lines = [Line("What", _what(event)), Line("When", _when(event))]
    lines += [Line("Corrected", corrected(row)) for row in corrections]
    if ordered:
        lead = ordered[0]
        lines += [Line("Words", f"“{lead['quote']}” — {_source(lead)}"), Line("Read", how(lead))]
    lines += [Line("Also", _also(row, event)) for row in ordered[1:]]
    if event["date_conflict"]:
        lines.append(Line("Conflict", "The sources cannot all be right: " + _alternatives(event) + "."))
    if event["record_status"] != "active":
        successor = f", now part of {event['superseded_by']}" if event.get("superseded_by") else ""
        lines.append(Line("Record", f"{event['record_status']}{successor}"))
    return tuple(lines)


def corrected(correction: Row) -> str:
    """What a person put right, when, why, and what the row said before."""
    before = ", ".join(f"{name} was {value or 'empty'}" for name, value in sorted(correction["expects"].items()))
    day = _point(date.fromisoformat(correction["day"]), Grain.DAY)
    reason = correction["reason"].rstrip(".")
    done = f"{_ACTIONS[correction['action']]} by {correction['by']}, {day}: {reason}"
    return f"{done}. Source: {correction['source']}. Without it, {before}. [{correction['name']}]"


def rank(mention: Row, event: Row) -> tuple[object, ...]:
    """The best evidence first: the date that stands, in the body, named in the very sentence, told early."""
    return (
        mention["date"] != event["event_date"],
        mention["part"] != "body",
        not _in_sentence(mention),
        mention.get("published_local") or "",
        mention["mention_id"],
    )


def _in_sentence(mention: Row) -> bool:
    start = mention["timex_start"]
    return start is None or mention["sentence_start"] <= start < mention["sentence_end"]


def in_words(value: DateValue) -> str:
    """``2025-02-24`` is "24 February 2025", ``2024-35`` "the third quarter of 2024", ``2017~`` "about 2017"."""
    if value.qualifier:
        return _QUALIFIERS[value.qualifier].format(in_words(value.without_qualifier()))
    if value.ends:
        start, end = value.edtf.split("/")
        first = None if start == ".." else in_words(DateValue.parse(start))
        last = None if end == ".." else in_words(DateValue.parse(end))
        if first and last:
            return f"from {first} to {last}"
        return f"since {first}" if first else f"until {last}"
    assert value.earliest is not None
    return _point(value.earliest, value.grain)


def _point(first: date, grain: Grain) -> str:
    match grain:
        case Grain.DAY:
            return f"{first.day} {_MONTHS[first.month - 1]} {first.year}"
        case Grain.MONTH:
            return f"{_MONTHS[first.month - 1]} {first.year}"
        case Grain.QUARTER:
            return f"the {_NTH[first.month // 3]} quarter of {first.year}"
        case Grain.HALF:
            return f"the {_NTH[first.month // 7]} half of {first.year}"
        case Grain.SEASON:
            years = f"{first.year}/{(first.year + 1) % 100:02}" if first.month == 12 else str(first.year)
            return f"{_SEASONS[first.month]} {years}"
        case Grain.DECADE:
            return f"the {first.year}s"
        case Grain.CENTURY:
            return f"the years {first.year} to {first.year + 99}"
        case _:
            return str(first.year)


def _what(event: Row) -> str:
    status = event["event_status"]
    return event["title"] if f"({status})" in event["title"] else f"{event['title']} ({STATUSES[status]})"


def _when(event: Row) -> str:
    if event["event_date"] is None:
        return "undated"
    words = in_words(DateValue.parse(event["event_date"]))
    return f"{words}, {PRECISIONS[event['date_precision']]}"


def how(mention: Row) -> str:
    """How the date of a mention was read, with the rule that read it."""
    basis = mention["basis"]
    text = _BASES[basis].format(timex=mention["timex_text"], anchor=_anchor(mention))
    if not _in_sentence(mention):
        text = f"The time is that of the passage. {text}"
    if mention["anchor_why"]:
        text += f" Why: {mention['anchor_why']}."
    if mention["timex_rule"]:
        text += f" [{mention['timex_rule']}]"
    return text


def _anchor(mention: Row) -> str:
    value, kind = mention["anchor_value"], mention["anchor_kind"]
    if not value:
        return "the words around it"
    try:
        value = in_words(DateValue.parse(value))
    except ValueError:
        value = str(value)
    return f"{value}, the day of publication" if kind == "dct" else f"{value}, named before"


def _also(mention: Row, event: Row) -> str:
    told = mention["date"]
    if told == event["event_date"]:
        verdict = "the same date"
    elif told is None:
        verdict = "no date"
    else:
        verdict = in_words(DateValue.parse(told))
    return f"{_source(mention)}: {verdict}, “{mention['quote']}”"


def _source(mention: Row) -> str:
    published = mention.get("published_local")
    day = f", {_point(date.fromisoformat(published[:10]), Grain.DAY)}" if published else ""
    return f"{mention['publisher'] or mention['url'] or mention['article_id']}{day}"


def _alternatives(event: Row) -> str:
    told = [event["event_date"], *(row["date"] for row in event["date_alternatives"] or ())]
    return "; ".join(in_words(DateValue.parse(text)) for text in told if text)
