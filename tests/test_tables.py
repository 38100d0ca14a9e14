"""The tables' descriptions, the rows made for them, and their Arrow tables."""

from __future__ import annotations

import random
from enum import StrEnum

import factory
import pyarrow as pa
import pytest

from datelines.articles import PublishedGrain, ZoneBasis
from datelines.edtf import DateValue, Qualifier
from datelines.events import PLOVER, Basis, EventType, Part, Precision, Status
from datelines.history import ChangeReason, Op, RecordStatus
from datelines.issues import IssueCode, Stage
from datelines.review import ReviewKind
from datelines.rows import date_cells, mention_rows
from datelines.spans import Span
from datelines.timex import AnchorKind, Mod, TimexType
from datelines.yamlfile import ConfigError
from schemas.build import build_tables
from schemas.spec import FOLDER, load_spec, load_specs
from schemas.tables import TableError, arrow_schema, to_table

SPECS = load_specs()

# The one closed set behind each dictionary column, wherever the column stands.
CLOSED_SETS: dict[str, type[StrEnum] | list[str]] = {
    "anchor_kind": AnchorKind,
    "basis": [basis for basis in Basis if basis is not Basis.CORRECTION],
    "code": IssueCode,
    "date_basis": Basis,
    "date_precision": Precision,
    "date_qualifier": [Qualifier.APPROXIMATE, Qualifier.UNCERTAIN],
    "event_status": Status,
    "event_type": EventType,
    "kind": ReviewKind,
    "op": Op,
    "part": Part,
    "plover_type": sorted({value for value in PLOVER.values() if value}),
    "published_grain": PublishedGrain,
    "reason": ChangeReason,
    "record_status": RecordStatus,
    "stage": Stage,
    "timex_mod": Mod,
    "timex_type": TimexType,
    "zone_basis": ZoneBasis,
}

# DESIGN names these columns; the other tables are ours to name.
TIMELINE = (  # noqa: SIM905
    "event_id title event_date date_earliest date_latest date_precision date_qualifier date_basis date_alternatives "
    "date_conflict event_type plover_type event_status actors countries location latitude longitude geo_precision "
    "confidence mention_count source_count first_reported last_reported first_seen last_seen last_changed "
    "record_status superseded_by"
).split()


def built(**changes):
    timeline, articles = factory.sample()
    given = {"base": None, "run_day": factory.DAY, "rules": factory.RULES} | changes
    return build_tables(timeline, articles, (), **given)


def test_timeline_has_the_columns_of_the_contract():
    """Columns and their order are a promise to readers."""

    assert TIMELINE == [one.name for one in SPECS["timeline"].fields]


@pytest.mark.parametrize(
    ("table", "column"),
    [(spec.name, one.name) for spec in SPECS.values() for one in spec.fields if one.arrow == "dictionary"],
)
def test_closed_sets_are_those_of_the_code(table, column):
    """Every value that the code can write is allowed, and no other."""

    assert [str(value) for value in CLOSED_SETS[column]] == list(SPECS[table].column(column).constraints.enum)


@pytest.mark.parametrize("column", sorted({one.name for spec in SPECS.values() for one in spec.fields}))
def test_a_column_is_the_same_wherever_it_stands(column):
    """One name, one type, one unit, in every table."""
    kinds = {(one.type, one.arrow, one.unit) for spec in SPECS.values() for one in spec.fields if one.name == column}

    assert 1 == len(kinds)


def test_every_column_is_described():
    """A full sentence and an example, for people who only see the CSV."""
    lacking = [
        f"{spec.name}.{one.name}"
        for spec in SPECS.values()
        for one in spec.fields
        if not one.description.endswith((".", ")")) or not one.example
    ]

    assert [] == lacking


