"""What analysts ask of the frames, from folders, files and a real file server; with polars and DuckDB beside pandas."""

from __future__ import annotations

import json
import threading
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import duckdb
import pandas as pd
import polars
import pytest
from published import DAY, TOPIC, released, sample_tables, with_rows

import datelines
from datelines.releases import ReleaseError


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Two days of the sample articles; on the second, one event is gone and one is sharper."""
    folder = tmp_path_factory.mktemp("processed")
    tables = sample_tables()
    first = released(folder, tables, DAY)
    rows = [row for row in tables["timeline"].to_pylist() if row["event_date"]]
    rows[1] = {**rows[1], "title": "Another title"}
    released(folder, with_rows(tables, "timeline", rows[1:]), date(2025, 3, 2), first.path.name)
    return folder


@pytest.fixture(scope="module")
def server(out):
    """A plain file server over the processed folder: its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(out)))
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.fixture
def few():
    """Five rows with dates of every fineness."""
    told = [
        ("day", "2017-01-16", date(2017, 1, 16), date(2017, 1, 16)),
        ("month", "2017-01", date(2017, 1, 1), date(2017, 1, 31)),
        ("year", "2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("open", "2010/..", date(2010, 1, 1), None),
        ("undated", None, None, None),
    ]
    frame = pd.DataFrame(told, columns=["title", "event_date", "date_earliest", "date_latest"])
    frame["event_id"] = [f"ev-{number}" for number in range(len(told))]
    kinds = {"date_earliest": "date32[day][pyarrow]", "date_latest": "date32[day][pyarrow]"}
    return frame.astype(kinds)


def titles(frame):
    return list(frame["title"])


def test_between_has_what_certainly_lies_within(few):
    """A year is not within its January, and what goes on is within nothing."""
    assert ["day", "month"] == titles(datelines.between(few, "2017-01"))
    assert ["day", "month", "year"] == titles(datelines.between(few, date(2017, 1, 1), date(2017, 12, 31)))


def test_overlapping_has_what_can_lie_within(few):
    """The year can mean a day of June, the month of January cannot."""
    assert ["year", "open"] == titles(datelines.overlapping(few, "2017-06"))
    assert ["open"] == titles(datelines.overlapping(few, "2011", "2012"))


def test_on_day_puts_the_finest_first(few):
    """What says the day, then the month, the year, and what goes on."""
    assert ["day", "month", "year", "open"] == titles(datelines.on_day(few, "2017-01-16"))
    assert ["month", "year", "open"] == titles(datelines.on_day(few, date(2017, 1, 17)))
    assert [] == titles(datelines.on_day(few, "1999-01-01"))


def test_a_window_runs_forward_and_is_a_time(few):
    """Else one line says why not."""
    with pytest.raises(ValueError, match="a window runs forward, not from 2018-01-01 to 2017-12-31"):
        datelines.between(few, "2018", "2017")
    with pytest.raises(ValueError, match="'next week' is not an EDTF date"):
        datelines.between(few, "next week")


def test_to_spans_are_half_open(few):
    """A day ends at the next midnight; an open end is empty; undated rows have no span."""
    spans = datelines.to_spans(few)

    assert ["day", "month", "year", "open"] == titles(spans)
    assert pd.Timestamp("2017-01-17") == spans["end"][0]
    assert [1, 31, 365] == list(spans["days"][:3])
    assert pd.isna(spans["end"][3])
    assert pd.isna(spans["days"][3])


@pytest.mark.parametrize("inside", ["", f"/{TOPIC}", f"/{TOPIC}/latest", f"/{TOPIC}/latest/timeline.parquet"])
def test_an_address_gives_what_the_folder_gives(out, server, inside):
    """Of the releases' folder it is told the topic, as it has no list of folders."""
    topic = TOPIC if not inside else None

    pd.testing.assert_frame_equal(
        datelines.load_timeline(out), datelines.load_timeline(f"{server}{inside}", topic=topic)
    )


def test_an_address_knows_earlier_days(out, server):
    """The newest release up to the day."""
    home = f"{server}/{TOPIC}"

    assert len(datelines.load_timeline(out, as_of=DAY)) == len(datelines.load_timeline(home, as_of=DAY))
    assert len(datelines.load_timeline(out)) == len(datelines.load_timeline(home, as_of="2025-03-20"))
    with pytest.raises(ReleaseError, match="no release of 2025-02-01 or the 31 days before it"):
        datelines.load_timeline(home, as_of="2025-02-01")


def test_an_address_that_is_wrong_says_so(server, tmp_path):
    """One line each, with the place and what to do."""
    with pytest.raises(ReleaseError, match=r"no release there; looked for .*/nothing/manifest.json"):
        datelines.load_timeline(f"{server}/nothing")
    with pytest.raises(ReleaseError, match=r"cannot be reached: .*refused"):
        datelines.load_timeline("http://127.0.0.1:9/")
    with pytest.raises(ReleaseError, match=r"timeline.parquet: not there"):
        datelines.load_timeline(f"{server}/timeline.parquet")


def test_a_file_that_differs_from_its_manifest_is_refused(out, server):
    """So a download that was cut, or a mixture of two releases, is no timeline."""
    release = next((out / TOPIC / "releases").glob(f"{DAY}-*"))
    spoiled = out / "spoiled"
    spoiled.mkdir()
    for name in ("manifest.json", "timeline.parquet"):
        (spoiled / name).write_bytes((release / name).read_bytes())
    with (spoiled / "timeline.parquet").open("ab") as file:
        file.write(b"x")

    with pytest.raises(ReleaseError, match=r"timeline.parquet: differs from what manifest.json lists; try again"):
        datelines.load_timeline(f"{server}/spoiled")


def test_one_file_is_enough(out, tmp_path):
    """But it is one table of one day."""
    file = out / TOPIC / "latest" / "timeline.parquet"

    assert len(datelines.load_timeline(out)) == len(datelines.load_timeline(file))
    with pytest.raises(ReleaseError, match="one file is one day"):
        datelines.load_timeline(file, as_of=DAY)
    with pytest.raises(ReleaseError, match="holds the table timeline, not mentions"):
        datelines.load_mentions(file)
    (tmp_path / "cut.parquet").write_bytes(file.read_bytes()[:-9])
    with pytest.raises(ReleaseError, match=r"cut.parquet: cannot be read"):
        datelines.load_timeline(tmp_path / "cut.parquet")


def test_a_day_that_is_none_is_refused(out):
    """As what it should look like."""
    with pytest.raises(ReleaseError, match="as_of: 'yesterday' is no day; write it as 2025-03-01"):
        datelines.load_timeline(out, as_of="yesterday")


def test_explain_is_the_same_from_folder_and_address(out, server):
    """The words, the source and how they were read."""
    event = datelines.load_timeline(out)["event_id"][3]
    told = datelines.explain(event, out)

    assert told == datelines.explain(event, f"{server}/{TOPIC}")
    assert ["What", "When", "Words", "Read"] == [line.split()[0] for line in told.splitlines()][:4]
    with pytest.raises(ReleaseError, match="no event 'ev-none'; `datelines show` lists them"):
        datelines.explain("ev-none", out)


def test_explain_finds_by_title_and_date_and_else_by_what_was_said(out):
    """Where several fit, each is named with its date."""
    rows = datelines.load_timeline(out)
    row = rows.dropna(subset=["event_date"]).drop_duplicates("title", keep=False).iloc[0]
    mentions = datelines.load_mentions(out)
    one_each = mentions.groupby("quote")["event_id"].transform("nunique") == 1
    quotes = mentions[one_each].drop_duplicates("event_id")
    said = next(one for one in quotes.itertuples() if one.event_id in set(rows["event_id"]) and len(one.quote) > 60)

    assert said.quote.split()[0] in datelines.explain(said.quote, out)
    assert datelines.explain(f"{row['title']} {row['event_date']}", out) == datelines.explain(row["event_id"], out)
    with pytest.raises(ReleaseError, match=r"\d+ events fit 'a': ev-\w+ \(.+, .+\)"):
        datelines.explain("a", out)
    with pytest.raises(ReleaseError, match="no event 'zeppelin'"):
        datelines.explain("zeppelin", out)


def test_diff_says_what_to_do_to_get_from_one_day_to_the_next(out):
    """An event gone, and a title changed."""
    days = [datelines.load_timeline(out, as_of=day) for day in (DAY, date(2025, 3, 2))]
    found = datelines.diff(*days)

    assert {"retract", "change"} == set(found["op"])
    assert ["Another title"] == list(found[found["column"] == "title"]["new"])
    assert datelines.diff(days[0], days[0]).empty


def test_polars_and_duckdb_take_the_frames_by_arrow(out):
    """With the same days and the same lists."""
    frame = datelines.load_timeline(out)
    taken = polars.from_pandas(frame)
    (asked,) = duckdb.sql("select count(*), min(date_earliest), max(len(actors)) from frame").fetchall()

    assert polars.Date == taken.schema["date_earliest"]
    assert polars.List(polars.String) == taken.schema["actors"]
    assert (len(frame), frame["date_earliest"].min(), max(map(len, frame["actors"]))) == asked


def test_a_frame_with_corrections_in_it_keeps_them(out, tmp_path):
    """The story says who put a date right."""
    release = released(tmp_path, sample_tables())
    run = release.path / "run.json"
    event = datelines.load_timeline(tmp_path)["event_id"][0]
    applied = {
        "name": "by-hand", "action": "pin", "by": "M. Editor", "day": "2025-02-28", "reason": "The ministry's own log.",
        "source": "https://log.example", "expects": {"event_date": "2017"}, "events": [event],
    }  # fmt: skip
    run.write_text(json.dumps({"corrections": {"applied": [applied]}}))

    assert "Corrected set by M. Editor, 28 February 2025: The ministry's own log." in datelines.explain(event, tmp_path)
