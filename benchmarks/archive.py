"""What a night with 100 new articles costs over archives of growing size: seconds beyond an empty night's, and memory.

    python -m benchmarks.archive [--articles 10000 ...] [--new 100] [--about 0.1] [--keep FOLDER]

The archive is made from the sample articles by varying dates, names and wording. ``--about`` is the share of these; the
others are the rest of a newspaper. An empty night is one over a single article:
Prefect and Great Expectations start, and that is all. Each night is a process of its own; its processor time says more
than the clock on a machine that others use. With ``--keep``, archives are made once, and each call adds a night.
``--profile`` prints where the time of the last one went.
"""

from __future__ import annotations

import argparse
import calendar
import cProfile
import json
import pstats
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.corpus import vary
from datelines.articles import Article
from datelines.sources import read_all

ROOT = Path(__file__).parents[1]
TOPIC = "us-cambodia-defense"
IN_FILE = 100
FIRST = date(2025, 3, 1)
_PEOPLE = ("Sokha", "Dara", "Vuthy", "Miller", "Hayes", "Okafor", "Lindqvist", "Moreau", "Tanaka", "Silva")
# What most of a newspaper is about.
_OTHER_NEWS = (
    "Rice prices rose by {number} percent in {month}, traders in the province said.",
    "The bridge over the river will be closed to lorries until {month} {year}, engineers said on {weekday}.",
    "{name} United beat the visitors 2-1 on {weekday}, their first win since {month}.",
    "A new school for {number} pupils opened last week, built with money collected since {year}.",
    "The court heard three witnesses on {weekday} and adjourned the case to {month}.",
    "Mr. {name} said the harvest had been the best since {year}.",
    "The airline will fly to the island twice a week from {month}, {name} said.",
    "Farmers have asked for {number} new wells after a dry {month}.",
    "The museum shows photographs taken between {year} and 2019.",
    "Bank lending grew in the third quarter, the fastest since {year}, according to {name}.",
)


def sample() -> list[Article]:
    """The sample's articles but those held back for scoring."""
    held = set((ROOT / "tests" / "gold" / "heldout.txt").read_text(encoding="utf-8").split())
    found = read_all([ROOT / "data" / "raw" / "sample"])
    return [one for one in found if isinstance(one, Article) and one.source not in held and one.published]


def copies(count: int, about: float, seed: int) -> list[dict[str, str]]:
    """So many records, no two the same, published within the two years before the first night."""
    rng, articles = random.Random(seed), sample()
    return [_copy(rng.choice(articles), rng.random() < about, number, seed, rng) for number in range(count)]


def _copy(article: Article, about: bool, number: int, seed: int, rng: random.Random) -> dict[str, str]:
    paragraphs = [vary(paragraph, rng) for paragraph in article.paragraphs if rng.random() < 0.9]
    text = "\n\n".join(paragraphs) if about else _other_news(len(article.text), rng)
    return {
        "title": f"{article.title if about else 'News of the province'} ({seed}-{number})",
        "publisher": f"Paper {number % 40}",
        "published": f"{FIRST - timedelta(days=rng.randint(0, 700))}T09:00:00+07:00",
        "body": f"{text}\n\n{rng.choice(_PEOPLE)} {rng.choice(_PEOPLE)} reported ({seed}-{number}).",
    }


def _other_news(length: int, rng: random.Random) -> str:
    """Paragraphs of other news, about as long as that."""
    text = ""
    while len(text) < length:
        words = {
            "number": rng.randint(2, 90),
            "month": rng.choice(calendar.month_name[1:]),
            "name": rng.choice(_PEOPLE),
        }
        days = {"year": rng.randint(1990, 2024), "weekday": rng.choice(calendar.day_name)}
        text += rng.choice(_OTHER_NEWS).format(**words, **days) + rng.choice((" ", " ", "\n\n"))
    return text.strip()


def write(raw: Path, records: list[dict[str, str]], name: str) -> None:
    """JSON lines, a hundred articles a file."""
    raw.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(records), IN_FILE):
        lines = [json.dumps(record, ensure_ascii=False) for record in records[start : start + IN_FILE]]
        (raw / f"{name}-{start // IN_FILE:05}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def night(raw: Path, out: Path, day: date, profile: bool = False) -> dict[str, float]:
    """One night in a process of its own: its seconds after Prefect's server is up, and its peak megabytes."""
    command = [sys.executable, "-m", "benchmarks.archive", "--night", str(raw), str(out), str(day)]
    done = subprocess.run(
        command + ["--profile"] * profile, capture_output=True, text=True, check=False, cwd=ROOT
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    if profile:
        sys.stderr.write(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def run_night(raw: Path, out: Path, day: date, profile: bool) -> None:
    """The flow itself, beside a server of Prefect's that is up already."""
    from prefect.testing.utilities import prefect_test_harness

    from flows.build import warm_up
    from flows.nightly import load_topic, nightly
    from schemas.expectations import suite

    assert suite
    warm_up(load_topic(TOPIC))
    with prefect_test_harness(server_startup_timeout=180):
        profiler = cProfile.Profile()
        start, worked = time.perf_counter(), time.process_time()
        if profile:
            profiler.enable()
        nightly(raw, out, TOPIC, as_of=day)
        profiler.disable()
        seconds, cpu = time.perf_counter() - start, time.process_time() - worked
        if profile:
            pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(60)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": round(seconds, 1), "cpu": round(cpu, 1), "megabytes": round(peak)}))


def measure(count: int, new: int, about: float, folder: Path, profile: bool) -> tuple[str, float]:
    """A line of the curve, and the processor seconds of the night with what is new.

    The archive's first night comes before it, where it has had none.
    """
    raw, out, empty = folder / "raw", folder / "out", folder / "empty"
    if not raw.exists():
        write(raw, copies(count, about, 1), "archive")
        write(empty, copies(1, 1.0, 3), "one")
        print(f"{count} articles, first night: {night(raw, out, FIRST)}", flush=True)
    number = 1 + len(list((out / TOPIC / "days").iterdir()))
    write(raw, copies(new, about, number), f"new-{number:03}")
    later = night(raw, out, FIRST + timedelta(days=number - 1), profile)
    alone = night(empty, folder / "empty-out", FIRST)
    told = [later["cpu"], later["cpu"] - alone["cpu"], later["seconds"], later["seconds"] - alone["seconds"]]
    return f"{count:10,}" + "".join(f"{value:12.1f}" for value in (*told, later["megabytes"])), later["cpu"]


def main() -> None:
    """Measure, or be one of the nights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--new", type=int, default=100)
    parser.add_argument("--about", type=float, default=0.1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--night", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.night:
        raw, out, day = options.night
        run_night(Path(raw), Path(out), date.fromisoformat(day), options.profile)
        return
    lines, costs = ["  articles     cpu all  cpu beyond   clock all clock beyond  megabytes"], []
    for count in options.articles:
        with tempfile.TemporaryDirectory() as folder:
            where = (options.keep or Path(folder)) / str(count)
            line, cost = measure(count, options.new, options.about, where, options.profile)
            lines.append(line)
            costs.append(cost)
    print("\n".join(lines))
    print(f"the night over the largest costs {costs[-1] / costs[0]:.1f} times the night over the smallest")


if __name__ == "__main__":
    main()
