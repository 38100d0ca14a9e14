"""Text to measure on: the corpora beside the project, with days, months, weekdays and years changed in each copy."""

from __future__ import annotations

import calendar
import json
import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

__all__ = ["Text", "varied", "vary"]

SHARED = Path(__file__).parents[2] / "shared" / "timex"
_MONTHS = list(calendar.month_name)[1:]
_WEEKDAYS = list(calendar.day_name)
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_DAY = re.compile(rf"(?<![\d,.])[12]?\d(?=[ ,]+(?:{'|'.join(_MONTHS)}|\d{{4}}))")


class Text(NamedTuple):
    """One document, its publication day and its kind."""

    text: str
    dct: date | None
    kind: str


def documents() -> list[Text]:
    """Every document of the corpora. Raises FileNotFoundError where they are not beside the project."""
    found = []
    for path in sorted(SHARED.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append(Text(row["text"], date.fromisoformat(row["dct"]) if row["dct"] else None, row["doc_type"]))
    if not found:
        raise FileNotFoundError(f"no corpora in {SHARED}")
    return found


def varied(megabytes: float, seed: int = 7) -> Iterator[Text]:
    """Documents until there are so many megabytes, no two copies with the same dates."""
    rng, size = random.Random(seed), 0.0
    while size < megabytes * 1e6:
        for document in documents():
            text = vary(document.text, rng)
            size += len(text.encode("utf-8"))
            yield document._replace(text=text)
            if size >= megabytes * 1e6:
                return


def vary(text: str, rng: random.Random) -> str:
    """The same text with other days, months, weekdays and years."""
    text = _DAY.sub(lambda _: str(rng.randint(1, 28)), text)
    text = _YEAR.sub(lambda _: str(rng.randint(1850, 2029)), text)
    text = _MONTH.sub(lambda _: rng.choice(_MONTHS), text)
    return _WEEKDAY.sub(lambda _: rng.choice(_WEEKDAYS), text)
