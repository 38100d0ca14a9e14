"""Reads lengths of time and what comes again. Neither stands on the calendar."""

from __future__ import annotations

from typing import Any

from datelines.spans import Span
from datelines.tagging.guards import word_after
from datelines.tagging.match import Candidate
from datelines.tagging.mentions import Reading
from datelines.tagging.story import Story
from datelines.timex import Anchor, AnchorKind

__all__ = ["read_duration", "read_set"]

Fields = dict[str, Any]
_LETTERS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "night": "D",
    "week": "W",
    "weekend": "WE",
    "fortnight": "W",
    "month": "M",
    "quarter": "Q",
    "half": "M",
    "season": "SE",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
    "millennium": "ML",
    "term": "M",
}


def read_duration(candidate: Candidate, story: Story) -> Reading | None:
    """P10D, PT72H, PXM."""
    fields = candidate.fields
    value = _length(fields.get("count"), fields["unit"], fields)
    if "unit2" in fields:
        more = _length(fields["count2"], fields["unit2"], {})
        value += more[1:] if more[1] == "T" and "T" not in value else more.lstrip("PT")
    return Reading("DURATION", value, anchor=_event(candidate, story), mod=fields.get("mod"))


def _event(candidate: Candidate, story: Story) -> Anchor | None:
    """``eight years after it was suspended``: the length counts from what happens in the words that follow."""
    link = word_after(story.text, candidate.end)
    if link not in story.language.cues.get("event_link", ()):
        return None
    clause = story.sentence(candidate.start, candidate.end)[1]
    words = clause.split(",")[0].rstrip()
    return Anchor(
        AnchorKind.EVENT, words.strip(), Span(candidate.end, candidate.end + len(words)), f"counted {link} it"
    )


def _length(count: Any, unit: str, fields: Fields) -> str:
    letters = _LETTERS[unit]
    number: float | None = None if count is None or count == "X" else float(count)
    if number is not None:
        number = number * float(fields.get("times") or 1) + float(fields.get("plus") or 0)
    if unit == "hour" and number is not None and number < 1:
        number, letters = number * 60, "TM"
    elif unit == "fortnight":
        number = None if number is None else number * 2
    elif unit == "decade" and number is not None:
        number, letters = number * 10, "Y"
    elif unit == "century" and number is not None and number < 1:
        number, letters = number * 100, "Y"
    text = "X" if number is None else f"{number:g}" if number < 1e6 else f"{number:.0f}"
    return f"P{'T' if letters[0] == 'T' else ''}{text}{letters.removeprefix('T')}"


def read_set(candidate: Candidate, story: Story) -> Reading | None:
    """P1Y, XXXX-WXX-1, XXXX-05."""
    fields = candidate.fields
    if "weekday" in fields:
        value = f"XXXX-WXX-{fields['weekday']}"
        if "part" in fields:
            value += f"T{fields['part']}"
    elif "month" in fields:
        value = f"XXXX-{fields['month']:02}" + (f"-{fields['day']:02}" if "day" in fields else "")
    elif fields.get("unit") == "weekend":
        value = "XXXX-WXX-WE"
    elif "season" in fields:
        value = f"XXXX-{fields['season']}"
    elif "part" in fields:
        value = f"XXXX-XX-XXT{fields['part']}"
    else:
        value = _length(fields.get("count", 1), fields["unit"], fields)
    return Reading("SET", value, mod=fields.get("mod"))
