"""Checks before publication: the tables' descriptions and the rules across columns as Great Expectations suites.

``check`` gives the verdict, ``sift`` holds back the rows that failed. Great Expectations is imported only when
``check`` is called, since that takes seconds.
"""

from __future__ import annotations

from schemas.expectations.quarantine import Sifted, sift
from schemas.expectations.run import check
from schemas.expectations.verdict import CheckResult, Outcome, Verdict

__all__ = ["CheckResult", "Outcome", "Sifted", "Verdict", "check", "sift"]
