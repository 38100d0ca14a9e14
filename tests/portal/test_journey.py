"""A night ends with the portal and the page updated: two nights, as an operator runs them, on a real CKAN."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest
import requests
from ckanapi import RemoteCKAN

from datelines.datasets.loader import load_dataset
from portal.stand import Stand

pytestmark = pytest.mark.portal

SAMPLE = Path(__file__).parents[2] / "data" / "raw" / "sample"
TOPIC = "us-cambodia-defense"
EARLY, LATE = date(2018, 6, 30), date(2025, 11, 30)


def test_two_nights_end_with_the_portal_and_the_page_updated(tmp_path, stand: Stand, monkeypatch, prefect):
    """After each night the portal has that day's rows, CSV and page; the second replaces the first."""
    from flows.nightly import nightly
    from flows.publish import publish

    dataset = msgspec.structs.replace(
        load_dataset(TOPIC), name="two-nights", tables=["timeline"], database=["timeline"]
    )
    description = tmp_path / "dataset.yaml"
    description.write_text(json.dumps(msgspec.to_builtins(dataset)), encoding="utf-8")
    monkeypatch.setenv("DATELINES_CKAN_TOKEN", stand.token)
    raw = tmp_path / "raw"
    shutil.copytree(SAMPLE, raw)
    seen = {}
    for day in (EARLY, LATE):
        release = nightly(raw, tmp_path / "out", TOPIC, day)
        publish(stand.address, tmp_path / "out", TOPIC, "ckan", description, retries=0)
        package = RemoteCKAN(stand.address).call_action("package_show", {"id": dataset.name})
        files = {Path(one["url"]).name: requests.get(one["url"], timeout=60).content for one in package["resources"]}
        table = next(one for one in package["resources"] if one["url"].endswith("timeline.csv"))
        rows = RemoteCKAN(stand.address).call_action("datastore_search", {"resource_id": table["id"], "limit": 0})

        for name in ("index.html", "timeline.csv", "timeline.png"):
            assert (release / name).read_bytes() == files[name]
        seen[day] = rows["total"]

    assert 0 < seen[EARLY] < seen[LATE]
