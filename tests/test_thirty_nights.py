"""A month of nights with news, copies, broken files, withdrawals and stories dated ahead: nothing is lost, nothing
forgotten, and the whole month can be had again from nothing."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, timedelta

import pytest

from datelines.articles import Article
from datelines.assembly import assemble_known
from datelines.baseline import load_base
from datelines.doctor import examine
from datelines.incremental import Reader
from datelines.issues import Issue
from datelines.pipeline import assemble, mentions_of, rules_digest
from datelines.releases import list_releases, publish, read_rows, release_for
from datelines.sources import flag_future, read_all
from datelines.topics.loader import load_topic
from schemas.archive import archive_tables
from schemas.build import build_tables

TOPIC = load_topic("us-cambodia-defense")
FIRST = date(2025, 3, 1)
NIGHTS = 30
STORIES = (
    "The Angkor Sentinel exercise between the United States and Cambodia was held in {month} {year}.",
    "U.S. and Cambodian officers met in Phnom Penh on {weekday}.",
    "Cambodia suspended the Angkor Sentinel exercise with the United States in {year}.",
    "The United States may resume military exercises with Cambodia, an official said.",
    "A U.S. Navy ship made a port call in Sihanoukville in {month} {year}.",
    "Washington cut military aid to Cambodia in {year}.",
    "Rice prices rose in {month}.",
)
MONTHS = ("March", "July", "October")
WEEKDAYS = ("Monday", "Wednesday", "Friday")


def story(rng, number, day):
    """An article of two sentences, published on that day."""
    words = {"month": rng.choice(MONTHS), "year": rng.choice((2010, 2016, 2017)), "weekday": rng.choice(WEEKDAYS)}
    body = " ".join(text.format(**words) for text in rng.sample(STORIES, 2))
    title, publisher = f"Story {number}", rng.choice(("Mekong Courier", "Daily Angkor"))
    return json.dumps({"title": title, "publisher": publisher, "published": f"{day}T09:00:00+07:00", "body": body})


def arrivals(seed):
    """What each night brings: files by name; names sort in the order they come."""
    rng, number, before = random.Random(seed), 0, {}
    for night in range(NIGHTS):
        day = FIRST + timedelta(days=night)
        files = {}
        for _ in range(rng.randint(1, 3)):
            number += 1
            files[f"{number:03}.json"] = story(rng, number, day)
        chance = rng.random()
        number += 1
        if chance < 0.2:
            files[f"{number:03}.json"] = rng.choice(sorted(files.values()))
        elif chance < 0.4:
            files[f"{number:03}.json"] = '{"title": "Cut in ha'
        elif chance < 0.6:
            files[f"{number:03}.json"] = story(rng, number, day + timedelta(days=2))
        elif before and chance < 0.8:
            files[f"{rng.choice(sorted(before))}.tombstone"] = f"{day} withdrawn"
        before |= {name: text for name, text in files.items() if not name.endswith(".tombstone")}
        yield day, files


def put(raw, files):
    raw.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (raw / name).write_text(text, encoding="utf-8")


def run(raw, out, day):
    """One night without Prefect and without the checks, by what the night before has left; its release."""
    reader = Reader(out / TOPIC.name / ".cache", TOPIC)
    found = list(flag_future(reader.articles(raw, day), day))
    articles = [reader.take(one) for one in found if isinstance(one, Article)]
    issues = [one for one in found if isinstance(one, Issue)]
    base, rules = load_base(out, TOPIC.name, day), rules_digest(TOPIC)
    reader.save()
    assembly = assemble_known(reader, articles, TOPIC)
    tables, _ = archive_tables(assembly, issues, reader.home, base=base, run_day=day, rules=rules)
    return released(out, day, tables, base, rules)


def run_plainly(raw, out, day):
    """The same with every article read, searched, compared and joined, and every row made, from nothing."""
    found = list(flag_future(read_all([raw], zone=TOPIC.zone, day=day), day))
    articles = {one.id: one for one in found if isinstance(one, Article)}
    issues = [one for one in found if isinstance(one, Issue)]
    base, rules = load_base(out, TOPIC.name, day), rules_digest(TOPIC)
    mentions = [mention for one in articles.values() for mention in mentions_of(one, TOPIC)]
    timeline = assemble(mentions, articles.values(), TOPIC, None)
    tables = build_tables(timeline, articles, issues, base=base, run_day=day, rules=rules)
    return released(out, day, tables, base, rules)


def released(out, day, tables, base, rules):
    document = {"rules": rules, "base_release": base.release if base else None}
    return publish(out, TOPIC.name, day, tables, {"run": document})


def bytes_of(release):
    return {path.name: path.read_bytes() for path in sorted(release.path.iterdir())}


@pytest.fixture(scope="module", params=[1, 2])
def month(request, tmp_path_factory):
    """The folder of a month, what came every night, and the timeline that each night's readers saw."""
    folder = tmp_path_factory.mktemp("month")
    nights = list(arrivals(request.param))
    seen = {}
    for day, files in nights:
        put(folder / "raw", files)
        run(folder / "raw", folder / "out", day)
        seen[day] = read_rows(folder / "out", TOPIC.name, "timeline")
    return folder, nights, seen


