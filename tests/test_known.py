"""What is remembered of files gives the digests that their bytes give."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from datelines import known
from datelines.known import Digests


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were really read; every file counts as long settled."""
    seen: list[str] = []
    real = Path.open

    def opened(path: Path, *arguments: object, **options: object) -> object:
        if path.suffix == ".txt":
            seen.append(path.name)
        return real(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(known, "_MARGIN", 0)
    return seen


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def settled(path: Path, text: str) -> Path:
    """A file written some ticks of the disk's clock ago."""
    path.write_text(text)
    time.sleep(0.02)
    return path


def test_a_file_that_has_not_changed_is_not_read_again(tmp_path: Path, reads: list[str]) -> None:
    file = settled(tmp_path / "a.txt", "one")
    reads.clear()
    for _ in range(3):
        digests = Digests(tmp_path / "kept")

        assert digest("one") == digests.of(file)

        digests.save()
    assert ["a.txt"] == reads


@pytest.mark.parametrize("way", ["in place", "replaced", "with its old times"])
def test_a_file_that_has_changed_is_read_again(tmp_path: Path, reads: list[str], way: str) -> None:
    """Of the same length, however it was written, and whatever was done to its times."""
    file = settled(tmp_path / "a.txt", "one")
    times = file.stat()
    digests = Digests(tmp_path / "kept")
    digests.of(file)
    digests.save()
    if way == "replaced":
        settled(tmp_path / "b.txt", "two").replace(file)
    else:
        settled(file, "two")
    if way == "with its old times":
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert digest("two") == Digests(tmp_path / "kept").of(file)


def test_what_changed_a_moment_ago_is_not_remembered(tmp_path: Path) -> None:
    """It could change once more within the same tick."""
    file = tmp_path / "a.txt"
    file.write_text("one")
    digests = Digests(tmp_path / "kept")
    digests.of(file)
    digests.save()

    assert {} == known._read(tmp_path / "kept" / "digests.bin")


@pytest.mark.parametrize("damage", [b"", b"short", b"\x00" * 80])
def test_a_broken_memory_remembers_nothing(tmp_path: Path, damage: bytes) -> None:
    file = settled(tmp_path / "a.txt", "one")
    (tmp_path / "digests.bin").write_bytes(damage)

    assert digest("one") == Digests(tmp_path).of(file)


def test_a_file_that_is_gone_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Digests(tmp_path).of(tmp_path / "none.txt")
