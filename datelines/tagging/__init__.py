"""Finds time expressions in a text and says which calendar time each names. Reads no clock and no files but rules."""

from __future__ import annotations

from datelines.tagging.chain import explain
from datelines.tagging.tagger import tag

__all__ = ["explain", "tag"]
