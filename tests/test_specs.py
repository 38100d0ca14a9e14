"""Every row of the spec tables: a text, the day it appeared, and every time expression that it holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

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
