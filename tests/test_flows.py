"""The real nightly flow over a few raw files: a release, or one line that says why not, and the exit status for it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_releases import small_disk

from datelines.articles import Article
from datelines.locks import held
from datelines.releases import latest, list_releases, read_document, read_rows
from datelines.rollback import roll_back
from flows import failures, progress
from flows.failures import CheckStoppedError, status_of

TOPIC = "us-cambodia-defense"
DAY = date(2025, 3, 1)
NEXT = DAY + timedelta(days=1)

FIRST = {
    "title": "Old drill may come back",
    "url": "https://news.example/old-drill",
    "publisher": "Mekong Courier",
    "published": "2025-02-25T09:00:00+07:00",
    "language": "en",
    "body": "The last Angkor Sentinel exercise between the United States and Cambodia was held in July 2010. "
    "Officials of both countries did not comment.",
}
SECOND = {
    "title": "Ten years of drills",
    "url": "https://news.example/ten-years",
    "publisher": "Daily Angkor",
    "published": "2025-02-27T09:00:00+07:00",
    "language": "en",
    "body": "The United States and Cambodia held the Angkor Sentinel exercise in July 2010. Rice prices rose.",
}


@pytest.fixture
def nightly(prefect):
    from flows.nightly import nightly

    return nightly


def raw_files(folder, *records):
    """Each record as a JSON file, written in the order given."""
    folder.mkdir(exist_ok=True)
    for record in records:
        name = record["url"].rsplit("/", 1)[-1]
        (folder / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def command(*arguments):
    """What `make run` calls: its exit status, standard output and standard error."""
    from flows.nightly import main

    done = CliRunner().invoke(main, [str(one) for one in arguments])
    return done.exit_code, done.stdout, done.stderr


def tables_of(release):
    return {path.name: path.read_bytes() for path in release.path.iterdir() if path.suffix in (".csv", ".parquet")}


def test_nightly_makes_a_release_of_two_files(nightly, tmp_path):
    """Both articles are read, the exercise that both tell is one row, and it leads to its words."""
    path = nightly(raw_files(tmp_path / "raw", FIRST, SECOND), tmp_path / "out", TOPIC, DAY)
    release = latest(tmp_path / "out", TOPIC)
    rows = read_rows(tmp_path / "out", TOPIC, "timeline")
    mentions = read_rows(tmp_path / "out", TOPIC, "mentions")

    assert path == release.path
    assert ("2010-07", "exercise", 2) in [(row["event_date"], row["event_type"], row["source_count"]) for row in rows]
    assert {"July 2010"} == {row["timex_text"] for row in mentions if row["date"] == "2010-07"}
    assert ["old-drill.json", "ten-years.json"] == sorted(
        row["source"] for row in read_rows(tmp_path / "out", TOPIC, "articles")
    )
    assert read_document(release, "verdict")["passed"] is True


def test_run_document_has_digests_and_counts_and_no_clock(nightly, tmp_path):
    """What went in and came out, the same for the same night."""
    for out in ("one", "two"):
        nightly(raw_files(tmp_path / "raw", FIRST, SECOND), tmp_path / out, TOPIC, DAY)
    first, second = (latest(tmp_path / out, TOPIC) for out in ("one", "two"))
    run = read_document(first, "run")

    assert (first.path / "run.json").read_bytes() == (second.path / "run.json").read_bytes()
    assert ["old-drill.json", "ten-years.json"] == [file["path"] for file in run["raw"]["files"]]
    assert (DAY.isoformat(), 2) == (run["run_day"], run["rows"]["articles"])


def test_order_of_files_does_not_matter(nightly, tmp_path):
    """Written in another order, the same files give the same bytes in every table."""
    nightly(raw_files(tmp_path / "raw", FIRST, SECOND), tmp_path / "one", TOPIC, DAY)
    shutil.rmtree(tmp_path / "raw")
    nightly(raw_files(tmp_path / "raw", SECOND, FIRST), tmp_path / "two", TOPIC, DAY)
    first, second = (latest(tmp_path / out, TOPIC) for out in ("one", "two"))

    assert first.path.name == second.path.name
    assert tables_of(first) == tables_of(second)


def test_only_articles_published_by_the_day_of_the_run_are_used(nightly, tmp_path):
    """The later one is left out with an issue, and comes in on its day."""
    raw, out = raw_files(tmp_path / "raw", FIRST, SECOND), tmp_path / "out"
    nightly(raw, out, TOPIC, date(2025, 2, 26))
    early = read_rows(out, TOPIC, "articles"), read_rows(out, TOPIC, "issues")
    nightly(raw, out, TOPIC, DAY)

    assert ["old-drill.json"] == [row["source"] for row in early[0]]
    assert ["future_publication_date"] == [row["code"] for row in early[1]]
    assert 2 == len(read_rows(out, TOPIC, "articles"))
    assert ["new_article"] == sorted({row["reason"] for row in read_rows(out, TOPIC, "changes")})


def test_what_cannot_be_fetched_is_an_issue_and_costs_nothing(nightly, tmp_path):
    """The night fetches first; a repeated run tells the same, and a run for another day fetches nothing."""
    sources = tmp_path / "sources.yaml"
    sources.write_text("agent: 'tester/1.0 (mailto:tester@example.org)'\naddresses: ['http://127.0.0.1:9/a']\n")
    raw, out = raw_files(tmp_path / "raw", FIRST), tmp_path / "out"
    rows = []
    for _ in range(2):
        nightly(raw, out, TOPIC, None, sources)
        rows.append(read_rows(out, TOPIC, "issues"))
    nightly(raw, tmp_path / "other", TOPIC, DAY, sources)

    assert [("ingest", "unsafe_address", "http://127.0.0.1:9/a")] == [
        (row["stage"], row["code"], row["source"]) for row in rows[0]
    ]
    assert rows[0] == rows[1]
    assert 1 == len(read_rows(out, TOPIC, "articles"))
    assert [] == read_rows(tmp_path / "other", TOPIC, "issues")


def test_release_has_the_same_bytes_with_and_without_what_was_read_before(nightly, tmp_path):
    """A night that reads what is new, and one that reads everything; also after the kept results are lost."""
    raw, kept, fresh = raw_files(tmp_path / "raw", FIRST), tmp_path / "kept", tmp_path / "fresh"
    for out in (kept, fresh):
        nightly(raw, out, TOPIC, DAY)
    raw_files(raw, SECOND)
    shutil.rmtree(fresh / TOPIC / ".cache")
    for out in (kept, fresh):
        nightly(raw, out, TOPIC, NEXT)
    one, two = latest(kept, TOPIC), latest(fresh, TOPIC)

    assert NEXT == one.day
    assert {path.name: path.read_bytes() for path in two.path.iterdir()} == {
        path.name: path.read_bytes() for path in one.path.iterdir()
    }


def test_empty_folder_stops_the_release_and_yesterdays_stays(nightly, tmp_path):
    """The flow run is failed, the verdict is kept, and readers notice nothing."""
    out = tmp_path / "out"
    nightly(raw_files(tmp_path / "raw", FIRST), out, TOPIC, DAY)
    before = latest(out, TOPIC)
    state = nightly(raw_files(tmp_path / "empty"), out, TOPIC, NEXT, return_state=True)
    kept = json.loads((out / TOPIC / "stopped" / f"{NEXT}.json").read_text(encoding="utf-8"))

    assert state.is_failed()
    with pytest.raises(CheckStoppedError, match="some_article_read"):
        state.result()
    assert before == latest(out, TOPIC)
    assert [before] == list_releases(out, TOPIC)
    assert kept["passed"] is False


def test_verdict_and_timeline_are_prefect_artifacts(nightly, tmp_path):
    """An operator finds them in Prefect's own pages."""
    from prefect.artifacts import Artifact

    nightly(raw_files(tmp_path / "raw", FIRST), tmp_path / "out", TOPIC, DAY)
    verdict, checks, link = (Artifact.get(f"{kind}-{TOPIC}") for kind in ("verdict", "checks", "timeline"))

    assert "passed" in verdict.data
    assert {"passed"} == {row["outcome"] for row in json.loads(checks.data)}
    assert latest(tmp_path / "out", TOPIC).path.name in link.data


