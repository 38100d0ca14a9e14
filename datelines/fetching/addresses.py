"""Which addresses may be asked at all: http and https, on hosts of the public internet. Opens no connection."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence

import httpx

from datelines.fetching.problems import FetchError
from datelines.issues import IssueCode

__all__ = ["Network", "Resolver", "checked", "host_in", "parsed", "resolve"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Host and port to IP addresses as text; raises OSError for a name that nobody knows.
Resolver = Callable[[str, int], Sequence[str]]

# RFC 6052: an IPv4 address in the last 32 bits, which a gateway would open.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LONGEST = 4096
_IPV4 = 2**32 - 1


def resolve(host: str, port: int) -> list[str]:
    """The addresses of the host, as the system knows them. Raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} is no name of a host") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def parsed(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """The address without its fragment, seen from ``base``, letters of other scripts encoded. Raises FetchError."""
    try:
        url = base.join(address.strip()) if base else httpx.URL(address.strip())
        url = url.copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise _unsafe(f"{address[:200]!r} is no address") from error
    if url.scheme not in ("http", "https"):
        raise _unsafe(f"{str(url)[:200]} is neither http nor https")
    if not url.host or url.userinfo or len(str(url)) > _LONGEST:
        raise _unsafe(f"{url.scheme}://{url.host[:80]} has no host, holds a password, or is over {_LONGEST} characters")
    return url


def host_in(url: httpx.URL) -> str:
    """The host as the network knows it: in ASCII, so that names that only look alike stay apart."""
    return url.raw_host.decode("ascii")


def checked(host: str, port: int, resolver: Resolver, allow: Sequence[Network] = ()) -> list[str]:
    """The addresses of the host, if every one is public or in ``allow``. Raises FetchError.

    One private address among public ones refuses the host: whoever answers for the name could mean that one.
    """
    try:
        found = [ipaddress.ip_address(text) for text in resolver(host, port)]
    except (OSError, ValueError) as error:
        message = f"the host {host} is not known ({error}); check its name, or the network here"
        raise FetchError(IssueCode.NO_ANSWER, message, passing=True, unheard=True) from error
    if not found:
        raise FetchError(IssueCode.NO_ANSWER, f"the host {host} has no address", passing=True, unheard=True)
    refused = [one for one in found if not (_is_public(one) or any(one in network for network in allow))]
    if refused:
        raise _unsafe(f"{host} leads to {refused[0]}, which is no public address")
    return [str(one) for one in found]


def _is_public(address: Address) -> bool:
    """Whether the address, and any IPv4 address wrapped in it, is of the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.is_site_local or address.teredo:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & _IPV4)
        if inner:
            return _is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _unsafe(message: str) -> FetchError:
    return FetchError(IssueCode.UNSAFE_ADDRESS, f"{message}; not asked")
