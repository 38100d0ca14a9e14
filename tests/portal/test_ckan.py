"""A release on a real CKAN: put there, changed, disturbed at every call, refused; and read back cell by cell."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest
import requests
from ckanapi import RemoteCKAN
from published import DAY, TOPIC, released, sample_tables, with_rows

from datelines.cells import join, unguard
from datelines.datasets import Dataset
from datelines.datasets.loader import load_dataset
from datelines.offers import Access, PortalError, offer_of
from datelines.portals import publish
from datelines.releases import Release
from datelines.releases import publish as publish_tables
from portal.proxy import Weather, proxy
from portal.stand import Stand

pytestmark = pytest.mark.portal

KHMER = "លំហាត់យោធាអង្គរសេនទីណែល"


@pytest.fixture
def dataset(request) -> Dataset:
    """A description of a dataset of the test's own."""
    name = "".join(char if char.isalnum() else "-" for char in request.node.name.lower())[:90].strip("-")
    return msgspec.structs.replace(load_dataset(TOPIC), name=name)


def small(dataset: Dataset) -> Dataset:
    """One table is enough where the calls are counted."""
    return msgspec.structs.replace(dataset, tables=["timeline"], database=["timeline"])


def put(release: Release, dataset: Dataset, address: str, token: str, **access: Any) -> tuple[str, ...]:
    offer = offer_of(release, dataset)
    return publish(offer, "ckan", address, Access(token, **{"attempts": 1, **access})).changes


def few(tables: dict[str, pa.Table], count: int = 3) -> dict[str, pa.Table]:
    """The same tables with few milestones."""
    return with_rows(tables, "timeline", tables["timeline"].slice(0, count).to_pylist())


# --- reading back, by means of our own and not by the code under test


def ask(stand: Stand, action: str, **data: Any) -> Any:
    return RemoteCKAN(stand.address, apikey=stand.token).call_action(action, data)


def resource(stand: Stand, dataset: Dataset, name: str) -> dict[str, Any]:
    package = ask(stand, "package_show", id=dataset.name)
    return next(one for one in package["resources"] if one["name"] == name)


def wanted_cell(value: Any) -> Any:
    """A value of the Parquet as the DataStore gives it out."""
    match value:
        case list():
            return join([next(iter(item.values())) if isinstance(item, dict) else item for item in value]) or None
        case float():
            return pytest.approx(value, rel=1e-6)
        case None | bool() | int():
            return value
        case str():
            return value or None
    text = value.isoformat()
    return text.replace("+00:00", "") if "T" in text else text


def held_cell(held: Any, value: Any) -> Any:
    """A cell of the DataStore, where a text is meant without the guard, where a time without parts of a second."""
    if not isinstance(held, str):
        return held
    return unguard(held) if isinstance(value, str) else held.removesuffix(".000")


def differences(stand: Stand, dataset: Dataset, release: Release, table: str) -> list[tuple[str, str, Any, Any]]:
    """Every cell in which the DataStore differs from the Parquet, and every row too many or too few."""
    import pyarrow.parquet as pq

    rows = pq.read_table(release.path / f"{table}.parquet").to_pylist()
    key = next(iter(rows[0])) if rows else "event_id"
    found = ask(stand, "datastore_search", resource_id=resource(stand, dataset, f"{table}.csv")["id"], limit=32000)
    held = {row[key]: row for row in found["records"]}
    missing = [(name, "row", None, None) for name in {row[key] for row in rows} ^ held.keys()]
    return missing + [
        (row[key], column, value, held[row[key]].get(column))
        for row in rows
        if row[key] in held
        for column, value in row.items()
        if wanted_cell(value) != held_cell(held[row[key]].get(column), value)
    ]


def assert_held(stand: Stand, dataset: Dataset, release: Release) -> None:
    """Description, files byte for byte, rows cell for cell, and the mark of the release."""
    package = ask(stand, "package_show", id=dataset.name)
    extras = {one["key"]: one["value"] for one in package["extras"]}
    assert release.path.name == extras["release"]
    for one in package["resources"]:
        content = requests.get(one["url"], timeout=30, headers={"Authorization": stand.token}).content
        assert (release.path / one["name"]).read_bytes() == content, one["name"]
    for table in dataset.database:
        assert [] == differences(stand, dataset, release, table)


