"""The timeline as a picture: where marks go, that dates look as fine as they are, and the same bytes twice."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import date
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from published import released, sample_tables

import datelines
from datelines.cli import cli
from datelines.edtf import DateValue
from datelines.events import EventType, Status, precision_of
from datelines.pictures.drawing import draw, picture
from datelines.pictures.layout import Look, Shape, a_year, lay_out


def row(number: int, edtf: str | None, event_type: str = "exercise", status: str = "occurred", **changes: object):
    value = DateValue.parse(edtf) if edtf else None
    return {
        "event_id": f"ev-{number:04}",
        "event_date": edtf,
        "date_earliest": value and value.earliest,
        "date_latest": value and value.latest,
        "date_qualifier": value and value.qualifier,
        "date_conflict": False,
        "date_precision": precision_of(value).value,
        "event_type": event_type,
        "event_status": status,
        **changes,
    }


def marks(*rows):
    return lay_out(rows).lanes[0].marks


def test_a_day_is_a_point_and_a_year_is_a_year_long():
    """A year-only event does not look like 1 January."""
    day, month, year, span = marks(row(1, "2017-07-02"), row(2, "2018-01"), row(3, "2019"), row(4, "2021/2023"))

    assert [Shape.DAY, Shape.WITHIN, Shape.WITHIN, Shape.SPAN] == [one.shape for one in (day, month, year, span)]
    assert (2019.0, 2020.0) == (year.start, year.end)
    assert (2018.0, pytest.approx(2018 + 31 / 365)) == (month.start, month.end)
    assert 0.49 < day.start % 1 < day.end % 1 < 0.51


def test_looks_tell_what_happened_from_what_did_not():
    """Three looks for six statuses."""
    looks = [marks(row(1, "2017", status=status.value))[0].look for status in Status]

    assert [Look.HAPPENED, Look.AHEAD, Look.AHEAD, Look.NOT, Look.NOT, Look.NOT] == looks


def test_open_and_vague_and_disputed_dates_are_marked():
    """What goes on runs to the edge."""
    open_end, vague, disputed = marks(row(1, "2010/.."), row(2, "2015~"), row(3, "2019", date_conflict=True))

    assert (True, False) == (open_end.open_end, open_end.open_start)
    assert (2010.0, 2020.0) == (open_end.start, open_end.end)
    assert [False, True, False] == [open_end.vague, vague.vague, disputed.vague]
    assert disputed.conflict


def test_neighbours_do_not_hide_each_other():
    """Three events of one day take three rows; one far away takes the first again."""
    found = marks(row(1, "2017-01-16"), row(2, "2017-01-16"), row(3, "2017-01-16"), row(4, "2019-01-16"))

    assert [0, 1, 2, 0] == [mark.row for mark in found]


def test_a_long_sparse_beginning_is_drawn_narrower():
    """Else seventy years push the last ten into a corner."""
    early = [row(number, str(1950 + 7 * number)) for number in range(5)]
    late = [row(10 + number, f"20{12 + number % 12}-{1 + number % 12:02}") for number in range(40)]

    assert [(1950.0, 2010.0, 0.25), (2010.0, 2024.0, 0.75)] == [
        (panel.first, panel.last, panel.width) for panel in lay_out([*early, *late]).panels
    ]
    assert 1 == len(lay_out(late).panels)


def test_undated_milestones_are_counted_not_drawn():
    """And a timeline without any date is no picture."""
    (lane,) = lay_out([row(1, "2017"), row(2, None)]).lanes

    assert (1, 1) == (len(lane.marks), lane.undated)
    with pytest.raises(ValueError, match="no milestone has a date"):
        lay_out([row(1, None)])


def test_many_events_are_counted_by_year():
    """A year's event that may lie in two years is half in each."""
    rows = [row(number, "2017") for number in range(700)] + [row(999, "2018/2019")]
    layout = lay_out(rows)

    assert layout.crowded
    assert {2017: pytest.approx(700), 2018: pytest.approx(0.5), 2019: pytest.approx(0.5)} == a_year(layout.lanes[0])


