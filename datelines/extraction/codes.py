"""Short names and hull numbers in brackets ("(CMAC)", "(T-ARS 50)"): they say nothing, and part no clause."""

from __future__ import annotations

import re

from datelines.extraction.lexicon import Scan

__all__ = ["without_codes"]

_CODE = re.compile(r"\([A-Z][A-Za-z0-9.&/-]{0,11}(?: ?[A-Z0-9][-0-9A-Z.]{0,5}){0,2}\)(?!\s*[-–—])")


def without_codes(scan: Scan, text: str) -> Scan:
    """The scan without what it found in such brackets, and without the brackets; times stay."""
    codes = [match.span() for match in _CODE.finditer(text)] if "(" in text else []
    if not codes:
        return scan
    hits, at = [], 0
    for hit in scan.hits:
        while at < len(codes) and codes[at][1] <= hit.start:
            at += 1
        if hit.timex or at == len(codes) or hit.start < codes[at][0]:
            hits.append(hit)
    return scan._replace(hits=hits)
