"""Every check: tables that pass, and the same with one cell spoiled, which it finds, and alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import factory
import great_expectations.expectations as gxe
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.history import Base
from datelines.identity import Past
from datelines.issues import Issue, IssueCode, Stage
from datelines.spans import Span
from schemas.build import build_tables
from schemas.expectations import Outcome, check, domain, sift
from schemas.expectations.frames import frames
from schemas.expectations.run import _batch, _source
from schemas.spec import Level, load_specs
from schemas.tables import to_table

SPECS = load_specs()
LATER = factory.DAY + timedelta(days=1)


def tables():
    """Tables that pass every check, with a row in each."""
    timeline, articles = factory.sample()
    issue = Issue(Stage.READ, IssueCode.TRUNCATED, "a1.txt: ends in a sentence", "a1.txt", None, "art-a1", Span(1, 2))
    made = build_tables(timeline, articles, [issue], base=None, run_day=factory.DAY, rules=factory.RULES)
    held = {"table_name": "timeline", "row_id": "ev-000000000000", "check_name": "c", "message": "m", "row": "{}"}
    made["quarantine"] = to_table(SPECS["quarantine"], [{"quarantine_id": f"qu-{0:016}", **held}])
    return made


@pytest.fixture(scope="module")
def good():
    return tables()


def core(good):
    """The tables that rules across tables look at."""
    return {name: good[name] for name in ("timeline", "mentions", "articles")}


def spoiled(table, name, cells, row=0):
    """The table with other values in one row."""
    rows = table.to_pylist()
    rows[row] |= cells
    return to_table(SPECS[name], rows)


def failing(found):
    return {(one.table, one.name) for one in found.failures}


def wrong_value(one, kind):
    """A value that breaks one constraint of a column."""
    rules = one.constraints
    match kind:
        case "required":
            return None
        case "enum":
            return "nonsense"
        case "pattern":
            return "!"
        case "items":
            return ["KHM", "khm"]
        case "range":
            return rules.minimum - 1 if rules.minimum is not None else rules.maximum + 1
        case "length":
            return "" if rules.minLength else "x" * (rules.maxLength + 1)
    raise AssertionError(kind)


def constraint_cases():
    for spec in SPECS.values():
        for one in spec.fields:
            rules = one.constraints
            kinds = {
                "required": not one.nullable,
                "enum": rules.enum is not None,
                "pattern": rules.pattern is not None,
                "items": one.items is not None,
                "range": rules.minimum is not None or rules.maximum is not None,
                "length": bool(rules.minLength) or rules.maxLength is not None,
            }
            yield from (
                pytest.param(spec.name, one, kind, id=f"{one.name}.{kind}") for kind, has in kinds.items() if has
            )


CASES = list(constraint_cases())


@pytest.fixture(scope="module")
def spoiled_cells(good):
    """For each table its verdict, where row after row, each a copy of a good one, has one cell spoiled.

    With it the key of the row that is spoiled for each check.
    """
    found = {}
    for name, spec in SPECS.items():
        first = good[name].to_pylist()[0]
        rows, keys = [first], {}
        for number, case in enumerate(one for one in CASES if one.values[0] == name):
            _, column, kind = case.values
            prefix, _, tail = first[spec.primary_key].partition("-")
            key = f"{prefix}-{number + 1:0{len(tail)}}"
            rows.append(first | {spec.primary_key: key} | {column.name: wrong_value(column, kind)})
            keys[f"{column.name}.{kind}"] = key
        verdict = check({name: to_table(spec, rows)}, None, factory.DAY)
        found[name] = {one.name: one for one in verdict.checks}, keys
    return found


def test_good_tables_pass(good):
    """Nothing is found where nothing is wrong, and every check has run."""
    found = check(good, None, factory.DAY)

    assert set() == failing(found)
    assert found.passed
    assert len(found.checks) > len(CASES)


@pytest.mark.parametrize(("table", "column", "kind"), CASES)
def test_constraint_finds_its_spoiled_cell(spoiled_cells, table, column, kind):
    """The check of that column fails for that row, and for no row that it should let pass."""
    results, keys = spoiled_cells[table]
    result = results[f"{column.name}.{kind}"]
    own = {key for name, key in keys.items() if name.split(".")[0] == column.name}

    assert Outcome.FAILED is result.outcome
    if column.name == SPECS[table].primary_key:
        assert result.failed_count >= 1
    else:
        assert keys[result.name] in result.failed_ids
        assert set(result.failed_ids) <= own


@pytest.mark.parametrize("table", sorted(SPECS))
def test_keys_are_unique(good, table):
    """The same key twice stops the release: no later step could tell the two rows apart."""
    rows = good[table].to_pylist()
    found = check({table: to_table(SPECS[table], [*rows, rows[0]])}, None, factory.DAY)

    assert (table, f"{SPECS[table].primary_key}.unique") in {(one.table, one.name) for one in found.blocking}


def another_type(table):
    return table.set_column(0, table.column_names[0], pa.array(range(table.num_rows), pa.int64()))


@pytest.mark.parametrize("table", sorted(SPECS))
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(another_type, id="another type"),
        pytest.param(lambda table: table.drop_columns([table.column_names[-1]]), id="a column gone"),
        pytest.param(lambda table: table.append_column("extra", table.column(0)), id="a column more"),
    ],
)
def test_columns_and_types_are_those_of_the_description(good, table, spoil):
    """Another layout stops the release, whatever else may crash on it."""
    found = check({table: spoil(good[table])}, None, factory.DAY)
    (result,) = (one for one in found.checks if one.name == "columns")

    assert Outcome.FAILED is result.outcome
    assert not found.passed


RULES_ACROSS = [
    ("timeline", "edtf_agrees", {"event_date": "2010-08"}),
    ("timeline", "edtf_agrees", {"event_date": "July 2010"}),
    ("timeline", "edtf_agrees", {"event_date": None}),
    ("timeline", "edtf_agrees", {"date_earliest": date(2010, 7, 2)}),
    ("timeline", "edtf_agrees", {"date_latest": None}),
    ("timeline", "edtf_agrees", {"date_precision": "day"}),
    ("timeline", "edtf_agrees", {"date_qualifier": "approximate"}),
    ("timeline", "dates_run_forward", {"date_earliest": date(2010, 8, 1)}),
    ("timeline", "occurred_by_run_day", {"event_date": "2025-03-02", "date_earliest": date(2025, 3, 2)}),
    ("timeline", "merged_names_successor", {"record_status": "merged"}),
    ("timeline", "merged_names_successor", {"superseded_by": "ev-000000000000"}),
    ("timeline", "event_has_mention", {"event_id": "ev-000000000000"}),
    ("mentions", "edtf_agrees", {"date": "2010"}),
    ("mentions", "dates_run_forward", {"date_latest": date(2000, 1, 1)}),
    ("mentions", "mention_has_article", {"article_id": "art-unknown"}),
    ("mentions", "mention_has_event", {"event_id": "ev-000000000000"}),
    ("mentions", "date_has_evidence", {"timex_rule": None}),
    ("mentions", "date_has_evidence", {"basis": "none"}),
    ("articles", "published_by_run_day", {"published_local": "2025-03-02T00:00:00+07:00"}),
]


def dated_row(table):
    """The first row that has a date: what rules across columns need."""
    name = "event_date" if "event_date" in table.column_names else "date"
    return (
        next((at for at, value in enumerate(table[name].to_pylist()) if value), 0) if name in table.column_names else 0
    )


@pytest.mark.parametrize(("table", "name", "cells"), RULES_ACROSS)
def test_rule_across_columns_finds_its_spoiled_cell(good, table, name, cells):
    """The rule fails, for that row alone."""
    row = dated_row(good[table])
    bad = spoiled(good[table], table, cells, row)
    found = check({**core(good), table: bad}, None, factory.DAY)
    (result,) = (one for one in found.checks if (one.table, one.name) == (table, name))

    assert Outcome.FAILED is result.outcome
    assert (bad[SPECS[table].primary_key][row].as_py(),) == result.failed_ids


def test_every_rule_across_columns_is_spoiled_somewhere():
    """No check of a description goes untested."""
    tested = {(table, name) for table, name, _ in RULES_ACROSS} | {
        ("articles", "some_article_read"),
        ("timeline", "no_sudden_loss"),
    }

    assert {(spec.name, one.name) for spec in SPECS.values() for one in spec.checks} == tested


def test_planned_event_may_lie_ahead(good):
    """Only what occurred has to be over."""
    ahead = {"event_date": "2025-05", "date_earliest": date(2025, 5, 1), "date_latest": date(2025, 5, 31)}
    bad = spoiled(good["timeline"], "timeline", ahead | {"event_status": "planned"})

    assert check({**core(good), "timeline": bad}, None, factory.DAY).passed


def test_no_article_stops_the_release(good):
    """An empty night is a failure, not an empty timeline."""
    empty = to_table(SPECS["articles"], [])

    assert [("articles", "some_article_read")] == [
        (one.table, one.name) for one in check({"articles": empty}, None, factory.DAY).blocking
    ]


@pytest.mark.parametrize(("before", "passes"), [(6, True), (7, False)])
def test_losing_more_than_half_stops_the_release(good, before, passes):
    """Three active rows are half of six, and less than half of seven."""
    base = Base(factory.DAY, factory.RULES, {}, frozenset(f"ev-{n:012}" for n in range(before)), Past())
    found = check(core(good), base, LATER)

    assert passes is found.passed


def test_check_that_crashes_is_told_from_one_that_fails(good):
    """A column that is gone makes its checks crash, with the reason; a crash blocks."""
    found = check({"timeline": good["timeline"].drop_columns(["latitude"])}, None, factory.DAY)
    (result,) = (one for one in found.checks if one.name == "latitude.range")

    assert Outcome.CRASHED is result.outcome
    assert "latitude" in (result.detail or "")
    assert result.blocks


def test_verdict_is_plain_json(good):
    """The document names every check with its table, level and outcome."""
    found = check(good, None, factory.DAY)
    document = found.document()

    assert True is document["passed"]
    assert {"passed"} == {one["outcome"] for one in document["checks"]}
    assert {Level.ROW.value, Level.TABLE.value} == {one["level"] for one in document["checks"]}


def test_row_that_fails_goes_to_quarantine_and_the_rest_goes_on(good):
    """The row is held back with its check and its content, an issue says so, and the release passes."""
    bad = {**good, "timeline": spoiled(good["timeline"], "timeline", {"latitude": 91.0})}
    found = check(bad, None, factory.DAY)
    sifted = sift(bad, found, None, factory.DAY)
    event_id = good["timeline"]["event_id"][0].as_py()
    held = {row["row_id"]: row for row in sifted.tables["quarantine"].to_pylist()}

    assert found.passed
    assert "latitude.range" == held[event_id]["check_name"]
    assert '"latitude": 91.0' in held[event_id]["row"]
    assert event_id not in sifted.tables["timeline"]["event_id"].to_pylist()
    assert event_id not in sifted.tables["mentions"]["event_id"].to_pylist()
    assert "row_quarantined" in sifted.tables["issues"]["code"].to_pylist()
    assert check(sifted.tables, None, factory.DAY).passed


def test_article_takes_along_its_mentions_and_events_that_only_it_told(good):
    """The exercise that another article tells stays, with one source less."""
    bad = {**good, "articles": spoiled(good["articles"], "articles", {"language": "?"})}
    sifted = sift(bad, check(bad, None, factory.DAY), None, factory.DAY)
    (left,) = sifted.tables["timeline"].to_pylist()

    assert ["art-a2", "art-a3"] == sifted.tables["articles"]["article_id"].to_pylist()
    assert ["art-a2"] == sifted.tables["mentions"]["article_id"].to_pylist()
    assert ("exercise", 1, 1) == (left["event_type"], left["mention_count"], left["source_count"])
    assert set() == failing(check(sifted.tables, None, factory.DAY))


def test_changes_do_not_tell_of_what_is_held_back(good):
    """Readers never see a change of a row that they cannot see; one that they saw before is told as retracted."""
    bad = {**good, "timeline": spoiled(good["timeline"], "timeline", {"latitude": 91.0})}
    event = good["timeline"].to_pylist()[0]
    base = Base(factory.DAY, factory.RULES, {event["event_id"]: event}, frozenset({event["event_id"]}), Past())
    sifted = sift(bad, check(bad, base, LATER), base, LATER)
    told = [row for row in sifted.tables["changes"].to_pylist() if row["event_id"] == event["event_id"]]

    assert [("retract", "quarantine")] == [(row["op"], row["reason"]) for row in told]
    assert "quarantined" in sifted.tables["review"]["kind"].to_pylist()


NUMBERS = count()
TEXTS = st.lists(st.none() | st.text("ab1-", max_size=4), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def source():
    return _source()


@pytest.mark.parametrize(
    ("ours", "theirs", "asked"),
    [
        (domain.ExpectValuesAllDifferent, gxe.ExpectColumnValuesToBeUnique, {}),
        (domain.ExpectValuesInSet, gxe.ExpectColumnValuesToBeInSet, {"value_set": ["a", "ab", ""]}),
        (domain.ExpectValuesMatch, gxe.ExpectColumnValuesToMatchRegex, {"regex": "^(?:[ab]+)$"}),
        (domain.ExpectLengthsBetween, gxe.ExpectColumnValueLengthsToBeBetween, {"min_value": 1, "max_value": 3}),
    ],
)
@settings(max_examples=15, deadline=None)
@given(values=TEXTS)
def test_check_of_a_column_finds_what_great_expectations_finds(source, ours, theirs, asked, values):
    frame = frames({"any": pa.table({"key": range(len(values)), "value": pa.array(values, pa.string())})})["any"]
    wanted = {"result_format": "COMPLETE", "unexpected_index_column_names": ["key"]}

    def found(kind):
        result = _batch(source, f"any {next(NUMBERS)}", frame).validate(
            kind(column="value", **asked), result_format=wanted
        )
        return result.success, [row["key"] for row in result.result["unexpected_index_list"]]

    assert found(theirs) == found(ours)
