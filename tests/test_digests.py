"""The digest that says whether rules have changed."""

from __future__ import annotations

import shutil

import pytest

from datelines import digests
from datelines.digests import rules_digest
from datelines.topics.loader import load_topic


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package to alter."""
    copy = tmp_path / "datelines"
    shutil.copytree(digests._FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(digests, "_FOLDER", copy)
    digests._shared.cache_clear()
    yield copy
    digests._shared.cache_clear()


def digest():
    digests._shared.cache_clear()
    return rules_digest(load_topic("us-cambodia-defense"))


def test_digest_does_not_depend_on_where_the_package_lies(package, monkeypatch):
    """Another checkout, the same digest."""
    there = digest()
    monkeypatch.undo()

    assert there == digest()


@pytest.mark.parametrize("changed", ["languages/en.yaml", "tagging/tagger.py", "extraction/merge.py", "edtf.py"])
def test_digest_changes_with_rules_and_code(package, changed):
    """So that the history can say that a row changed by a change of rules."""
    before = digest()
    with (package / changed).open("a", encoding="utf-8") as file:
        file.write("\n# a remark\n")

    assert before != digest()


def test_digest_stays_where_nothing_that_matters_changes(package):
    """The command line has no say in what an article gives."""
    before = digest()
    (package / "cli.py").write_text("# another command line\n", encoding="utf-8")

    assert before == digest()
