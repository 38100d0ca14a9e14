"""Our own tagger, driven as the others are: argv holds a file of documents and the file for what was found."""

import json
import sys
import time
from datetime import date
from pathlib import Path

from memory import peak

from datelines.tagging import tag


def read(row):
    """Every time expression, with its value."""
    return tag(row["text"], date.fromisoformat(row["dct"]) if row["dct"] else None, "en", row["doc_type"])


def timexes(found):
    """As `datelines tag` prints them."""
    return [{"start": one.span.start, "end": one.span.end, "type": one.type.value, "value": one.value} for one in found]


def main():
    """Read, find, write, and say what it cost."""
    source, target = sys.argv[1:]
    read({"text": "It began on 3 May 2019.", "dct": "2020-01-01", "doc_type": "news"})
    rows = [json.loads(line) for line in Path(source).read_text(encoding="utf-8").splitlines()]
    start = time.process_time()
    results = [read(row) for row in rows]
    seconds = time.process_time() - start
    found = [(row["doc_id"], timexes(each)) for row, each in zip(rows, results, strict=True)]
    lines = (json.dumps({"doc_id": name, "timexes": each}) + "\n" for name, each in found)
    Path(target).write_text("".join(lines), encoding="utf-8")
    print(json.dumps({"seconds": seconds, "megabytes": peak()}))


main()
