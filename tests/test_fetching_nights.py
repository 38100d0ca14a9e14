"""Nights of fetching: feeds and their pages, what is remembered, how polite the visitor is, what is stored."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from bad_server import (
    AGENT,
    DAY,
    PAGE,
    BadServer,
    FakeClock,
    always,
    answer,
    bad_server,
    endless,
    fetch,
    in_turn,
    local,
)
from raw_files import BODY, RSS

from datelines.articles import Article
from datelines.fetching import issues_of, load_sources
from datelines.fetching.sourcelist import Feed, Limits
from datelines.issues import Issue, IssueCode
from datelines.sources import read_all
from datelines.yamlfile import ConfigError

NEXT = DAY + timedelta(days=1)


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server() as running:
        yield running


def page(number: int) -> bytes:
    """A page that tells another article."""
    return PAGE.replace(b"Bridge closed to lorries", f"Bridge {number} closed to lorries".encode())


def rss(*links: str) -> bytes:
    items = "".join(f"<item><title>{link}</title><link>{link}</link></item>" for link in links)
    return RSS.format(items=items).encode()


def xml(body: bytes, **headers: str) -> bytes:
    return answer(body, content_type="application/rss+xml", **headers)


def articles(raw: Path) -> list[Article]:
    return [item for item in read_all([raw]) if isinstance(item, Article)]


def titles(raw: Path) -> list[str]:
    return sorted(article.title for article in articles(raw))


def told(issues: tuple[Issue, ...]) -> list[tuple[IssueCode, str | None]]:
    return [(issue.code, issue.record or issue.source) for issue in issues]


def test_bytes_headers_and_digests_are_kept_as_they_came(server: BadServer, tmp_path: Path) -> None:
    """Packed is kept packed; the note beside it has address, headers in order, time and digests."""
    packed = gzip.compress(PAGE)
    server.routes["/a"] = always(answer(packed, content_encoding="gzip", x_server="One", set_cookie="a=1"))
    (file,) = fetch(tmp_path, server.url("/a")).files
    note = json.loads((tmp_path / f"{file}.headers.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(packed).hexdigest()

    assert file == f"fetched/news.example/2025-03-01/{digest}.html.gz"
    assert packed == (tmp_path / file).read_bytes()
    assert (digest, len(packed), hashlib.sha256(PAGE).hexdigest()) == (
        note["sha256"],
        note["bytes"],
        note["content_sha256"],
    )
    assert ["X-Server", "One"] in note["headers"]
    assert (server.url("/a"), 200, "2025-03-01T04:00:00Z") == (note["final_url"], note["status"], note["retrieved"])


def test_readers_take_address_and_time_from_the_note(server: BadServer, tmp_path: Path) -> None:
    """The page names no address of its own."""
    server.routes["/a"] = always(answer(PAGE))
    fetch(tmp_path, server.url("/a"))
    (article,) = articles(tmp_path)

    assert (server.url("/a"), datetime(2025, 3, 1, 4, tzinfo=UTC)) == (article.url, article.retrieved)


def test_charset_that_only_the_header_names_is_used(server: BadServer, tmp_path: Path) -> None:
    """Windows-1251 that could be Windows-1252 by its bytes; nothing is guessed."""
    body = PAGE.decode().replace("an inspection", "инспекция моста").encode("cp1251")
    server.routes["/a"] = always(answer(body, content_type="text/html; charset=windows-1251"))
    fetch(tmp_path, server.url("/a"))
    found = list(read_all([tmp_path]))

    assert ["инспекция моста" in item.text for item in found if isinstance(item, Article)] == [True]
    assert [] == [item for item in found if isinstance(item, Issue)]


def test_utf8_is_not_read_as_the_single_byte_charset_of_a_careless_server(server: BadServer, tmp_path: Path) -> None:
    """Servers say ISO-8859-1 of everything."""
    body = PAGE.decode().replace("an inspection", "une équipe").encode()
    server.routes["/a"] = always(answer(body, content_type="text/html; charset=ISO-8859-1"))
    fetch(tmp_path, server.url("/a"))

    assert "une équipe" in articles(tmp_path)[0].text


def test_damaged_note_is_said_and_the_page_is_read(server: BadServer, tmp_path: Path) -> None:
    """Without address and time."""
    server.routes["/a"] = always(answer(PAGE))
    (file,) = fetch(tmp_path, server.url("/a")).files
    (tmp_path / f"{file}.headers.json").write_text('{"url": ')
    found = list(read_all([tmp_path]))

    assert [None] == [item.retrieved for item in found if isinstance(item, Article)]
    assert [(IssueCode.BAD_SYNTAX, file)] == [(item.code, item.source) for item in found if isinstance(item, Issue)]


def test_host_and_path_in_another_script_are_asked(server: BadServer, tmp_path: Path) -> None:
    """In the letters of the wire; the folder has the name that the network knows."""
    server.routes["/%E1%9E%80?q=%C3%A9"] = always(answer(PAGE))
    (file,) = fetch(tmp_path, server.url("/ក?q=é", "bücher.example")).files

    assert file.startswith("fetched/xn--bcher-kva.example/2025-03-01/")
    assert {f"xn--bcher-kva.example:{server.port}"} == {request.headers["host"] for request in server.asked}


def test_nothing_is_asked_twice_in_a_day(server: BadServer, tmp_path: Path) -> None:
    """Neither a page nor one that was refused; the repeated run tells the same findings."""
    server.routes["/a"] = always(answer(PAGE))
    addresses = server.url("/a"), server.url("/gone")
    first = fetch(tmp_path, *addresses)
    asked = len(server.asked)
    second = fetch(tmp_path, *addresses)

    assert asked == len(server.asked)
    assert first.issues == second.issues != ()
    assert {"rest": 2} == second.counts
    assert first.issues == issues_of(tmp_path, DAY)


def test_server_is_asked_whether_anything_changed(server: BadServer, tmp_path: Path) -> None:
    """With the ETag and the time it sent; 304 costs nothing and changes nothing."""
    when = "Sat, 01 Mar 2025 00:00:00 GMT"
    server.routes["/a"] = in_turn(answer(PAGE, etag='W/"1"', last_modified=when), answer(b"", "304 Not Modified"))
    fetch(tmp_path, server.url("/a"))
    night = fetch(tmp_path, server.url("/a"), day=NEXT)
    third = fetch(tmp_path, server.url("/a"), day=NEXT + timedelta(days=1))

    assert ({"unchanged": 1}, ()) == (night.counts, night.issues)
    assert [('W/"1"', when)] * 2 == [
        (request.headers["if-none-match"], request.headers["if-modified-since"])
        for request in server.asked
        if request.path == "/a" and request.earlier
    ]
    assert {"unchanged": 1} == third.counts
    assert 1 == len(articles(tmp_path))


def test_same_page_packed_anew_is_not_kept_again(server: BadServer, tmp_path: Path) -> None:
    """What counts is what it unpacks to; a changed page is kept beside the old one."""
    server.routes["/a"] = in_turn(
        answer(gzip.compress(PAGE, 1, mtime=1), content_encoding="gzip"),
        answer(gzip.compress(PAGE, 9, mtime=2), content_encoding="gzip"),
        answer(page(2)),
    )
    nights = [fetch(tmp_path, server.url("/a"), day=DAY + timedelta(days=at)) for at in range(3)]

    assert [{"stored": 1}, {"unchanged": 1}, {"stored": 1}] == [night.counts for night in nights]
    assert 2 == len(articles(tmp_path))


def test_feeds_new_entries_are_fetched_once(server: BadServer, tmp_path: Path) -> None:
    """Pages of entries, relative or not; the next night only what is new. The feed itself is no article."""
    server.routes["/feed"] = in_turn(
        xml(rss(server.url("/1"), server.url("/2"))), xml(rss(server.url("/2"), server.url("/3")))
    )
    for number in (1, 2, 3):
        server.routes[f"/{number}"] = always(answer(page(number)))
    feeds = [Feed(server.url("/feed"))]
    fetch(tmp_path, feeds=feeds)
    fetch(tmp_path, feeds=feeds, day=NEXT)

    assert ["/feed", "/1", "/2", "/feed", "/3"] == server.paths()
    assert [f"Bridge {number} closed to lorries" for number in (1, 2, 3)] == titles(tmp_path)


def test_feed_without_pages_is_read_by_its_items(server: BadServer, tmp_path: Path) -> None:
    """Nothing but the feed is asked."""
    item = f"<item><title>One</title><link>{server.url('/1')}</link><description>{' '.join(BODY)}</description></item>"
    server.routes["/feed"] = always(xml(RSS.format(items=item).encode()))
    fetch(tmp_path, feeds=[Feed(server.url("/feed"), pages=False)])

    assert (["/feed"], ["One"]) == (server.paths(), titles(tmp_path))
    assert server.url("/1") == articles(tmp_path)[0].url


def test_listing_that_is_now_to_be_read_is_fetched_anew(server: BadServer, tmp_path: Path) -> None:
    """When the operator changes his mind about a feed's pages, nothing stands in for its items."""
    item = f"<item><title>One</title><description>{' '.join(BODY)}</description></item>"
    server.routes["/feed"] = always(xml(RSS.format(items=item).encode(), etag='"1"'))
    fetch(tmp_path, feeds=[Feed(server.url("/feed"))])
    fetch(tmp_path, feeds=[Feed(server.url("/feed"), pages=False)], day=NEXT)

    assert ["One"] == titles(tmp_path)


