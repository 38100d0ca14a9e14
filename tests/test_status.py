"""What became of the last nights: as values, as lines, and as a page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import factory
import pytest
from click.testing import CliRunner

from datelines.atomic import write_bytes
from datelines.cli import cli
from datelines.nights import FAILED, STOPPED, Outcome, last_nights, note_failure
from datelines.releases import as_json, publish
from datelines.status_page import status_page
from schemas.build import build_tables

FIRST = factory.DAY
WARNING = {
    "check": "stale", "description": "The newest article is not older than a week (at most 7): of 2025-02-01.",
    "severity": "warn", "outcome": "failed", "level": "table",
}  # fmt: skip
BLOCKED = WARNING | {"check": "vanished", "description": "Few are withdrawn: 9 of <20>.", "severity": "block"}


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@pytest.fixture
def out(tmp_path) -> Path:
    """A release, a stopped night, a failed one, a day without any, and a release with a warning."""
    timeline, articles = factory.sample()
    for number, checks in ((0, []), (4, [WARNING])):
        tables = build_tables(timeline, articles, (), base=None, run_day=day(number), rules="r")
        run = {"rules": "r", "rows": {name: table.num_rows for name, table in tables.items()}, "accepted": []}
        publish(
            tmp_path, factory.TOPIC, day(number), tables, {"run": run, "verdict": {"passed": True, "checks": checks}}
        )
    home = tmp_path / factory.TOPIC
    (home / STOPPED).mkdir()
    write_bytes(home / STOPPED / f"{day(1)}.json", as_json({"passed": False, "checks": [BLOCKED]}))
    note_failure(home, day(2), "data/raw: no such\nfolder")
    return tmp_path


def test_each_night_is_told_by_what_it_left(out):
    nights = last_nights(out, factory.TOPIC, day(5))

    assert [
        (day(5), Outcome.MISSING), (day(4), Outcome.RELEASED), (day(3), Outcome.MISSING),
        (day(2), Outcome.FAILED), (day(1), Outcome.STOPPED), (day(0), Outcome.RELEASED),
    ] == [(night.day, night.outcome) for night in nights]  # fmt: skip
    assert ("data/raw: no such folder",) == nights[3].lines
    assert ("vanished: Few are withdrawn: 9 of <20>.",) == nights[4].lines
    assert nights[1].lines[0].startswith("stale: ")
    assert 3 == nights[1].rows["timeline"]


def test_a_night_that_was_made_up_for_counts_as_released(out):
    """Also where it was stopped at first."""
    timeline, articles = factory.sample()
    tables = build_tables(timeline, articles, (), base=None, run_day=day(1), rules="r")
    publish(out, factory.TOPIC, day(1), tables, {"run": {"rules": "r"}})

    assert Outcome.RELEASED is last_nights(out, factory.TOPIC, day(1))[0].outcome


def test_no_more_nights_than_asked_for(out):
    assert [day(5), day(4)] == [night.day for night in last_nights(out, factory.TOPIC, day(5), 2)]


def test_nothing_to_tell_where_nothing_was(tmp_path):
    assert () == last_nights(tmp_path, "nowhere", FIRST)


class Page(HTMLParser):
    """What a browser would ask for, and whether every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.asks: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.asks += [value for name, value in attrs if name in ("src", "href", "srcset", "action")]
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag == self.open.pop()


def test_the_page_asks_for_nothing_and_escapes_what_it_tells(out):
    text = status_page("A & B", last_nights(out, factory.TOPIC, day(5)), day(5))
    page = Page()
    page.feed(text)

    assert ([], []) == (page.asks, page.open)
    assert "url(" not in text
    assert "9 of &lt;20&gt;" in text
    assert "<title>A &amp; B: the last nights</title>" in text
    assert "6 nights up to 2025-03-06: 2 released, 1 stopped, 1 failed, 2 missing." in text


def test_the_page_says_in_words_what_it_shows_in_marks(out):
    """Row headers for screen readers; no night is told by colour alone."""
    text = status_page("T", last_nights(out, factory.TOPIC, day(5)), day(5))

    assert 6 == text.count('<th scope="row">')
    assert all(f"</span>{outcome}</span>" in text for outcome in Outcome)
    assert re.search(r'aria-label="oldest night first: 2025-03-02 stopped, 2025-03-03 failed', text)


def test_the_same_nights_give_the_same_page(out):
    first, second = (status_page("T", last_nights(out, factory.TOPIC, day(5)), day(5)) for _ in range(2))

    assert first == second


def run(*words: object):
    return CliRunner().invoke(cli, ["status", "--topic", factory.TOPIC, *map(str, words)])


def test_the_command_tells_a_line_a_night(out):
    found = run("--out", out)

    assert 0 == found.exit_code
    assert 5 == len(found.output.splitlines())
    assert found.output.startswith("2025-03-05  released  3 milestones, ")


def test_the_command_ends_with_one_where_the_last_night_is_bad(out):
    found = run("--out", out, "--until", day(5))

    assert (1, True) == (found.exit_code, "the night of 2025-03-06 was missing" in found.output)


def test_the_command_writes_the_page(out, tmp_path):
    found = run("--out", out, "--html", tmp_path / "page.html")

    assert 0 == found.exit_code
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_no_release_is_told(tmp_path):
    found = run("--out", tmp_path)

    assert (3, True) == (found.exit_code, "run `make run`" in found.output)


def test_folders_of_failed_nights_are_known_to_the_doctor(out):
    from datelines.doctor import examine

    assert (out / factory.TOPIC / FAILED).is_dir()
    assert () == tuple(one for one in examine(out, factory.TOPIC) if one.path.name in (FAILED, STOPPED, "status.html"))
