"""How fast ``tag`` reads unseen text, beside dateparser's search and, where node and npm are there, chrono-node.

    python -m benchmarks.tagging [--megabytes 10] [--rounds 5] [--peers-megabytes 0.05] [--chrono DIR]

The text is cut into rounds. In each round all read the same part of it, one right after the other, so that a busy
machine slows all of them alike; the medians are printed. Seconds are those of the CPU; each peer is one process that
lives through all rounds. ``--chrono`` is a folder into which chrono-node has been installed (``npm install chrono-node``).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import TypeAlias

from benchmarks.corpus import Text, varied
from datelines.tagging import tag

# Seconds that a peer needs for some texts.
Peer: TypeAlias = Callable[[Sequence[Text]], float]

_CHRONO = """
const chrono = require('chrono-node');
const fs = require('fs');
chrono.parse('warm up on Monday');
require('readline').createInterface({input: process.stdin}).on('line', path => {
  const rows = JSON.parse(fs.readFileSync(path, 'utf-8'));
  const start = process.cpuUsage();
  for (const row of rows) chrono.parse(row.text, row.dct ? new Date(row.dct) : new Date(0));
  const used = process.cpuUsage(start);
  console.log((used.user + used.system) / 1e6);
});
"""


def size(texts: Sequence[Text]) -> float:
    """Megabytes of UTF-8."""
    return sum(len(text.text.encode("utf-8")) for text in texts) / 1e6


def ours(texts: Sequence[Text]) -> float:
    """``tag``, each time expression fully resolved."""
    start = time.process_time()
    for text in texts:
        tag(text.text, text.dct, "en", text.kind)
    return time.process_time() - start


def dateparser_search(texts: Sequence[Text]) -> float:
    """dateparser's search in English."""
    from dateparser.search import search_dates

    start = time.process_time()
    for text in texts:
        search_dates(text.text, languages=["en"])
    return time.process_time() - start


@contextmanager
def chrono(folder: Path) -> Iterator[Peer | None]:
    """chrono-node, in a process that lives as long as the context; None where node or the package is missing."""
    node = shutil.which("node")
    if node is None or not (folder / "node_modules" / "chrono-node").exists():
        yield None
        return
    with tempfile.TemporaryDirectory(dir=folder) as work:
        data, script = Path(work) / "rows.json", Path(work) / "run.js"
        script.write_text(_CHRONO, encoding="utf-8")
        command = [node, str(script)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
            assert process.stdin
            assert process.stdout
            yield lambda texts: _asked(process, data, texts)
            process.stdin.close()


def _asked(process: subprocess.Popen[str], data: Path, texts: Sequence[Text]) -> float:
    assert process.stdin
    assert process.stdout
    rows = [{"text": text.text, "dct": text.dct.isoformat() if text.dct else None} for text in texts]
    data.write_text(json.dumps(rows), encoding="utf-8")
    process.stdin.write(f"{data}\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def rates(peers: dict[str, Peer], parts: Sequence[Sequence[Text]]) -> dict[str, list[float]]:
    """Megabytes a second of each, round by round; who is asked first changes from round to round."""
    found: dict[str, list[float]] = {name: [] for name in peers}
    for number, texts in enumerate(parts):
        for name in sorted(peers, reverse=bool(number % 2)):
            found[name].append(size(texts) / peers[name](texts))
    return found


def parts_of(megabytes: float, rounds: int, seed: int) -> list[list[Text]]:
    """As many parts of the text as there are rounds; no two have the same dates."""
    return [list(varied(megabytes / rounds, seed=seed + number)) for number in range(rounds)]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers-megabytes", type=float, default=0.05, help="what dateparser's search is given in all")
    parser.add_argument("--chrono", type=Path, default=Path(".work/chrono"), help="where chrono-node is installed")
    options = parser.parse_args(argv)
    tag("warm up on Monday", None)
    with ExitStack() as stack:
        peers: dict[str, Peer] = {"datelines": ours}
        other = stack.enter_context(chrono(options.chrono.resolve()))
        if other is not None:
            peers["chrono-node"] = other
        found = rates(peers, parts_of(options.megabytes, options.rounds, seed=7))
    slow: dict[str, Peer] = {"datelines": ours, "dateparser search_dates": dateparser_search}
    few = rates(slow, parts_of(options.peers_megabytes, 1, seed=101))
    found["dateparser search_dates"] = few["dateparser search_dates"]
    speed = median(found["datelines"])
    print(f"{'':<26}{'MB/s':>8}{'slowest':>9}{'fastest':>9}{'MB':>7}{'ours is so many times as fast':>32}")
    for name, each in found.items():
        megabytes = options.peers_megabytes if name in slow and name != "datelines" else options.megabytes
        print(
            f"{name:<26}{median(each):>8.2f}{min(each):>9.2f}{max(each):>9.2f}{megabytes:>7.2f}"
            f"{speed / median(each):>32.1f}"
        )
    if len(peers) > 1:
        pairs = zip(found["datelines"], found["chrono-node"], strict=True)
        print(f"round by round, as fast as chrono-node: {', '.join(f'{mine / its:.2f}' for mine, its in pairs)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
