"""Stands in for Solr, for which Debian has no package: the few calls that a CKAN makes. For tests, on loopback.

usage: solr.py PORT SCHEMA.xml
"""

from __future__ import annotations

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

# name:"us-cambodia", +id:(a OR b), -state:deleted
_TERM = re.compile(r"(?P<sign>[+-]?)(?P<field>\w+):(?P<value>\"[^\"]*\"|\([^)]*\)|\S+)")
_documents: dict[str, dict[str, Any]] = {}
_lock = Lock()


def put(body: bytes) -> None:
    """Add or delete documents, as pysolr sends them."""
    if body.lstrip()[:1] == b"[":
        for document in json.loads(body):
            _documents[document.get("index_id") or document["id"]] = document
        return
    root = ElementTree.fromstring(body)
    for document in root.iter("doc"):
        fields: dict[str, Any] = {}
        for field in document.iter("field"):
            name, value = str(field.get("name")), field.text or ""
            fields[name] = (
                [*fields[name], value]
                if isinstance(fields.get(name), list)
                else ([fields[name], value] if name in fields else value)
            )
        _documents[fields.get("index_id") or fields["id"]] = fields
    for one in root.iter("id"):
        _documents.pop(one.text or "", None)
    for query in root.iter("query"):
        for key in [key for key, document in _documents.items() if fits(document, query.text or "")]:
            del _documents[key]


def fits(document: dict[str, Any], query: str) -> bool:
    """Whether a document has the terms of a query; free words are not looked at."""
    if query.strip() in ("", "*:*"):
        return True
    return all(_has(document, term) for term in _TERM.finditer(query) if term["field"] != "*")


def _has(document: dict[str, Any], term: re.Match[str]) -> bool:
    held = document.get(term["field"], [])
    values = {str(value) for value in (held if isinstance(held, list) else [held])}
    wanted = {word.strip('"') for word in re.split(r"\s+OR\s+|\s+", term["value"].strip("()"))}
    return (bool(values & wanted) or "*" in wanted) is (term["sign"] != "-")


def search(asked: dict[str, list[str]]) -> dict[str, Any]:
    """An answer in Solr's form."""
    queries = [*asked.get("q", ["*:*"]), *asked.get("fq", [])]
    found = [document for document in _documents.values() if all(fits(document, query) for query in queries)]
    start, rows = int(asked.get("start", ["0"])[0] or 0), int(asked.get("rows", ["10"])[0] or 0)
    return {
        "responseHeader": {"status": 0, "QTime": 0},
        "response": {"numFound": len(found), "start": start, "docs": found[start : start + rows]},
        "facet_counts": {"facet_queries": {}, "facet_fields": {}, "facet_ranges": {}},
    }


class Handler(BaseHTTPRequestHandler):
    """GET and POST alike."""

    protocol_version = "HTTP/1.1"
    schema = b""

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        path = parts.path.rstrip("/")
        asked = parse_qs(parts.query, keep_blank_values=True)
        if "form" in (self.headers.get("Content-Type") or ""):
            asked |= parse_qs(body.decode(), keep_blank_values=True)
        with _lock:
            if path.endswith("/schema"):
                return self._send(self.schema, "text/xml")
            if path.endswith("/update"):
                put(body)
                return self._send(b'{"responseHeader": {"status": 0, "QTime": 0}}')
            return self._send(json.dumps(search(asked)).encode())

    def _send(self, content: bytes, kind: str = "application/json") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


if __name__ == "__main__":
    Handler.schema = Path(sys.argv[2]).read_bytes()
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
