"""From feeds and addresses to files in the raw folder, politely and safely: the only part that uses the network."""

from __future__ import annotations

from datelines.fetching import warc
from datelines.fetching.clock import Clock
from datelines.fetching.log import issues_of
from datelines.fetching.night import Night, fetch_all
from datelines.fetching.sourcelist import SourceList, load_sources

__all__ = ["Clock", "Night", "SourceList", "fetch_all", "issues_of", "load_sources", "warc"]
