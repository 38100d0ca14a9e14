"""Servers that misbehave: each costs one finding with a clear line, bounded time and memory, and nothing of others."""

from __future__ import annotations

import gzip
import ipaddress
import secrets
import ssl
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bad_server import (
    LOOPBACK,
    PAGE,
    BadServer,
    FakeClock,
    always,
    answer,
    bad_server,
    drip,
    endless,
    fetch,
    in_turn,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datelines.articles import Article
from datelines.fetching import Night
from datelines.fetching.addresses import resolve
from datelines.issues import IssueCode, Stage
from datelines.sources import read_all


@pytest.fixture
def server():
    with bad_server() as running:
        yield running


def codes(night: Night) -> list[IssueCode]:
    return [issue.code for issue in night.issues]


def titles(raw: Path) -> list[str]:
    return [item.title for item in read_all([raw]) if isinstance(item, Article)]


BAD = {
    "drip": (drip(answer(PAGE), 0.05), IssueCode.NO_ANSWER),
    "endless": (
        endless(answer(b"", content_length=None, transfer_encoding=None), b"<p>more" * 10_000),
        IssueCode.TOO_LARGE,
    ),
    "endless_headers": (endless(b"HTTP/1.1 200 OK\r\n", b"X-More: more\r\n" * 100), IssueCode.BAD_ANSWER),
    "huge_header": (always(answer(PAGE, x_huge="x" * 300_000)), IssueCode.BAD_ANSWER),
    "announced_huge": (endless(answer(b"", content_length="10000000000"), b"<p>more" * 10_000), IssueCode.TOO_LARGE),
    "bomb": (
        always(answer(gzip.compress(b"<p>" + b"a" * 200_000_000, 1), content_encoding="gzip")),
        IssueCode.TOO_LARGE,
    ),
    "too_short": (always(answer(PAGE, content_length=str(len(PAGE) + 9))), IssueCode.ANSWER_CUT),
    "chunk_cut": (
        always(answer(b"", content_length=None, transfer_encoding="chunked") + b"20\r\n<html>"),
        IssueCode.ANSWER_CUT,
    ),
    "gzip_cut": (always(answer(gzip.compress(PAGE)[:-20], content_encoding="gzip")), IssueCode.ANSWER_CUT),
    "gzip_damaged": (always(answer(b"\x1f\x8b" + b"\xff" * 50, content_encoding="gzip")), IssueCode.ANSWER_CUT),
    "deflated": (always(answer(zlib.compress(PAGE), content_encoding="deflate")), IssueCode.BAD_ANSWER),
    "twice_packed": (
        always(answer(gzip.compress(gzip.compress(PAGE)), content_encoding="gzip, gzip")),
        IssueCode.BAD_ANSWER,
    ),
    "silence": (always(b""), IssueCode.NO_ANSWER),
    "nonsense": (always(b"\x00\x01\x02 is this HTTP?\r\n\r\n"), IssueCode.BAD_ANSWER),
    "wrong_type": (always(answer(b"\x89PNG\r\n\x1a\n", content_type="image/png")), IssueCode.WRONG_CONTENT_TYPE),
    "endless_film": (
        endless(answer(b"", content_type="video/mp4", content_length=None), b"film" * 10_000),
        IssueCode.WRONG_CONTENT_TYPE,
    ),
    "no_type": (always(answer(b"\x89PNG\r\n\x1a\n", content_type=None)), IssueCode.WRONG_CONTENT_TYPE),
    "empty": (always(answer(b"")), IssueCode.EMPTY_FILE),
    "gone": (always(answer(b"", "410 Gone")), IssueCode.ERROR_STATUS),
    "nowhere": (always(answer(b"", "302 Found")), IssueCode.BAD_ANSWER),
    "unasked_304": (always(answer(b"", "304 Not Modified")), IssueCode.BAD_ANSWER),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_answer_is_one_finding_and_costs_nothing_of_the_good_one(
    name: str, server: BadServer, tmp_path: Path
) -> None:
    """One line with the address and its code; the page listed behind it is fetched and read."""
    route, code = BAD[name]
    server.routes = {f"/{name}": route, "/good": always(answer(PAGE))}
    bad, good = server.url(f"/{name}"), server.url("/good")
    night = fetch(tmp_path, bad, good, limits={"retries": 0, "total_seconds": 1, "wire_megabytes": 1})

    assert [(Stage.INGEST, code, bad)] == [(issue.stage, issue.code, issue.source) for issue in night.issues]
    assert night.issues[0].message.startswith(bad)
    assert "\n" not in night.issues[0].message
    assert ["Bridge closed to lorries"] == titles(tmp_path)
    assert 1 == len(night.files)


def test_page_dripped_in_time_is_read(server: BadServer, tmp_path: Path) -> None:
    """Slow is no fault; too slow is."""
    server.routes["/slow"] = drip(answer(b"<html><p>Short and slow.</html>"), 0.001)

    assert [] == codes(fetch(tmp_path, server.url("/slow")))


def test_body_without_length_is_read_to_its_end(server: BadServer, tmp_path: Path) -> None:
    """The server hangs up when it is done."""
    server.routes["/open"] = always(answer(PAGE, content_length=None))

    assert [] == codes(fetch(tmp_path, server.url("/open")))
    assert ["Bridge closed to lorries"] == titles(tmp_path)


def test_more_than_was_announced_is_not_taken(server: BadServer, tmp_path: Path) -> None:
    """The length that the server gave is the page."""
    server.routes["/more"] = always(answer(PAGE, content_length=str(len(PAGE))) + b"<p>smuggled")
    (file,) = fetch(tmp_path, server.url("/more")).files

    assert PAGE == (tmp_path / file).read_bytes()


def test_redirect_is_followed_and_the_last_address_is_the_articles(server: BadServer, tmp_path: Path) -> None:
    """Relative, to another host, and in letters of another script."""
    server.routes["/old"] = always(answer(b"", "301 Moved", location="/new"))
    server.routes["/new"] = always(answer(b"", "302 Found", location=server.url("/ស្ពាន", "other.example")))
    server.routes["/%E1%9E%9F%E1%9F%92%E1%9E%96%E1%9E%B6%E1%9E%93"] = always(answer(PAGE))
    night = fetch(tmp_path, server.url("/old"))
    (article,) = (item for item in read_all([tmp_path]) if isinstance(item, Article))

    assert [] == codes(night)
    assert article.url == server.url("/%E1%9E%9F%E1%9F%92%E1%9E%96%E1%9E%B6%E1%9E%93", "other.example")
    assert night.files[0].startswith("fetched/news.example/2025-03-01/")


@pytest.mark.parametrize("length", [1, 2, 40])
def test_redirects_that_do_not_end_are_left(length: int, server: BadServer, tmp_path: Path) -> None:
    """A page that leads to itself, two that lead to each other, and a chain of forty."""
    for at in range(length):
        onward = (at + 1) % length
        server.routes[f"/{at}"] = always(answer(b"", "302 Found", location=f"/{onward}"))
    night = fetch(tmp_path, server.url("/0"))

    assert [IssueCode.REDIRECT_LOOP] == codes(night)
    assert len(server.paths()) <= 6


UNSAFE = [
    "file:///etc/passwd",
    "ftp://files.example/a",
    "gopher://old.example/",
    "data:text/html,<p>hello",
    "//user:secret@news.example/",
    "http://127.0.0.2/",
    "http://127.2/",
    "http://2130706434/",
    "http://0x7f000002/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.2]/",
    "http://[64:ff9b::7f00:2]/",
    "http://10.0.0.7/",
    "http://192.168.1.1/admin",
    "http://172.16.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://224.0.0.1/",
]


@pytest.mark.parametrize("location", UNSAFE)
def test_redirect_to_where_nobody_may_go_is_refused(location: str, server: BadServer, tmp_path: Path) -> None:
    """Other schemes, passwords, and every way to write an address that is not public."""
    server.routes["/"] = always(answer(b"", "302 Found", location=location))

    def resolver(host: str, port: int) -> list[str]:
        # The first page is on the test's own server; numbers are looked up as the system does.
        return ["127.0.0.1"] if host == "news.example" else resolve(host, port)

    night = fetch(tmp_path, server.url("/"), resolver=resolver, allow=[ipaddress.ip_network("127.0.0.1/32")])

    assert [IssueCode.UNSAFE_ADDRESS] == codes(night)
    assert ["/"] == server.paths()


@pytest.mark.parametrize(
    "found", [["10.1.2.3"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"], ["127.0.0.1"]], ids=str
)
def test_host_with_a_private_address_is_not_asked(found: list[str], server: BadServer, tmp_path: Path) -> None:
    """Not even where another of its addresses is public; loopback is private unless a test allows it."""
    server.routes["/"] = always(answer(PAGE))
    night = fetch(tmp_path, server.url("/"), resolver=lambda host, port: found, allow=[])

    assert [IssueCode.UNSAFE_ADDRESS] == codes(night)
    assert [] == server.asked


def test_name_that_changes_its_address_gains_nothing(server: BadServer, tmp_path: Path) -> None:
    """Every connection goes to an address that was checked: a name is looked up once for each, not again to connect."""
    server.routes["/"] = always(answer(PAGE))
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    night = fetch(tmp_path, server.url("/"), resolver=lambda host, port: next(answers), allow=[LOOPBACK])

    assert [] == codes(night)
    assert [["10.0.0.1"], ["10.0.0.1"]] == list(answers)


def test_unknown_host_and_closed_port_are_no_answer(server: BadServer, tmp_path: Path) -> None:
    """Asked again the same night when the run is repeated, for nothing was answered."""

    def resolver(host: str, port: int) -> list[str]:
        if host == "unknown.example":
            raise OSError("Name or service not known")
        return ["127.0.0.1"]

    addresses = "http://unknown.example/", "http://closed.example:9/"
    first, second = (fetch(tmp_path, *addresses, resolver=resolver, limits={"retries": 0}) for _ in range(2))

    assert [IssueCode.NO_ANSWER] * 2 == codes(first)
    assert {"failed": 2} == first.counts == second.counts


def test_busy_server_is_asked_again_when_it_wants(server: BadServer, tmp_path: Path) -> None:
    """429 with Retry-After in seconds, then 503 with a date, then the page."""
    date = (datetime(2025, 3, 1, 4, tzinfo=UTC) + timedelta(seconds=44)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    server.routes["/"] = in_turn(
        answer(b"", "429 Too Many Requests", retry_after="7"),
        answer(b"", "503 Service Unavailable", retry_after=date),
        answer(PAGE),
    )
    clock = FakeClock()

    assert [] == codes(fetch(tmp_path, server.url("/"), clock=clock))
    assert [7, 44] == [wait for wait in clock.slept if wait > 1]


def test_server_that_wants_hours_is_left_for_the_night(server: BadServer, tmp_path: Path) -> None:
    """Nobody waits for it, and the line says how long it asked for."""
    server.routes["/"] = always(answer(b"", "429 Too Many Requests", retry_after="36000"))
    clock = FakeClock()
    night = fetch(tmp_path, server.url("/"), clock=clock)

    assert [IssueCode.ERROR_STATUS] == codes(night)
    assert "36000 seconds" in night.issues[0].message
    assert sum(clock.slept) < 10
    assert ["/"] == server.paths()


def test_server_in_trouble_is_asked_again_with_growing_pauses(server: BadServer, tmp_path: Path) -> None:
    """Twice as long each time, spread by the jitter that was given; then the page comes."""
    server.routes["/"] = in_turn(answer(b"", "500 Oops"), answer(b"", "502 Oops"), answer(PAGE))
    clock = FakeClock()
    night = fetch(tmp_path, server.url("/"), clock=clock, jitter=0.5)

    assert [] == codes(night)
    assert [1.5, 3.0] == [wait for wait in clock.slept if wait > 1]


def test_server_that_stays_in_trouble_is_one_finding(server: BadServer, tmp_path: Path) -> None:
    """Asked as often as the limits say, no more."""
    server.routes["/"] = always(answer(b"", "500 Oops"))

    assert [IssueCode.ERROR_STATUS] == codes(fetch(tmp_path, server.url("/"), limits={"retries": 2}))
    assert ["/"] * 3 == server.paths()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for news.example that only itself vouches for, with its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def secure_server(certificate: Path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with bad_server(context) as running:
        yield running


def test_certificate_that_nobody_vouches_for_ends_it(secure_server: BadServer, tmp_path: Path) -> None:
    """Nothing is asked, and nothing is asked again."""
    secure_server.routes["/"] = always(answer(PAGE))
    night = fetch(tmp_path, secure_server.url("/", scheme="https"))

    assert [IssueCode.BAD_CERTIFICATE] == codes(night)
    assert [] == secure_server.asked


def test_certificate_is_checked_against_the_name_not_the_pinned_address(
    secure_server: BadServer, certificate: Path, tmp_path: Path
) -> None:
    """The right name passes on the address that was checked; another name on the same address does not."""
    secure_server.routes["/"] = always(answer(PAGE))
    trust = ssl.create_default_context(cafile=str(certificate))
    right, wrong = (secure_server.url("/", host, "https") for host in ("news.example", "other.example"))
    night = fetch(tmp_path, right, wrong, tls=trust)

    assert [(wrong, IssueCode.BAD_CERTIFICATE)] == [(issue.source, issue.code) for issue in night.issues]
    assert ["Bridge closed to lorries"] == titles(tmp_path)


def test_redirect_to_an_address_without_tls_is_refused(
    secure_server: BadServer, server: BadServer, certificate: Path, tmp_path: Path
) -> None:
    """What came safely must not be swapped on the way."""
    secure_server.routes["/"] = always(answer(b"", "302 Found", location=server.url("/plain")))
    trust = ssl.create_default_context(cafile=str(certificate))
    night = fetch(tmp_path, secure_server.url("/", scheme="https"), tls=trust)

    assert [IssueCode.UNSAFE_ADDRESS] == codes(night)
    assert [] == server.asked


def test_bomb_is_left_after_its_first_megabytes(server: BadServer, tmp_path: Path) -> None:
    """A quarter of a gigabyte in a quarter of a megabyte is not unpacked to see how large it is."""
    machine = zlib.compressobj(9, wbits=31)
    packed = b"".join(machine.compress(bytes(2**20)) for _ in range(256)) + machine.flush()
    server.routes["/"] = always(answer(packed, content_encoding="gzip"))
    tracemalloc.start()
    night = fetch(tmp_path, server.url("/"), limits={"total_seconds": 30, "read_seconds": 30})
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [IssueCode.TOO_LARGE] == codes(night)
    assert most < 100_000_000


WHOLE = answer(gzip.compress(PAGE), content_encoding="gzip", location="/a", retry_after="0", etag='"1"')
DAMAGE = st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 40), st.binary(max_size=40))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(DAMAGE, min_size=1, max_size=4), status=st.sampled_from(["200", "302", "304", "404", "503"]))
def test_whatever_a_server_sends_is_a_page_or_a_finding(
    damage: list[tuple[int, int, bytes]], status: str, server: BadServer, tmp_path: Path
) -> None:
    """Nothing is raised, and nothing is both or neither."""
    data = WHOLE.replace(b"200", status.encode(), 1)
    for start, length, other in damage:
        data = data[:start] + other + data[start + length :]
    server.routes = {"/": always(data), "/a": always(data)}
    raw = tmp_path / secrets.token_hex(8)
    night = fetch(raw, server.url("/"), limits={"retries": 0, "redirects": 2, "read_seconds": 0.5})

    assert 1 == len(night.files) + len(night.issues)