def test_json_feed_lists_pages_too(server: BadServer, tmp_path: Path) -> None:
    """By its media type or by its first bytes."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "url": server.url("/1"), "title": "x"}],
    }
    server.routes["/feed"] = always(answer(json.dumps(feed).encode(), content_type="application/feed+json"))
    server.routes["/1"] = always(answer(page(1)))
    night = fetch(tmp_path, feeds=[Feed(server.url("/feed"))])

    assert ((), ["Bridge 1 closed to lorries"]) == (night.issues, titles(tmp_path))


def test_half_a_feed_gives_the_entries_that_are_whole(server: BadServer, tmp_path: Path) -> None:
    """The server sent all it had, and that ends inside an entry."""
    whole = rss(server.url("/1"), server.url("/2"))
    server.routes["/feed"] = always(xml(whole[: whole.index(b"/2</link>")]))
    server.routes["/1"] = always(answer(page(1)))
    fetch(tmp_path, feeds=[Feed(server.url("/feed"))])

    assert ["Bridge 1 closed to lorries"] == titles(tmp_path)


def test_feed_that_defines_entities_is_not_read(server: BadServer, tmp_path: Path) -> None:
    """Nothing is expanded; the finding names the feed."""
    bomb = b'<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><rss><channel>&c;</channel></rss>'
    server.routes["/feed"] = always(xml(bomb))
    night = fetch(tmp_path, feeds=[Feed(server.url("/feed"))])

    assert [(IssueCode.UNSAFE_XML, server.url("/feed"))] == told(night.issues)


def test_feed_cannot_lead_into_the_private_network(server: BadServer, tmp_path: Path) -> None:
    """Its good entries are fetched all the same."""
    inside = ["http://10.0.0.1/admin", "ftp://files.example/a"]
    server.routes["/feed"] = always(xml(rss(*inside, server.url("/1"))))
    server.routes["/1"] = always(answer(page(1)))
    night = fetch(
        tmp_path,
        feeds=[Feed(server.url("/feed"))],
        resolver=lambda host, port: [host] if host[0].isdigit() else local(host, port),
    )

    assert {(IssueCode.UNSAFE_ADDRESS, address) for address in inside} == set(told(night.issues))
    assert ["Bridge 1 closed to lorries"] == titles(tmp_path)


def test_more_entries_than_allowed_wait_for_another_night(server: BadServer, tmp_path: Path) -> None:
    """One line says how many, also when the night is run again; they come the next one, feed changed or not."""
    links = [server.url(f"/{number}") for number in range(5)]
    server.routes["/feed"] = in_turn(xml(rss(*links), etag='"1"'), answer(b"", "304 Not Modified"))
    for number in range(5):
        server.routes[f"/{number}"] = always(answer(page(number)))
    feeds = [Feed(server.url("/feed"), at_most=3)]
    first, again = fetch(tmp_path, feeds=feeds), fetch(tmp_path, feeds=feeds)
    assert 3 == len(articles(tmp_path))
    second = fetch(tmp_path, feeds=feeds, day=NEXT)

    assert first.issues == again.issues
    assert [(IssueCode.FETCH_POSTPONED, server.url("/feed"))] == told(first.issues)
    assert () == second.issues
    assert 5 == len(articles(tmp_path))


def test_entry_that_gives_nothing_is_given_up_after_five_nights(server: BadServer, tmp_path: Path) -> None:
    """The last finding says so, and then it is asked no more."""
    server.routes["/feed"] = always(xml(rss(server.url("/gone"))))
    nights = [fetch(tmp_path, feeds=[Feed(server.url("/feed"))], day=DAY + timedelta(days=at)) for at in range(7)]

    assert [1, 1, 1, 1, 1, 0, 0] == [len(night.issues) for night in nights]
    assert "given up" in nights[4].issues[0].message
    assert 5 == server.paths().count("/gone")


def test_page_removed_from_the_folder_is_not_fetched_again(server: BadServer, tmp_path: Path) -> None:
    """Who took a page down does not find it back in the morning."""
    server.routes["/feed"] = always(xml(rss(server.url("/1"))))
    server.routes["/1"] = always(answer(page(1)))
    feeds = [Feed(server.url("/feed"))]
    night = fetch(tmp_path, feeds=feeds)
    for file in night.files:
        if file.endswith(".html"):
            (tmp_path / file).unlink()
    fetch(tmp_path, feeds=feeds, day=NEXT)

    assert [] == articles(tmp_path)


def test_two_addresses_with_the_same_bytes_are_kept_once_and_said(server: BadServer, tmp_path: Path) -> None:
    """A notice that a site sends instead of every page shows itself so."""
    for path in ("/a", "/b"):
        server.routes[path] = always(answer(PAGE))
    night = fetch(tmp_path, server.url("/a"), server.url("/b"))

    assert [(IssueCode.COPY, server.url("/b"))] == told(night.issues)
    assert 1 == len(articles(tmp_path))


def test_robots_txt_is_obeyed(server: BadServer, tmp_path: Path) -> None:
    """Once a night, by the visitor's own name, also behind a redirect; what it allows is fetched."""
    rules = "User-agent: *\nDisallow: /\nUser-agent: tester\nDisallow: /private/*.html\nCrawl-delay: 30\n"
    server.routes["/robots.txt"] = always(answer(rules.encode(), content_type="text/plain"))
    server.routes["/a"] = always(answer(PAGE))
    server.routes["/led"] = always(answer(b"", "302 Found", location="/private/1.html"))
    clock = FakeClock()
    addresses = [server.url(path) for path in ("/a", "/private/2.html", "/led")]
    night = fetch(tmp_path, *addresses, clock=clock)

    assert [(IssueCode.ROBOTS_DISALLOW, address) for address in addresses[1:]] == told(night.issues)
    assert ["/a", "/led"] == server.paths()
    assert 1 == sum(request.path == "/robots.txt" for request in server.asked)
    assert {AGENT} == {request.headers["user-agent"] for request in server.asked}
    assert max(clock.slept) > 29


