"""Every row of the spec tables: a text, the day it appeared, and every time expression that it holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from datelines.languages.loader import load_language
from datelines.tagging import tag
from datelines.yamlfile import load

SPECS = Path(__file__).parent / "specs"
DEFAULT = date(2013, 3, 22)
ROWS = [
    pytest.param(path.stem.split("_")[1], *row, id=f"{path.stem}-{row[0]}")
    for path in sorted(SPECS.glob("tag_*.yaml"))
    for row in load(path)
]


@pytest.mark.parametrize(("language", "text", "given", "want"), ROWS)
def test_spec(language: str, text: str, given: str, want: str) -> None:
    """Exactly these expressions are found, with these values."""
    found = tag(text, date.fromisoformat(given) if given else DEFAULT, language)

    got = "; ".join(f"{timex.text}={timex.value}" for timex in found)
    assert want == got, f"rules: {[timex.rule for timex in found]}"


ODD_DAYS = [None, date.min, date(1, 12, 31), date(1582, 10, 10), date(2000, 2, 29), date(9999, 1, 1), date.max]
EXAMPLES = [
    (language, example.within or example.text)
    for language in ("en", "fr", "km", "zh")
    for rule in load_language(language).rules
    for example in rule.examples
]


@pytest.mark.parametrize("day", ODD_DAYS, ids=str)
@pytest.mark.parametrize("kind", ["news", "narrative"])
def test_no_day_is_too_odd_for_an_example(day: date | None, kind: str) -> None:
    """At both ends of the calendar, too, each example of each rule is read, and what is found lies in the text."""
    for language, text in EXAMPLES:
        for timex in tag(text, day, language, kind):
            assert text[timex.span.start : timex.span.end] == timex.text
