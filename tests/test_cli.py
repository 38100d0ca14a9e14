"""The `datelines` command, run as a person runs it: arguments and files in, text and exit status out."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from test_thirty_nights import TOPIC
from test_thirty_nights import run as night

from datelines.releases import read_rows

SAMPLE = Path(__file__).parent.parent / "data" / "raw" / "sample"
COMMAND = Path(sys.executable).with_name("datelines")


def run(*arguments, text=None, cwd=None):
    command = [str(COMMAND), *map(str, arguments)]
    return subprocess.run(command, input=text, capture_output=True, text=True, cwd=cwd, timeout=120, check=False)


def one_line(done):
    """The one line on standard error; a traceback would be many."""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def lines_of(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_help_names_every_command():
    """Whoever asks for help sees what there is."""
    done = run("--help")

    assert 0 == done.returncode
    for name in ("tag", "events", "timeline", "show", "explain"):
        assert name in done.stdout


def test_the_command_is_light():
    """Neither Prefect nor Great Expectations is imported, whatever the command; and for help, not even pandas."""
    code = (
        "import sys; from datelines.cli import cli; cli(['--help'], standalone_mode=False);"
        "print(sorted({'prefect', 'great_expectations', 'pandas', 'pyarrow', 'rich', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.splitlines()[-1]


def test_events_imports_no_server(tmp_path):
    """Reading events needs the library alone."""
    code = (
        f"import sys; from datelines.cli import cli; cli(['events', {str(SAMPLE)!r}], standalone_mode=False);"
        "print(sorted({'prefect', 'great_expectations'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.splitlines()[-1]


def test_tag_lines(tmp_path):
    """JSON lines come out with their timexes, in order, in the corpora's format."""
    lines = [
        {"doc_id": "a", "dct": "2025-02-25", "text": "They met on February 24, 2025."},
        {"doc_id": "b", "dct": "2025-02-25", "text": "They met."},
    ]
    done = run("tag", "-", text="\n".join(map(json.dumps, lines)))
    first, second = lines_of(done)

    assert (0, "") == (done.returncode, done.stderr)
    assert ["a", "b"] == [first["doc_id"], second["doc_id"]]
    (timex,) = first["timexes"]
    assert (12, 29, "February 24, 2025", "DATE", "2025-02-24") == tuple(
        timex[key] for key in ("start", "end", "text", "type", "value")
    )
    assert [] == second["timexes"]


def test_tag_uses_nothing_of_a_line_but_what_it_needs():
    """The answers in a line change nothing."""
    line = {"doc_id": "a", "dct": "2025-02-25", "text": "They met on Monday, in 2017 and last year."}
    spoiled = line | {"timexes": [{"start": 0, "end": 4, "text": "They", "type": "DATE", "value": "1066"}], "x": 1}

    assert run("tag", "-", text=json.dumps(line)).stdout == run("tag", "-", text=json.dumps(spoiled)).stdout


def test_tag_leaves_out_a_broken_line_alone():
    """One clear line names file and line; the good lines come out."""
    done = run("tag", "-", text='{"text": "in 2017"}\n{"text": \n')

    assert 0 == done.returncode
    assert 1 == len(lines_of(done))
    assert one_line(done).startswith("datelines: -, line 2: not a JSON object with a text")


def test_tag_plain_text():
    """Plain text gives a table, counted from the day given."""
    done = run("tag", "-", "--date", "2025-02-25", "--explain", text="They met yesterday.")

    assert 0 == done.returncode
    assert "2025-02-24" in done.stdout
    assert "counted from the day of publication, 2025-02-25" in " ".join(done.stdout.split())


@pytest.mark.parametrize("command", ["tag", "events", "timeline"])
def test_a_missing_file_is_one_line(command):
    """Which file, and that it is not there; exit status 3."""
    done = run(command, "nowhere.txt")

    assert 3 == done.returncode
    assert "nowhere.txt" in one_line(done)


def test_wrong_use_is_status_2():
    """An option that does not exist, a day that is none."""

    assert 2 == run("events").returncode
    assert 2 == run("tag", "x", "--date", "2025-02-30").returncode
    assert 2 == run("dance").returncode


def test_events_of_a_file():
    """One line an article, the keys of the gold, and the sentence."""
    done = run("events", SAMPLE / "d01_clark_peace_palace.txt")
    (row,) = lines_of(done)

    assert ("d01_clark_peace_palace.txt", None) == (row["article"], row["record"])
    assert 9 == len(row["events"])
    for event in row["events"]:
        for key in ("date", "precision", "type", "status", "actors", "countries", "on_timeline", "sentence"):
            assert key in event


