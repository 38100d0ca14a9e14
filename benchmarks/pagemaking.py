"""Stories as web pages with all that stands around an article, in several charsets, and pages as archive records."""

from __future__ import annotations

import gzip
import html
import json
import random
import zlib

from benchmarks.newsmaking import Story, filled, texts

__all__ = ["answer", "page", "record", "rest"]

_SIZE = 10_000
_TRAP = 0.05
_LINES = 7
_SCRIPT = (
    "window.dataLayer=window.dataLayer||[];(function(w,d,s,l,i){{w[l]=w[l]||[];"
    "w[l].push({{t:{number},e:'{name}'}})}})(window,document);"
)
_STYLE = (
    "body{margin:0;font:16px/1.5 Georgia,serif}.menu li{display:inline-block;padding:0 .6em}"
    ".related{float:right;width:20em}"
)


def page(story: Story, seed: int = 1) -> tuple[str, bytes]:
    """The page's content type and bytes, about 10 KB."""
    rng = random.Random(f"page {seed} {story.number}")
    parts = [_head(story, rng), "<body>", _script(rng), _menu(rng), _article(story, rng), _around(rng)]
    while sum(map(len, parts)) < _SIZE - 600:
        parts.append(_script(rng) if rng.random() < 0.7 else _related(rng))
    parts.append("<footer><p>All rights reserved. Terms of use. Privacy.</p></footer></body></html>")
    return _encoded("\n".join(parts), story, rng)


def answer(content_type: str, body: bytes, status: str = "200 OK") -> bytes:
    """What a server sends."""
    head = f"HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode("ascii") + body


def record(url: str, content: bytes, moment: str, kind: str = "response", packed: bool = True) -> bytes:
    """One record of a web archive, as a gzip member where ``packed``."""
    media = "application/warc-fields" if kind == "warcinfo" else f"application/http; msgtype={kind}"
    name = f"{zlib.crc32(url.encode()):08x}-0000-4000-8000-{zlib.crc32(content):012x}"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {moment}\r\n"
        f"WARC-Record-ID: <urn:uuid:{name}>\r\nContent-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    whole = head.encode() + content + b"\r\n\r\n"
    return gzip.compress(whole, 6, mtime=0) if packed else whole


def rest(story: Story, moment: str) -> list[bytes]:
    """What else a crawl holds beside a page: its request, and now and then a picture, a script, a page not found."""
    rng = random.Random(f"rest {story.number}")
    found = [record(story.url, f"GET {story.url} HTTP/1.1\r\nHost: paper\r\n\r\n".encode(), moment, "request")]
    if rng.random() < 0.05:
        found.append(record(f"{story.url}.jpg", answer("image/jpeg", b"\xff\xd8\xff" + rng.randbytes(3000)), moment))
    if rng.random() < 0.05:
        gone = b"<html><body><h1>Not found</h1></body></html>"
        found.append(record(f"{story.url}/old", answer("text/html", gone, "404 Not Found"), moment))
    return found


def _head(story: Story, rng: random.Random) -> str:
    title, when = html.escape(story.title), story.published.isoformat()
    dated = rng.randrange(3)
    lines = [f'<!DOCTYPE html>\n<html lang="{story.language}">\n<head>', f"<title>{title} | {story.publisher}</title>"]
    lines += [f'<link rel="canonical" href="{story.url}">', f'<meta property="og:title" content="{title}">']
    if dated == 0:
        node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title}
        node |= {"datePublished": when, "publisher": {"@type": "Organization", "name": story.publisher}}
        lines.append(f'<script type="application/ld+json">{json.dumps(node)}</script>')
    if dated == 1:
        lines.append(f'<meta property="article:published_time" content="{when}">')
        lines.append(f'<meta property="og:site_name" content="{html.escape(story.publisher)}">')
    lines += [f"<style>{_STYLE}</style>", "</head>"]
    return "\n".join(lines)


def _article(story: Story, rng: random.Random) -> str:
    day = f'<time datetime="{story.published.isoformat()}">{story.published:%d %B %Y}</time>'
    lines = [f'<main><article><h1>{html.escape(story.title)}</h1><p class="byline">By the desk {day}</p>']
    for paragraph in story.paragraphs:
        text = html.escape(paragraph, quote=rng.random() < 0.5)
        if rng.random() < 0.2:
            words = text.split(" ")
            at = rng.randrange(len(words))
            words[at] = f'<a href="/tag/{at}">{words[at]}</a>'
            text = " ".join(words)
        lines.append(f"<p>{text}</p>")
    return "\n".join([*lines, "</article></main>"])


def _menu(rng: random.Random) -> str:
    items = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in texts().menu)
    cookies = f'<div class="cookie">We use cookies. {rng.randint(1, 99)}</div>'
    return f'<header><nav class="menu"><ul>{items}</ul></nav></header>{cookies}'


def _around(rng: random.Random) -> str:
    said = (_comment(rng) for _ in range(rng.randint(0, 5)))
    more = _related(rng)
    if rng.random() < _TRAP:
        more += f'<aside class="related"><a href="/more">{rng.choice(texts().related_to_topic)}</a></aside>'
    return f'{more}<section id="comments"><h3>Comments</h3><ul>{"".join(said)}</ul></section>'


def _comment(rng: random.Random) -> str:
    said = html.escape(filled(rng.choice(texts().comments), rng))
    return f'<li class="comment"><b>reader{rng.randint(1, 999)}</b><p>{said}</p></li>'


def _related(rng: random.Random) -> str:
    links = "".join(_link(filled(rng.choice(texts().related), rng), rng) for _ in range(6))
    return f'<aside class="related"><h3>Related</h3><ul>{links}</ul></aside>'


def _link(title: str, rng: random.Random) -> str:
    return f'<li><a href="/news/{rng.randint(1, 99999)}" class="card card--small">{html.escape(title)}</a></li>'


def _script(rng: random.Random) -> str:
    number = rng.getrandbits(30)
    lines = (_SCRIPT.format(number=number + at, name=texts().menu[at]) for at in range(_LINES))
    return f"<script>{''.join(lines)}</script>"


def _encoded(text: str, story: Story, rng: random.Random) -> tuple[str, bytes]:
    """As servers send it: mostly UTF-8, else the language's charset, which the header says, or the page, or nobody."""
    way = rng.random()
    if way < 0.01:
        return "text/html", text.encode("utf-16")
    other = {"zh": "gb18030", "km": "utf-8"}.get(story.language, "windows-1252")
    if way < 0.08:
        return f"text/html; charset={other}", text.encode(other, "xmlcharrefreplace")
    if way < 0.12:
        declared = text.replace("<head>", f'<head><meta charset="{other}">', 1)
        return "text/html", declared.encode(other, "xmlcharrefreplace")
    return ("text/html; charset=utf-8" if way < 0.9 else "text/html"), text.encode()
