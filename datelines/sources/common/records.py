"""JSON objects as articles: which member holds what, under the many names that sites give them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from datelines import yamlfile
from datelines.issues import IssueCode
from datelines.sources.common import dates
from datelines.sources.common.draft import Draft
from datelines.sources.common.files import UnusableError
from datelines.sources.common.lines import paragraphs_of

__all__ = ["Record", "articles_in", "draft_of", "text_in"]

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_DEEPEST = 4
# Under this name, which no folded key can have, stands a member of a list that is no object.
_NO_OBJECT = "-"
_WANTED = "give an object with title, published and body"


class _Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: list[str]
    text: list[str]
    html: list[str]
    summary: list[str]
    published: list[str]
    publisher: list[str]
    url: list[str]
    record: list[str]
    language: list[str]
    captions: list[str]
    lists: list[str]
    names: list[str]


@dataclass(frozen=True, slots=True)
class Record:
    """One object and what the object around it says for all: a JSON Feed's title is each item's publisher."""

    members: dict[str, Any]
    publisher: str | None = None
    language: str | None = None

    @property
    def name(self) -> str | None:
        """The url, guid or id by which the record goes."""
        return _string(_member(self.members, _keys().record))


def articles_in(value: Any) -> list[Record]:
    """The objects that can be articles: the value itself, or the members of a list in it. Raises UnusableError."""
    if isinstance(value, dict):
        members = _folded(value)
        found = _listed(members, _DEEPEST)
        return [Record(members)] if found is None else found
    if not isinstance(value, list):
        raise UnusableError(IssueCode.BAD_SYNTAX, f"holds {_kind(value)}, not an article; {_WANTED}")
    if not value:
        raise UnusableError(IssueCode.NO_ITEMS, "holds an empty list; nothing to read")
    return [Record(_folded(item) if isinstance(item, dict) else {_NO_OBJECT: item}) for item in value]


def text_in(value: dict[Any, Any]) -> str | None:
    """The text of an object that is an article's, at a glance; None where no member holds one as a string."""
    texts = (member for name, member in value.items() if _fold(str(name)[:64]) in _holding_text())
    return next((text for text in texts if text and isinstance(text, str)), None)


@cache
def _holding_text() -> frozenset[str]:
    return frozenset((*_keys().text, *_keys().html))


def draft_of(record: Record, source: str, digest: str, name: str | None) -> Draft:
    """The record as a draft; ``name`` is the record's in the file. Raises UnusableError where it holds no text."""
    members, keys = record.members, _keys()
    if _NO_OBJECT in members:
        raise UnusableError(IssueCode.BAD_SYNTAX, f"is {_kind(members[_NO_OBJECT])}, not an article; {_WANTED}")
    paragraphs, captions = _text(members)
    return Draft(
        source=source,
        digest=digest,
        record=name,
        title=_plain(_string(_member(members, keys.title))),
        paragraphs=paragraphs,
        captions=[*_captions(_member(members, keys.captions)), *captions],
        published=_published(_member(members, keys.published)),
        publisher=_plain(_string(_member(members, keys.publisher))) or record.publisher,
        url=_string(_member(members, keys.url)),
        language=_string(_member(members, keys.language)) or record.language,
    )


