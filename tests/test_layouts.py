"""A changed layout of a table is a migration: what was released before it is read, compared and gone on from."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import datelines
from datelines import layouts
from datelines.baseline import load_base
from datelines.cli import cli as command
from datelines.doctor import examine
from datelines.recovery import rebuild
from datelines.releases import (
    ReleaseError,
    latest,
    list_releases,
    publish,
    read_document,
    read_rows,
    read_table,
    stored_table,
)
from datelines.rollback import roll_back
from datelines.yamlfile import ConfigError, load
from schemas.spec import load_specs
from schemas.tables import arrow_schema, to_table

HERE = Path(__file__).parent / "layouts"
TOPIC = "us-cambodia-defense"
FIRST = date(2025, 3, 1)
NEXT = FIRST + timedelta(days=1)
AFTER = FIRST + timedelta(days=2)
DRILL = {
    "title": "Old drill",
    "url": "https://news.example/drill",
    "publisher": "Mekong Courier",
    "published": "2025-02-25T09:00:00+07:00",
    "body": "The last Angkor Sentinel exercise between the United States and Cambodia was held in July 2010.",
}
OFF = {
    "title": "Drill off",
    "url": "https://news.example/off",
    "publisher": "Daily Angkor",
    "published": "2025-03-02T09:00:00+07:00",
    "body": "Cambodia suspended the Angkor Sentinel exercise with the United States in January 2017.",
}


@pytest.fixture
def changed(monkeypatch):
    """Today's layout is the second one."""
    monkeypatch.setattr(layouts, "FOLDER", HERE / "steps")


def put(raw, name, article):
    raw.mkdir(exist_ok=True)
    (raw / f"{name}.json").write_text(json.dumps(article), encoding="utf-8")


def night(folder, day):
    from flows.nightly import nightly

    nightly(folder / "raw", folder / "out", TOPIC, as_of=day, corrections=folder / "none")
    return latest(folder / "out", TOPIC)


def versioned(table, version, like):
    return table.replace_schema_metadata({**like.schema.metadata, b"schema_version": str(version).encode()})


def older(release):
    """The same release, as it was written before the layout changed."""
    tables = {name: stored_table(release, name) for name in load_specs()}
    timeline, mentions = tables["timeline"], tables["mentions"]
    names = ["certainty" if name == "confidence" else name for name in timeline.column_names]
    timeline = timeline.rename_columns(names).drop_columns(["geo_precision"])
    timeline = timeline.append_column("mood", pa.array(["glad"] * timeline.num_rows))
    names = ["story_id" if name == "event_id" else name for name in mentions.column_names]
    tables["timeline"] = versioned(timeline, 0, tables["timeline"])
    tables["mentions"] = versioned(mentions.rename_columns(names), 0, mentions)
    documents = {name: read_document(release, name) for name in ("run", "verdict")}
    # What lies beside the tables, as the night after reads it.
    beside = {name: (release.path / name).read_bytes() for name in ("CHANGES.md", "history.json")}
    return publish(release.path.parents[2], TOPIC, release.day, tables, documents, lambda _: beside)


def newer(release):
    """The same release, as a version of the code that is still to come would have written it."""
    tables = {name: stored_table(release, name) for name in load_specs()}
    tables["timeline"] = versioned(tables["timeline"], 7, tables["timeline"])
    run = {"run": read_document(release, "run")}
    return publish(release.path.parents[2], TOPIC, release.day, tables, run)


def by_type(rows):
    return {row["event_type"]: row for row in rows}


