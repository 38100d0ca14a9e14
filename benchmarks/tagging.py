"""How fast ``tag`` reads unseen text, beside dateparser's search and, where node and npm are there, chrono-node.

    python -m benchmarks.tagging [--megabytes 10] [--rounds 3] [--peers-megabytes 0.05] [--chrono DIR]

In each round all read the same new text, one right after the other, each in a process of its own that has read one
sentence before; who is first changes. So a busy machine slows all of them alike. Medians are printed: of the whole
text, and of its last fifth, when whatever warms up is warm. Seconds are those of the CPU. ``--chrono`` is a folder
into which chrono-node has been installed (``npm install chrono-node``).
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
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.corpus import Text, varied
from datelines.tagging import tag

_OURS, _SEARCH, _CHRONO = "datelines", "dateparser search_dates", "chrono-node"
_PARTS = 5
_SCRIPT = """
const chrono = require('chrono-node');
const parts = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf-8'));
chrono.parse('warm up on Monday');
const seconds = parts.map(part => {
  const start = process.cpuUsage();
  for (const row of part) chrono.parse(row.text, row.dct ? new Date(row.dct) : new Date(0));
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1e6;
});
console.log(JSON.stringify(seconds));
"""


class Rate(NamedTuple):
    """Megabytes a second: of a whole text, and of its last part."""

    whole: float
    warm: float


def size(texts: Sequence[Text]) -> float:
    """Megabytes of UTF-8."""
    return sum(len(text.text.encode("utf-8")) for text in texts) / 1e6


def parts_of(megabytes: float, seed: int) -> list[list[Text]]:
    """A text in parts, no two of which have the same dates."""
    return [list(varied(megabytes / _PARTS, seed=seed * _PARTS + part)) for part in range(_PARTS)]


def written(parts: Sequence[Sequence[Text]], path: Path) -> None:
    """Leave a text where every peer can read it."""
    path.write_text(json.dumps([[text._asdict() for text in part] for part in parts], default=str), encoding="utf-8")


def read(path: Path) -> list[list[Text]]:
    """What ``written`` has left."""
    parts = json.loads(path.read_text(encoding="utf-8"))
    return [[Text(r["text"], date.fromisoformat(r["dct"]) if r["dct"] else None, r["kind"]) for r in p] for p in parts]


def seconds(path: Path, one: Callable[[Text], object]) -> list[float]:
    """CPU seconds for each part."""
    found: list[float] = []
    for part in read(path):
        start = time.process_time()
        for text in part:
            one(text)
        found.append(time.process_time() - start)
    return found


def asked(name: str, path: Path) -> list[float]:
    """The seconds of a peer that runs in Python; this process is its own."""
    if name == _OURS:
        tag("warm up on Monday", None)
        return seconds(path, lambda text: tag(text.text, text.dct, "en", text.kind))
    from dateparser.search import search_dates

    search_dates("warm up on Monday", languages=["en"])
    return seconds(path, lambda text: search_dates(text.text, languages=["en"]))


def chrono_command(folder: Path) -> list[str] | None:
    """How chrono-node is run, None where node or the package is missing."""
    node = shutil.which("node")
    if node is None or not (folder / "node_modules" / "chrono-node").exists():
        return None
    script = folder / "run.js"
    script.write_text(_SCRIPT, encoding="utf-8")
    return [node, str(script)]


def rate(command: Sequence[str], megabytes: Sequence[float], path: Path) -> Rate:
    """What one process makes of a text."""
    run = subprocess.run([*command, str(path)], capture_output=True, text=True, check=True)
    spent = json.loads(run.stdout.splitlines()[-1])
    return Rate(sum(megabytes) / sum(spent), megabytes[-1] / spent[-1])


def rates(commands: dict[str, list[str]], megabytes: float, rounds: int) -> dict[str, list[Rate]]:
    """What each makes of the same texts, round by round."""
    found: dict[str, list[Rate]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "texts.json"
        for number in range(rounds):
            parts = parts_of(megabytes, seed=number)
            written(parts, path)
            for name in sorted(commands, reverse=bool(number % 2)):
                found[name].append(rate(commands[name], [size(part) for part in parts], path))
    return found


def shown(found: dict[str, list[Rate]], megabytes: float, ours: Sequence[Rate]) -> None:
    """A line for each."""
    whole, warm = (median(values) for values in zip(*ours, strict=True))
    for name, each in found.items():
        its_whole, its_warm = (median(values) for values in zip(*each, strict=True))
        spread = f"{min(each).whole:.2f} to {max(each).whole:.2f}"
        print(
            f"{name:<26}{megabytes:>7.2f}{its_whole:>8.2f}{spread:>17}{its_warm:>8.2f}"
            f"{whole / its_whole:>11.2f}{warm / its_warm:>8.2f}"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=10.0, help="a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers-megabytes", type=float, default=0.05, help="what dateparser's search is given a round")
    parser.add_argument("--chrono", type=Path, default=Path(".work/chrono"), help="where chrono-node is installed")
    parser.add_argument("--as", dest="name", help="be this peer and print the seconds for each part of TEXTS")
    parser.add_argument("texts", type=Path, nargs="?", help="a text that a round has written")
    options = parser.parse_args(argv)
    if options.name:
        print(json.dumps(asked(options.name, options.texts)))
        return 0
    own = [sys.executable, "-m", "benchmarks.tagging", "--as"]
    commands = {_OURS: [*own, _OURS]}
    other = chrono_command(options.chrono.resolve())
    if other is not None:
        commands[_CHRONO] = other
    found = rates(commands, options.megabytes, options.rounds)
    slow = rates({_SEARCH: [*own, _SEARCH]}, options.peers_megabytes, options.rounds)
    print(f"{'':<33}{'MB/s':>8}{'from':>7}{'to':>7}{'':>3}{'warm':>8}{'ours is so many times as fast':>32}")
    shown(found, options.megabytes, found[_OURS])
    shown(slow, options.peers_megabytes, found[_OURS])
    return 0


if __name__ == "__main__":
    sys.exit(main())
