"""The part of a documentation page that is made from what was measured, between two marks."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["rewrite"]


def rewrite(path: Path, made: str) -> None:
    """Put ``made`` between the page's marks."""
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r"(?s)(<!-- made -->\n).*?(<!-- end -->)", lambda m: m[1] + made + m[2], text), encoding="utf-8"
    )
