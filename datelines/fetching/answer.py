"""One request and its answer, within limits of time and size. Neither polite nor patient: that is elsewhere."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import httpcore
import httpx

from datelines.fetching.addresses import Network, Resolver, resolve
from datelines.fetching.clock import Clock
from datelines.fetching.connection import GuardedBackend
from datelines.fetching.problems import FetchError
from datelines.fetching.sourcelist import Limits
from datelines.issues import IssueCode

__all__ = ["Answer", "Line", "Wish", "ask"]

_MEGA = 1_000_000
_STEP = 2**16
_GZIP_NAMES = ("gzip", "x-gzip")


@dataclass(frozen=True, slots=True)
class Line:
    """The line out: how names are looked up, which networks beyond the public ones are allowed (none, outside of
    tests), and how certificates are checked."""

    limits: Limits
    resolver: Resolver = resolve
    allow: Sequence[Network] = ()
    tls: ssl.SSLContext = field(default_factory=lambda: httpx.create_ssl_context(trust_env=False))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request says beyond its address, and whether it takes a body of a media type ("" where none is said)."""

    headers: Mapping[str, str]
    takes: Callable[[str], bool] = lambda media_type: True


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: status, header lines in order, the body as it came over the wire and unpacked."""

    url: httpx.URL
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    content: bytes

    def header(self, name: str) -> str | None:
        """The last value of a header."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """The media type in lower case, without its parameters; empty where none is said."""
        return (self.header("Content-Type") or "").split(";")[0].strip().lower()

    @property
    def packed(self) -> bool:
        """Whether the body is packed with gzip."""
        return self.body != self.content


def ask(url: httpx.URL, wish: Wish, line: Line, clock: Clock) -> Answer:
    """The answer to one GET; a redirect is an answer like any other. Raises FetchError.

    The body is read for status 200 and a media type that is taken, else it is empty. An answer that is cut, packed in
    a way that was not asked for, or over a limit is refused as a whole.
    """
    limits = line.limits
    backend = GuardedBackend(line.resolver, line.allow, clock.monotonic, clock.monotonic() + limits.total_seconds)
    request = httpx.Request("GET", url, headers={"Accept-Encoding": "gzip", "Connection": "close", **wish.headers})
    with (
        _told(url),
        httpcore.ConnectionPool(ssl_context=line.tls, network_backend=backend) as pool,
        pool.stream(
            "GET",
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=request.url.raw_path or b"/"),
            headers=request.headers.raw,
            extensions={"timeout": _timeouts(limits)},
        ) as response,
    ):
        lines = tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in response.headers)
        answer = Answer(url, response.status, lines, b"", b"")
        if response.status != 200 or not wish.takes(answer.media_type):
            return answer
        body, content = _body(response, _packing(lines), limits)
        return replace(answer, body=body, content=content)


def _timeouts(limits: Limits) -> dict[str, float]:
    read = limits.read_seconds
    return {"connect": limits.connect_seconds, "read": read, "write": read, "pool": read}


def _packing(headers: Sequence[tuple[str, str]]) -> bool:
    """Whether the body is packed with gzip. Raises FetchError for any other packing."""
    named = [value.strip().lower() for key, value in headers if key.lower() == "content-encoding"]
    codings = [one.strip() for value in named for one in value.split(",") if one.strip() not in ("", "identity")]
    if len(codings) > 1 or any(one not in _GZIP_NAMES for one in codings):
        message = f"is packed as {', '.join(codings)[:60]}, which was not asked for; not kept"
        raise FetchError(IssueCode.BAD_ANSWER, message)
    return bool(codings)


def _body(response: httpcore.Response, packed: bool, limits: Limits) -> tuple[bytes, bytes]:
    """The body as it came and unpacked; nothing is held beyond the limits. Raises FetchError."""
    machine = zlib.decompressobj(wbits=31) if packed else None
    most = int(limits.unpacked_megabytes * _MEGA)
    came, content = bytearray(), bytearray()
    for part in response.iter_stream():
        came += part
        if len(came) > limits.wire_megabytes * _MEGA:
            raise _too_large(limits.wire_megabytes, "")
        if machine:
            _unpack(machine, part, content, most)
        if max(len(content), 0 if machine else len(came)) > most:
            raise _too_large(limits.unpacked_megabytes, " unpacked")
    if machine and not machine.eof and came:
        raise _cut("ends inside its gzip data")
    return bytes(came), bytes(content if machine else came)


def _unpack(machine: zlib._Decompress, part: bytes, content: bytearray, most: int) -> None:
    """Add what ``part`` unpacks to, in small steps, until there is more than ``most``. Raises FetchError."""
    try:
        while part and len(content) <= most and not machine.eof:
            content += machine.decompress(part, _STEP)
            part = machine.unconsumed_tail
    except zlib.error as error:
        raise _cut("holds damaged gzip data") from error


def _too_large(megabytes: float, how: str) -> FetchError:
    message = f"is larger than {megabytes:g} MB{how}; not kept; raise the limit if it is an article"
    return FetchError(IssueCode.TOO_LARGE, message)


def _cut(how: str) -> FetchError:
    return FetchError(IssueCode.ANSWER_CUT, f"{how}; nothing of it was kept; tried again next night", passing=True)


@contextmanager
def _told(url: httpx.URL) -> Iterator[None]:
    """The errors of the connection as FetchErrors."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise _unheard(f"{url.host} took too long ({_reason(error)})") from error
    except httpcore.ConnectError as error:
        if isinstance(_root(error), ssl.SSLError):
            message = f"the certificate or TLS of {url.host} is no good ({_reason(_root(error))}); nothing was sent"
            raise FetchError(IssueCode.BAD_CERTIFICATE, message) from error
        raise _unheard(f"{url.host} cannot be reached ({_reason(error)})") from error
    except httpcore.RemoteProtocolError as error:
        reason = _reason(error)
        if "without sending complete message body" in reason or "incomplete chunked read" in reason:
            raise _cut("ends before the length that was announced") from error
        if "without sending a response" in reason:
            raise _unheard(f"{url.host} hung up without an answer") from error
        raise FetchError(IssueCode.BAD_ANSWER, f"is no HTTP that can be read ({reason}); not kept") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise _unheard(f"{url.host} broke off ({_reason(error)})") from error


def _unheard(what: str) -> FetchError:
    return FetchError(IssueCode.NO_ANSWER, f"{what}; tried again next night", passing=True, unheard=True)


def _root(error: BaseException) -> BaseException:
    """The first cause: httpcore wraps the system's errors."""
    while cause := error.__cause__ or error.__context__:
        error = cause
    return error


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
