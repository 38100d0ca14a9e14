"""The lines of docs/publishing.md, run as they stand; and the flow that does the same every night."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from published import released, sample_tables

from datelines.datasets.loader import read_dataset
from datelines.releases import latest
from portal.test_ckan import ask, assert_held

pytestmark = pytest.mark.portal

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "publishing.md"


def test_every_line_from_nothing_to_a_dataset(stand, tmp_path):
    """With the address and the token of a real portal, and files of their own."""
    block = re.search(r"```console\n(?P<body>.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert block
    lines = [line.removeprefix("$ ") for line in block["body"].splitlines()]
    lines[0] = f"export DATELINES_CKAN_URL={stand.address}"
    lines[1] = f"export DATELINES_CKAN_TOKEN={stand.token}"
    script = (
        "\n".join(lines)
        .replace("published", f"{tmp_path}/published")
        .replace("dataset.yaml", f"{tmp_path}/dataset.yaml")
    )
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=280
    )
    dry, made, again = [line for line in done.stdout.splitlines() if stand.address in line][-3:]

    assert 0 == done.returncode, done.stderr
    assert len(lines) <= 10
    assert " changes to make: " in dry
    assert " changes made: " in made
    assert again.startswith("nothing to change: ")
    assert_held(stand, read_dataset(tmp_path / "dataset.yaml"), latest(tmp_path / "published", "us-cambodia-defense"))


def test_a_run_of_prefect_with_the_token_in_a_secret_block(stand, tmp_path):
    """The token is in no log, and a second run finds nothing to do."""
    from prefect.blocks.system import Secret
    from prefect.testing.utilities import prefect_test_harness

    released(tmp_path / "out", sample_tables())
    description = (ROOT / "datelines" / "datasets" / "us-cambodia-defense.yaml").read_text(encoding="utf-8")
    file = tmp_path / "dataset.yaml"
    file.write_text(re.sub("(?m)^name: .*$", "name: by-prefect", description), encoding="utf-8")
    with prefect_test_harness(server_startup_timeout=180):
        from flows.publish import publish

        Secret(value=stand.token).save("portal")
        first = publish(stand.address, tmp_path / "out", dataset=file, secret="portal")
        again = publish(stand.address, tmp_path / "out", dataset=file, secret="portal")

    assert "+ dataset by-prefect" in first
    assert () == again
    assert "by-prefect" in ask(stand, "package_list")
    log = Path(os.environ["PREFECT_HOME"]) / "datelines.log"
    assert not log.exists() or stand.token not in log.read_text(encoding="utf-8")
