"""How a night grows with its articles: rate, memory and disk from JSON lines to a checked release, and the exponents.

    python -m benchmarks.scale [--articles 1000 10000 100000] [--about 0.1] [--files 1] [--keep FOLDER]

The articles are those of ``crawls``: 2 KB each, with a given share about the topic. Each size is one night into an
empty folder, in a process of its own; what a night over a single article takes is taken off. With ``--keep``, the
articles are made once. ``--profile`` prints where the time of the last night went.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.crawls import write_lines
from benchmarks.newsmaking import Mix
from benchmarks.nights import TOPIC, Cost, night

__all__ = ["Size", "exponent", "measure"]

DAY = date(2025, 3, 1)


@dataclass(frozen=True, slots=True)
class Size:
    """One night: how many articles it was given, what it took beyond an empty one, and what came of it."""

    articles: int
    cost: Cost
    seconds: float
    cpu: float
    own_cpu: float
    rows: dict[str, int]
    passed_over: int
    megabytes_on_disk: float

    @property
    def unhindered(self) -> float:
        """Seconds on two cores with nothing else to do, as it follows from processor time, which others lengthen, too.

        What the first process does and what the two others do is taken to come one after the other.
        """
        return self.own_cpu + (self.cpu - self.own_cpu) / 2

    @property
    def line(self) -> str:
        """As the table has it."""
        rows = self.rows
        times = (self.seconds, self.articles / self.seconds, self.cpu, self.own_cpu, self.articles / self.unhindered)
        memory = (self.cost.megabytes, self.cost.own_megabytes)
        counts = (rows["articles"], self.passed_over, rows["mentions"], rows["timeline"])
        shown = "".join(f"{value:10,.0f}" for value in (*times, *memory, *counts, self.megabytes_on_disk))
        return f"{self.articles:10,}{shown}"


HEAD = "  articles" + "".join(
    f"{name:>10}"
    for name in (
        *("clock", "a second", "cpu", "own cpu", "free", "MB", "own MB"),
        *("rows", "passed", "mentions", "events", "disk MB"),
    )
)


def articles_of(folder: Path, count: int, about: float, files: int) -> Path:
    """A folder with so many articles, made where there is none."""
    raw = folder / f"{count}-{about:g}-{files}"
    if not raw.exists():
        staged = raw.with_name(f"{raw.name}.part")
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(parents=True)
        for number in range(files):
            write_lines(staged / f"news-{number:04}.jsonl", count // files, Mix(about=about), seed=1 + number)
        staged.rename(raw)
    return raw


def measure(raw: Path, out: Path, articles: int, empty: Cost, profile: bool = False) -> Size:
    """The first night over a folder of articles."""
    shutil.rmtree(out, ignore_errors=True)
    cost = night(raw, out, DAY, profile)
    release = (out / TOPIC / "latest").resolve()
    run: dict[str, Any] = json.loads((release / "run.json").read_bytes())
    on_disk = sum(path.stat().st_size for path in out.rglob("*") if path.is_file() and not path.is_symlink())
    seconds, cpu, own = cost.beyond(empty)
    return Size(articles, cost, seconds, cpu, own, run["rows"], run.get("passed_over", 0), on_disk / 1e6)


def exponent(sizes: Sequence[tuple[float, float]]) -> float:
    """The slope of a line through the logarithms, by least squares: 1 is linear."""
    points = [(math.log(x), math.log(y)) for x, y in sizes]
    mean_x, mean_y = (sum(column) / len(points) for column in zip(*points, strict=True))
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points)


def _fits(sizes: Sequence[Size], empty: Cost) -> Iterator[str]:
    measures = {
        "clock": [(one.articles, one.seconds) for one in sizes],
        "processor time": [(one.articles, one.cpu) for one in sizes],
        "time on two free cores": [(one.articles, one.unhindered) for one in sizes],
        "memory beyond an empty night": [(one.articles, one.cost.megabytes - empty.megabytes) for one in sizes],
        "mentions": [(one.articles, one.rows["mentions"]) for one in sizes],
        "disk": [(one.articles, one.megabytes_on_disk) for one in sizes],
    }
    for name, points in measures.items():
        if len(points) > 1 and all(y > 0 for _, y in points):
            yield f"{name} grows with articles to the power of {exponent(points):.2f}"


def main(argv: Sequence[str] | None = None) -> None:
    """Measure each size, and fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--about", type=float, default=0.1, help="the share of articles about the topic")
    parser.add_argument("--files", type=int, default=1, help="over how many files they are spread")
    parser.add_argument("--keep", type=Path, help="where articles are kept for the next time")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        folder, out = options.keep or Path(scratch), Path(scratch) / "out"
        empty = night(articles_of(folder, 1, 1.0, 1), out, DAY)
        print(f"an empty night: {empty.seconds:.1f} s, {empty.cpu:.1f} s of processors, {empty.megabytes:,.0f} MB")
        print(HEAD)
        sizes: list[Size] = []
        for count in options.articles:
            raw = articles_of(folder, count, options.about, options.files)
            profile = options.profile and count == options.articles[-1]
            sizes.append(measure(raw, out, count, empty, profile))
            print(sizes[-1].line, flush=True)
        for line in _fits(sizes, empty):
            print(line)


if __name__ == "__main__":
    main()
