"""The last nights as a page for a browser: one file, no request to anywhere, legible without colours or a mouse."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from datetime import date

from datelines.nights import Night, Outcome

__all__ = ["status_page"]

_MARKS = {Outcome.RELEASED: "✓", Outcome.STOPPED: "■", Outcome.FAILED: "✕", Outcome.MISSING: "–"}
_COLUMNS = ("articles", "timeline", "mentions", "issues", "quarantine", "review")
_STYLE = """
:root{--text:#1a1a1a;--ground:#fff;--line:#ccc;--good:#1b6e3c;--bad:#b3261e;--dull:#5f5f5f;--warn:#8a5300}
@media(prefers-color-scheme:dark){:root{--text:#e8e8e8;--ground:#161616;--line:#444;--good:#7bd19c;--bad:#ff9b94;--dull:#a6a6a6;--warn:#f0b866}}
body{font:1rem/1.5 system-ui,sans-serif;color:var(--text);background:var(--ground)}
body{max-width:70rem;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 .3rem}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--dull);padding:.3rem 0}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
td.number,th.number{text-align:right}th[scope=row]{white-space:nowrap}
.released{color:var(--good)}.stopped,.failed{color:var(--bad);font-weight:600}.missing{color:var(--dull)}
ul{margin:0;padding-left:1.1rem}.warns{color:var(--warn)}.strip{letter-spacing:.1em;font-size:1.1rem;overflow-wrap:anywhere}
code{font-size:.85rem}
"""


def status_page(title: str, nights: Sequence[Night], until: date) -> str:
    """The page, nights newest first. The same nights give the same page."""
    name = html.escape(title)
    rows = "\n".join(map(_row, nights))
    heads = "".join(f'<th scope="col" class="number">{column}</th>' for column in _COLUMNS)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}: the last nights</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{name}: the last nights</h1>
<p>{_summary(nights, until)}</p>
<p class="strip" role="img" aria-label="oldest night first: {_spoken(nights)}">{_strip(nights)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="nights">
<table>
<caption>Newest first. Numbers are rows of the release's tables.</caption>
<thead><tr><th scope="col">Day</th><th scope="col">Night</th>{heads}<th scope="col">What to know</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</main>
</body>
</html>
"""


def _summary(nights: Sequence[Night], until: date) -> str:
    if not nights:
        return f"Up to {until} no night has left anything."
    counts = Counter(night.outcome for night in nights)
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    return f"{len(nights)} nights up to {until}: {told}."


def _strip(nights: Sequence[Night]) -> str:
    return "".join(f'<span class="{night.outcome}">{_MARKS[night.outcome]}</span>' for night in reversed(nights))


def _spoken(nights: Sequence[Night]) -> str:
    bad = [f"{night.day} {night.outcome}" for night in reversed(nights) if night.outcome is not Outcome.RELEASED]
    return html.escape(", ".join(bad) or "all released")


def _row(night: Night) -> str:
    cells = "".join(f'<td class="number">{_number(night, column)}</td>' for column in _COLUMNS)
    word = (
        f'<span class="{night.outcome}"><span aria-hidden="true">{_MARKS[night.outcome]} </span>{night.outcome}</span>'
    )
    release = f"<br><code>{html.escape(night.release)}</code>" if night.release else ""
    return f'<tr><th scope="row">{night.day}</th><td>{word}{release}</td>{cells}<td>{_lines(night)}</td></tr>'


def _number(night: Night, column: str) -> str:
    return f"{night.rows[column]:,}" if night.rows and column in night.rows else ""


def _lines(night: Night) -> str:
    if not night.lines:
        return ""
    kind = ' class="warns"' if night.outcome is Outcome.RELEASED else ""
    return f"<ul{kind}>{''.join(f'<li>{html.escape(line)}</li>' for line in night.lines)}</ul>"
