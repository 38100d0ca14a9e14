"""An archive too large for the memory, made small: what is set aside on the disk gives the bytes of what is held."""

from __future__ import annotations

import io
import json
import os
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from test_thirty_nights import FIRST, TOPIC, arrivals, bytes_of, put, run, run_plainly

from datelines import parts, scratch, stored
from datelines.articles import Article
from datelines.assembly import assemble_known
from datelines.corrections import NO_CORRECTIONS
from datelines.corrections.loader import load_corrections
from datelines.incremental import Reader
from datelines.issues import Issue
from datelines.scratch import Scratch
from datelines.stored import StoredTable, pieces_of, selected, write_groups
from schemas import evidence
from schemas.archive import archive_tables
from schemas.companions.page.evidence import best_mentions, publishers
from schemas.expectations import check, sift

NIGHTS = 8
ELSEWHERE = "Cambodia and Thailand signed a defense agreement in Bangkok on March 3, 2024."
ROWS = 10


@pytest.fixture
def small(monkeypatch):
    """Nothing is held, and groups of rows are small enough that there are several."""
    monkeypatch.setattr(parts, "MOST_HELD", 0)
    monkeypatch.setattr(evidence, "ROWS_AT_ONCE", 5)
    monkeypatch.setattr(stored, "ROWS_IN_GROUP", ROWS)


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """Those of the articles of some nights, all held."""
    for _, files in list(arrivals(3))[:NIGHTS]:
        put(tmp_path / "raw", files)
    return tables_of(tmp_path / "raw", tmp_path / "cache", monkeypatch, 10_000)


def put_away(table, folder):
    return StoredTable(table.schema, pieces_of(table), folder)


def test_nights_of_a_large_archive_give_the_bytes_of_small_ones(tmp_path, small):
    """Night after night, with what came, was withdrawn and was broken."""
    for day, files in list(arrivals(1))[:NIGHTS]:
        put(tmp_path / "raw", files)
        large = run(tmp_path / "raw", tmp_path / "large", day)
        plain = run_plainly(tmp_path / "raw", tmp_path / "plain", day)

        assert bytes_of(plain) == bytes_of(large), day
    assert 3 * ROWS < pq.read_metadata(large.path / "mentions.parquet").num_rows


def test_last_group_that_is_full_is_the_last(tmp_path, small, monkeypatch):
    """However many rows there are."""
    _, files = next(arrivals(1))
    put(tmp_path / "raw", files)
    plain = run_plainly(tmp_path / "raw", tmp_path / "plain", FIRST)
    count = pq.read_metadata(plain.path / "mentions.parquet").num_rows
    monkeypatch.setattr(evidence, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(stored, "ROWS_IN_GROUP", count)

    assert bytes_of(plain) == bytes_of(run(tmp_path / "raw", tmp_path / "large", FIRST))


def test_archive_without_a_milestone(tmp_path, small):
    """Something is told, and nothing of it is for the timeline."""
    put(
        tmp_path / "raw",
        {"a.json": story_of(ELSEWHERE)},
    )
    large = run(tmp_path / "raw", tmp_path / "large", FIRST)

    assert bytes_of(run_plainly(tmp_path / "raw", tmp_path / "plain", FIRST)) == bytes_of(large)
    assert 0 == pq.read_metadata(large.path / "mentions.parquet").num_rows


def test_checks_of_an_empty_stored_table(tables, tmp_path):
    """Its columns are looked at all the same."""
    empty = tables["mentions"].slice(0, 0)
    expected = check(tables | {"mentions": empty}, None, FIRST)

    assert expected == check(tables | {"mentions": put_away(empty, tmp_path)}, None, FIRST)


def test_what_people_put_right_in_a_large_archive(tmp_path, small, monkeypatch):
    """Two milestones merged, and one retracted: the same tables as of a small one."""
    for _, files in list(arrivals(3))[:NIGHTS]:
        put(tmp_path / "raw", files)
    plain = tables_of(tmp_path / "raw", tmp_path / "plain", monkeypatch, 10_000)
    milestones = sorted(plain["timeline"].to_pylist(), key=lambda row: -row["mention_count"])
    merged, into, split, gone = milestones[:4]
    told = [row["mention_id"] for row in plain["mentions"].to_pylist() if row["event_id"] == split["event_id"]]
    entries = [
        correction(merged, merge_into=into["event_id"]),
        correction(split, split=told[:1]),
        correction(gone, retract=True),
    ]
    text = yaml.safe_dump({"topic": TOPIC.name, "corrections": entries})
    (tmp_path / f"{TOPIC.name}.yaml").write_text(text, encoding="utf-8")
    corrections = load_corrections(tmp_path, TOPIC.name)
    held = tables_of(tmp_path / "raw", tmp_path / "held", monkeypatch, 10_000, corrections)
    large = tables_of(tmp_path / "raw", tmp_path / "large", monkeypatch, 0, corrections)

    assert isinstance(large["mentions"], StoredTable)
    assert [] == [row["message"] for row in rows(held["issues"]) if row["stage"] == "correct"]
    assert plain["mentions"].num_rows - gone["mention_count"] == held["mentions"].num_rows
    assert {name: rows(table) for name, table in held.items()} == {name: rows(table) for name, table in large.items()}


def test_checks_of_a_stored_table_find_what_those_of_a_held_one_find(tables, tmp_path, monkeypatch):
    """Rows that fail in several groups, two that have one key, and what hangs on them."""
    monkeypatch.setattr(stored, "ROWS_IN_GROUP", ROWS)
    held = tables["mentions"]
    spoiled = held.to_pylist()
    for place, cells in {
        1: {"quote": ""},
        2: {"part": "margin"},
        ROWS + 3: {"quote": ""},
        2 * ROWS: {"trigger": ""},
        2 * ROWS + 1: {"quote": None},
    }.items():
        spoiled[place] |= cells
    spoiled[5]["article_id"] = "art-nobody-knows"
    bad = tables | {"mentions": pa.Table.from_pylist(spoiled, held.schema)}
    away = bad | {"mentions": put_away(bad["mentions"], tmp_path)}
    expected, found = check(bad, None, FIRST), check(away, None, FIRST)

    assert 6 == sum(one.failed_count for one in expected.checks if one.table == "mentions")
    assert expected == found
    sifted, other = sift(bad, expected, None, FIRST).tables, sift(away, found, None, FIRST).tables
    assert isinstance(other["mentions"], StoredTable)
    assert {name: rows(table) for name, table in sifted.items()} == {name: rows(table) for name, table in other.items()}
    assert 6 <= sifted["quarantine"].num_rows


def test_two_rows_of_one_key_are_found_across_groups(tables, tmp_path, monkeypatch):
    """No group sees both."""
    monkeypatch.setattr(stored, "ROWS_IN_GROUP", ROWS)
    rows = tables["mentions"].to_pylist()
    rows[-1]["mention_id"] = rows[0]["mention_id"]
    away = put_away(pa.Table.from_pylist(rows, tables["mentions"].schema), tmp_path)
    found = check(tables | {"mentions": away}, None, FIRST)

    assert ["mention_id.unique"] == [one.name for one in found.failures if one.table == "mentions"]


def test_page_shows_of_a_stored_table_what_it_shows_of_a_held_one(tables, tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "ROWS_IN_GROUP", ROWS)
    away = tables | {"mentions": put_away(tables["mentions"], tmp_path)}
    events = tables["timeline"].slice(0, 7)

    assert best_mentions(tables, events, 3) == best_mentions(away, events, 3)
    assert publishers(tables, events) == publishers(away, events)


def test_stored_table_is_read_in_columns_and_pieces(tables, tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "ROWS_IN_GROUP", ROWS)
    held = tables["mentions"]
    away = put_away(held, tmp_path)
    mask = pa.array([place % 3 > 0 for place in range(held.num_rows)])
    sink, path = io.BytesIO(), tmp_path / "mentions.parquet"
    write_groups(held.schema, pieces_of(held), sink)
    away.copy_to(path)

    assert held.num_rows == away.num_rows
    assert held.schema.equals(away.schema, check_metadata=True)
    assert held["quote"].to_pylist() == away["quote"].to_pylist()
    assert held.filter(mask).to_pylist() == rows(away.filter(mask))
    assert (
        held.slice(7, 1).to_pylist()
        == selected(
            away, held.column_names, lambda some: pa.compute.equal(some["mention_id"], held["mention_id"][7])
        ).to_pylist()
    )
    assert sink.getvalue() == path.read_bytes()
    assert [] == [one.name for one in tmp_path.iterdir() if one.name not in ("mentions.parquet", "raw", "cache")]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=50), max_size=30), st.integers(0, 200))