def test_events_of_standard_input_are_those_of_the_file():
    """ "-" is a file like any other."""
    path = SAMPLE / "d01_clark_peace_palace.txt"
    (from_file,) = lines_of(run("events", path))
    (from_pipe,) = lines_of(run("events", "-", text=path.read_text(encoding="utf-8")))

    assert from_file["events"] == from_pipe["events"]


def test_timeline_as_of_a_day():
    """What was published later is not used."""
    before = lines_of(run("timeline", SAMPLE, "--as-of", "2017-12-31"))
    names = {name for row in before for name in row["articles"]}

    assert "d01_clark_peace_palace.txt" not in names
    assert "d09_seabees_leave.txt" in names
    keys = ["event_id", "title", "date", "precision", "type", "status", "on_timeline", "actors", "countries"]
    assert [*keys, "date_conflict", "articles"] == list(before[0])


def test_timeline_as_of_a_day_is_what_that_night_releases(tmp_path):
    """An article without a date is read, one of the day after is not; a tombstone holds from its day on."""
    day, raw = date(2025, 3, 2), tmp_path / "raw"
    raw.mkdir()
    for name, year, published in [("a", 2010, None), ("b", 2013, day), ("c", 2016, date(2025, 3, 3)), ("d", 2017, day)]:
        body = f"Cambodia suspended the Angkor Sentinel exercise with the United States in March {year}."
        told = {"title": f"Drill of {year}", "body": body}
        told |= {"published": f"{published}T09:00:00+07:00"} if published else {}
        (raw / f"{name}.json").write_text(json.dumps(told))
    (raw / "b.json.tombstone").write_text("2025-03-02 withdrawn")
    (raw / "d.json.tombstone").write_text("2025-03-03 withdrawn")
    night(raw, tmp_path / "out", day)
    released = read_rows(tmp_path / "out", TOPIC.name, "timeline")
    told = lines_of(run("timeline", raw, "--as-of", day))

    assert ["2010-03", "2017-03"] == sorted(row["event_date"] for row in released)
    assert [row["event_date"] for row in released] == [row["date"] for row in told]


def test_timeline_with_nothing_published_yet():
    """A day before all articles is said so."""
    done = run("timeline", SAMPLE / "d01_clark_peace_palace.txt", "--as-of", "1990-01-01")

    assert 3 == done.returncode
    assert "published by 1990-01-01" in one_line(done)


@pytest.mark.parametrize("command", [("show",), ("explain", "ev-1")])
def test_no_release_yet(command, tmp_path):
    """Whoever looks before the first run is told what to do."""
    done = run(*command, cwd=tmp_path)

    assert 3 == done.returncode
    assert "no release in data/processed" in one_line(done)
    assert "make run" in one_line(done)


def test_a_reader_that_goes_away_is_no_error():
    """`datelines events ... | head -1` ends quietly."""
    line = f"{COMMAND} timeline {SAMPLE} | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, timeout=120, check=False
    )

    assert "Traceback" not in done.stderr
    assert 1 == len(done.stdout.splitlines())


def test_an_unknown_topic_is_one_line():
    """The topics that there are are named."""
    done = run("events", SAMPLE, "--topic", "us-atlantis-defense")

    assert 3 == done.returncode
    assert "us-atlantis-defense" in one_line(done)


def test_anchor_dates_the_mentions_of_a_text():
    """Each mention comes out with its date, EDTF or null; the answers in a line change nothing."""
    text = "The ministers met on Monday. A bridge was opened in 2017."
    spans = [{"start": 14, "end": 17}, {"start": 42, "end": 48}]
    line = {"doc_id": "a", "dct": "2025-02-25", "text": text, "mentions": spans}
    spoiled = line | {"mentions": [span | {"date": "1066"} for span in spans]}
    done = run("anchor", "-", text=f"{json.dumps(line)}\n{json.dumps(spoiled)}\n")
    first, second = lines_of(done)

    assert [("met", "2025-02-24"), ("opened", "2017")] == [(one["text"], one["date"]) for one in first["mentions"]]
    assert first == second


def test_anchor_refuses_a_span_outside_the_text():
    """One line says which line, and why."""
    done = run("anchor", "-", text='{"text": "short", "mentions": [{"start": 2, "end": 9}]}\n')

    assert 3 == done.returncode
    assert "a mention lies at 2 to 9, outside the text of 5 characters" in done.stderr
    assert "Traceback" not in done.stderr
