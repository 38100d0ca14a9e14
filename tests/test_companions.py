"""What lies in a release beside its tables, read back by programs that others wrote."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import csvw
import feedparser
import openpyxl
import pytest
import yaml
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event
from published import DAY, TOPIC, released, sample_tables, with_rows
from pyshacl import validate
from rdflib import Graph, Namespace, URIRef

from datelines.cells import join
from datelines.datasets.loader import load_dataset
from schemas.companions.calendar import event_text

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
# What DCAT-AP 3 makes mandatory or recommends for a dataset and its distributions, as shapes.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ;
  sh:property [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ;
  sh:property [ sh:path dct:publisher ; sh:maxCount 1 ; sh:minCount 1 ; sh:class foaf:Agent ] ;
  sh:property [ sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:date ] ;
  sh:property [ sh:path dct:modified ; sh:maxCount 1 ; sh:datatype xsd:date ] ;
  sh:property [ sh:path dct:temporal ; sh:minCount 1 ; sh:class dct:PeriodOfTime ] ;
  sh:property [ sh:path dct:spatial ; sh:minCount 1 ; sh:class dct:Location ] ;
  sh:property [ sh:path dct:accrualPeriodicity ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dct:license ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ;
  sh:property [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:node [
    sh:property [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:datatype xsd:hexBinary ] ] ] .
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    return released(tmp_path_factory.mktemp("out"), sample_tables()).path


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return sample_tables()["timeline"].to_pylist()


def test_frictionless_accepts_the_data_package(release):
    """Bytes and digests of every CSV included."""
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))

    assert [] == Package(str(release / "datapackage.json")).validate().flatten(["type", "note"])
    assert "https://datapackage.org/profiles/2.0/datapackage.json" == package["$schema"]
    assert all(one["hash"].startswith("sha256:") and one["bytes"] > 0 for one in package["resources"])


def test_a_reader_of_csvw_reads_every_table(release, rows):
    """Typed as declared: days are days, an empty cell is nothing."""
    group = csvw.TableGroup.from_file(release / "csv-metadata.json")
    read = {str(table.url): list(table) for table in group.tables}

    assert {f"{name}.csv" for name in sample_tables()} == read.keys()
    assert [row["event_id"] for row in rows] == [row["event_id"] for row in read["timeline.csv"]]
    # The reader makes a datetime of every day.
    days = [row["date_earliest"] and row["date_earliest"].date() for row in read["timeline.csv"]]
    assert [row["date_earliest"] for row in rows] == days
    assert [row["event_date"] for row in rows] == [row["event_date"] for row in read["timeline.csv"]]
    assert [row["first_seen"] for row in rows] == [row["first_seen"] for row in read["timeline.csv"]]


def test_dcat_holds_what_catalogues_ask_for(release):
    """Read as RDF, checked against shapes, and the digests are those of the files."""
    graph = Graph().parse(release / "dcat.jsonld", format="json-ld", publicID="https://data.example/release/")
    conforms, _, told = validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    sums = {str(value) for value in graph.objects(None, SPDX.checksumValue)}
    manifest = json.loads((release / "manifest.json").read_text())

    assert conforms, told
    assert {entry["sha256"] for entry in manifest["files"] if "table" in entry} == sums
    assert URIRef("https://data.example/release/timeline.csv") in set(graph.objects(None, DCAT.downloadURL))
    assert URIRef("https://creativecommons.org/licenses/by/4.0/") in set(graph.objects(None, DCT.license))


def test_a_later_release_names_the_one_before(tmp_path):
    """In DCAT, in the feed and in the changelog, which grows."""
    first = released(tmp_path, sample_tables())
    later = released(tmp_path, with_rows(sample_tables(), "changes", []), DAY + timedelta(days=1), first.path.name)
    graph = Graph().parse(
        later.path / "dcat.jsonld", format="json-ld", publicID=f"https://d.example/{later.path.name}/dcat.jsonld"
    )
    sections = [line for line in (later.path / "CHANGES.md").read_text().splitlines() if line.startswith("## ")]

    assert [f"https://d.example/{first.path.name}/dcat.jsonld#{load_dataset(TOPIC).name}"] == [
        str(value) for value in graph.objects(None, DCAT.previousVersion)
    ]
    assert ["## 2025-03-02", "## 2025-03-01"] == sections
    assert "0 changes against the release of 2025-03-01" == feedparser.parse(later.path / "changes.atom").feed.subtitle


def test_schema_org_names_files_and_coverage(release, rows):
    document = json.loads((release / "schema-org.jsonld").read_text(encoding="utf-8"))
    last = max(row["date_latest"] for row in rows if row["date_latest"])

    assert document["temporalCoverage"].endswith(f"/{last}")
    assert {"timeline.csv", "timeline.parquet"} <= {one["contentUrl"] for one in document["distribution"]}


def test_the_citation_is_yaml_with_the_day_of_the_release(release):
    document = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))

    assert ("1.2.0", "dataset", "2025-03-01", "CC-BY-4.0") == (
        document["cff-version"],
        document["type"],
        document["date-released"],
        document["license"],
    )


def test_the_calendar_holds_what_has_a_day(release, rows):
    """Stable ids, all-day values whose end is the day after, and a count of what is left out."""
    calendar = Calendar.from_ical((release / "timeline.ics").read_bytes())
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    with_day = {
        f"{row['event_id']}@datelines": row
        for row in rows
        if row["date_precision"] == "day" and row["event_status"] != "denied"
    }

    assert with_day.keys() <= events.keys()
    for uid, row in with_day.items():
        assert row["date_earliest"] == events[uid].decoded("dtstart")
        assert row["date_latest"] + timedelta(days=1) == events[uid].decoded("dtend")
        assert row["title"] == str(events[uid]["summary"])
    assert str(calendar["x-wr-caldesc"]).startswith(f"{len(events)} of {len(rows)} milestones")


@pytest.mark.parametrize(
    ("status", "wanted"),
    [("planned", "TENTATIVE"), ("cancelled", "CANCELLED"), ("occurred", "CONFIRMED"), ("suspended", "CANCELLED")],
)
def test_the_calendar_tells_what_is_planned_and_what_is_off(tmp_path, rows, status, wanted):
    row = next(row for row in rows if row["date_precision"] == "day") | {"event_status": status}
    made = released(tmp_path, with_rows(sample_tables(), "timeline", [row]))
    (event,) = Calendar.from_ical((made.path / "timeline.ics").read_bytes()).walk("VEVENT")

    assert wanted == str(event["status"])


@pytest.mark.parametrize(
    ("edtf", "first", "last", "precision", "shown"),
    [
        ("2016-05-03/2016-05-06", date(2016, 5, 3), date(2016, 5, 6), "interval", 1),
        ("2016-05/2016-06", date(2016, 5, 1), date(2016, 6, 30), "interval", 0),
        ("2017", date(2017, 1, 1), date(2017, 12, 31), "year", 0),
        (None, None, None, "undated", 0),
    ],
)
def test_the_calendar_shows_stretches_of_days_and_nothing_vaguer(tmp_path, rows, edtf, first, last, precision, shown):
    row = rows[0] | {
        "event_date": edtf,
        "date_earliest": first,
        "date_latest": last,
        "date_precision": precision,
        "event_status": "occurred",
    }
    made = released(tmp_path, with_rows(sample_tables(), "timeline", [row]))

    assert shown == len(Calendar.from_ical((made.path / "timeline.ics").read_bytes()).walk("VEVENT"))


ODD = st.text(st.sampled_from("aé\\,;N^\r\nលំ "), max_size=120)
PLACES = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(ODD, st.lists(ODD, max_size=3), st.none() | ODD, PLACES, st.dates(date(1, 1, 2), date(9999, 12, 30)))
def test_an_event_of_the_calendar_is_what_icalendar_makes_of_it(title, actors, location, place, day):
    """Byte for byte: properties in their order, escapes, and lines cut where they are too long."""
    latitude, longitude = place or (None, None)
    changed = datetime(2025, 3, 1, tzinfo=UTC)
    row = {
        "event_id": "ev-0123456789ab",
        "title": title,
        "event_date": "2017",
        "date_basis": "explicit",
        "date_earliest": day,
        "date_latest": day,
        "date_conflict": False,
        "event_type": "visit_meeting",
        "event_status": "planned",
        "actors": actors,
        "location": location,
        "latitude": latitude,
        "longitude": longitude,
        "source_count": 2,
        "last_changed": changed,
    }
    told = f"Actors: {', '.join(actors)}\n" if actors else ""
    event = Event()
    event.add("uid", "ev-0123456789ab@datelines")
    event.add("dtstamp", datetime(2025, 3, 2, tzinfo=UTC))
    event.add("last-modified", changed)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("status", "TENTATIVE")
    event.add("categories", ["visit_meeting"])
    event.add("transp", "TRANSPARENT")
    event.add("description", f"Date as told: 2017 (explicit)\nStatus: planned\n{told}Sources: 2")
    if location:
        event.add("location", location)
    if place:
        event.add("geo", place)

    assert event.to_ical() == event_text(row, "20250302T000000Z").encode()


def test_the_feed_tells_every_change_with_its_reason(release):
    feed = feedparser.parse(release / "changes.atom")
    changes = sample_tables()["changes"].to_pylist()

    assert not feed.bozo
    assert len(changes) == len(feed.entries)
    assert {row["reason"] for row in changes} == {entry.tags[0].term for entry in feed.entries}
    assert feed.entries[0].title.startswith("New: ")


def test_the_feed_tells_what_a_column_was_and_is(tmp_path, rows):
    change = {
        "change_id": "ch-0123456789abcdef", "release_day": DAY, "event_id": rows[0]["event_id"], "op": "change",
        "column": "event_date", "old": "2017", "new": "2017-01-16", "reason": "new_article",
    }  # fmt: skip
    made = released(tmp_path, with_rows(sample_tables(), "changes", [change]))
    (entry,) = feedparser.parse(made.path / "changes.atom").entries

    assert "event_date: 2017 → 2017-01-16 (reason: new article)" == entry.content[0].value


def test_the_workbook_holds_the_timeline_with_dates_as_text(release, rows):
    """Value for value; nothing is a date, a formula or a link."""
    sheet = openpyxl.load_workbook(release / "timeline.xlsx")["timeline"]
    header, *lines = sheet.iter_rows(values_only=True)
    at = {name: number for number, name in enumerate(header)}

    assert list(rows[0]) == list(header)
    for row, line in zip(rows, lines, strict=True):
        assert row["event_date"] == line[at["event_date"]]
        assert (row["date_earliest"].isoformat() if row["date_earliest"] else None) == line[at["date_earliest"]]
        assert (join(row["actors"], guarded=False) or None) == line[at["actors"]]
        assert row["title"] == line[at["title"]]


@pytest.mark.parametrize(
    "title", ["=1+1", "@SUM(A1)", "https://evil.example", "លំហាត់យោធា", "+855 12", ' a <b> & "c" ', "a\nb"]
)
def test_a_title_in_the_workbook_is_text_whatever_it_looks_like(tmp_path, rows, title):
    made = released(tmp_path, with_rows(sample_tables(), "timeline", [rows[0] | {"title": title}]))
    cell = openpyxl.load_workbook(made.path / "timeline.xlsx")["timeline"]["B2"]

    assert (title, "s", None) == (cell.value, cell.data_type, cell.hyperlink)


def test_the_workbook_says_what_its_columns_mean_and_on_what_terms(release):
    book = openpyxl.load_workbook(release / "timeline.xlsx")
    terms = dict(book["terms"].iter_rows(min_row=2, values_only=True))

    assert ["timeline", "columns", "terms"] == book.sheetnames
    assert sample_tables()["timeline"].num_columns == book["columns"].max_row - 1
    assert "CC-BY-4.0" in terms["licence"]


def test_the_same_release_has_the_same_bytes_twice(tmp_path):
    """Also those of the workbook, which is a zip."""
    first, second = (released(tmp_path / name, sample_tables()).path for name in ("a", "b"))

    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }
