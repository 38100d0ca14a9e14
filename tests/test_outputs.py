"""Files that others read: types in pandas, polars and duckdb, a CSV that validates, cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, date, datetime

import duckdb
import factory
import pandas as pd
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package, Resource, Schema
from hypothesis import given
from hypothesis import strategies as st

from datelines import outputs
from datelines.cells import guard, items, join, plain, single, split, unguard
from datelines.datasets.loader import plain_dataset
from schemas.build import build_tables
from schemas.datapackage import described
from schemas.spec import FOLDER, load_specs
from schemas.tables import arrow_schema, to_table

PACKAGE = json.dumps(described(plain_dataset("test-topic", "Test"), date(2025, 3, 1), ()))
SPECS = load_specs()


def tables():
    timeline, articles = factory.sample()
    return build_tables(timeline, articles, (), base=None, run_day=factory.DAY, rules=factory.RULES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every table in every format."""
    place = tmp_path_factory.mktemp("outputs")
    for name, table in tables().items():
        for kind in outputs.formats():
            outputs.write(table, place, name, kind)
    return place


def test_formats_are_found_by_file_name():
    """There is no list to edit."""

    assert ("csv", "parquet") == outputs.formats()


def test_unknown_format_is_refused(tmp_path):
    """With the names of those there are."""
    with pytest.raises(KeyError, match="csv, parquet"):
        outputs.write(tables()["review"], tmp_path, "review", "xlsx")


@pytest.mark.parametrize("name", sorted(SPECS))
def test_parquet_comes_back_with_schema_and_metadata(folder, name):
    """Types, nullability, descriptions and version, and zstd inside."""
    path = folder / f"{name}.parquet"

    assert arrow_schema(SPECS[name]).equals(pq.read_table(path).schema, check_metadata=True)
    if tables()[name].num_rows:
        assert "ZSTD" == pq.ParquetFile(path).metadata.row_group(0).column(0).compression


@pytest.mark.parametrize("name", sorted(SPECS))
def test_pandas_reads_the_types_of_the_schema(folder, name):
    """With Arrow types, each is the one that the description promises."""
    frame = pd.read_parquet(folder / f"{name}.parquet", dtype_backend="pyarrow")
    seen = {column: kind.pyarrow_dtype for column, kind in frame.dtypes.items()}

    assert {one.name: one.type for one in arrow_schema(SPECS[name])} == seen


POLARS = {
    "string": polars.String(),
    "dictionary": polars.Categorical(),
    "bool": polars.Boolean(),
    "int8": polars.Int8(),
    "int32": polars.Int32(),
    "int64": polars.Int64(),
    "float32": polars.Float32(),
    "float64": polars.Float64(),
    "date32": polars.Date(),
    "timestamp": polars.Datetime("us", "UTC"),
    "list<string>": polars.List(polars.String()),
}


@pytest.mark.parametrize("name", sorted(SPECS))
def test_polars_reads_the_types_of_the_schema(folder, name):
    """Dictionaries as categories, days as days."""
    seen = dict(polars.read_parquet(folder / f"{name}.parquet").schema)
    wanted = {
        one.name: POLARS.get(one.arrow)
        or polars.List(polars.Struct({member.name: POLARS[member.arrow] for member in one.members}))
        for one in SPECS[name].fields
    }

    assert wanted == seen


DUCKDB = {
    "string": "VARCHAR",
    "dictionary": "VARCHAR",
    "bool": "BOOLEAN",
    "int8": "TINYINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float32": "FLOAT",
    "float64": "DOUBLE",
    "date32": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "list<string>": "VARCHAR[]",
}