@pytest.mark.parametrize(
    ("status", "expected"),
    [("404 Not Found", []), ("403 Forbidden", []), ("503 Down", [IssueCode.ERROR_STATUS])],
)
def test_missing_robots_txt_allows_and_a_broken_server_does_not(
    status: str, expected: list[IssueCode], server: BadServer, tmp_path: Path
) -> None:
    """RFC 9309: unavailable allows everything, unreachable forbids everything."""
    server.routes["/robots.txt"] = always(answer(b"", status))
    server.routes["/a"] = always(answer(PAGE))
    night = fetch(tmp_path, server.url("/a"), limits={"retries": 0})

    assert expected == [issue.code for issue in night.issues]


def test_host_is_asked_at_its_pace(server: BadServer, tmp_path: Path) -> None:
    """At least the pause between any two requests, those for robots.txt among them."""
    for path in ("/a", "/b", "/c"):
        server.routes[path] = always(answer(PAGE + path.encode()))
    clock = FakeClock()
    fetch(tmp_path, *(server.url(path) for path in ("/a", "/b", "/c")), clock=clock, limits={"pause_seconds": 5})

    assert [5, 5, 5] == [round(wait) for wait in clock.slept]


def test_deaf_host_costs_the_others_nothing(server: BadServer, tmp_path: Path) -> None:
    """After two addresses in vain the rest of it waits for another night."""
    deaf = [f"http://deaf.example:9/{at}" for at in range(10)]
    server.routes["/a"] = always(answer(PAGE))
    night = fetch(tmp_path, *deaf, server.url("/a"), limits={"retries": 0})

    assert [IssueCode.NO_ANSWER] * 2 + [IssueCode.FETCH_POSTPONED] * 8 == [issue.code for issue in night.issues]
    assert {"failed": 2, "postponed": 8, "stored": 1} == night.counts
    assert ["Bridge closed to lorries"] == titles(tmp_path)


