"""A night costs what is new, and gives the same bytes as one that reads everything."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines import incremental, searching
from datelines.articles import Article
from datelines.cache import Cache, Packed, packed
from datelines.incremental import Reader
from datelines.pipeline import mentions_of
from datelines.sources import read_all
from datelines.topics.loader import load_topic

DAY = date(2025, 3, 1)
TOPIC = load_topic("us-cambodia-defense")
BODY = "The United States and Cambodia held the Angkor Sentinel exercise in July 2010. Rice prices rose."


def write(raw, *numbers, body=BODY):
    """An article file a number."""
    raw.mkdir(exist_ok=True)
    for number in numbers:
        article = {"title": f"Drill {number}", "published": "2025-02-20T09:00:00+07:00", "body": f"{body} {number}."}
        (raw / f"{number}.json").write_text(json.dumps(article), encoding="utf-8")
    return raw


@pytest.fixture
def work(monkeypatch):
    """How many files were read and articles searched since the last look."""
    done = {"read": 0, "found": 0}

    def counting(name, real):
        def counted(*arguments, **options):
            done[name] += 1
            return real(*arguments, **options)

        return counted

    monkeypatch.setattr(incremental, "read", counting("read", incremental.read))
    monkeypatch.setattr(incremental, "parts", counting("read", incremental.parts))
    monkeypatch.setattr(searching, "mentions_of", counting("found", searching.mentions_of))

    def look():
        seen = (done["read"], done["found"])
        done.update(read=0, found=0)
        return seen

    return look


def run(raw, folder, topic=TOPIC):
    """One run: everything that was read, and every mention."""
    reader = Reader(folder, topic)
    found = [reader.take(one) if isinstance(one, Article) else one for one in reader.articles(raw, DAY)]
    told = [reader.told(reader.key(one.id)) for one in found if isinstance(one, Article)]
    reader.save()
    return found, [mention for one in told if one for mention in one.mentions]


def local(found):
    """When and where each article was published; equal times of different offsets are told apart."""
    return [one.published.isoformat() for one in found if isinstance(one, Article) and one.published]


def plain(raw):
    """The same without anything kept."""
    found = list(read_all([raw], zone=TOPIC.zone))
    mentions = [mention for one in found if isinstance(one, Article) for mention in mentions_of(one, TOPIC)]
    return [one.without_text() if isinstance(one, Article) else one for one in found], mentions


def test_only_new_files_are_read_and_searched(tmp_path, work):
    """The second run over the same files does nothing, and a new one costs itself."""
    raw = write(tmp_path / "raw", 1, 2, 3)
    costs = []
    for number in (3, 3, 4):
        write(raw, number)
        run(raw, tmp_path / "cache")
        costs.append(work())

    assert [(3, 3), (0, 0), (1, 1)] == costs


def test_what_comes_out_is_the_same_with_and_without(tmp_path):
    """Articles, issues, order and mentions; also for broken files and copies."""
    raw = write(tmp_path / "raw", 1, 2)
    (raw / "bad.json").write_text('{"title": "Cut')
    (raw / "copy.json").write_bytes((raw / "1.json").read_bytes())
    (raw / "surrogate.json").write_text('{"title": "Half \\ud83d", "published": "2025-02-20", "body": "Rice."}')
    expected = plain(raw)
    for _ in range(3):
        found = run(raw, tmp_path / "cache")

        assert expected == found
        assert local(expected[0]) == local(found[0])
    assert 5 == len(expected[0])


def test_copy_whose_first_is_gone_is_searched(tmp_path):
    """It stands for itself now."""
    raw = write(tmp_path / "raw", 1)
    (raw / "copy.json").write_bytes((raw / "1.json").read_bytes())
    run(raw, tmp_path / "cache")
    (raw / "1.json").unlink()

    assert plain(raw) == run(raw, tmp_path / "cache")
    assert 1 <= len(plain(raw)[1])


def test_changed_file_is_read_again(tmp_path, work):
    """Also when its size and its times stay."""
    raw = write(tmp_path / "raw", 1)
    run(raw, tmp_path / "cache")
    before = (raw / "1.json").stat()
    write(raw, 1, body=BODY.replace("2010", "2012"))
    os.utime(raw / "1.json", ns=(before.st_atime_ns, before.st_mtime_ns))
    work()
    found = run(raw, tmp_path / "cache")

    assert (1, 1) == work()
    assert plain(raw) == found


def test_note_beside_a_file_counts(tmp_path, work):
    """It says where and when the file was fetched."""
    raw = write(tmp_path / "raw", 1)
    run(raw, tmp_path / "cache")
    (raw / "1.json.headers.json").write_text("no note")
    work()
    found = run(raw, tmp_path / "cache")

    assert (1, 0) == work()
    assert plain(raw) == found


def test_other_rules_read_everything_again_and_forget_the_old(tmp_path, work, monkeypatch):
    """By the digest of topic, rules and code; nobody has to clear anything."""
    raw = write(tmp_path / "raw", 1, 2)
    run(raw, tmp_path / "cache")
    monkeypatch.setattr(incremental, "reading_digest", lambda topic: "other-rules")
    work()
    run(raw, tmp_path / "cache")

    assert (2, 2) == work()
    assert 1 == len([path for path in (tmp_path / "cache").iterdir() if path.is_dir()])


def test_what_an_article_tells_can_be_lost_while_its_file_is_known(tmp_path, work):
    """It is read again and searched; the others are not."""
    raw = write(tmp_path / "raw", 1, 2, 3)
    run(raw, tmp_path / "cache")
    reader = Reader(tmp_path / "cache", TOPIC)
    one = next(one for one in reader.articles(raw, DAY) if isinstance(one, Article))
    lost = reader.key(one.id)
    reader._cache._known.pop(lost)
    work()
    found = [reader.take(one) for one in reader.articles(raw, DAY) if isinstance(one, Article)]

    assert (1, 1) == work()
    assert [one for one in plain(raw)[0] if isinstance(one, Article)] == found
    assert reader.told(lost)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["cut", "flip", "gone"]))
def test_damaged_segment_costs_time_and_nothing_else(tmp_path_factory, place, damage):
    """Cut anywhere, a bit flipped anywhere, or gone: values are right or not there."""
    folder = tmp_path_factory.mktemp("cache")
    values = {bytes([number]): bytes([number]) * 300 for number in range(40)}
    made = Cache(folder, "rules")
    for key, value in values.items():
        made.put(key, value)
    made.save()
    (path,) = folder.glob("rules/*")
    data = bytearray(path.read_bytes())
    place %= len(data)
    if damage == "cut":
        del data[place:]
    elif damage == "flip":
        data[place] ^= 1
    path.write_bytes(data)
    if damage == "gone":
        path.unlink()
    again = Cache(folder, "rules")

    assert {None} >= {again.get(key) for key, value in values.items() if again.get(key) != value}
    assert damage == "gone" or place < 2000 or any(again.get(key) for key in values)


def test_values_are_there_before_and_after_they_are_saved(tmp_path):
    """Large ones too, which wait on the disk."""
    made = Cache(tmp_path, "rules")
    values = {bytes([number]): bytes([number]) * 2**20 for number in range(40)}
    for key, value in values.items():
        made.put_packed(key, Packed(packed(value).data, len(value)))
    before = {key: made.get(key) for key in values}
    made.save()

    assert values == before
    assert values == {key: made.get(key) for key in values}
    assert values == {key: Cache(tmp_path, "rules").get(key) for key in values}


def test_what_nobody_asks_for_is_forgotten(tmp_path):
    """When it is most of what is kept; the rest stays."""
    made = Cache(tmp_path, "rules")
    for number in range(10):
        made.put(bytes([number]), b"value")
    made.save()
    later = Cache(tmp_path, "rules")
    later.get(b"\x03")
    later.save()
    last = Cache(tmp_path, "rules")

    assert b"value" == last.get(b"\x03")
    assert b"\x04" not in last
    assert 1 == len(list(Path(tmp_path, "rules").iterdir()))


def test_what_a_run_that_died_had_not_finished_is_removed(tmp_path):
    """A file that was to take the place of another."""
    (tmp_path / "rules").mkdir()
    for name in (".digests.bin.k3x", "rules/.articles-0aa.rows.8ao", "rules/.joined.bin.x1"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / "digests.bin").write_bytes(b"whole")
    made = Cache(tmp_path, "rules")
    made.put(b"key", b"value")
    made.save()

    assert ["digests.bin", "rules"] == sorted(one.name for one in tmp_path.iterdir())
    assert [".segment"] == [one.suffix for one in Path(tmp_path, "rules").iterdir()]


def test_many_small_segments_become_one(tmp_path):
    """A year of nights is not a year of files."""
    for number in range(40):
        night = Cache(tmp_path, "rules")
        for before in range(number):
            night.get(bytes([before]))
        night.put(bytes([number]), b"value %d" % number)
        night.save()
    last = Cache(tmp_path, "rules")

    assert [b"value %d" % number for number in range(40)] == [last.get(bytes([number])) for number in range(40)]
    assert 16 >= len(list(Path(tmp_path, "rules").iterdir()))
