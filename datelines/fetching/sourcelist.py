"""The list of what is fetched: its type, and how its YAML file is read and checked. Fetches nothing.

``docs/fetching.md`` explains the keys to operators.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from datelines.fetching.addresses import parsed
from datelines.fetching.problems import FetchError
from datelines.yamlfile import ConfigError, convert, load

__all__ = ["Feed", "Limits", "SourceList", "check_sources", "load_sources"]

_Seconds = Annotated[float, msgspec.Meta(gt=0, le=600)]
_Megabytes = Annotated[float, msgspec.Meta(gt=0, le=100)]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How patient and how polite: seconds, megabytes (1,000,000 bytes) and counts."""

    connect_seconds: _Seconds = 10
    read_seconds: _Seconds = 20
    total_seconds: _Seconds = 90
    retries: Annotated[int, msgspec.Meta(ge=0, le=10)] = 3
    wire_megabytes: _Megabytes = 8
    unpacked_megabytes: Annotated[float, msgspec.Meta(gt=0, le=16)] = 16
    # Between two requests to one host; its robots.txt may ask for more.
    pause_seconds: Annotated[float, msgspec.Meta(ge=0, le=600)] = 2
    # For all of one host in one night.
    host_seconds: Annotated[float, msgspec.Meta(gt=0, le=86400)] = 1800
    redirects: Annotated[int, msgspec.Meta(ge=0, le=10)] = 5
    hosts_at_once: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8


class Feed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feed; with ``pages`` the page of every new entry is fetched, at most ``at_most`` a night, else its items are
    the articles."""

    feed: str
    pages: bool = True
    at_most: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50


class SourceList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is fetched. ``agent`` is what servers are told: a name, a slash, and how to reach whoever runs this."""

    agent: Annotated[str, msgspec.Meta(min_length=5, max_length=200, pattern=r"^[\x20-\x7e]+$")]
    feeds: tuple[Feed, ...] = ()
    addresses: tuple[str, ...] = ()
    limits: Limits = Limits()


def load_sources(path: Path) -> SourceList:
    """The list in the file, checked whole. Raises ConfigError: file, key, reason."""
    sources = convert(load(path), SourceList, path)
    try:
        check_sources(sources)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    return sources


def check_sources(sources: SourceList) -> None:
    """Raises ValueError for what the types cannot say."""
    if "/" not in sources.agent or not ("@" in sources.agent or "://" in sources.agent):
        reason = "must be a name, a slash and a contact, as in 'cambodia-desk/1.0 (mailto:desk@example.org)'"
        raise ValueError(f"agent: {reason}")
    named = [(f"feeds[{at}].feed", feed.feed) for at, feed in enumerate(sources.feeds)]
    named += [(f"addresses[{at}]", address) for at, address in enumerate(sources.addresses)]
    if not named:
        raise ValueError(
            "feeds and addresses: both are empty, so there is nothing to fetch; list one, or drop the file"
        )
    seen: dict[str, str] = {}
    for key, address in named:
        try:
            url = str(parsed(address))
        except FetchError as problem:
            raise ValueError(f"{key}: {str(problem).removesuffix('; not asked')}") from problem
        if url in seen:
            raise ValueError(f"{key}: is the same address as {seen[url]}")
        seen[url] = key