def test_host_whose_time_is_up_waits_for_another_night(server: BadServer, tmp_path: Path) -> None:
    """A patient robots.txt must not make a night a week."""
    server.routes["/robots.txt"] = always(answer(b"User-agent: *\nCrawl-delay: 500", content_type="text/plain"))
    paths = [f"/{at}" for at in range(9)]
    for at, path in enumerate(paths):
        server.routes[path] = always(answer(page(at)))
    night = fetch(tmp_path, *map(server.url, paths), limits={"host_seconds": 1200})

    assert {"postponed": 5, "stored": 4} == night.counts


def test_a_crash_between_page_and_memory_costs_nothing(server: BadServer, tmp_path: Path) -> None:
    """The page is there, what was remembered is not: it is asked again, kept once, and no finding is made of it."""
    server.routes["/a"] = always(answer(PAGE))
    fetch(tmp_path, server.url("/a"))
    for state in (tmp_path / "fetched").glob("*/.state/*/*.json"):
        state.write_bytes(state.read_bytes()[:20])
    night = fetch(tmp_path, server.url("/a"))

    assert ({"unchanged": 1}, ()) == (night.counts, night.issues)
    assert 1 == len(articles(tmp_path))


def test_disk_that_takes_nothing_ends_the_night(server: BadServer, tmp_path: Path) -> None:
    """That is no fault of a source: the run stops."""
    server.routes["/a"] = always(answer(PAGE))
    (tmp_path / "fetched").write_text("in the way")

    with pytest.raises(OSError, match="Not a directory"):
        fetch(tmp_path, server.url("/a"))


