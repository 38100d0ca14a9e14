"""What a release changed as an Atom feed (RFC 4287), with the reason for each change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

if TYPE_CHECKING:
    from schemas.companions import Subject

__all__ = ["feed"]

_ATOM = "http://www.w3.org/2005/Atom"
# A first night brings everything; a reader of feeds wants to know what is new.
_MOST = 500
_WORDS = {"add": "New", "change": "Changed", "merge": "Merged", "retract": "Retracted"}


def feed(subject: Subject) -> bytes:
    """One entry a change, in order of event; what is more than 500 is counted in the subtitle."""
    titles = {
        row["event_id"]: row["title"] for row in subject.tables["timeline"].select(["event_id", "title"]).to_pylist()
    }
    changes = sorted(subject.tables["changes"].to_pylist(), key=lambda row: (row["event_id"], row["change_id"]))
    stamp = f"{subject.day}T00:00:00Z"
    root = ElementTree.Element(f"{{{_ATOM}}}feed")
    name = subject.dataset.name
    _add(root, "id", f"tag:datelines.invalid,2025:{name}")
    _add(root, "title", f"{subject.dataset.title}: changes")
    _add(root, "subtitle", _subtitle(len(changes), subject))
    _add(root, "updated", stamp)
    author = ElementTree.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, "name", subject.dataset.publisher.name)
    _add(root, "rights", f"{subject.dataset.license.title} ({subject.dataset.license.id})")
    for row in changes[:_MOST]:
        entry = ElementTree.SubElement(root, f"{{{_ATOM}}}entry")
        _add(entry, "id", f"tag:datelines.invalid,2025:{name}/{row['change_id']}")
        _add(entry, "title", _title(row, titles))
        _add(entry, "updated", stamp)
        _add(entry, "content", _content(row))
        ElementTree.SubElement(entry, f"{{{_ATOM}}}category", term=row["reason"])
    ElementTree.register_namespace("", _ATOM)
    ElementTree.indent(root, " ")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}").text = _printable(text)


def _printable(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(char for char in text if char in "\t\n" or (char >= " " and char not in "\ufffe\uffff"))


def _subtitle(count: int, subject: Subject) -> str:
    before = f"the release of {subject.previous[:10]}" if subject.previous else "nothing: this is the first release"
    more = f"; the first {_MOST} are listed" if count > _MOST else ""
    return f"{count} changes against {before}{more}"


def _title(row: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    title = titles.get(row["event_id"]) or row["old"] or row["new"] or row["event_id"]
    return f"{_WORDS[row['op']]}: {title}"


def _content(row: Mapping[str, Any]) -> str:
    reason = row["reason"].replace("_", " ")
    if row["op"] == "change":
        return f"{row['column']}: {row['old'] or 'nothing'} → {row['new'] or 'nothing'} (reason: {reason})"
    if row["op"] == "merge":
        return f"Now part of {row['new']} (reason: {reason})"
    return f"Reason: {reason}"