def test_unknown_key_is_refused_with_file_and_key(tmp_path):
    """A typing error in a description is told, not ignored."""
    path = tmp_path / "review.yaml"
    path.write_text((FOLDER / "review.yaml").read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"review\.yaml: .*colour"):
        load_spec(path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("arrow: string", "arrow: text", "unknown arrow type 'text'"),
        ("primaryKey: review_id", "primaryKey: id", "the key 'id' is no column"),
        ("name: event_id", "name: review_id", "'review_id' stands twice"),
        ("name: review\n", "name: reviews\n", "the file's name says 'review'"),
    ],
)
def test_description_that_contradicts_itself_is_refused(tmp_path, old, new, reason):
    """File and reason are in the message."""
    path = tmp_path / "review.yaml"
    text = (FOLDER / "review.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ConfigError, match=reason):
        load_spec(path)


def test_schema_carries_description_and_version_and_no_clock():
    """What the Parquet says of itself."""
    schema = arrow_schema(SPECS["timeline"])

    assert b"1" == schema.metadata[b"schema_version"]
    assert b"degrees, WGS 84" == schema.field("latitude").metadata[b"unit"]
    assert set(schema.metadata) == {b"table", b"title", b"description", b"schema_version", b"primary_key"}


def test_sample_becomes_rows():
    """Three milestones in order of date, the undated one last, each with its counts."""
    rows = built()["timeline"].to_pylist()

    assert ["2010-07", "2025-02-24", None] == [row["event_date"] for row in rows]
    assert [2, 1, 1] == [row["mention_count"] for row in rows]
    assert [2, 1, 1] == [row["source_count"] for row in rows]
    assert ["month", "day", "undated"] == [row["date_precision"] for row in rows]


def test_every_date_leads_to_words_and_a_rule():
    """The evidence of the meeting: its sentence, the timex, what it was counted from, and both rules."""
    tables = built()
    meeting = next(row for row in tables["timeline"].to_pylist() if row["event_type"] == "visit_meeting")
    (row,) = (row for row in tables["mentions"].to_pylist() if row["event_id"] == meeting["event_id"])

    assert "Envoys met in Phnom Penh on Monday." == row["quote"]
    assert ("met", "Monday", "2025-02-24", "dct", "2025-02-25") == tuple(
        row[name] for name in ("trigger", "timex_text", "timex_value", "anchor_kind", "anchor_value")
    )
    assert ("test.rule", "visit_meeting_rule") == (row["timex_rule"], row["rule"])


def test_every_article_has_its_row_with_its_number_of_events():
    """Also the one that tells nothing; nothing that was read is lost."""
    rows = {row["article_id"]: row["event_count"] for row in built()["articles"].to_pylist()}

    assert {"art-a1": 3, "art-a2": 1, "art-a3": 0} == rows


def test_order_of_input_does_not_matter():
    """Shuffled events, mentions and articles give equal tables."""
    timeline, articles = factory.sample()
    shuffle = random.Random(7).shuffle
    events, read = list(timeline.events), list(articles.items())
    shuffle(events), shuffle(read)
    again = build_tables(factory.timeline(*events), dict(read), (), base=None, run_day=factory.DAY, rules=factory.RULES)

    assert all(table.equals(again[name], check_metadata=True) for name, table in built().items())


@pytest.mark.parametrize(
    ("edtf", "written", "precision"),
    [
        ("2025-40", "2025-01/2025-06", "interval"),
        ("2025-41", "2025-07/2025-12", "interval"),
        ("19XX", "1900/1999", "interval"),
        ("199X", "199X", "decade"),
        ("2024-35", "2024-35", "quarter"),
        ("2010-07/..", "2010-07/..", "interval"),
        (None, None, "undated"),
    ],
)
def test_precisions_of_the_table(edtf, written, precision):
    """Half-years and centuries are intervals of the same days."""
    value = DateValue.parse(edtf) if edtf else None
    cells = date_cells(value)

    assert (written, precision) == (cells["edtf"], cells["date_precision"])
    assert (value.earliest if value else None, value.latest if value else None) == (
        cells["date_earliest"],
        cells["date_latest"],
    )


@pytest.mark.parametrize("place", [0, 30, 60, 119])
def test_quote_is_a_window_around_the_trigger(place):
    """At most 200 characters, cut between words, the trigger always inside."""
    words = [f"word{number}" for number in range(120)]
    words[place] = "TRIGGER"
    sentence = " ".join(words)
    of = factory.article(text="Before. " + sentence)
    told = factory.mention(of, sentence, "TRIGGER", EventType.EXERCISE)
    (row,) = mention_rows(factory.timeline(factory.event(told, id="ev-000000000001")), {of.id: of})
    kept = row["quote"].strip("…").split()

    assert 200 >= len(row["quote"])
    assert "TRIGGER" in kept
    assert set(kept) <= set(words)
    assert Span(row["trigger_start"], row["trigger_end"]).of(of.text) == row["trigger"] == "TRIGGER"


def test_value_of_another_type_is_refused_with_table_and_column():
    """A bug in a row is told where it is."""
    with pytest.raises(TableError, match=r"review\.event_id"):
        to_table(SPECS["review"], [{"event_id": 3}])


def test_unknown_column_is_refused():
    """Nothing that a row says is dropped in silence."""
    with pytest.raises(TableError, match="no column 'colour'"):
        to_table(SPECS["review"], [{"colour": "red"}])


def test_unpaired_surrogate_does_not_stop_a_release():
    """A broken escape in a JSON article becomes a question mark, alone."""
    table = to_table(SPECS["review"], [{"title": "Bad \ud800 escape"}, {"title": "មេឃ"}])

    assert ["Bad ? escape", "មេឃ"] == table["title"].to_pylist()


def test_table_is_one_chunk_with_the_schema_of_the_description():
    """Row groups follow from rows alone."""
    table = built()["mentions"]

    assert 1 == table["mention_id"].num_chunks
    assert pa.types.is_dictionary(table.schema.field("event_type").type)
