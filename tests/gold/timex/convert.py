"""Texts with inline marks to JSON lines of time expressions. It judges nothing: ``check.py`` does the sums."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ["Document", "Mark", "documents", "json_lines", "main", "parse"]

HERE = Path(__file__).parent
NARRATIVE = HERE / "narrative"
TYPES = frozenset({"DATE", "TIME", "DURATION", "SET"})

_HEADER = re.compile(r"^# dct (?P<dct>\d{4}-\d\d-\d\d) doc_id (?P<doc_id>\S+)$", re.MULTILINE)
_MARK = re.compile(r"\{(?P<words>[^{}|]+)\|(?P<type>[A-Z]+)\|(?P<value>[^{}|]+)(?:\|(?P<mod>[A-Z_]+))?\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """One time expression: code points ``start`` up to ``end`` of the plain text, TIMEX3 type, value and mod."""

    start: int
    end: int
    text: str
    type: str
    value: str
    mod: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """One text without its marks. ``dct`` is the day of publication, ``YYYY-MM-DD``."""

    doc_id: str
    dct: str
    text: str
    marks: tuple[Mark, ...]
    doc_type: str = "news"

    def as_json(self) -> dict[str, object]:
        """The row of the JSON lines format; a mark without a mod has no such key."""
        timexes = [
            {"start": m.start, "end": m.end, "text": m.text, "type": m.type, "value": m.value}
            | ({"mod": m.mod} if m.mod else {})
            for m in self.marks
        ]
        head = {"doc_id": self.doc_id, "dataset": "own", "doc_type": self.doc_type, "dct": self.dct}
        return head | {"text": self.text, "timexes": timexes}


def parse(source: str, doc_type: str = "news") -> Iterator[Document]:
    """The documents of one file, in its order; ValueError for words before a header or a mark that is not whole."""
    before, *rest = _HEADER.split(source)
    if before.strip():
        raise ValueError(f"words before the first header: {before.strip()[:40]!r}")
    for dct, doc_id, marked in zip(rest[0::3], rest[1::3], rest[2::3], strict=True):
        yield replace(_document(doc_id, dct, marked.strip()), doc_type=doc_type)


def documents(folder: Path) -> list[Document]:
    """All documents of the ``*.txt`` files of a folder, by id; ValueError when two share an id.

    A folder named ``narrative`` holds narratives, any other news.
    """
    kind = folder.name if folder.name == NARRATIVE.name else "news"
    found = [each for path in folder.glob("*.txt") for each in parse(path.read_text(encoding="utf-8"), kind)]
    if len({each.doc_id for each in found}) != len(found):
        raise ValueError("two documents share an id")
    return sorted(found, key=lambda each: each.doc_id)


def json_lines(folder: Path) -> str:
    """The documents of a folder as JSON lines."""
    return "".join(json.dumps(each.as_json(), ensure_ascii=False) + "\n" for each in documents(folder))


def main() -> int:
    """Writes ``own.jsonl`` and ``own_narrative.jsonl`` anew."""
    (HERE / "own.jsonl").write_text(json_lines(HERE), encoding="utf-8")
    (HERE / "own_narrative.jsonl").write_text(json_lines(NARRATIVE), encoding="utf-8")
    return 0


def _document(doc_id: str, dct: str, marked: str) -> Document:
    plain, marks, length, last = [], [], 0, 0
    for found in _MARK.finditer(marked):
        before, words = marked[last : found.start()], found["words"]
        start = length + len(before)
        marks.append(Mark(start, start + len(words), words, _known(found["type"]), found["value"], found["mod"]))
        plain += [before, words]
        length, last = start + len(words), found.end()
    text = "".join([*plain, marked[last:]])
    if re.search(r"[{}|]|^#", text, re.MULTILINE):
        raise ValueError(f"a mark or header that is not whole in {doc_id}")
    return Document(doc_id, dct, text, tuple(marks))


def _known(kind: str) -> str:
    if kind not in TYPES:
        raise ValueError(f"no TIMEX3 type: {kind}")
    return kind


if __name__ == "__main__":
    sys.exit(main())