@given(st.lists(st.tuples(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.sampled_from(list(EventType))), min_size=1))
def test_every_date_of_the_calendar_has_its_place(told):
    """Whatever the years, every mark lies within the panels, and the order of rows is no matter."""
    rows = [row(number, day.isoformat(), kind.value) for number, (day, kind) in enumerate(told)]
    layout = lay_out(rows)

    assert len(rows) == layout.dated
    for lane in layout.lanes:
        for mark in lane.marks:
            assert layout.panels[0].first <= mark.start <= mark.end <= layout.panels[-1].last
    assert layout == lay_out(random.Random(0).sample(rows, len(rows)))


def test_the_same_rows_are_the_same_bytes_in_another_process(tmp_path):
    """In a process of its own, with another hash seed, in both formats."""
    released(tmp_path, sample_tables())
    release = next(tmp_path.glob("*/latest/"))
    code = (
        "import sys; from datelines.analyst.loading import load_timeline; from datelines.analyst.plotting import plot;"
        "plot(load_timeline(sys.argv[1]), 'Title', 'note').save(sys.argv[2])"
    )
    for kind in ("png", "svg"):
        here, there = tmp_path / f"here.{kind}", tmp_path / f"there.{kind}"
        datelines.plot(datelines.load_timeline(tmp_path), "Title", "note").save(here)
        subprocess.run([sys.executable, "-c", code, tmp_path, there], check=True, env={"PYTHONHASHSEED": "7"})
        assert here.read_bytes() == there.read_bytes()
        assert (release / f"timeline.{kind}").stat().st_size > 10_000


def test_a_picture_is_for_a_slide(tmp_path):
    """The sample's timeline is 16 by 9 or a little higher, and an SVG that parses."""
    rows = [one for one in sample_tables()["timeline"].to_pylist() if one["record_status"] == "active"]
    file = tmp_path / "t.png"
    file.write_bytes(picture(rows, "png", "Title"))
    width, height = Image.open(file).size

    assert 1999 == width
    assert 0.5 < height / width < 0.7
    assert "{http://www.w3.org/2000/svg}svg" == ElementTree.fromstring(picture(rows, "svg", "Title")).tag


def test_drawing_leaves_the_users_settings_alone():
    """Neither changed by them nor changing them."""
    import matplotlib

    before = dict(matplotlib.rcParams)
    rows = [row(1, "2017")]
    plain = picture(rows, "png", "Title")
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "savefig.transparent": True}):
        assert plain == picture(rows, "png", "Title")
        draw(rows, "Title")
        assert 30 == matplotlib.rcParams["font.size"]
    assert before == dict(matplotlib.rcParams)


def test_plot_command(tmp_path):
    """A part of the timeline into a file; a wrong ending, type, or nothing to draw is one line."""
    released(tmp_path, sample_tables())
    run = CliRunner()
    file = tmp_path / "calls.svg"
    here = ["plot", "--out", str(tmp_path)]

    assert f"{file}\n" == run.invoke(cli, [*here, "--type", "port_call", "--to", str(file)]).output
    assert b"<svg" in file.read_bytes()
    wrong = run.invoke(cli, [*here, "--to", str(tmp_path / "calls.pdf")])
    assert (2, True) == (wrong.exit_code, "pictures are .png or .svg" in wrong.output)
    assert 2 == run.invoke(cli, [*here, "--type", "portcall"]).exit_code
    none = run.invoke(cli, [*here, "--since", "2200-01-01", "--to", str(file)])
    assert (3, "datelines: no milestone has a date: there is nothing to draw\n") == (none.exit_code, none.output)
    nowhere = run.invoke(cli, ["plot", "--out", str(tmp_path / "none"), "--to", str(file)])
    assert (3, True) == (nowhere.exit_code, "run `make run`" in nowhere.output)
