"""Portals that are files: a folder that any web server serves, and a database that datasette serves."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from published import DAY, TOPIC, released, sample_tables, with_rows

from datelines.cells import unguard
from datelines.cli import cli
from datelines.datasets.loader import load_dataset, read_dataset
from datelines.offers import Access, PortalError, offer_of
from datelines.portals import portals, publish
from datelines.releases import Release
from datelines.yamlfile import ConfigError


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Release:
    return released(tmp_path_factory.mktemp("out"), sample_tables())


def put(release: Release, portal: str, address: Path, **access: object) -> tuple[str, ...]:
    return publish(offer_of(release, load_dataset(TOPIC)), portal, str(address), Access(**access)).changes


def test_every_module_is_a_portal():
    assert ("ckan", "datasette", "folder") == portals()


def test_a_folder_holds_every_file_and_an_index_that_links_them(release, tmp_path):
    put(release, "folder", tmp_path)
    index = (tmp_path / "files.html").read_text(encoding="utf-8")
    names = {file.name for file in offer_of(release, load_dataset(TOPIC)).files}

    assert "index.html" in names
    assert {*names, "files.html"} == {path.name for path in tmp_path.iterdir()}
    assert all((tmp_path / name).read_bytes() == (release.path / name).read_bytes() for name in names)
    assert all(f'<a href="{name}">' in index for name in names)
    assert release.path.name in index


@pytest.mark.parametrize(("portal", "name"), [("folder", "site"), ("datasette", "timeline.db")])
def test_publishing_again_changes_nothing(release, tmp_path, portal, name):
    put(release, portal, tmp_path / name)

    assert () == put(release, portal, tmp_path / name)


@pytest.mark.parametrize(("portal", "name"), [("folder", "site"), ("datasette", "timeline.db")])
def test_a_dry_run_writes_nothing(release, tmp_path, portal, name):
    assert put(release, portal, tmp_path / name, dry=True)
    assert [] == list(tmp_path.iterdir())


def test_a_folder_that_lost_a_file_gets_it_back(release, tmp_path):
    put(release, "folder", tmp_path)
    (tmp_path / "timeline.csv").unlink()
    (tmp_path / "mentions.csv").write_text("spoiled", encoding="utf-8")
    changes = put(release, "folder", tmp_path)

    assert ["+ timeline.csv", "~ mentions.csv"] == [line.split(" (")[0] for line in changes]
    assert (release.path / "timeline.csv").read_bytes() == (tmp_path / "timeline.csv").read_bytes()


def test_a_place_that_cannot_be_written_is_one_line(release, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(PortalError, match="cannot be written"):
        put(release, "folder", tmp_path / "file" / "site")


def test_datasette_serves_every_row_with_its_description(release, tmp_path):
    """Through its JSON API: EDTF dates as text, and the meaning of each column."""
    put(release, "datasette", tmp_path / "timeline.db")
    rows = sample_tables()["timeline"].to_pylist()

    async def ask(address: str) -> dict:
        served = Datasette(
            [str(tmp_path / "timeline.db")], metadata=msgspec.json.decode((tmp_path / "metadata.json").read_bytes())
        )
        return (await served.client.get(address)).json()

    answer = asyncio.run(ask("/timeline/timeline.json?_shape=array&_size=max&_sort=event_id"))
    described = asyncio.run(ask("/timeline/timeline.json?_extra=metadata&_size=1"))

    assert sorted((row["event_id"], row["event_date"]) for row in rows) == [
        (row["event_id"], row["event_date"]) for row in answer
    ]
    assert {row["event_id"]: row["title"] for row in rows} == {row["event_id"]: unguard(row["title"]) for row in answer}
    assert described["rows"]
    metadata = msgspec.json.decode((tmp_path / "metadata.json").read_bytes())
    columns = metadata["databases"]["timeline"]["tables"]["timeline"]["columns"]
    assert sample_tables()["timeline"].column_names == list(columns)
    assert "EDTF" in columns["event_date"]


def test_datasette_gets_the_next_release(release, tmp_path):
    put(release, "datasette", tmp_path / "timeline.db")
    later = released(
        tmp_path / "out", with_rows(sample_tables(), "timeline", sample_tables()["timeline"].to_pylist()[:3]), DAY
    )
    changes = put(later, "datasette", tmp_path / "timeline.db")

    assert f"~ timeline.db -> {later.path.name}" in changes
    assert "~ rows timeline (3)" in changes


def test_a_damaged_release_is_not_published(release, tmp_path):
    copy = Release(tmp_path / TOPIC / "releases" / release.path.name, TOPIC, release.day, release.digest)
    shutil.copytree(release.path, copy.path)
    (copy.path / "timeline.csv").write_bytes(b"spoiled")
    with pytest.raises(PortalError, match="run `datelines doctor`") as caught:
        offer_of(copy, load_dataset(TOPIC))

    assert not caught.value.outside


# --- the command


def run(*words: object, env: dict[str, str] | None = None):
    return CliRunner().invoke(cli, [str(word) for word in words], env=env)


def test_the_command_says_what_it_did(release, tmp_path):
    out = release.path.parents[2]
    first = run("publish", "--to", "folder", tmp_path / "site", "--out", out)
    again = run("publish", "--to", "folder", tmp_path / "site", "--out", out)

    assert (0, f"changes made: {tmp_path}/site/index.html") == (
        first.exit_code,
        first.output.splitlines()[-1].split(" ", 1)[1],
    )
    assert (0, f"nothing to change: {tmp_path}/site/index.html\n") == (again.exit_code, again.output)


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (["--to", "ckan"], 2, "give the portal's address"),
        (["--to", "moon", "x"], 2, "'moon' is none; there are ckan, datasette, folder"),
        (["--to", "folder", "x", "--topic", "nowhere"], 3, "there is no description of a dataset for 'nowhere'"),
        (["http://127.0.0.1:9"], 5, "cannot be reached"),
    ],
)
def test_wrong_use_and_failures_are_one_line(release, words, status, line):
    found = run(
        "publish", *words, "--out", release.path.parents[2], env={"DATELINES_CKAN_URL": "", "DATELINES_CKAN_TOKEN": ""}
    )

    assert status == found.exit_code, found.output
    assert line in found.output
    assert "Traceback" not in found.output


def test_no_release_is_told(tmp_path):
    found = run("publish", "--to", "folder", tmp_path / "site", "--out", tmp_path)

    assert (3, True) == (found.exit_code, "run `make run`" in found.output)


# --- the description


DESCRIPTION = Path(load_dataset.__code__.co_filename).with_name("us-cambodia-defense.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("frequency: daily", "frequancy: daily", "frequancy"),
        ("name: us-cambodia-defense-timeline", "name: US Cambodia", "name: small letters"),
        ("database: [timeline, mentions]", "database: [timeline, music]", "database: 'music' is not among the tables"),
        ("west: 102.3", "west: 122.3", "spatial: west and south come before"),
        ("ckan_fields: extras", "ckan_fields: somewhere", "ckan_fields"),
    ],
)
def test_a_description_with_a_mistake_is_refused(tmp_path, old, new, line):
    file = tmp_path / "dataset.yaml"
    file.write_text(DESCRIPTION.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=line.split()[0]) as caught:
        read_dataset(file)

    assert str(file) in str(caught.value)
    assert line in str(caught.value)


def test_a_token_is_never_shown():
    assert "abc" not in repr(Access("abc"))
