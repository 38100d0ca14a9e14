"""What fifty hostile strings cost a byte, beside news: at most three times as much, or the time is not linear.

python -m benchmarks.hostile [--megabytes 1]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date

from benchmarks.corpus import varied
from datelines.tagging import tag

__all__ = ["HOSTILE"]

_DCT = date(2025, 2, 25)
HOSTILE: dict[str, str] = {
    "spaces": " ",
    "newlines": "\n",
    "blank lines": "\n\n",
    "tabs": "\t",
    "digits": "1",
    "digits and spaces": "1 ",
    "nines": "9999 ",
    "slashes": "1/",
    "dashes": "1-",
    "dots": "1.",
    "colons": "1:",
    "commas": "1,",
    "the": "the ",
    "the of the": "the of ",
    "last": "last ",
    "next": "next ",
    "after": "after ",
    "two days after": "two days after ",
    "year after year": "the year after ",
    "months in a row": "January February ",
    "months glued": "JanuaryFebruary",
    "May": "May ",
    "and May": "and May ",
    "in May": "in May ",
    "March 1": "March 1 ",
    "March 1 to": "March 1 to ",
    "March 1-": "March 1-",
    "Monday": "Monday ",
    "on Monday": "on Monday ",
    "years": "1999 ",
    "years with dashes": "1999-",
    "decades": "1990s ",
    "that year": "that year ",
    "the same day": "the same day ",
    "now": "now ",
    "today": "today ",
    "every": "every ",
    "a": "a ",
    "half a": "half a ",
    "two and a": "two and a ",
    "twenty": "twenty ",
    "hundred": "hundred ",
    "early late": "early late ",
    "the end of the": "the end of the ",
    "quotes": "“”",
    "combining marks": "e\u0301\u0301",
    "right to left": "\u05d0\u05d1 \u200f",
    "Khmer": "ថ្ងៃ",
    "emoji": "\U0001f600",
    "one long word": "a",
    "capitals": "A",
    "brackets": "(",
    "iso dates": "2025-02-24T",
    "clock": "12:30 ",
    "p.m.": "p.m. ",
    "at noon on": "at noon on ",
    "nulls": "\x00",
}
# Nothing but times, each with words or stops between: these cost by the time expression, not by the byte.
DENSE = {"Monday.": "Monday. ", "will Monday": "will Monday ", "dates": "2 May 1975. ", "'9'9": "'9"}


def cost(text: str) -> float:
    """Seconds a megabyte of UTF-8."""
    start = time.process_time()
    tag(text, _DCT)
    return (time.process_time() - start) / (len(text.encode("utf-8")) / 1e6)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the ratios, the worst first; 1 when one of them is above three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=1.0)
    options = parser.parse_args(argv)
    tag("warm up on Monday", _DCT)
    news = [cost(text.text) for text in varied(1.0)]
    usual = sum(news) / len(news)
    ratios = {}
    for name, piece in HOSTILE.items():
        times = int(options.megabytes * 1e6 / len(piece.encode("utf-8")))
        ratios[name] = cost(piece * times) / usual
    for name, ratio in sorted(ratios.items(), key=lambda pair: -pair[1]):
        print(f"{name:<24}{ratio:>8.2f}")
    print("and, not judged, nothing but times:")
    for name, piece in DENSE.items():
        print(f"{name:<24}{cost(piece * int(options.megabytes * 1e6 / len(piece))) / usual:>8.2f}")
    return int(max(ratios.values()) > 3)


if __name__ == "__main__":
    sys.exit(main())