# --- nights


def test_a_first_publication_is_whole(stand, dataset, tmp_path):
    release = released(tmp_path, sample_tables())
    changes = put(release, dataset, stand.address, stand.token)
    package = ask(stand, "package_show", id=dataset.name)

    assert f"+ dataset {dataset.name}" in changes
    assert_held(stand, dataset, release)
    assert {"timeline.csv", "timeline.parquet", "timeline.xlsx", "timeline.ics", "datapackage.json"} <= {
        one["name"] for one in package["resources"]
    }
    assert ("datelines", "cc-by", dataset.title) == (
        package["organization"]["name"],
        package["license_id"],
        package["title"],
    )
    assert {"odm_spatial_range", "odm_accuracy", "odm_process", "copyright", "taxonomy", "temporal_start"} <= {
        one["key"] for one in package["extras"]
    }


def test_every_column_is_declared_with_its_meaning(stand, dataset, tmp_path):
    """Nothing is left to be guessed: a year stays text, a day is a day."""
    release = released(tmp_path, sample_tables())
    put(release, dataset, stand.address, stand.token)
    info = ask(stand, "datastore_info", id=resource(stand, dataset, "timeline.csv")["id"])
    fields = {one["id"]: one for one in info["fields"] if one["id"] != "_id"}
    described = {
        one.name: (one.metadata or {}).get(b"description", b"").decode() for one in sample_tables()["timeline"].schema
    }

    assert described.keys() == fields.keys()
    assert all(fields[name]["info"]["notes"].startswith(text) for name, text in described.items())
    assert {"event_date": "text", "date_earliest": "date", "mention_count": "int4", "latitude": "float8"}.items() <= {
        name: one["type"] for name, one in fields.items()
    }.items()


def test_publishing_again_changes_nothing(stand, dataset, tmp_path):
    release = released(tmp_path, sample_tables())
    put(release, dataset, stand.address, stand.token)

    assert () == put(release, dataset, stand.address, stand.token)


def test_a_dry_run_says_what_it_would_do_and_does_nothing(stand, dataset, tmp_path):
    release = released(tmp_path, sample_tables())
    told = put(release, dataset, stand.address, stand.token, dry=True)

    assert f"+ dataset {dataset.name}" in told
    assert any(line.startswith("~ release none -> ") for line in told)
    assert dataset.name not in ask(stand, "package_list")
    assert set(told) == set(put(release, dataset, stand.address, stand.token))


def test_a_night_with_added_changed_and_retracted_events(stand, dataset, tmp_path):
    """Ids and addresses stay; what went is gone, also from the database."""
    tables = sample_tables()
    rows = tables["timeline"].to_pylist()
    first = released(tmp_path, with_rows(tables, "timeline", rows[:-5]))
    put(first, dataset, stand.address, stand.token)
    before = ask(stand, "package_show", id=dataset.name)
    changed = [row | {"event_date": "2017", "event_status": "cancelled"} for row in rows[3:6]]
    later = released(
        tmp_path,
        with_rows(tables, "timeline", [*rows[:2], *changed, *rows[6:]]),
        DAY + timedelta(days=1),
        first.path.name,
    )
    changes = put(later, dataset, stand.address, stand.token)
    after = ask(stand, "package_show", id=dataset.name)

    assert_held(stand, dataset, later)
    assert "~ rows timeline: 5 new, 3 changed, 1 gone" in changes
    assert before["id"] == after["id"]
    assert {one["name"]: (one["id"], one["url"]) for one in before["resources"]} == {
        one["name"]: (one["id"], one["url"]) for one in after["resources"]
    }


