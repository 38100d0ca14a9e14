"""Folders of raw files: what is read, in which order, once each, and under which name."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from raw_files import TEXT, feed, put, record

from datelines.articles import Article
from datelines.issues import Issue, IssueCode
from datelines.sources import flag_future, read, read_all, walk


def _places(paths: list[Path]) -> list[str]:
    return [f"{item.source}#{item.record or ''}" for item in read_all(paths) if isinstance(item, Article)]


def _codes(paths: list[Path]) -> list[tuple[str | None, IssueCode]]:
    return [(item.source, item.code) for item in read_all(paths) if isinstance(item, Issue)]


def test_files_are_walked_in_one_order(tmp_path: Path) -> None:
    """Sorted by name at every level, whatever the order of the paths given."""
    for name in ("b", "a", "a/z"):
        (tmp_path / name).mkdir()
    expected = [put(tmp_path, name, TEXT) for name in ("a/2.txt", "a/z/1.txt", "b/3.txt")]

    assert expected == list(walk([tmp_path]))
    assert list(walk([tmp_path / "a", tmp_path / "b"])) == list(walk([tmp_path / "b", tmp_path / "a"]))


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.txt",
        "README",
        "README.md",
        "README.txt",
        "a.html.headers",
        "a.html.headers.json",
        "a.xml.listing",
        "a.html.tombstone",
        "a.json.part",
        "a.txt~",
    ],
)
def test_what_is_no_article_is_left_out_by_name(name: str, tmp_path: Path) -> None:
    """Notes, hidden files and unfinished downloads lie beside articles; given by name they are read."""
    path = put(tmp_path, name, TEXT)
    good = put(tmp_path, "good.txt", TEXT)

    assert [good] == list(walk([tmp_path]))
    assert [path] == list(walk([path]))


def test_sources_are_relative_to_the_folder_that_was_given(tmp_path: Path) -> None:
    """With forward slashes; a file that was given itself goes by its name."""
    (tmp_path / "2025" / "02").mkdir(parents=True)
    path = put(tmp_path, "2025/02/a.txt", TEXT)

    assert ["2025/02/a.txt#"] == _places([tmp_path])
    assert ["a.txt#"] == _places([path])
    assert ["02/a.txt"] == [item.source for item in read(path, base=tmp_path / "2025")]


def test_a_name_with_spaces_and_khmer_letters_is_a_name(tmp_path: Path) -> None:
    """It comes through unchanged."""
    (tmp_path / "ខេត្ត កណ្តាល").mkdir()
    put(tmp_path, "ខេត្ត កណ្តាល/ស្ពាន ថ្មី (2).txt", TEXT)

    assert ["ខេត្ត កណ្តាល/ស្ពាន ថ្មី (2).txt#"] == _places([tmp_path])


def test_a_name_that_is_no_text_is_read_and_can_be_printed(tmp_path: Path) -> None:
    """Old disks hold names in other charsets."""
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text(TEXT, encoding="utf-8")

    assert ["caf?.txt#"] == _places([tmp_path])


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    """A link to a folder above is said, and the walk goes on."""
    (tmp_path / "a").mkdir()
    put(tmp_path, "a/1.txt", TEXT)
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to(tmp_path / "self")

    assert ["a/1.txt#"] == _places([tmp_path])
    assert [("a/up", IssueCode.LINK_LOOP), ("self", IssueCode.LINK_LOOP)] == _codes([tmp_path])


def test_folders_that_link_to_each_other_are_read_once(tmp_path: Path) -> None:
    """Otherwise ten folders would be read in millions of ways."""
    for name in "abcdefghij":
        (tmp_path / name).mkdir()
        put(tmp_path, f"{name}/{name}.txt", TEXT.replace("Bridge", f"Bridge {name}"))
    for name in "abcdefghij":
        for other in set("abcdefghij") - {name}:
            (tmp_path / name / f"to_{other}").symlink_to(tmp_path / other, target_is_directory=True)

    assert 10 == len(_places([tmp_path]))


def test_a_link_to_nothing_is_said(tmp_path: Path) -> None:
    """Its neighbours are read."""
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    put(tmp_path, "here.txt", TEXT)

    assert ["here.txt#"] == _places([tmp_path])
    assert [("gone.txt", IssueCode.UNREADABLE_FILE)] == _codes([tmp_path])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody may ever write into it."""
    os.mkfifo(tmp_path / "pipe.txt")

    assert [("pipe.txt", IssueCode.UNREADABLE_FILE)] == _codes([tmp_path])
    assert [IssueCode.UNREADABLE_FILE] == [i.code for i in read(tmp_path / "pipe.txt") if isinstance(i, Issue)]


