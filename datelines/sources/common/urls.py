"""Addresses as pages give them, which may be none at all."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

__all__ = ["host_of", "joined"]


def host_of(url: str) -> str | None:
    """The host without "www."; None for what is no address."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def joined(base: str, url: str) -> str:
    """The address seen from ``base``; as it is where the two do not fit together."""
    try:
        return urljoin(base, url)
    except ValueError:
        return url
