"""The workbook through a real spreadsheet program: what a visitor who double-clicks gets."""

from __future__ import annotations

import shutil
import subprocess

import pandas
import pytest
from published import released, sample_tables, with_rows

pytestmark = pytest.mark.portal

DATES = ["2017", "2010-07", "2016-05/2016-06", "199X", "2017~", "2010-07/..", "2025-33", None]


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """LibreOffice without a window, from Debian where it is missing."""
    if not shutil.which("soffice"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "libreoffice-calc-nogui"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return str(shutil.which("soffice"))


def converted(program: str, file, to: str, options: str = ""):
    """The file as the program saves it in another format."""
    out = file.parent / "converted"
    home = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [program, home, "--headless", "--convert-to", f"{to}{options}", "--outdir", out, file]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{file.stem}.{to}"


@pytest.fixture
def workbook(tmp_path):
    row = sample_tables()["timeline"].slice(0, 1).to_pylist()[0]
    rows = [
        row | {"event_id": f"ev-{number:012x}", "event_date": edtf, "title": title}
        for number, (edtf, title) in enumerate(zip(DATES, [*["Visit"] * 5, "=1+1", "លំហាត់យោធា", "+855 12"], strict=True))
    ]
    release = released(tmp_path / "out", with_rows(sample_tables(), "timeline", rows))
    return shutil.copy(release.path / "timeline.xlsx", tmp_path / "timeline.xlsx"), rows


@pytest.mark.parametrize("to", ["xlsx", "ods"])
def test_precision_survives_a_spreadsheet_that_opens_and_saves(libreoffice, workbook, tmp_path, to):
    """Parquet to XLSX to LibreOffice to pandas: 2017 is no day, a formula is a title."""
    file, rows = workbook
    saved = converted(libreoffice, tmp_path / "timeline.xlsx", to)
    if to == "ods":
        saved = converted(libreoffice, saved.rename(tmp_path / "again.ods"), "xlsx")
    frame = pandas.read_excel(saved, sheet_name="timeline", dtype=str, keep_default_na=False)

    assert file
    assert DATES == [value or None for value in frame["event_date"]]
    assert [row["title"] for row in rows] == list(frame["title"])
    assert [row["date_earliest"].isoformat() for row in rows] == list(frame["date_earliest"])