def test_findings_are_in_the_order_of_the_list(server: BadServer, tmp_path: Path) -> None:
    """Whatever host answers first."""
    hosts = [f"h{at}.example" for at in range(6)]
    server.routes["/"] = endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000)
    addresses = [server.url("/", host) for host in hosts]
    night = fetch(tmp_path, *addresses)

    assert addresses == [issue.source for issue in night.issues]


LIST = """
agent: "desk/1.0 (mailto:desk@example.org)"
feeds:
  - {feed: "https://news.example/rss", at_most: 20}
  - {feed: "https://other.example/atom", pages: false}
addresses: ["https://news.example/latest"]
limits: {pause_seconds: 5}
"""


def test_list_of_sources_is_read(tmp_path: Path) -> None:
    """What it does not say has a default."""
    path = tmp_path / "sources.yaml"
    path.write_text(LIST)
    sources = load_sources(path)

    assert [(True, 20), (False, 50)] == [(feed.pages, feed.at_most) for feed in sources.feeds]
    assert (5, 3) == (sources.limits.pause_seconds, sources.limits.retries)


def test_page_for_operators_shows_a_list_that_works_and_the_true_limits(tmp_path: Path) -> None:
    """Its example is read as it stands; its table has every limit with its default."""
    text = (Path(__file__).parent.parent / "docs" / "fetching.md").read_text(encoding="utf-8")
    path = tmp_path / "sources.yaml"
    path.write_text(text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    rows = re.findall(r"^\| (?P<names>`\w+`(?:, `\w+`)*) \| (?P<values>[\d, ]+) \|", text, re.MULTILINE)
    shown = [pair for names, values in rows for pair in zip(names.split(", "), values.split(", "), strict=True)]

    assert 3 == len(load_sources(path).feeds)
    assert [(f"`{name}`", f"{value:g}") for name, value in msgspec.structs.asdict(Limits()).items()] == shown


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('agent: "desk/1.0 (mailto:desk@example.org)"', "", "agent"),
        ("desk/1.0 (mailto:desk@example.org)", "anonymous", "agent"),
        ("at_most: 20", "at_mots: 20", "at_mots"),
        ("at_most: 20", "at_most: 0", r"feeds\[0\]|at_most"),
        ("https://news.example/rss", "file:///etc/passwd", r"feeds\[0\]\.feed"),
        ("https://news.example/latest", "https://me:secret@news.example/", r"addresses\[0\]"),
        ("https://news.example/latest", "news.example", r"addresses\[0\]"),
        ("https://news.example/latest", "https://NEWS.example/rss#top", r"addresses\[0\].*feeds\[0\]"),
        ("pause_seconds: 5", "pause_seconds: -1", "pause_seconds"),
    ],
)
def test_list_that_cannot_be_used_is_refused_with_file_and_key(old: str, new: str, reason: str, tmp_path: Path) -> None:
    """Before anything is fetched."""
    path = tmp_path / "sources.yaml"
    assert old in LIST
    path.write_text(LIST.replace(old, new))

    with pytest.raises(ConfigError, match=reason) as refused:
        load_sources(path)
    assert str(path) in str(refused.value)


def test_log_of_another_day_or_none_is_empty(tmp_path: Path) -> None:
    """Where nothing was fetched there is nothing to tell; a damaged log is said."""
    assert () == issues_of(tmp_path, date(2025, 1, 1))
    (tmp_path / "fetched" / ".log").mkdir(parents=True)
    (tmp_path / "fetched" / ".log" / "2025-01-01.json").write_text("[{")

    assert [IssueCode.BAD_SYNTAX] == [issue.code for issue in issues_of(tmp_path, date(2025, 1, 1))]