def test_exact_copies_are_told_and_the_first_is_kept(tmp_path: Path) -> None:
    """In whatever format; the finding names the first."""
    put(tmp_path, "a.json", record())
    put(tmp_path, "b.jsonl", record(url="https://kandalexaminer.example/bridge"))
    found = list(read_all([tmp_path]))

    assert ["a.json"] == [item.source for item in found if isinstance(item, Article)]
    (copy,) = (item for item in found if isinstance(item, Issue))
    assert (IssueCode.COPY, "b.jsonl") == (copy.code, copy.source)
    assert "a.json" in copy.message


def test_what_is_doubtful_about_a_copy_is_said_once(tmp_path: Path) -> None:
    """The doubts are those of the article that is kept."""
    for name in ("a.txt", "b.txt"):
        put(tmp_path, name, TEXT.replace("February 25, 2025", ""))

    assert [("a.txt", IssueCode.NO_PUBLICATION_DATE), ("b.txt", IssueCode.COPY)] == _codes([tmp_path])


def test_the_same_words_under_another_outlet_or_day_are_no_copy(tmp_path: Path) -> None:
    """Only who says the same at the same time says it twice."""
    put(tmp_path, "a.json", record())
    put(tmp_path, "b.json", record(outlet="The Takeo Times"))
    put(tmp_path, "c.json", record(published="2025-02-26T10:15:00+07:00"))

    assert 3 == len(_places([tmp_path]))


def test_an_id_does_not_depend_on_where_the_file_lies(tmp_path: Path) -> None:
    """A moved file tells the same article."""
    (tmp_path / "x").mkdir()
    before = [item.id for item in read(put(tmp_path, "a.txt", TEXT)) if isinstance(item, Article)]
    after = [item.id for item in read(put(tmp_path, "x/b.txt", TEXT)) if isinstance(item, Article)]

    assert before == after
    assert before[0].startswith("art-")
    assert 4 + 16 == len(before[0])


def test_records_go_by_their_guid_and_single_articles_by_none(tmp_path: Path) -> None:
    """``record`` names an article in a file of many."""
    put(tmp_path, "a.txt", TEXT)
    put(tmp_path, "b.xml", feed("g1", "g2"))
    put(tmp_path, "c.jsonl", record(url="u1") + b"\n" + record(title="Other"))

    assert ["a.txt#", "b.xml#g1", "b.xml#g2", "c.jsonl#u1", "c.jsonl#line 2"] == _places([tmp_path])


def test_articles_of_the_future_are_told_by_who_knows_the_day(tmp_path: Path) -> None:
    """The article of the day itself passes, in its own zone; a later one is a finding."""
    put(tmp_path, "a.json", record(published="2025-02-25T23:59:00-10:00"))
    put(tmp_path, "b.json", record(published="2025-02-26T00:01:00+07:00"))
    put(tmp_path, "c.json", record(published=None))
    found = list(flag_future(read_all([tmp_path]), date(2025, 2, 25)))

    assert ["a.json", "c.json"] == [item.source for item in found if isinstance(item, Article)]
    assert [("b.json", IssueCode.FUTURE_PUBLICATION_DATE), ("c.json", IssueCode.NO_PUBLICATION_DATE)] == [
        (item.source, item.code) for item in found if isinstance(item, Issue)
    ]