def _kind(value: Any) -> str:
    """What JSON calls it."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a string"
    return "a list" if isinstance(value, list) else "a number"


@cache
def _keys() -> _Keys:
    path = Path(__file__).with_name("keys.yaml")
    return yamlfile.convert(yamlfile.load(path), _Keys, path)


@lru_cache(maxsize=4096)
def _fold(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(":", "").replace(" ", "")


def _folded(value: dict[Any, Any]) -> dict[str, Any]:
    """The members under their folded names; where two fold to one, the first that is filled."""
    folded: dict[str, Any] = {}
    for name, member in value.items():
        key = _fold(str(name)[:64])
        if not folded.get(key):
            folded[key] = member
    return folded


def _listed(members: dict[str, Any], depth: int) -> list[Record] | None:
    """The objects of a list of articles inside an object; None for an object that is itself an article."""
    keys = _keys()
    if _member(members, keys.text) or _member(members, keys.html) or not depth:
        return None
    for name in keys.lists:
        inner = members.get(name)
        if isinstance(inner, list) and (not inner or any(isinstance(item, dict) for item in inner)):
            if not inner:
                raise UnusableError(IssueCode.NO_ITEMS, f"its list {name!r} is empty; nothing to read")
            publisher, language = _string(_member(members, keys.title)), _string(_member(members, keys.language))
            return [Record(_folded(item), publisher, language) for item in inner if isinstance(item, dict)]
        if isinstance(inner, dict) and (found := _listed(_folded(inner), depth - 1)) is not None:
            return found
    return None


def _member(members: dict[str, Any], names: list[str]) -> Any:
    """The first filled member of these names."""
    for name in names:
        value = members.get(name)
        if value:
            return value
    return None


def _string(value: Any, depth: int = _DEEPEST) -> str | None:
    """The words of a value that ought to be a string: of an object its name, of a list its first."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or not depth:
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return next((found for item in value[:10] if (found := _string(item, depth - 1))), None)
    if isinstance(value, dict):
        return next((found for name in _keys().names if (found := _string(value.get(name), depth - 1))), None)
    return None


def _plain(text: str | None) -> str | None:
    """A string that may hold entities or tags as the words it shows."""
    if text is None or ("&" not in text and "<" not in text):
        return text
    from datelines.sources.common import blocks  # lxml, which most JSON does without

    text = blocks.words(text)
    return html.unescape(text) if _ENTITY.search(text) else text


def _published(value: Any) -> dates.Stamp | str | None:
    """A date as written, or as seconds or milliseconds since 1970."""
    if isinstance(value, dict):
        value = next(
            (value[name] for name in ("$date", "$numberLong", "iso", "date", "value") if value.get(name)), None
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return dates.from_epoch(value) or str(value)
    return _string(value)


def _captions(value: Any) -> Iterator[str]:
    """One caption or several, as strings or as objects that hold them."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = next(
                (item[name] for name in ("caption", "text", "title", "alt", "description") if item.get(name)), None
            )
        if isinstance(item, str):
            yield _plain(item) or ""


def _text(members: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The paragraphs and the captions among them. Raises UnusableError where no member holds text."""
    keys = _keys()
    parts = list(_strings(_member(members, keys.text) or _member(members, keys.html), _DEEPEST))
    if not any(part.strip() for part in parts):
        parts = list(_strings(_member(members, keys.summary), _DEEPEST))
    if not parts:
        filled = ", ".join(sorted(map(repr, members)))[:120] or "nothing"
        wanted = ", ".join(keys.text[:4])
        raise UnusableError(
            IssueCode.MISSING_KEY, f"has no text (looked for {wanted}, ...; found {filled}); name the key so"
        )
    found = [_paragraphs(part) for part in parts]
    return [text for inside, _ in found for text in inside], [text for _, captions in found for text in captions]


def _strings(value: Any, depth: int) -> Iterator[str]:
    """All strings of a text that comes in pieces."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth:
        for item in value:
            yield from _strings(item, depth - 1)
    elif isinstance(value, dict) and depth:
        inner = next(
            (value[name] for name in ("rendered", "text", "content", "value", "html", "body") if value.get(name)), None
        )
        yield from _strings(inner, depth - 1)


def _paragraphs(text: str) -> tuple[list[str], list[str]]:
    if "<" in text or "&" in text:
        from datelines.sources.common import blocks

        if blocks.looks_like_html(text):
            return blocks.parted(blocks.read_fragment(text))
        text = html.unescape(text) if _ENTITY.search(text) else text
    return paragraphs_of(text), []