def with_column(tables: dict[str, pa.Table], name: str, kind: pa.DataType, value: Any, at: int) -> dict[str, pa.Table]:
    table = tables["timeline"]
    column = pa.array([value] * table.num_rows, kind)
    made = table.add_column(at, pa.field(name, kind, metadata={"description": "A later thought."}), column)
    return {**tables, "timeline": made.replace_schema_metadata(table.schema.metadata)}


@pytest.mark.parametrize(("at", "told"), [(29, "~ columns timeline"), (2, "- rows timeline: other columns")])
def test_a_new_column_arrives(stand, dataset, tmp_path, at, told):
    """At the end it is added; in the middle the rows are written anew."""
    tables = few(sample_tables())
    put(released(tmp_path, tables), dataset, stand.address, stand.token)
    later = released(tmp_path, with_column(tables, "weight", pa.int32(), 7, at), DAY + timedelta(days=1))
    changes = put(later, dataset, stand.address, stand.token)

    assert any(line.startswith(told) for line in changes), changes
    assert_held(stand, dataset, later)


def test_a_column_that_changes_its_type(stand, dataset, tmp_path):
    tables = few(sample_tables())
    put(released(tmp_path, with_column(tables, "weight", pa.int32(), 7, 29)), dataset, stand.address, stand.token)
    later = released(tmp_path, with_column(tables, "weight", pa.string(), "heavy", 29), DAY + timedelta(days=1))
    put(later, dataset, stand.address, stand.token)

    assert_held(stand, dataset, later)


def test_twenty_thousand_rows(stand, dataset, tmp_path):
    rows = sample_tables()["timeline"].slice(0, 1).to_pylist()
    many = [rows[0] | {"event_id": f"ev-{number:012x}"} for number in range(20_000)]
    release = released(tmp_path, with_rows(sample_tables(), "timeline", many))
    put(release, small(dataset), stand.address, stand.token)

    assert_held(stand, small(dataset), release)


@pytest.mark.parametrize(
    "title", [KHMER, "=1+1", "@SUM(A1)", "'quoted", "a;b", 'say "so", twice', "line\nbreak", "+855"]
)
def test_titles_that_spreadsheets_or_encodings_could_spoil(stand, dataset, tmp_path, title):
    """The same text comes back from the rows and from the portal's own CSV, after the guard is undone."""
    row = sample_tables()["timeline"].slice(0, 1).to_pylist()[0] | {"title": title}
    release = released(tmp_path, with_rows(sample_tables(), "timeline", [row]))
    put(release, small(dataset), stand.address, stand.token)
    held = resource(stand, dataset, "timeline.csv")["id"]
    (record,) = ask(stand, "datastore_search", resource_id=held)["records"]
    dump = requests.get(f"{stand.address}/datastore/dump/{held}", timeout=30).content.decode("utf-8-sig")
    (dumped,) = csv.DictReader(io.StringIO(dump, newline=""))

    assert title == unguard(record["title"])
    assert title == unguard(dumped["title"]).replace("\r\n", "\n")


DATES = ["2017", "2010-07", "2016-05/2016-06", "199X", "2017~", "2010-07/..", "2025-33", None]


def test_precision_survives_the_way_to_the_portal_and_back(stand, dataset, tmp_path):
    """From the Parquet to the CSV, to CKAN, and to CKAN's own CSV."""
    row = sample_tables()["timeline"].slice(0, 1).to_pylist()[0]
    rows = [row | {"event_id": f"ev-{number:012x}", "event_date": edtf} for number, edtf in enumerate(DATES)]
    release = released(tmp_path, with_rows(sample_tables(), "timeline", rows))
    put(release, small(dataset), stand.address, stand.token)
    held = resource(stand, dataset, "timeline.csv")["id"]
    dump = requests.get(f"{stand.address}/datastore/dump/{held}", timeout=30).content.decode("utf-8-sig")

    with (release.path / "timeline.csv").open(encoding="utf-8", newline="") as file:
        assert DATES == [line["event_date"] or None for line in csv.DictReader(file)]
    assert DATES == [line["event_date"] or None for line in csv.DictReader(io.StringIO(dump, newline=""))]
    assert DATES == [
        one["event_date"] for one in ask(stand, "datastore_search", resource_id=held, sort="event_id")["records"]
    ]


