"""Web archives of any size: what is damaged in one record or one gzip member costs no other, and memory is bounded."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from benchmarks.pagemaking import answer, record
from datelines.articles import Article
from datelines.issues import Issue, IssueCode
from datelines.sources import read
from datelines.sources.common import archive, members
from datelines.sources.common.files import PAGE_LIMIT, RawFile, UnusableError

MOMENT = "2025-03-01T04:05:06Z"
TEXT = "The harbour office closed the bridge to lorries on Monday, and nobody knows when it will open again."
HTML = (
    "<html><head><title>Bridge %d closed</title></head><body><h1>Bridge %d closed</h1>"
    f"<p>{TEXT}</p><p>%s</p></body></html>"
)


def page(number: int, more: str = "") -> bytes:
    return answer("text/html; charset=utf-8", (HTML % (number, number, f"{number} buses. {more}")).encode())


def one(number: int, packed: bool = True) -> bytes:
    return record(f"https://paper.example/{number}", page(number), MOMENT, packed=packed)


def found(data: bytes, tmp_path: Path) -> tuple[list[str | None], list[IssueCode]]:
    """The last parts of the pages' addresses, and the codes of the issues that are about none of them."""
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(data)
    items = list(read(path))
    pages = [(item.record or "").rsplit("/", 1)[-1] for item in items if isinstance(item, Article)]
    return pages, [item.code for item in items if isinstance(item, Issue) and item.record is None]


def damaged(data: bytes, at: int, width: int = 12) -> bytes:
    return data[:at] + bytes(255 - byte for byte in data[at : at + width]) + data[at + width :]


def test_damaged_member_costs_one_finding_and_no_other_page(tmp_path: Path) -> None:
    """Damaged in the middle, cut short, and with a checksum that is wrong."""
    parts = [one(number) for number in range(6)]
    parts[1] = damaged(parts[1], 60)
    parts[3] = parts[3][:-90]
    pages, codes = found(b"".join(parts), tmp_path)

    assert {"0", "2", "4", "5"} <= set(pages)
    assert [IssueCode.TRUNCATED] * 2 == [code for code in codes if code is IssueCode.TRUNCATED]


@pytest.mark.parametrize("packed", [True, False])
def test_record_with_a_wrong_length_costs_one_finding_and_no_other_page(packed: bool, tmp_path: Path) -> None:
    """Too long and too short, packed by record and not at all."""
    parts = [one(number, packed=False) for number in range(6)]
    for number, length in ((1, b"99999"), (3, b"40")):
        before, rest = parts[number].split(b"WARC-", 1)[0], parts[number]
        head, body = rest.split(b"\r\n\r\n", 1)
        parts[number] = before[:0] + head.rsplit(b": ", 1)[0] + b": " + length + b"\r\n\r\n" + body
    data = b"".join(gzip.compress(part, mtime=0) if packed else part for part in parts)
    pages, codes = found(data, tmp_path)

    assert {"0", "2", "4", "5"} <= set(pages)
    assert 2 <= len(codes) <= 4


def test_what_is_no_record_is_told_once_and_passed_over(tmp_path: Path) -> None:
    """Between records, between members, and instead of a member."""
    plain = one(1, packed=False) + b"and now for something else\r\n" * 9 + one(2, packed=False)
    between = one(1) + b"nothing that is packed" * 9 + one(2)
    other = one(1) + gzip.compress(b"a text that is packed") + one(2)

    assert [(["1", "2"], 1)] * 3 == [
        (pages, len(codes)) for pages, codes in (found(data, tmp_path) for data in (plain, between, other))
    ]


def test_members_that_do_not_keep_to_records_are_read(tmp_path: Path) -> None:
    """Some packers cut by size."""
    plain = b"".join(one(number, packed=False) for number in range(20))
    data = b"".join(gzip.compress(plain[at : at + 700], mtime=0) for at in range(0, len(plain), 700))

    assert ([str(number) for number in range(20)], []) == found(data, tmp_path)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_damaged_the_other_members_are_read(seed: int, tmp_path: Path) -> None:
    """Twenty archives a seed, a few bytes of some members altered, taken out or put in."""
    rng = random.Random(seed)
    for _ in range(20):
        parts = [one(number) for number in range(8)]
        hurt = set(rng.sample(range(8), 3))
        for number in hurt:
            at = rng.randrange(4, len(parts[number]) - 4)
            cut, put = rng.choice([(0, 5), (5, 0), (5, 5), (200, 0)])
            parts[number] = parts[number][:at] + rng.randbytes(put) + parts[number][at + cut :]
        pages, codes = found(b"".join(parts), tmp_path)

        assert {str(number) for number in set(range(8)) - hurt} <= set(pages)
        assert codes or len(set(pages)) == 8


def test_answer_whose_head_is_damaged_is_told(tmp_path: Path) -> None:
    """It is a page, for all that anybody knows."""
    head = record("https://paper.example/1", b"HTTP/1.1 \xff\xff\r\n\r\n<p>", MOMENT)
    none = record("https://paper.example/1", b"<html>", MOMENT)

    assert [(["2"], [IssueCode.BAD_SYNTAX])] * 2 == [found(data + one(2), tmp_path) for data in (head, none)]


def test_memory_does_not_grow_with_a_record(tmp_path: Path) -> None:
    """A film of 200 MB is passed over, a page of that size is one finding."""
    path = tmp_path / "crawl.warc.gz"
    size = 200 * 2**20
    with path.open("wb") as file:
        for kind in ("video/mp4", "text/html"):
            machine = zlib.compressobj(1, wbits=31)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode()
            whole = record(f"https://paper.example/{kind}", head, MOMENT, packed=False)
            whole = whole.replace(
                f"Content-Length: {len(head)}".encode(), f"Content-Length: {len(head) + size}".encode()
            )
            file.write(machine.compress(whole[:-4]))
            for _ in range(size // 2**20):
                file.write(machine.compress(bytes(2**20)))
            file.write(machine.compress(b"\r\n\r\n") + machine.flush())
        file.write(one(7))
    tracemalloc.start()
    replies = [
        reply.url if isinstance(reply, archive.Reply) else None
        for reply in archive.replies(RawFile(path, "a"), ("text/html",))
    ]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert ["https://paper.example/text/html", "https://paper.example/7"] == replies
    assert peak < 4 * PAGE_LIMIT


def test_pieces_of_a_file_are_its_bytes(tmp_path: Path) -> None:
    """Whatever lies at the border of what is read at once; zeros behind the last member are padding."""
    rng = random.Random(3)
    parts = [rng.randbytes(rng.randint(0, 3000)) for _ in range(300)]
    path = tmp_path / "a.gz"
    path.write_bytes(b"".join(gzip.compress(part, 1, mtime=0) for part in parts) + bytes(5000))
    pieces = list(members.pieces(RawFile(path, "a")))

    assert b"".join(parts) == b"".join(piece.data for piece in pieces)
    assert [] == [piece.fault for piece in pieces if piece.fault]
    assert sum(1 for part in parts if part) == sum(piece.begins for piece in pieces)


def test_archive_that_is_handed_over_is_read(tmp_path: Path) -> None:
    """As a record of another file."""
    file = RawFile(tmp_path / "none", "a", held=one(1) + one(2))
    replies = list(archive.replies(file, ("text/html",)))

    assert not any(isinstance(reply, UnusableError) for reply in replies)
    assert 2 == len(replies)
    assert BytesIO(page(1)).getvalue().endswith(replies[0].body if isinstance(replies[0], archive.Reply) else b"-")
