"""An archive too large for the memory, made small: what is set aside on the disk gives the bytes of what is held."""

from __future__ import annotations

import io
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_thirty_nights import FIRST, TOPIC, arrivals, bytes_of, put, run, run_plainly

from datelines import parts, scratch, stored
from datelines.articles import Article
from datelines.assembly import assemble_known
from datelines.incremental import Reader
from datelines.issues import Issue
from datelines.scratch import Scratch
from datelines.stored import StoredTable, pieces_of, selected, write_groups
from schemas import evidence
from schemas.archive import archive_tables
from schemas.companions.page.evidence import best_mentions, publishers
from schemas.expectations import check, sift

NIGHTS = 8
ROWS = 10


@pytest.fixture
def small(monkeypatch):
    """Nothing is held, and groups of rows are small enough that there are several."""
    monkeypatch.setattr(parts, "MOST_HELD", 0)
    monkeypatch.setattr(evidence, "MOST_HELD", 0)
    monkeypatch.setattr(evidence, "ROWS_AT_ONCE", 5)
    monkeypatch.setattr(stored, "ROWS_IN_GROUP", ROWS)


@pytest.fixture
def tables(tmp_path):
    """Those of the articles of some nights, all held."""
    nights = list(arrivals(3))[:NIGHTS]
    for _, files in nights:
        put(tmp_path / "raw", files)
    day = nights[-1][0]
    reader = Reader(tmp_path / "cache", TOPIC)
    found = list(reader.articles(tmp_path / "raw", day))
    articles = [reader.take(one) for one in found if isinstance(one, Article)]
    reader.save()
    assembly = assemble_known(reader, articles, TOPIC)
    issues = [one for one in found if isinstance(one, Issue)]
    made, _ = archive_tables(assembly, issues, reader.home, base=None, run_day=day, rules="rules")
    return made


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
    }.items():
        spoiled[place] |= cells
    spoiled[5]["article_id"] = "art-nobody-knows"
    bad = tables | {"mentions": pa.Table.from_pylist(spoiled, held.schema)}
    away = bad | {"mentions": put_away(bad["mentions"], tmp_path)}
    expected, found = check(bad, None, FIRST), check(away, None, FIRST)

    assert 5 == sum(one.failed_count for one in expected.checks if one.table == "mentions")
    assert [failed(one) for one in expected.checks] == [failed(one) for one in found.checks]
    sifted, other = sift(bad, expected, None, FIRST).tables, sift(away, found, None, FIRST).tables
    assert isinstance(other["mentions"], StoredTable)
    assert {name: rows(table) for name, table in sifted.items()} == {name: rows(table) for name, table in other.items()}
    assert 5 <= sifted["quarantine"].num_rows


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


def failed(one):
    return one.table, one.name, one.outcome, one.failed_count, one.failed_ids


def rows(table):
    return [row for piece in pieces_of(table) for row in piece.to_pylist()]
