"""The gates of a night: what is measured, what warns, what stops, and what somebody lets through."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from published import DAY, sample_tables, with_rows

from datelines.history import Base
from datelines.identity import Past
from datelines.yamlfile import ConfigError
from schemas.expectations import check
from schemas.expectations.gates import FILE, load_gates, measure, unknown
from schemas.expectations.verdict import Verdict

LATER = DAY + timedelta(days=1)


def base_of(rows: list[dict]) -> Base:
    """The release before, with those milestones."""
    published = frozenset(row["event_id"] for row in rows)
    return Base(day=DAY, rules="r", events={row["event_id"]: row for row in rows}, published=published, past=Past())


def rows() -> list[dict]:
    return sample_tables()["timeline"].to_pylist()


def night(verdict: Verdict) -> dict[str, tuple[str, str]]:
    """Severity and outcome of each gate."""
    return {one.name: (one.severity.value, one.outcome.value) for one in verdict.checks if one.table == "night"}


def judged(changed: list[dict], before: list[dict] | None = None, **options) -> Verdict:
    tables = with_rows(sample_tables(), "timeline", changed)
    return check(tables, base_of(rows() if before is None else before), LATER, **options)


def test_a_usual_night_passes_every_gate():
    """But for age: the sample's newest article is months old only when the day is."""
    found = night(judged(rows()))

    assert {"vanished", "undated", "conflicts", "unread"} <= found.keys()
    assert {"passed"} == {outcome for _, outcome in found.values()}


def test_a_first_night_has_nothing_to_be_compared_with():
    found = night(check(sample_tables(), None, DAY))

    assert {"vanished", "undated", "conflicts"}.isdisjoint(found)


@pytest.mark.parametrize(
    ("gone", "severity", "outcome"), [(2, "warn", "passed"), (12, "warn", "failed"), (60, "block", "failed")]
)
def test_milestones_that_vanish(gone, severity, outcome):
    """A few are told, many stop the release."""
    changed = [row | {"record_status": "retracted"} if at < gone else row for at, row in enumerate(rows())]
    verdict = judged(changed)

    assert (severity, outcome) == night(verdict)["vanished"]
    assert (severity == "block") is ("vanished" in [one.name for one in verdict.blocking])


def test_milestones_that_lose_their_dates():
    nothing = {
        "event_date": None,
        "date_earliest": None,
        "date_latest": None,
        "date_precision": "undated",
        "date_basis": "none",
        "date_qualifier": None,
    }
    changed = [row | nothing if at % 2 else row for at, row in enumerate(rows())]

    assert ("block", "failed") == night(judged(changed))["undated"]


def test_sources_that_begin_to_disagree():
    changed = [
        row | {"date_conflict": True} if at < 20 else row | {"date_conflict": False} for at, row in enumerate(rows())
    ]
    before = [row | {"date_conflict": False} for row in rows()]

    assert ("warn", "failed") == night(judged(changed, before))["conflicts"]


def test_a_gate_that_is_let_through_by_name_warns():
    changed = [row | {"record_status": "retracted"} for row in rows()[:60]] + rows()[60:]
    verdict = judged(changed, accepted=frozenset({"vanished"}))

    assert ("warn", "failed") == night(verdict)["vanished"]
    assert "vanished" not in [one.name for one in verdict.blocking]


def test_what_stops_says_how_much_was_seen():
    changed = [row | {"record_status": "retracted"} for row in rows()[:60]] + rows()[60:]
    (line,) = [one.line for one in judged(changed).checks if one.name == "vanished"]

    assert f"(at most 0.3): 60 of {len(rows())}." in line


def articles(*published: tuple[str, date]) -> dict:
    some = sample_tables()["articles"].to_pylist()[0]
    made = [
        some
        | {
            "article_id": f"art-{at:012x}",
            "publisher": outlet,
            "published": datetime(day.year, day.month, day.day, tzinfo=UTC),
        }
        for at, (outlet, day) in enumerate(published)
    ]
    return with_rows(sample_tables(), "articles", made)


def test_an_outlet_that_has_fallen_silent_is_named():
    """One that used to deliver on many days, and has not for a week."""
    usual = [DAY - timedelta(days=number) for number in range(8, 16)]
    tables = articles(
        *(("Daily Angkor", day) for day in usual),
        *(("Mekong Courier", day) for day in [*usual, DAY]),
        ("Rare News", usual[0]),
    )
    found = measure(tables, None, DAY)["silent_outlets"]

    assert (1, "Daily Angkor") == (found.value, found.seen)
    assert ("warn", "failed") == night(check(tables, None, DAY))["silent"]


@pytest.mark.parametrize(("age", "outcome"), [(0, "passed"), (7, "passed"), (8, "failed")])
def test_news_that_has_gone_stale(age, outcome):
    tables = articles(("Daily Angkor", DAY - timedelta(days=age)))

    assert ("warn", outcome) == night(check(tables, None, DAY))["stale"]


@pytest.mark.parametrize(
    ("unread", "code", "wanted"),
    [
        (0, "damaged", ("warn", "passed")),
        (8, "damaged", ("warn", "failed")),
        (60, "damaged", ("block", "failed")),
        (60, "future_publication_date", ("warn", "passed")),
    ],
)
def test_what_could_not_be_read(unread, code, wanted):
    """What waits for its day is no trouble: a night for a day long past leaves most of the archive waiting."""
    issue = {
        "issue_id": "", "stage": "read", "code": code, "severity": "error", "source": "a.txt", "record": None,
        "article_id": None, "message": "a.txt: damaged", "span_start": None, "span_end": None, "run_day": DAY,
    }  # fmt: skip
    columns = sample_tables()["issues"].column_names
    made = [
        {key: value for key, value in (issue | {"issue_id": f"is-{at:016x}"}).items() if key in columns}
        for at in range(unread)
    ]
    tables = with_rows(sample_tables(), "issues", made)

    assert wanted == night(check(tables, None, DAY))["unread"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("block: 0.3", "block: 0.01", "gates.vanished: warns only after it has stopped"),
        ("measure: undated_rise", "measure: moon_phase", "moon_phase"),
        ("name: undated", "name: vanished", "gates.vanished: stands twice"),
        ("    warn: 7\n", "", "gates.stale: neither warns nor stops"),
    ],
)
def test_a_file_with_a_mistake_is_refused(tmp_path, old, new, line):
    file = tmp_path / "gates.yaml"
    file.write_text(FILE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_gates(file)

    assert line in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_name_that_is_no_gate_is_told():
    assert unknown(["vanished"]) is None
    assert (
        "there is no gate 'everything'; there are vanished, undated, conflicts, unread, silent, stale, accuracy"
        == unknown(["everything"])
    )