# --- disturbances


KINDS = {
    "status_show", "organization_show", "package_show", "license_list", "package_create", "package_patch",
    "resource_create", "datastore_create", "datastore_search", "datastore_upsert", "timeline.csv", "timeline.parquet",
}  # fmt: skip


def calls_of(stand: Stand, dataset: Dataset, release: Release) -> list[str]:
    """What a first publication asks of the portal, call by call."""
    weather = Weather()
    with proxy(stand.address, weather) as address:
        put(release, msgspec.structs.replace(dataset, name=f"{dataset.name}-counted"), address, stand.token)
    return weather.calls


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_a_connection_cut_at_every_call_in_turn(stand, dataset, tmp_path, late):
    """Before the portal has heard, or after it has done what was asked: one more run completes it.

    The release has its tables alone: every kind of call is there, and each file more would be the same calls again.
    """
    release = publish_tables(tmp_path, TOPIC, DAY, few(sample_tables()), {"run": {"rules": "rules-1"}})
    calls = calls_of(stand, small(dataset), release)

    assert len(KINDS & set(calls)) == len(KINDS)
    for number in range(1, len(calls) + 1):
        described = msgspec.structs.replace(small(dataset), name=f"{dataset.name}-{number}")
        with (
            proxy(stand.address, Weather(cut=number, late=late)) as address,
            pytest.raises(PortalError, match="next run"),
        ):
            put(release, described, address, stand.token)
        put(release, described, stand.address, stand.token)
        assert_held(stand, described, release)
        assert () == put(release, described, stand.address, stand.token)


def test_a_half_done_night_can_be_told(stand, dataset, tmp_path):
    """The mark is the last thing that moves."""
    first = released(tmp_path, few(sample_tables()))
    put(first, small(dataset), stand.address, stand.token)
    later = released(tmp_path, few(sample_tables(), 4), DAY + timedelta(days=1), first.path.name)
    weather = Weather()
    with proxy(stand.address, weather) as address:
        put(later, msgspec.structs.replace(small(dataset), name=f"{dataset.name}-again"), address, stand.token)
    with proxy(stand.address, Weather(cut=6)) as address, pytest.raises(PortalError):
        put(later, small(dataset), address, stand.token)
    extras = {one["key"]: one["value"] for one in ask(stand, "package_show", id=dataset.name)["extras"]}

    assert "package_patch" == [call for call in weather.calls if call.startswith("package_")][-2]
    assert first.path.name == extras["release"]


def test_a_cut_in_a_run_is_mended_by_the_run_itself(stand, dataset, tmp_path):
    release = released(tmp_path, few(sample_tables()))
    with proxy(stand.address, Weather(cut=7)) as address:
        put(release, small(dataset), address, stand.token, attempts=3)

    assert_held(stand, small(dataset), release)


def test_a_slow_portal_is_told_and_costs_nothing(stand, dataset, tmp_path):
    release = released(tmp_path, few(sample_tables()))
    with (
        proxy(stand.address, Weather(delay=1.5)) as address,
        pytest.raises(PortalError, match=r"no answer to .* in 0\.5 seconds"),
    ):
        put(release, small(dataset), address, stand.token, timeout=0.5)

    assert dataset.name not in ask(stand, "package_list")


def test_a_portal_whose_disk_is_full(stand, dataset, tmp_path):
    """The kernel refuses its files; when there is room again, the next run completes the dataset."""
    import resource as limits

    release = released(tmp_path, sample_tables())
    was = limits.prlimit(stand.pid, limits.RLIMIT_FSIZE)
    limits.prlimit(stand.pid, limits.RLIMIT_FSIZE, (20_000, was[1]))
    try:
        with pytest.raises(PortalError, match="next run completes"):
            put(release, small(dataset), stand.address, stand.token)
    finally:
        limits.prlimit(stand.pid, limits.RLIMIT_FSIZE, was)
    put(release, small(dataset), stand.address, stand.token)

    assert_held(stand, small(dataset), release)


