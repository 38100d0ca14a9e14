"""What holds for every file, also for one that nobody meant: readers report, they never raise and never invent."""

from __future__ import annotations

import gzip
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.articles import Article
from datelines.issues import Issue
from datelines.sources import read
from datelines.sources.common.dates import ImpossibleDateError, parse, printed
from datelines.sources.common.formats import formats

_PAGES = sorted((Path(__file__).parent / "sources" / "pages").iterdir())
_SUFFIXES = [suffix for one in formats().values() for suffix in one.SUFFIXES]


def _read(name: str, data: bytes) -> list[Article | Issue]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return list(read(path))


def _is_sound(items: list[Article | Issue]) -> bool:
    """Whether something is said, each issue on one line, each article with text that prints."""
    lines = [item.message for item in items if isinstance(item, Issue)]
    texts = [item.text for item in items if isinstance(item, Article)]
    unsaid = set(map(chr, (*range(9), *range(14, 32)))) | {"\ufeff", "\u200e", "\r"}
    return (
        bool(items)
        and all(lines)
        and not any("\n" in line for line in lines)
        and all(text and not unsaid & set(text) for text in texts)
    )


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(_SUFFIXES), data=st.binary(max_size=2000))
def test_any_bytes_under_any_name_give_a_finding(name: str, data: bytes) -> None:
    """Noise is no article of ours."""
    assert _is_sound(_read(f"a{name}", data))


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(_SUFFIXES), text=st.text(max_size=800))
def test_any_text_under_any_name_is_read_or_reported(name: str, text: str) -> None:
    """Also controls, marks of direction, and letters of any script."""
    assert _is_sound(_read(f"a{name}", text.encode("utf-8", "surrogatepass")))


_LINES = (
    "Bridge closed to lorries",
    "BRIDGE CLOSED",
    "By Sok Dara",
    "By:",
    "  • Sok Dara",
    "  • February 25, 2025, 10:15 AM",
    "  • 00:00 / 00:00",
    "February 25, 2025  |  KE",
    "Updated: February 31, 2025",
    "Source: The Kandal Examiner",
    "PHNOM PENH – The bridge was closed to lorries on Monday after cracks were found in two of its piers.",
    "It will reopen on 3 May 2025.",
    "Workers on the bridge. (File photo)",
    "Share this story",
    "Related Articles",
    "Elsewhere: will it rain?",
    "The Kandal Examiner",
    "-- The Kandal Examiner",
    "© The Kandal Examiner",
    "--",
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_LINES), st.sampled_from(["\n", "\n\n", "\r\n"])), min_size=1, max_size=14))
def test_the_lines_of_a_text_in_any_order_are_read_or_reported(lines: list[tuple[str, str]]) -> None:
    """Headers without bodies, feet without heads, and whatever else a site may leave."""
    assert _is_sound(_read("a.txt", "".join(line + gap for line, gap in lines).encode()))


@settings(max_examples=120, deadline=None)
@given(page=st.sampled_from(_PAGES), share=st.floats(0, 1), packed=st.booleans())
def test_a_page_cut_anywhere_is_read_or_reported(page: Path, share: float, packed: bool) -> None:
    """Packed or not, and nothing is told that the page does not say."""
    data = page.read_bytes()
    items = _read(
        f"a{page.suffix}{'.gz' if packed else ''}", _cut(gzip.compress(data, mtime=0) if packed else data, share)
    )

    assert _is_sound(items)


@settings(max_examples=80, deadline=None)
@given(page=st.sampled_from(_PAGES), place=st.floats(0, 1), noise=st.binary(min_size=1, max_size=40))
def test_a_damaged_page_is_read_or_reported(page: Path, place: float, noise: bytes) -> None:
    """Bytes that turned over cost what they hit."""
    data = page.read_bytes()
    at = int(len(data) * place)

    assert _is_sound(_read(f"a{page.suffix}", data[:at] + noise + data[at + len(noise) :]))


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_the_same_bytes_give_the_same_articles(page: Path) -> None:
    """Reading has no memory and no clock."""
    assert list(read(page)) == list(read(page))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_any_line_can_be_asked_for_a_date(line: str) -> None:
    """It has one, has none, or has one that is on no calendar."""
    for ask in (parse, printed):
        with suppress(ImpossibleDateError):
            ask(line)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2399, 12, 31)))
def test_a_day_is_read_back_as_it_was_written(day: date) -> None:
    """In ISO 8601 and in words; the years of the Buddhist era begin later."""
    for written in (day.isoformat(), f"{day:%A, %B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}"):
        stamp = parse(written)

        assert stamp is not None
        assert day == stamp.when.date()


def _cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]