def test_what_is_set_aside_comes_back(tmp_path_factory, values, room):
    """Wherever it lies."""
    aside = Scratch(tmp_path_factory.mktemp("scratch"), room)
    places = [aside.add(value) for value in values]

    assert values == [aside.get(place, len(value)) for place, value in zip(places, values, strict=True)]


def test_without_room_on_the_disk_it_stays_in_memory(tmp_path, monkeypatch):
    """Also where the disk fills up on the way, in the middle of a value."""
    aside = Scratch(tmp_path, 100)
    places = [aside.add(b"a" * 80), aside.add(b"b" * 80)]
    real = os.pwrite

    def full(handle, data, place):
        monkeypatch.setattr(os, "pwrite", nothing)
        return real(handle, data[:30], place)

    def nothing(handle, data, place):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scratch.os, "pwrite", full)
    places += [aside.add(b"c" * 80), aside.add(b"d" * 80), aside.add(b"e" * 80)]

    assert [b"a" * 80, b"b" * 80, b"c" * 80, b"d" * 80, b"e" * 80] == [aside.get(place, 80) for place in places]


def test_folder_that_cannot_be_made_costs_memory_only(tmp_path):
    (tmp_path / "file").write_text("in the way")
    aside = Scratch(tmp_path / "file" / "folder", 10)

    assert b"kept all the same" == aside.get(aside.add(b"kept all the same"), 17)


def rows(table):
    return [row for piece in pieces_of(table) for row in piece.to_pylist()]


def tables_of(raw, home, monkeypatch, most, corrections=NO_CORRECTIONS):
    """The tables of all articles with so many mentions held."""
    monkeypatch.setattr(parts, "MOST_HELD", most)
    day = FIRST + timedelta(days=NIGHTS)
    reader = Reader(home, TOPIC)
    found = list(reader.articles(raw, day))
    articles = [reader.take(one) for one in found if isinstance(one, Article)]
    reader.save()
    assembly = assemble_known(reader, articles, TOPIC)
    issues = [one for one in found if isinstance(one, Issue)]
    made, _ = archive_tables(
        assembly, issues, reader.home, base=None, run_day=day, rules="rules", corrections=corrections
    )
    return made


def correction(row, **what):
    """An entry that alters the milestone of this row."""
    return {
        "name": f"entry-{row['event_id']}",
        "event": row["event_id"],
        "expects": {"title": row["title"]},
        "reason": "The ministry says so.",
        "source": "https://ministry.example/letters/1",
        "by": "S. Chan",
        "day": FIRST,
    } | what


def story_of(body):
    return json.dumps(
        {"title": "Story", "publisher": "Daily Angkor", "published": "2025-03-01T09:00:00+07:00", "body": body}
    )
