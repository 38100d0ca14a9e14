"""The page on corrections is true: its example, put through real nights and back, and shown by `datelines explain`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from datelines.corrections import COLUMNS, Action
from datelines.releases import latest, list_releases, read_document, read_rows

PAGE = (Path(__file__).parents[1] / "docs" / "corrections.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```yaml\n(.*?)```", PAGE, re.S)[1]
TOPIC = "us-cambodia-defense"
ARTICLE = {
    "title": "Drill called off",
    "url": "https://news.example/called-off",
    "publisher": "Mekong Courier",
    "published": "2017-02-01T09:00:00+07:00",
    "language": "en",
    "body": "Cambodia cancelled the Angkor Sentinel exercise with the United States in January 2017.",
}
EARLIER = date(2025, 3, 1)
# The example counts from the day after.
DAY = date(2025, 3, 2)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "called-off.json").write_text(json.dumps(ARTICLE), encoding="utf-8")
    (tmp_path / "corrections").mkdir()
    return tmp_path


def night(folder, day):
    """Run the night by its command line; the only milestone's row, and the changes."""
    from flows.nightly import main

    named = {"raw": folder / "raw", "out": folder / "out", "corrections": folder / "corrections", "as-of": day}
    done = CliRunner().invoke(main, [word for key, value in named.items() for word in (f"--{key}", str(value))])
    assert 0 == done.exit_code, done.stderr
    (row,) = read_rows(folder / "out", TOPIC, "timeline")
    return row, read_rows(folder / "out", TOPIC, "changes")


def explained(folder, event_id):
    command = [Path(sys.executable).parent / "datelines", "explain", event_id, "--out", folder / "out"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return " ".join(done.stdout.split())


def test_the_example_of_the_page_is_applied_shown_and_taken_back(prefect, folder):
    """Three nights: as the articles say, as the person says, as the articles say."""
    file = folder / "corrections" / f"{TOPIC}.yaml"
    first, _ = night(folder, EARLIER)
    file.write_text(EXAMPLE.replace("EVENT", first["event_id"]), encoding="utf-8")
    second, changes = night(folder, DAY)

    assert (first["event_id"], "2017-01-16", "correction") == (
        second["event_id"],
        second["event_date"],
        second["date_basis"],
    )
    assert {"correction"} == {row["reason"] for row in changes}
    kept = read_document(latest(folder / "out", TOPIC), "run")["corrections"]
    assert ["drill-called-off-on-the-16th"] == [one["name"] for one in kept["applied"]]
    assert [] == kept["misfits"]
    assert "S. Chan, 2 March 2025: The letter to the embassy bears the day" in explained(folder, first["event_id"])

    file.unlink()
    third, changes = night(folder, DAY + timedelta(days=1))

    stamps = ("first_seen", "last_seen", "last_changed")
    assert {key: first[key] for key in first if key not in stamps} == {
        key: third[key] for key in third if key not in stamps
    }
    assert {"correction"} == {row["reason"] for row in changes}
    assert "S. Chan" not in explained(folder, first["event_id"])


def test_a_night_that_is_run_again_notices_the_file(prefect, folder):
    """Nothing that is kept from one run to the next hides a new entry."""
    file = folder / "corrections" / f"{TOPIC}.yaml"
    first, _ = night(folder, DAY)
    file.write_text(EXAMPLE.replace("EVENT", first["event_id"]), encoding="utf-8")
    again, _ = night(folder, DAY)

    assert ("2017-01", "2017-01-16") == (first["event_date"], again["event_date"])
    assert 1 == len(list_releases(folder / "out", TOPIC))


def test_a_bad_file_stops_the_run_before_it_starts(prefect, folder):
    """Exit status 2, and one line with file, key and reason."""
    from flows.nightly import main

    file = folder / "corrections" / f"{TOPIC}.yaml"
    file.write_text(EXAMPLE, encoding="utf-8")
    named = ["--raw", folder / "raw", "--out", folder / "out", "--corrections", folder / "corrections"]
    done = CliRunner().invoke(main, [str(one) for one in named])

    assert 2 == done.exit_code
    assert f"{file}: corrections.drill-called-off-on-the-16th.event: 'EVENT' is no event id" in done.stderr
    assert not (folder / "out").exists()


def test_the_page_names_every_key_and_action():
    """Nothing can be written in the file that the page does not explain."""
    entry = yaml.safe_load(EXAMPLE)["corrections"][0]
    words = set(re.findall(r"`([a-z_]+)`", PAGE))

    assert set() == (set(entry) | {"until"} | {action.value for action in Action} | set(COLUMNS)) - words


def test_the_file_that_comes_with_the_project_loads():
    """Its example, uncommented, too."""
    from datelines.corrections.loader import load_corrections

    folder = Path(__file__).parents[1] / "data" / "corrections"
    for path in folder.glob("*.yaml"):
        load_corrections(folder, path.stem)
