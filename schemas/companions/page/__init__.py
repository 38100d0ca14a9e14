"""A page on which people look at the timeline: one file, that asks for nothing and says where every date was read.

The page is put together here from ``index.html``, ``page.css`` and ``scripts/``, which are written as they are read;
what it knows is made in ``payload``.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.companions.page.payload import payload
from schemas.companions.page.words import languages

if TYPE_CHECKING:
    from schemas.companions import Subject
    from schemas.companions.history import History

__all__ = ["page"]

_HERE = Path(__file__).parent
# Closes no element, opens none, and ends no line of a script.
_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def page(subject: Subject, files: Sequence[str], history: History) -> bytes:
    """The whole file. ``files`` are the names of the release's other files, of which the known ones are linked."""
    style, script = _style(), _script()
    known = [name for name in languages()["en"]["files"] if name in files]
    values = {
        "LANGUAGE": "en",
        "POLICY": _policy(style, script),
        "TITLE": html.escape(subject.dataset.title),
        "NOTES": html.escape(subject.dataset.notes),
        "NOSCRIPT": _noscript(known),
        "STYLE": style,
        "DATA": _embedded(payload(subject, known, history)),
        "SCRIPT": script,
    }
    return _filled((_HERE / "index.html").read_text(encoding="utf-8"), values).encode()


def _filled(template: str, values: dict[str, str]) -> str:
    """The template with each ``@NAME@`` replaced, once: what a value holds is not looked at again."""
    pieces = template.split("@")
    return "".join(values.get(piece, piece) if at % 2 else piece for at, piece in enumerate(pieces))


@cache
def _style() -> str:
    return (_HERE / "page.css").read_text(encoding="utf-8")


@cache
def _script() -> str:
    """All scripts, in order of their names, in one scope that nothing outside can reach."""
    parts = [path.read_text(encoding="utf-8") for path in sorted((_HERE / "scripts").glob("*.js"))]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded from anywhere, and only this very style and this very script count."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embedded(value: Any) -> str:
    """JSON that can stand inside a script element, whatever its texts are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, escaped in _ESCAPES.items():
        text = text.replace(char, escaped)
    return text


def _noscript(files: Sequence[str]) -> str:
    labels = languages()["en"]
    links = "".join(
        f'<li><a href="{html.escape(name)}">{html.escape(labels["files"][name])}</a></li>' for name in files
    )
    return f"<p>{html.escape(labels['ui']['noscript'])}</p><ul>{links}</ul>"
