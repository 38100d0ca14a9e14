"""What the README and the docs say is true: commands were run, links lead somewhere, targets exist."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
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
DOCS = ROOT / "docs"
# Pages whose commands are run. Those of publishing and corrections have tests of their own.
RUN = [README, DOCS / "tutorial.md", DOCS / "how-a-date-is-read.md"]
BLOCK = re.compile(r"```console\n(?P<body>.*?)```", re.S)


def blocks(page, language):
    """The fenced blocks of a page in one language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.S)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A folder like a checkout after the run that the tutorial shows."""
    return _after_run(tmp_path_factory.mktemp("checkout"), ROOT / SHOWN)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder like a checkout after the run that the README shows, over all that comes with it."""
    return _after_run(tmp_path_factory.mktemp("whole"), ROOT / "data" / "raw")


def _after_run(folder, raw):
    (folder / "data").mkdir()
    (folder / "data" / "raw").symlink_to(ROOT / "data" / "raw")
    topic = load_topic("us-cambodia-defense")
    articles = {found.id: found for found in read_all([raw], zone=topic.zone) if isinstance(found, Article)}
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


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_pages_show_what_the_commands_print(page, checkout, whole, request):
    """Every command that asks the library is run, and prints what stands below it."""
    text = page.read_text(encoding="utf-8")
    folder = whole if page == README else checkout
    made = BLOCK.sub(lambda block: f"```console\n{run_block(block['body'], folder)}```", text)
    if request.config.getoption("--rewrite-golden"):
        page.write_text(made, encoding="utf-8")

    assert page.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("page", [README, DOCS / "analysts.md"], ids=lambda page: page.name)
def test_python_of_the_pages_runs(page, checkout, monkeypatch):
    """The analyst's lines run as they stand, from the first to the last of a page."""
    monkeypatch.chdir(checkout)
    names = {}
    for block in blocks(page, "python"):
        exec(block, names)

    assert len(names["timeline"]) > 0
    assert len(names["mentions"]) > 0


@pytest.mark.parametrize("query", blocks(DOCS / "analysts.md", "sql"))
def test_sql_of_the_pages_finds_rows(query, checkout, monkeypatch):
    """DuckDB reads the Parquet where it lies."""
    monkeypatch.chdir(checkout)

    assert duckdb.sql(query).fetchall()


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
@pytest.mark.parametrize("script", blocks(DOCS / "analysts.md", "r"))
def test_r_of_the_pages_runs(script, checkout):
    """With the package that it asks for, where that is installed."""
    needed = re.findall(r"library\((\w+)\)", script)
    for name in needed:
        if subprocess.run(["Rscript", "-e", f"library({name})"], capture_output=True, check=False).returncode:
            pytest.skip(f"the R package {name} is not installed")
    done = subprocess.run(["Rscript", "-"], input=script, cwd=checkout, capture_output=True, text=True, check=False)

    assert (0, True) == (done.returncode, "2010-07" in done.stdout), done.stderr


def test_every_page_of_the_site_is_in_its_menu():
    """But for the decisions, which their own list names."""
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")]
    listed = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")

    assert [] == [name for name in pages if not name.startswith("decisions/0") and f": {name}" not in menu]
    assert [] == [name for name in pages if name.startswith("decisions/0") and Path(name).name not in listed]


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
