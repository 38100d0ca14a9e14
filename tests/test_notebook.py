"""The analyst's notebook, run in a real Jupyter kernel over two real releases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient
from published import released, sample_tables

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "analyst.md"


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """The notebook's cells after they were run, where its two releases lie as `make run` lays them."""
    home = tmp_path_factory.mktemp("checkout")
    for day in (date(2018, 6, 30), date(2025, 11, 30)):
        released(home / "data" / "processed", sample_tables(day), day)
    (home / "notebooks").mkdir()
    notebook = jupytext.read(NOTEBOOK)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(home / "notebooks")}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"], home / "notebooks"


def shown(cell):
    """What a cell printed and showed as text."""
    return "".join(one.get("text", "") or one.get("data", {}).get("text/plain", "") for one in cell.outputs)


def test_every_cell_runs_and_shows_something(cells):
    """But those that only import, or write a file."""
    silent = [cell.source for cell in cells[0] if not cell.outputs]

    assert [] == silent


def test_a_date_is_followed_to_its_sentence(cells):
    """With the words it was read from."""
    (told,) = [shown(cell) for cell in cells[0] if "datelines.explain" in cell.source]

    assert ["What", "When", "Words", "Read"] == [line.split()[0] for line in told.splitlines()[:4]]


def test_the_picture_is_shown_and_the_export_is_written(cells):
    """As a notebook shows it, and as files that a paper takes."""
    (plot,) = [cell for cell in cells[0] if cell.source.startswith("datelines.plot(timeline")]

    assert "image/png" in plot.outputs[-1]["data"]
    assert (cells[1] / "milestones-2017.svg").read_text().lstrip().startswith("<?xml")
    assert "event_date" in (cells[1] / "milestones-2017.csv").read_text()


def test_two_days_differ_and_the_log_is_joined(cells):
    """More is known later, and the ships of the log are found."""
    compared = next(shown(cell) for cell in cells[0] if "datelines.diff" in cell.source)
    joined = next(shown(cell) for cell in cells[0] if 'how="cross"' in cell.source)

    assert "add" in compared
    assert {"USS Gary", "USS Savannah"} <= {
        name for name in ("USS Gary", "USNS Mercy", "USS Savannah") if name in joined
    }