def test_progress_is_told_to_whoever_listens(nightly, tmp_path):
    """Reading, checking and releasing, in this order."""
    heard = []
    with progress.listening(lambda what, done, of: heard.append(what)):
        nightly(raw_files(tmp_path / "raw", FIRST), tmp_path / "out", TOPIC, DAY)

    assert ["taking stock", "reading articles", "checking", "releasing"] == list(dict.fromkeys(heard))


def test_command_prints_the_timeline_and_where_it_lies(prefect, tmp_path):
    """Exit status 0, the rows, and the path of the CSV."""
    raw, out = raw_files(tmp_path / "raw", FIRST, SECOND), tmp_path / "out"
    status, printed, told = command("--raw", raw, "--out", out, "--as-of", DAY)

    assert (0, "") == (status, told)
    assert "2010-07" in printed
    assert str(latest(out, TOPIC).path / "timeline.csv") in printed


def one_line(told):
    return 1 == len(told.strip().splitlines()) and "Traceback" not in told


def test_command_stopped_by_a_check_is_status_1(prefect, tmp_path):
    """One line with the check, no traceback."""
    raw = raw_files(tmp_path / "raw")
    status, printed, told = command("--raw", raw, "--out", tmp_path / "out", "--as-of", DAY)

    assert (1, "") == (status, printed)
    assert one_line(told)
    assert "At least one article was read" in told


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--as-of", "yesterday"], id="a day that is none"),
        pytest.param(["--colour", "red"], id="an unknown option"),
        pytest.param(["--topic", "no-such-topic"], id="an unknown topic"),
    ],
)
def test_command_used_wrongly_is_status_2(tmp_path, arguments):
    """Before anything runs."""
    raw = raw_files(tmp_path / "raw", FIRST)
    status, printed, told = command("--raw", raw, "--out", tmp_path / "out", *arguments)

    assert (2, "") == (status, printed)
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()


