"""dateparser's search in English: argv holds a file of documents and the file for what was found."""

import json
import re
import sys
import time
from datetime import datetime
from pathlib import Path

from dateparser.date import DateDataParser
from dateparser.search import search_dates
from memory import peak

_FORMS = {"year": "%Y", "month": "%Y-%m", "week": "%G-W%V", "day": "%Y-%m-%d", "time": "%Y-%m-%dT%H:%M"}


def read(row):
    """What the search finds: words and moments."""
    return search_dates(row["text"], languages=["en"], settings=settings(row)) or []


def settings(row):
    """What relative words count from."""
    return {"RELATIVE_BASE": datetime.fromisoformat(row["dct"])} if row["dct"] else {}


def timexes(row, results):
    """Where each find stands, and its value as fine as dateparser says that it is."""
    parser = DateDataParser(languages=["en"], settings={**settings(row), "RETURN_TIME_AS_PERIOD": True})
    found, at = [], 0
    for words, moment in results:
        # It gives no places, and words with other blanks than the text has.
        match = re.compile(r"\s+".join(map(re.escape, words.split()))).search(row["text"], at)
        if not match:
            continue
        at = match.end()
        period = parser.get_date_data(words).period or "day"
        value = moment.strftime(_FORMS.get(period, "%Y-%m-%d"))
        kind = "TIME" if period == "time" else "DATE"
        found.append({"start": match.start(), "end": match.end(), "type": kind, "value": value})
    return found


def main():
    """Read, find, write, and say what it cost."""
    source, target = sys.argv[1:]
    read({"text": "It began on 3 May 2019.", "dct": "2020-01-01"})
    rows = [json.loads(line) for line in Path(source).read_text(encoding="utf-8").splitlines()]
    start = time.process_time()
    results = [read(row) for row in rows]
    seconds = time.process_time() - start
    found = [(row["doc_id"], timexes(row, each)) for row, each in zip(rows, results, strict=True)]
    lines = (json.dumps({"doc_id": name, "timexes": each}) + "\n" for name, each in found)
    Path(target).write_text("".join(lines), encoding="utf-8")
    print(json.dumps({"seconds": seconds, "megabytes": peak()}))


main()