def test_history_goes_on_over_a_changed_layout(prefect, tmp_path, changed):
    """Ids and first days stay, no event counts as changed for it, and the first night after says what it was."""
    out = tmp_path / "out"
    put(tmp_path / "raw", "drill", DRILL)
    before = older(night(tmp_path, FIRST))
    first = by_type(read_rows(out, TOPIC, "timeline"))["exercise"]
    put(tmp_path / "raw", "off", OFF)
    bumped = night(tmp_path, NEXT)
    run = read_document(bumped, "run")
    second = by_type(read_rows(out, TOPIC, "timeline"))["exercise"]
    changes = read_rows(out, TOPIC, "changes")
    third = read_document(night(tmp_path, AFTER), "run")

    assert "certainty" in stored_table(before, "timeline").column_names
    assert {
        "mentions": {"from": 0, "to": 1, "steps": ["story_id is now event_id"]},
        "timeline": {
            "from": 0,
            "to": 1,
            "steps": ["certainty is now confidence, geo_precision was not told, mood is no longer told"],
        },
    } == run["migrated"]
    assert "migrated" not in third
    assert [("add", "exercise_suspension", "new_article")] == [
        (row["op"], by_type(read_rows(out, TOPIC, "timeline"))["exercise_suspension"]["event_type"], row["reason"])
        for row in changes
    ]
    kept = ("event_id", "first_seen", "last_changed", "event_date", "confidence")
    assert [first[name] for name in kept] == [second[name] for name in kept]
    assert FIRST == second["first_seen"].date()
    assert [] == [one.line for one in examine(out, TOPIC) if one.grade == "problem"]
    assert () == rebuild(out, TOPIC)


def test_readers_of_an_older_layout_are_told_and_get_the_columns_of_today(prefect, tmp_path, changed):
    """In a notebook a warning, in the terminal a line; as-of, `diff` and `rollback` cross the change."""
    out = tmp_path / "out"
    put(tmp_path / "raw", "drill", DRILL)
    before = older(night(tmp_path, FIRST))
    put(tmp_path / "raw", "off", OFF)
    night(tmp_path, NEXT)
    told = "timeline: written in layout 0, read in 1: certainty is now confidence"
    with pytest.warns(layouts.OlderLayout, match=told):
        frame = datelines.load_timeline(out, as_of=FIRST)
    with pytest.warns(layouts.OlderLayout, match=told):
        file = datelines.load_timeline(before.path / "timeline.parquet")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        today = datelines.load_timeline(out)
    shown = CliRunner().invoke(command, ["show", "--out", str(out), "--as-of", str(FIRST)])
    differing = CliRunner().invoke(command, ["diff", str(FIRST), str(NEXT), "--out", str(out)])
    roll_back(out, TOPIC, "it was another drill")
    back = read_rows(out, TOPIC, "timeline")

    assert set(today.columns) == set(frame.columns) == set(file.columns)
    assert frame["geo_precision"].isna().all()
    assert 0 == shown.exit_code, shown.output
    assert told in shown.stderr
    assert "Angkor Sentinel" in shown.stdout
    assert 0 == differing.exit_code, differing.output
    assert told in differing.stderr
    assert ["add"] == [line.split()[0] for line in differing.stdout.splitlines()]
    assert [FIRST] == [row["first_seen"].date() for row in back]


def test_a_row_that_was_held_back_in_the_older_layout_keeps_its_id(prefect, tmp_path, changed):
    put(tmp_path / "raw", "drill", DRILL)
    made = older(night(tmp_path, FIRST))
    tables = {name: stored_table(made, name) for name in load_specs()}
    (row,) = tables["timeline"].to_pylist()
    written = {name: str(value) if isinstance(value, date) else value for name, value in row.items()}
    held = dict.fromkeys(tables["quarantine"].column_names, "x") | {
        "table_name": "timeline",
        "row": json.dumps(written, default=str),
    }
    tables |= {
        "timeline": tables["timeline"].slice(0, 0),
        "quarantine": to_table(load_specs()["quarantine"], [held]),
    }
    publish(tmp_path / "out", TOPIC, FIRST, tables, {"run": read_document(made, "run")})
    base = load_base(tmp_path / "out", TOPIC, NEXT)

    assert row["certainty"] == base.events[row["event_id"]]["confidence"]
    assert {"timeline": 0, "mentions": 0} == dict(base.layouts)
    assert frozenset({"geo_precision"}) == base.untold