def test_command_without_input_is_status_3(tmp_path):
    """One line with the folder and what to do."""
    status, _, told = command("--raw", tmp_path / "nowhere", "--out", tmp_path / "out", "--as-of", DAY)

    assert 3 == status
    assert one_line(told)
    assert str(tmp_path / "nowhere") in told


def test_command_beside_another_run_is_status_4(prefect, tmp_path):
    """One line that says who holds the lock; nothing is released."""
    raw, out = raw_files(tmp_path / "raw", FIRST), tmp_path / "out"
    with held(out / TOPIC / ".lock"):
        status, _, told = command("--raw", raw, "--out", out, "--as-of", DAY)

    assert 4 == status
    assert one_line(told)
    assert "held by process" in told
    assert [] == list_releases(out, TOPIC)


def test_command_that_cannot_write_is_status_5(prefect, tmp_path):
    """A file lies where the topic's folder should be."""
    raw, out = raw_files(tmp_path / "raw", FIRST), tmp_path / "out"
    out.mkdir()
    (out / TOPIC).write_text("in the way")
    status, _, told = command("--raw", raw, "--out", out, "--as-of", DAY)

    assert 5 == status
    assert one_line(told)


def test_night_after_a_rollback_says_that_readers_do_not_see_it(prefect, tmp_path):
    """One line with the way out; the night is released and done."""
    raw, out = raw_files(tmp_path / "raw", FIRST), tmp_path / "out"
    for day in (DAY, NEXT):
        command("--raw", raw, "--out", out, "--as-of", day)
    roll_back(out, TOPIC, "wrong rule")
    status, _, told = command("--raw", raw, "--out", out, "--as-of", NEXT + timedelta(days=1))

    assert 0 == status
    assert one_line(told)
    assert "wrong rule" in told
    assert "datelines rollback --resume" in told
    assert DAY == latest(out, TOPIC).day


def test_bad_file_costs_nothing_that_is_good_beside_it(prefect, tmp_path):
    """One line on standard error for it, and the release has the good article."""
    raw, out = raw_files(tmp_path / "raw", FIRST), tmp_path / "out"
    (raw / "cut.json").write_text('{"title": "Cut in ha', encoding="utf-8")
    status, _, told = command("--raw", raw, "--out", out, "--as-of", DAY)

    assert 0 == status
    assert one_line(told)
    assert "cut.json" in told
    assert ["old-drill.json"] == [row["source"] for row in read_rows(out, TOPIC, "articles")]