# --- what is refused, in one line, with the portal as it was


def refusal(stand: Stand, dataset: Dataset, release: Release, token: str, address: str | None = None) -> str:
    with pytest.raises(PortalError) as caught:
        put(release, dataset, address or stand.address, token)
    text = str(caught.value)
    assert "\n" not in text
    assert token not in text or not token
    assert dataset.name not in ask(stand, "package_list")
    return text


@pytest.mark.parametrize("who", ["nobody", "wrong", "reader", "expired"])
def test_a_token_that_may_not_write(stand, dataset, tmp_path, who):
    release = released(tmp_path, few(sample_tables()))
    token = {"nobody": "", "wrong": "x" * 40, "reader": stand.reader}.get(who)
    if token is None:
        token = ask(stand, "api_token_create", user="admin", name="short-lived")["token"]
        ask(stand, "api_token_revoke", token=token)

    assert "missing, expired or only reads" in refusal(stand, small(dataset), release, token)


def test_a_portal_that_is_down(stand, dataset, tmp_path):
    release = released(tmp_path, few(sample_tables()))

    assert "cannot be reached" in refusal(stand, small(dataset), release, stand.token, "http://127.0.0.1:9")


def test_an_address_that_is_no_ckan(stand, dataset, tmp_path):
    release = released(tmp_path, few(sample_tables()))

    assert "status_show" in refusal(stand, small(dataset), release, stand.token, f"{stand.address}/no-such-place")


def test_an_organization_that_is_not_there(stand, dataset, tmp_path):
    release = released(tmp_path, few(sample_tables()))
    described = msgspec.structs.replace(small(dataset), organization="nowhere")

    assert "there is no organization 'nowhere'" in refusal(stand, described, release, stand.token)


def test_a_name_that_another_organization_holds(stand, dataset, tmp_path):
    release = released(tmp_path, few(sample_tables()))
    ask(stand, "package_create", name=dataset.name, owner_org="others", title="theirs")
    with pytest.raises(PortalError, match="is held by others, not by 'datelines'; choose another"):
        put(release, small(dataset), stand.address, stand.token)

    assert ("theirs", []) == (lambda one: (one["title"], one["resources"]))(ask(stand, "package_show", id=dataset.name))


def test_a_ckan_without_datastore(stand, dataset, tmp_path):
    release = released(tmp_path, few(sample_tables()))

    assert "has no DataStore" in refusal(stand, small(dataset), release, stand.token, stand.bare)


def test_a_release_that_fails_its_digest(stand, dataset, tmp_path):
    release = released(tmp_path, few(sample_tables()))
    file = release.path / "timeline.csv"
    file.write_bytes(file.read_bytes().replace(b"occurred", b"happened"))
    with pytest.raises(PortalError, match=r"is not as manifest\.json has it; run `datelines doctor`"):
        put(release, small(dataset), stand.address, stand.token)

    assert dataset.name not in ask(stand, "package_list")


def test_the_command_and_its_token(stand, tmp_path):
    """From the environment, and nowhere to be seen: not in what it says, not in its arguments."""
    released(tmp_path, sample_tables())
    command = [Path(sys.executable).with_name("datelines"), "publish", "--out", tmp_path, stand.address]
    environment = {**os.environ, "DATELINES_CKAN_TOKEN": stand.token}
    first, again = (subprocess.run(command, env=environment, capture_output=True, text=True) for _ in range(2))
    refused = subprocess.run(
        command, env={**environment, "DATELINES_CKAN_TOKEN": stand.reader}, capture_output=True, text=True
    )

    assert (0, "") == (first.returncode, first.stderr)
    assert f"made: {stand.address}/dataset/" in first.stdout
    assert f"nothing to change: {stand.address}/dataset/us-cambodia-defense-timeline\n" == again.stdout
    assert 0 == refused.returncode or (5, 1) == (refused.returncode, refused.stderr.count("\n"))
    assert stand.token not in first.stdout + first.stderr + again.stdout + refused.stderr