def test_a_release_newer_than_the_code_is_one_clear_line(prefect, tmp_path):
    """For the night, for the terminal, and for notebooks."""
    put(tmp_path / "raw", "drill", DRILL)
    made = newer(night(tmp_path, FIRST))
    line = f"{made.path}: timeline is in layout 7, and this datelines reads up to 1: install the one that wrote it"
    words = ["--raw", tmp_path / "raw", "--out", tmp_path / "out", "--as-of", NEXT]
    done = subprocess.run(
        [sys.executable, "-m", "flows.nightly", *map(str, words)], capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    shown = CliRunner().invoke(command, ["show", "--out", str(tmp_path / "out")])
    with pytest.raises(ReleaseError) as refused:
        datelines.load_timeline(tmp_path / "out")

    assert str(refused.value).startswith(line)
    assert 3 == shown.exit_code
    assert line in shown.output
    assert 0 != done.returncode
    assert line in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert [made.path.name] == [one.path.name for one in list_releases(tmp_path / "out", TOPIC)]


def test_a_release_older_than_any_step_is_one_clear_line(prefect, tmp_path):
    put(tmp_path / "raw", "drill", DRILL)
    made = older(night(tmp_path, FIRST))

    with pytest.raises(ReleaseError, match="timeline is in layout 0, from before the oldest that can be read"):
        read_table(made, "timeline", ["event_id"])


def test_steps_are_checked_when_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(layouts, "FOLDER", tmp_path)
    (tmp_path / "a.yaml").write_text("steps: [{to: 2, why: x}, {to: 4, why: x}]")
    (tmp_path / "b.yaml").write_text("steps: [{to: 2, why: x, added: {one: {arrow: text}}}]")

    with pytest.raises(ConfigError, match="after version 2 comes 3, not 4"):
        layouts.current("a")
    with pytest.raises(ConfigError, match="version 2 adds 'one', whose arrow type is unknown"):
        layouts.current("b")


def test_many_steps_are_taken_one_after_the_other(tmp_path, monkeypatch):
    """Renamed twice, added and renamed, added and dropped; for tables and for single rows alike."""
    monkeypatch.setattr(layouts, "FOLDER", tmp_path)
    (tmp_path / "t.yaml").write_text(
        "steps:\n"
        "- {to: 2, why: x, renamed: {a: b}, added: {x: {arrow: int32, value: 7}, y: {arrow: string}}}\n"
        "- {to: 3, why: x, renamed: {b: c, x: z}, dropped: [y]}\n"
    )
    table = pa.table({"a": [1, 2]}).replace_schema_metadata({"schema_version": "1"})
    found = layouts.renewed(table, "t")

    assert [{"c": 1, "z": 7}, {"c": 2, "z": 7}] == found.to_pylist()
    assert 3 == layouts.version_of(found.schema, "t")
    assert {"c": 1, "z": 7} == layouts.renewed_row({"a": 1}, layouts.steps("t", 1))
    assert frozenset({"z"}) == layouts.untold_since("t", 1)
    assert [{"b": 1, "x": 7, "y": None}, {"b": 2, "x": 7, "y": None}] == layouts.renewed(table, "t", 2).to_pylist()


@pytest.mark.parametrize("name", load_specs())
def test_columns_do_not_change_without_a_version_and_a_step(name):
    """What every version looked like is kept; the steps lead from each to the next, and the last is what is written."""
    spec = load_specs()[name]
    known = load(HERE / "columns.yaml")[name]

    assert max(known) == spec.version == layouts.current(name)
    assert {one.name: one.arrow for one in spec.fields} == known[spec.version]
    for version in sorted(known)[:-1]:
        empty = pa.schema([(column, layouts.ARROW.get(kind, pa.string())) for column, kind in known[version].items()])
        table = empty.with_metadata({"schema_version": str(version)}).empty_table()

        assert set(known[version + 1]) == set(layouts.renewed(table, name, version + 1).column_names)


@pytest.mark.parametrize("name", load_specs())
def test_what_a_step_adds_can_stand_in_the_table(name):
    """A column that must hold something says what rows of then hold."""
    schema = arrow_schema(load_specs()[name])
    added = {column: one for step in layouts.steps(name, 0) for column, one in step.added.items()}

    assert [] == [column for column, one in added.items() if column in schema.names
                  and one.value is None and not schema.field(column).nullable]  # fmt: skip


def test_parquet_keeps_the_version(prefect, tmp_path):
    put(tmp_path / "raw", "drill", DRILL)
    made = night(tmp_path, FIRST)

    assert b"1" == pq.read_schema(made.path / "timeline.parquet").metadata[b"schema_version"]
