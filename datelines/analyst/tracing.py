"""A date followed to its words: the story of one event, from wherever its release lies."""

from __future__ import annotations

from datetime import date
from typing import Any

from datelines.analyst.reading import Place, document_of, table_of
from datelines.releases import ReleaseError
from datelines.stories import Line, story

__all__ = ["Evidence", "explain", "story_of"]

_DEFAULT = "data/processed"
_NAMED = 5
_LABEL = 10

Row = dict[str, Any]
# The event's row, and those of its mentions.
Evidence = tuple[Row, list[Row]]


def explain(event: str, path: Place = _DEFAULT, topic: str | None = None, as_of: date | str | None = None) -> str:
    """Why an event has its date, in some five lines: the words, their source, how they were read, what others say.

    ``event`` is an id, the beginning of one, or words of title and date, or else of a sentence that tells it; the rest
    as for ``load_timeline``. Raises ReleaseError, also where no event fits, or several do.
    """
    lines = story_of(event, path, topic, as_of)[0]
    return "\n".join(f"{line.label:<{_LABEL}}{line.text}" for line in lines)


def story_of(event: str, path: Place, topic: str | None, as_of: date | str | None) -> tuple[tuple[Line, ...], Evidence]:
    """The same as lines with labels, and the rows they were made from. Raises ReleaseError."""
    rows, told = (table_of(path, topic, as_of, name).to_pylist() for name in ("timeline", "mentions"))
    found = _find(event, rows, told)
    published = {
        row["article_id"]: row["published_local"] for row in table_of(path, topic, as_of, "articles").to_pylist()
    }
    mentions = [
        {**row, "published_local": published.get(row["article_id"])}
        for row in told
        if row["event_id"] == found["event_id"]
    ]
    run = document_of(path, topic, as_of, "run")
    corrections = [one for one in run.get("corrections", {}).get("applied", []) if found["event_id"] in one["events"]]
    return story(found, mentions, corrections), (found, mentions)


def _find(wanted: str, rows: list[Row], told: list[Row]) -> Row:
    words = wanted.casefold().split()

    def fits(*texts: str | None) -> bool:
        return all(any(word in text.casefold() for text in texts if text) for word in words)

    hits = [row for row in rows if wanted and row["event_id"].startswith(wanted)]
    hits = hits or [row for row in rows if fits(row["title"], row["event_date"])]
    if not hits:
        saying = {one["event_id"] for one in told if fits(one["quote"])}
        hits = [row for row in rows if row["event_id"] in saying]
    if not hits:
        raise ReleaseError(f"no event {wanted!r}; `datelines show` lists them")
    if len(hits) > 1:
        some = ", ".join(
            f"{row['event_id']} ({row['title']}, {row['event_date'] or 'undated'})" for row in hits[:_NAMED]
        )
        raise ReleaseError(f"{len(hits)} events fit {wanted!r}: {some}" + (", ..." if len(hits) > _NAMED else ""))
    return hits[0]