BAD_FILES = {
    "empty.txt": b"",
    "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "keys.json": b'{"title": "No text"}',
    "number.json": b"3",
    "no items.xml": b'<?xml version="1.0"?><rss version="2.0"><channel><title>None</title></channel></rss>',
    "bomb.xml": b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><rss><channel>&d;</channel></rss>',
    "\u1781\u17d2\u1798\u17c2\u179a name.json": b'{"title": "Cut in ha',
}


def test_all_bad_files_at_once_cost_nothing_that_is_good(prefect, tmp_path):
    """Each has its one line with its name, none a traceback, and the good article is released."""
    raw, out = raw_files(tmp_path / "raw", FIRST), tmp_path / "out"
    for name, data in BAD_FILES.items():
        (raw / name).write_bytes(data)
    (raw / "empty folder").mkdir()
    (raw / "loop").symlink_to(".")
    status, printed, told = command("--raw", raw, "--out", out, "--as-of", DAY)
    lines = told.strip().splitlines()

    assert 0 == status
    assert "2010-07" in printed
    assert dict.fromkeys(BAD_FILES, 1) == {name: sum(name in line for line in lines) for name in BAD_FILES}
    assert all(line.startswith("datelines: ") for line in lines)
    assert ["old-drill.json"] == [row["source"] for row in read_rows(out, TOPIC, "articles")]


def test_full_disk_is_status_5_and_yesterdays_release_stays(prefect, tmp_path):
    """One line, no traceback."""
    raw = raw_files(tmp_path / "raw", FIRST)
    with small_disk(tmp_path / "disk") as out:
        assert 0 == command("--raw", raw, "--out", out, "--as-of", DAY)[0]
        before = latest(out, TOPIC)
        free = os.statvfs(out).f_bavail * os.statvfs(out).f_frsize
        (out / "ballast").write_bytes(b"x" * (free - 24_000))
        status, _, told = command("--raw", raw, "--out", out, "--as-of", NEXT)

        assert 5 == status
        assert one_line(told)
        assert "No space left on device" in told
        assert before == latest(out, TOPIC)


def alone(**environment):
    """The command in a process of its own: Prefect reads its settings once a process."""
    command = [sys.executable, "-m", "flows.nightly", "--raw", "data/raw"]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)


def test_server_that_is_not_there_is_status_5(tmp_path):
    """One line with its address."""
    done = alone(PREFECT_API_URL="http://127.0.0.1:9/api", PREFECT_HOME=str(tmp_path))

    assert 5 == done.returncode
    assert one_line(done.stderr)
    assert "http://127.0.0.1:9/api" in done.stderr


def test_work_folder_that_cannot_be_made_is_status_5(tmp_path):
    """One line with the folder and what to do."""
    (tmp_path / "file").write_text("in the way")
    done = alone(PREFECT_HOME=str(tmp_path / "file" / "prefect"))

    assert 5 == done.returncode
    assert one_line(done.stderr)
    assert "set PREFECT_HOME" in done.stderr


def test_steps_are_flows_of_their_own_too(prefect, tmp_path):
    """Taking stock alone, and building alone."""
    from flows.build import build
    from flows.ingest import ingest

    raw = raw_files(tmp_path / "raw", FIRST)

    assert ["old-drill.json"] == [file.path for file in ingest(raw).files]
    assert build(raw, tmp_path / "out", TOPIC, DAY) == latest(tmp_path / "out", TOPIC).path


def test_every_failure_has_a_status_of_its_own():
    """And the list for people names each."""

    assert sorted(failures.STATUSES) == sorted({0, *(status for _, status in failures._KINDS), failures.DEFECT})
    assert 70 == status_of(ValueError("a defect"))
    assert 5 == status_of(ConnectionRefusedError("nobody there"))


def test_article_is_not_walked_by_prefect():
    """Arguments of tasks are handed over as they are: no copy, no search for futures."""
    from flows.build import _whole

    value = [Article]

    assert value is _whole(value).unquote()


def test_exit_statuses_are_documented():
    """The page for operators has the list as the code has it."""
    page = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")

    assert [] == [status for status, text in failures.STATUSES.items() if f"| {status} | {text} |" not in page]