@pytest.mark.parametrize("name", sorted(SPECS))
def test_duckdb_reads_the_types_of_the_schema(folder, name):
    """It knows no dictionaries: these are strings."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            "DESCRIBE SELECT * FROM read_parquet(?)", [str(folder / f"{name}.parquet")]
        ).fetchall()
    wanted = {
        one.name: DUCKDB.get(one.arrow)
        or "STRUCT(" + ", ".join(f"{member.name} {DUCKDB[member.arrow]}" for member in one.members) + ")[]"
        for one in SPECS[name].fields
    }

    assert wanted == {row[0]: row[1].replace('"', "") for row in rows}


def test_frictionless_accepts_every_csv_with_its_schema(folder):
    """The data package of a release validates, foreign keys included."""
    (folder / "datapackage.json").write_text(PACKAGE, encoding="utf-8")
    report = Package(str(folder / "datapackage.json")).validate()

    assert [] == report.flatten(["type", "note"])
    assert sorted(SPECS) == sorted(task.name for task in report.tasks)


@pytest.mark.parametrize("name", sorted(SPECS))
def test_frictionless_accepts_a_csv_with_the_description_as_its_schema(folder, monkeypatch, name):
    """Each YAML file is by itself a Table Schema."""
    # It opens nothing outside the folder that it works in.
    monkeypatch.chdir(folder)
    shutil.copy(FOLDER / f"{name}.yaml", folder / f"{name}.yaml")
    report = Resource(path=f"{name}.csv", schema=Schema.from_descriptor(f"{name}.yaml")).validate()

    assert [] == report.flatten(["type", "note"])


def test_frictionless_refuses_a_spoiled_csv(folder, tmp_path):
    """The schema that is shipped does hold something."""
    for name in SPECS:
        (tmp_path / f"{name}.csv").write_bytes((folder / f"{name}.csv").read_bytes().replace(b"occurred", b"happened"))
    (tmp_path / "datapackage.json").write_text(PACKAGE, encoding="utf-8")

    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("name", sorted(SPECS))
def test_the_same_table_gives_the_same_bytes(folder, tmp_path, name, kind):
    """Whatever chunks it comes in."""
    table = tables()[name]
    pieces = pa.concat_tables([table.slice(0, 1), table.slice(1)]) if table.num_rows > 1 else table
    path = outputs.write(pieces, tmp_path, name, kind)

    assert (folder / path.name).read_bytes() == path.read_bytes()


def test_csv_follows_rfc_4180(tmp_path):
    """CRLF, a quote doubled, text with commas and line breaks in quotes, no byte order mark, Khmer as UTF-8."""
    row = {"title": 'The "big", bad\nមេឃ', "kind": "undated"}
    path = outputs.write(to_table(SPECS["review"], [row]), tmp_path, "review", "csv")
    data = path.read_bytes()

    assert data.startswith(b"review_id,event_id,kind,title,")
    assert data.endswith(b"\r\n")
    assert '"The ""big"", bad\nមេឃ"'.encode() in data


def read_cells(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_guards_text_and_leaves_numbers_and_days_alone(tmp_path):
    """A title that begins like a formula is made harmless; a western longitude keeps its minus."""
    rows = tables()["timeline"].to_pylist()
    rows[0] |= {"title": "=HYPERLINK(A1)", "longitude": -104.5, "actors": ["+1 Corps", "A;B", "C\\D"]}
    (cell, *_) = read_cells(outputs.write(to_table(SPECS["timeline"], rows), tmp_path, "timeline", "csv"))

    assert "'=HYPERLINK(A1)" == cell["title"]
    assert "=HYPERLINK(A1)" == unguard(cell["title"])
    assert "-104.5" == cell["longitude"]
    assert "'+1 Corps;A\\;B;C\\\\D" == cell["actors"]
    assert ["+1 Corps", "A;B", "C\\D"] == split(cell["actors"])


def test_csv_writes_alternatives_as_their_edtf_strings(folder):
    """The counts behind them are in the Parquet."""
    cells = read_cells(folder / "timeline.csv")

    assert "2010" == cells[0]["date_alternatives"]


def test_csv_writes_float32_with_its_own_digits(tmp_path):
    """0.8, not 0.800000011920929."""
    rows = tables()["timeline"].to_pylist()
    rows[0] |= {"confidence": 0.8}
    (cell, *_) = read_cells(outputs.write(to_table(SPECS["timeline"], rows), tmp_path, "timeline", "csv"))

    assert "0.8" == cell["confidence"]


@given(st.text())
def test_guard_can_be_undone_exactly(text):
    """For every text, also one that begins with apostrophes."""

    assert text == unguard(guard(text))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_guarded_text_does_not_begin_like_a_formula(start):
    """What OWASP lists under CSV injection."""

    assert "'" == guard(f"{start}1+1")[0]


@given(st.lists(st.text(min_size=1)))
def test_lists_can_be_split_again(items):
    """Semicolons, backslashes and formulas in items included."""

    assert items == split(join(items))
    assert items == split(join(items, guarded=False), guarded=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (3, "3"),
        (-104.5, "-104.5"),
        (date(2025, 2, 24), "2025-02-24"),
        (datetime(2025, 2, 24, 17, tzinfo=UTC), "2025-02-24T17:00:00Z"),
    ],
)
def test_plain_cells(value, text):
    """What the module's docstring promises."""

    assert text == plain(value)


def test_what_no_column_holds_is_refused():
    """A set has no order, so it has no cell."""
    with pytest.raises(TypeError, match="set"):
        plain({1})


@given(st.floats(allow_nan=False, width=32))
def test_a_float_column_prints_alike_from_a_row_and_from_parquet(value):
    """What changed is told from both, so 0.82 is not beside 0.8199999928474426."""
    assert plain(value) == plain(single(value))
    assert value == single(float(plain(value)))
    assert "0.82" == plain(single(0.82))


TEXTS = st.text(st.sampled_from("aé=+-@\t\r\n＝＠｡'\",;\\ "), max_size=5)
TABLES = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.none() | TEXTS,
            "kind": st.none() | st.sampled_from(["=one", "two", ""]),
            "texts": st.none() | st.lists(TEXTS, max_size=3),
            "told": st.lists(st.fixed_dictionaries({"date": TEXTS, "mentions": st.integers(0, 9)}), max_size=2),
            "day": st.none() | st.dates(),
            "time": st.none() | st.datetimes(timezones=st.just(UTC)),
            "count": st.none() | st.integers(-9, 9),
            "flag": st.none() | st.booleans(),
            "degrees": st.none() | st.floats(-180, 180),
            "chance": st.none() | st.floats(0, 1, width=32),
        }
    )
)
KINDS = pa.schema(
    {
        "text": pa.string(),
        "kind": pa.dictionary(pa.int32(), pa.string()),
        "texts": pa.list_(pa.string()),
        "told": pa.list_(pa.struct({"date": pa.string(), "mentions": pa.int32()})),
        "day": pa.date32(),
        "time": pa.timestamp("us", tz="UTC"),
        "count": pa.int32(),
        "flag": pa.bool_(),
        "degrees": pa.float64(),
        "chance": pa.float32(),
    }
)


@given(TABLES, st.integers(0, 3))
def test_the_csv_is_what_pythons_own_writer_makes_of_the_cells(tmp_path_factory, rows, skipped):
    """Whole columns at a time give the bytes that value by value gives, also for a table that is part of another."""
    folder = tmp_path_factory.mktemp("csv")
    table = pa.Table.from_pylist(rows, KINDS).slice(skipped)

    def cell(value):
        if isinstance(value, list):
            return join(items(value))
        return guard(value) if isinstance(value, str) else plain(value)

    with (folder / "wanted.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.column_names)
        writer.writerows([cell(value) for value in row.values()] for row in table.to_pylist())

    assert (folder / "wanted.csv").read_bytes() == outputs.write(table, folder, "made", "csv").read_bytes()
