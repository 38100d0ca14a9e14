"""The language of a page at a glance, before it is parsed: by the text of its paragraphs, never by what it declares."""

from __future__ import annotations

import re
from html import unescape

from datelines.sources.common import decode, language

__all__ = ["decoded_page", "language_shown", "text_shown"]

_PARAGRAPH = re.compile(r"<p(?:\s[^<>]*)?>(.{1,4000}?)</p>", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")
# Less than this tells nothing; more than that, nothing new.
_LEAST, _MOST = 300, 3000


def decoded_page(body: bytes, charset: str | None = None) -> str:
    """The page as text, in the charset that its reader would take."""
    return decode.decode(body, charset).text


def language_shown(page: str) -> str | None:
    """The language that the paragraphs of a page are plainly in; None where that cannot be told at a glance."""
    parts: list[str] = []
    size = 0
    for found in _PARAGRAPH.finditer(page):
        text = unescape(_MARKUP.sub(" ", found[1]))
        parts.append(text)
        size += len(text)
        if size > _MOST:
            break
    return text_shown(" ".join(parts))


def text_shown(text: str) -> str | None:
    """The language that a text is plainly in; None where that cannot be told at a glance."""
    if len(text) < _LEAST:
        return None
    shown = language.language_of(text[:_MOST])
    return None if shown == language.UNKNOWN else shown
