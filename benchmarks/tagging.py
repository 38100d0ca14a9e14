"""How fast ``tag`` reads unseen text, beside dateparser's search and, where node and npm are there, chrono-node.

    python -m benchmarks.tagging [--megabytes 10] [--peers-megabytes 0.05] [--chrono DIR]

Seconds are those of the CPU, so that a busy machine changes little; each peer runs in one process. ``--chrono`` is a
folder into which chrono-node has been installed (``npm install chrono-node``).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.corpus import Text, varied
from datelines.tagging import tag

_CHRONO = """
const chrono = require('chrono-node');
const fs = require('fs');
const rows = JSON.parse(fs.readFileSync(process.argv[2], 'utf-8'));
chrono.parse('warm up on Monday');
const start = process.cpuUsage();
let found = 0;
for (const row of rows) found += chrono.parse(row.text, row.dct ? new Date(row.dct) : new Date(0)).length;
const used = process.cpuUsage(start);
console.log(JSON.stringify({seconds: (used.user + used.system) / 1e6, found}));
"""


def size(texts: Sequence[Text]) -> float:
    """Megabytes of UTF-8."""
    return sum(len(text.text.encode("utf-8")) for text in texts) / 1e6


def timed(texts: Sequence[Text], read: Callable[[Text], int]) -> tuple[float, int]:
    """Megabytes a second of CPU time, and how much was found."""
    start = time.process_time()
    found = sum(map(read, texts))
    return size(texts) / (time.process_time() - start), found


def ours(text: Text) -> int:
    """Time expressions found by ``tag``, each fully resolved."""
    return len(tag(text.text, text.dct, "en", text.kind))


def dateparser_search(text: Text) -> int:
    """Dates found by dateparser's search in English."""
    from dateparser.search import search_dates

    return len(search_dates(text.text, languages=["en"]) or ())


def chrono(texts: Sequence[Text], folder: Path) -> float | None:
    """chrono-node's megabytes a second, None where node or the package is missing."""
    node = shutil.which("node")
    if node is None or not (folder / "node_modules" / "chrono-node").exists():
        return None
    rows = [{"text": text.text, "dct": text.dct.isoformat() if text.dct else None} for text in texts]
    with tempfile.TemporaryDirectory(dir=folder) as work:
        data, script = Path(work) / "rows.json", Path(work) / "run.js"
        data.write_text(json.dumps(rows), encoding="utf-8")
        script.write_text(_CHRONO, encoding="utf-8")
        run = subprocess.run([node, str(script), str(data)], capture_output=True, text=True, check=True, cwd=folder)
    return size(texts) / float(json.loads(run.stdout)["seconds"])


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=10.0)
    parser.add_argument("--peers-megabytes", type=float, default=0.05, help="what dateparser's search is given")
    parser.add_argument("--chrono", type=Path, default=Path(".work/chrono"), help="where chrono-node is installed")
    options = parser.parse_args(argv)
    tag("warm up on Monday", None)
    texts, few = list(varied(options.megabytes)), list(varied(options.peers_megabytes, seed=11))
    speed, _ = timed(texts, ours)
    rows = [("datelines", speed, size(texts)), ("dateparser search_dates", timed(few, dateparser_search)[0], size(few))]
    other = chrono(texts, options.chrono.resolve())
    if other is not None:
        rows.append(("chrono-node", other, size(texts)))
    print(f"{'':<26}{'MB/s':>8}{'MB':>8}{'ours is so many times as fast':>32}")
    for name, rate, megabytes in rows:
        print(f"{name:<26}{rate:>8.2f}{megabytes:>8.2f}{speed / rate:>32.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
