"""Bytes to text: what the file declares, else UTF-8, else a guess that is reported."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Decoded", "decode", "plain"]

# The order matters: UTF-32's mark starts with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096
_DECLARED = re.compile(rb"""(?:charset\s*=|encoding\s*=)\s*["']?\s*(?P<name>[A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
# The WHATWG Encoding Standard: browsers read pages that say these as Windows-1252.
_AS_CP1252 = {"iso8859-1", "latin-1", "ascii"}
# Bytes that end a UTF-8 text in the middle of a letter: the text was cut, not written in another charset.
_LONGEST_LETTER = 4
_GUESS_SAMPLE = 2**18
# C0 and C1 controls but for tab and newline, DEL, direction marks, soft hyphens, the byte order mark, lone surrogates.
# Zero-width space, joiner and non-joiner stay: Khmer is written with them.
_UNSAID = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the charset it was read as, and whether that was guessed."""

    text: str
    charset: str
    guessed: bool


def decode(data: bytes, stated: str | None = None) -> Decoded:
    """The bytes as text: by byte order mark, what the server ``stated``, declaration, UTF-8, or a guess. Never fails.

    A statement or declaration counts where every byte fits it. Of single-byte charsets nearly every byte fits nearly
    every one, so where a server states one of a text that is UTF-8, it is UTF-8.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(charset, "replace"), charset, False)
    sent = _known(stated) if stated else None
    if sent and _is_single_byte(sent) and not data.isascii() and _strictly(data, "utf-8") is not None:
        sent = "utf-8"
    for charset in filter(None, (sent, _declared(data[:_HEAD]), "utf-8")):
        if (text := _strictly(data, charset)) is not None:
            return Decoded(text, charset, False)
    charset = _guess(data)
    return Decoded(data.decode(charset, "replace"), charset, True)


def plain(text: str) -> str:
    """The text with newlines as ``\\n`` and without controls, direction marks and other signs that print nothing."""
    if text.isprintable():
        return text
    return _UNSAID.sub("", _BREAKS.sub("\n", text))


def _declared(head: bytes) -> str | None:
    """The charset that a page or an XML prolog names, as Python knows it."""
    found = _DECLARED.search(head)
    name = _known(found["name"].decode("ascii")) if found else None
    # A declaration that could be read as ASCII cannot be true of UTF-16.
    return None if name and name.startswith(("utf-16", "utf-32")) else name


def _known(name: str) -> str | None:
    """The charset as Python knows it; None for what is none."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return "cp1252" if found in _AS_CP1252 else found


def _is_single_byte(charset: str) -> bool:
    return charset.startswith(("cp125", "iso8859", "koi8", "mac-", "tis-620", "cp874"))


def _strictly(data: bytes, charset: str) -> str | None:
    """The text if every byte fits, an end cut in the middle of a letter aside."""
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        if charset == "utf-8" and len(data) - error.start < _LONGEST_LETTER:
            return _strictly(data[: error.start], charset)
    except (UnicodeError, LookupError):
        pass
    return None


def _guess(data: bytes) -> str:
    """The likeliest charset; Windows-1252 where nothing speaks against it, for it is by far the commonest."""
    sample = data[:_GUESS_SAMPLE]
    # Where nearly all is UTF-8 a few bytes were damaged or pasted in.
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    high = sum(1 for byte in sample if byte >= 0x80)
    if high and broken * 10 < high:
        return "utf-8"
    if high * 4 < len(sample) and _strictly(sample, "cp1252") is not None:
        return "cp1252"
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"
