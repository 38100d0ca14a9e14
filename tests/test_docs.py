"""What the README and the docs say is true: commands were run, links lead somewhere, targets exist."""

import os
import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from datelines.articles import Article
from datelines.pipeline import assemble, mentions_of, rules_digest
from datelines.releases import publish
from datelines.sources import read_all
from datelines.topics.loader import load_topic
from schemas.build import build_tables

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
README = ROOT / "README.md"
SHOWN = "data/raw/sample/d01_clark_peace_palace.txt"
DAY = date(2025, 2, 27)
BLOCK = re.compile(r"```console\n(?P<body>.*?)```", re.S)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A folder like a checkout after the run that the README shows."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "data").mkdir()
    (folder / "data" / "raw").symlink_to(ROOT / "data" / "raw")
    topic = load_topic("us-cambodia-defense")
    articles = {found.id: found for found in read_all([ROOT / SHOWN], zone=topic.zone) if isinstance(found, Article)}
    mentions = [mention for article in articles.values() for mention in mentions_of(article, topic)]
    timeline = assemble(mentions, articles.values(), topic, None)
    tables = build_tables(timeline, articles, [], base=None, run_day=DAY, rules=rules_digest(topic))
    publish(folder / "data" / "processed", topic.name, DAY, tables, {"run": {"rules": rules_digest(topic)}})
    return folder


def run_block(body, folder):
    """The block anew: each command, then what it prints. Those of make, which sets things up, stay as they are."""
    lines = []
    keep = False
    for line in body.splitlines():
        if line.startswith("$ "):
            keep = line.startswith("$ make")
            lines.append(line)
            if not keep:
                lines += _output(line[2:], folder)
        elif keep:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _output(command, folder):
    here = Path(sys.executable).parent
    command = command.replace(".venv/bin/datelines", shlex.quote(str(here / "datelines")))
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60, check=True, env={**os.environ}
    )
    assert "" == done.stderr
    return done.stdout.rstrip("\n").splitlines()


def test_readme_shows_what_the_commands_print(checkout, request):
    """Every command of the README that asks the library is run, and prints what stands below it."""
    text = README.read_text(encoding="utf-8")
    made = BLOCK.sub(lambda block: f"```console\n{run_block(block['body'], checkout)}```", text)
    if request.config.getoption("--rewrite-golden"):
        README.write_text(made, encoding="utf-8")

    assert README.read_text(encoding="utf-8") == made


def test_readme_shows_python_that_runs(checkout, monkeypatch):
    """The analyst's lines run as they stand."""
    monkeypatch.chdir(checkout)
    names = {}
    for block in re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S):
        exec(block, names)

    assert len(names["timeline"]) > 0
    assert len(names["mentions"]) > 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    """Every relative link of a page is a file or folder of the project."""
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    lost = [link for link in links if not (page.parent / link).exists()]

    assert [] == lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_exist(page):
    """Every `make x` that a page names in code is a target."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"[`$] ?make ([a-z-]+)", page.read_text(encoding="utf-8")))

    assert set() == named - targets
