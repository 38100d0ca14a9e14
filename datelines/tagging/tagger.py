"""``tag``: match, resolve, refine. The order of things and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from datelines.edtf import Qualifier
from datelines.languages.loader import load_language
from datelines.spans import Span
from datelines.tagging.arithmetic import date_value
from datelines.tagging.match import Candidate, Matcher
from datelines.tagging.mentions import Reading
from datelines.tagging.resolve import resolve
from datelines.tagging.story import Story
from datelines.timex import Mod, Timex, TimexType

__all__ = ["tag"]

_TYPES = {kind.value: kind for kind in TimexType}
_OWNERS = ("'s", "’s")
_MODS = {mod.value: mod for mod in Mod}


@cache
def _matcher(language: str) -> Matcher:
    return Matcher(load_language(language))


def tag(text: str, dct: date | None, language: str = "en", doc_type: str = "news") -> tuple[Timex, ...]:
    """The time expressions of ``text``, in order.

    ``dct`` is the day of publication; without one, what counts from it stays unresolved (``XXXX-WXX-1``). In a
    ``narrative`` dates count from the last one told instead. Raises ValueError for a language that has no file.
    """
    if doc_type not in ("news", "narrative"):
        raise ValueError(f"a document is news or narrative, not {doc_type!r}")
    matcher = _matcher(language)
    story = Story(text, dct, matcher.language, doc_type == "narrative")
    return tuple(_timexes(text, story, matcher))


def _timexes(text: str, story: Story, matcher: Matcher) -> Iterator[Timex]:
    for candidate in matcher.candidates(text, story.admits):
        reading = candidate.reading
        if reading is None:
            reading = resolve(candidate, story)
            if reading is None:
                continue
            if candidate.plan.settled is not None:
                candidate.settle(text, reading)
        if reading.when is not None:
            story.add(reading, reading.when, candidate.start, candidate.end)
        yield _timex(text, candidate, reading)


def _timex(text: str, candidate: Candidate, reading: Reading) -> Timex:
    start, end, when = candidate.start, candidate.end, reading.when
    if text[end : end + 2] in _OWNERS:
        end += 2
    if text[start - 1 : start] == "[" and "[" not in text[start:end] and "]" in text[start:end]:
        # "[Ten] years ago": the bracket of the one who quotes belongs to the words within.
        start -= 1
    mod = qualifier = None
    if reading.mod:
        mod = _MODS[reading.mod]
        qualifier = Qualifier.APPROXIMATE if mod is Mod.APPROX else None
    return Timex(
        Span(start, end),
        text[start:end],
        _TYPES[reading.type],
        reading.value,
        candidate.rule.name,
        mod,
        reading.anchor,
        reading.date if when is None or reading.date is not None else date_value(when, qualifier),
    )