def test_every_night_counts_add_up(month):
    """Files that came are rows of articles, copies, or another issue, and nothing else."""
    folder, nights, _ = month
    came = 0
    for day, files in nights:
        came += sum(not name.endswith(".tombstone") for name in files)
        rows = read_rows(folder / "out", TOPIC.name, "articles", day)
        codes = Counter(row["code"] for row in read_rows(folder / "out", TOPIC.name, "issues", day))
        ended = ("copy", "withdrawn", "future_publication_date", "truncated", "bad_syntax")

        assert came == len(rows) + sum(codes[code] for code in ended), day
        assert set(codes) <= set(ended)


def test_month_has_everything_that_it_should_test(month):
    """Copies, withdrawals, broken files, stories dated ahead; events that came, changed and went."""
    folder, nights, seen = month
    codes, ops, gone = Counter(), Counter(), set()
    for day, _ in nights:
        codes.update(row["code"] for row in read_rows(folder / "out", TOPIC.name, "issues", day))
        changes = read_rows(folder / "out", TOPIC.name, "changes", day)
        ops.update(row["op"] for row in changes)
        withdrawn = {row["event_id"] for row in changes if (row["op"], row["reason"]) == ("retract", "retraction")}
        gone |= withdrawn & {row["event_id"] for row in seen[day] if row["record_status"] == "retracted"}

    assert {"copy", "withdrawn", "future_publication_date"} <= set(codes)
    assert {"add", "change", "retract"} <= set(ops)
    assert gone


def test_timeline_as_of_each_day_is_what_was_released_then(month):
    """Whatever came later."""
    folder, _, seen = month

    assert seen == {day: read_rows(folder / "out", TOPIC.name, "timeline", day) for day in seen}


def test_ids_are_for_ever_and_first_days_stay(month):
    """An id once given is in every later timeline, with the day that brought it."""
    _, _, seen = month
    first = {}
    for day, rows in seen.items():
        now = {row["event_id"]: row["first_seen"] for row in rows}

        assert first.items() <= now.items(), day
        first |= now


def test_doctor_finds_nothing(month):
    """Every night's changes are what really changed."""
    folder, _, _ = month

    assert () == examine(folder / "out", TOPIC.name)


def test_month_replayed_from_nothing_gives_the_same_bytes(month, tmp_path):
    """Night by night into empty folders, with nothing kept from one night to the next."""
    folder, nights, _ = month
    for day, files in nights:
        put(tmp_path / "raw", files)
        run_plainly(tmp_path / "raw", tmp_path / "out", day)
    releases = [list_releases(out / "out", TOPIC.name) for out in (folder, tmp_path)]

    assert NIGHTS == len(releases[0]) == len(releases[1])
    assert [bytes_of(one) for one in releases[0]] == [bytes_of(one) for one in releases[1]]


@pytest.mark.parametrize("kept", ["digests.bin", "joined.bin", "*.rows", "*.segment"])
def test_what_a_night_has_left_may_be_lost_or_damaged(month, tmp_path, kept):
    """Some of it, on some nights: the same bytes come out."""
    folder, nights, _ = month
    for number, (day, files) in enumerate(nights[:12]):
        put(tmp_path / "raw", files)
        last = run(tmp_path / "raw", tmp_path / "out", day)
        left = sorted((tmp_path / "out" / TOPIC.name / ".cache").rglob(kept))
        for path in left[: 1 + number % 3]:
            if number % 2:
                path.unlink()
            else:
                path.write_bytes(path.read_bytes()[:-1] + b"x")

    assert left
    assert bytes_of(release_for(folder / "out", TOPIC.name, last.day)) == bytes_of(last)
