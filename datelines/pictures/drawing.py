"""A layout drawn with matplotlib, and as the bytes of a PNG or an SVG. The one home of matplotlib.

The same rows give the same bytes: no clock, no random ids, the font that matplotlib brings, none of the user's
settings. Shapes tell what colours tell, so that a black and white print says the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from datelines.events import TYPES_IN_WORDS, EventType
from datelines.pictures.layout import Lane, Layout, Look, Mark, Panel, Shape, lay_out

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "draw", "picture", "pictures"]

FORMATS = ("png", "svg")

_INK = "#16324f"
_TINT = "#b7c6d6"
_GREY = "#5b6573"
_FAINT = "#dfe4ea"
_BAND = "#f5f7f9"
_ALERT = "#b3261e"
# A slide is 13.33 inches by 7.5. Rows shrink until the lanes fit on it, but not below what is legible.
_WIDTH = 13.33
_SLIDE = 7.5
_EDGES = 2.0
_ROW = 0.17
_LOWEST = 0.085
_AIR = 0.9
_DPI = 150
# No metadata with a clock or a version in it.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
}
# Any: matplotlib types the keys of its settings one by one.
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "svg.hashsalt": "datelines",
    "svg.fonttype": "path",
    "hatch.linewidth": 0.9,
}


def picture(rows: Iterable[Mapping[str, Any]], kind: str, title: str, note: str = "") -> bytes:
    """The timeline's rows as the bytes of a ``png`` or ``svg``. Raises ValueError where no row is dated."""
    return pictures(rows, title, note, (kind,))[kind]


def pictures(
    rows: Iterable[Mapping[str, Any]], title: str, note: str = "", kinds: Iterable[str] = FORMATS
) -> dict[str, bytes]:
    """The bytes of every format, laid out and drawn once. Raises ValueError where no row is dated."""
    figure = draw(rows, title, note)
    made = {kind: io.BytesIO() for kind in kinds}
    for kind, file in made.items():
        with _settings():
            figure.savefig(file, format=kind, dpi=_DPI, metadata=_METADATA[kind])
    return {kind: file.getvalue() for kind, file in made.items()}


def draw(rows: Iterable[Mapping[str, Any]], title: str, note: str = "") -> Figure:
    """A figure of the timeline's rows, for a slide: 13.33 inches wide, as high as its lanes.

    It belongs to no window and no global state. Raises ValueError where no row is dated.
    """
    from matplotlib.figure import Figure

    layout = lay_out(rows)
    height = max(3.6, _body(layout.lanes) * _row(layout.lanes) + _EDGES)
    with _settings():
        figure = Figure(figsize=(_WIDTH, height), facecolor="white")
        left, right, top, bottom = 2.75 / _WIDTH, 1 - 1.15 / _WIDTH, 1 - 1.05 / height, 0.95 / height
        gap = 0.022 if len(layout.panels) > 1 else 0.0
        at = left
        axes: list[Axes] = []
        for panel in layout.panels:
            width = (right - left - gap * (len(layout.panels) - 1)) * panel.width
            axes.append(figure.add_axes((at, bottom, width, top - bottom)))
            at += width + gap
        for panel, area in zip(layout.panels, axes, strict=True):
            _draw_panel(area, panel, layout)
        _label_lanes(axes[0], axes[-1], layout.lanes)
        if len(axes) > 1:
            _mark_break(axes[0])
        _head(figure, title, note, height)
        _legend(figure, layout, height)
    return figure


def _settings() -> AbstractContextManager[None]:
    """matplotlib's defaults and our style, whatever the user has set; the window system stays as it is."""
    from matplotlib import rc_context, rcParamsDefault

    settings: Any = {name: value for name, value in rcParamsDefault.items() if not name.startswith("backend")} | _STYLE
    return rc_context(settings)


def _height(lane: Lane) -> float:
    """In rows: one for each row of marks, and air around them."""
    return max(2.2, lane.rows + _AIR)


def _body(lanes: Sequence[Lane]) -> float:
    return sum(_height(lane) for lane in lanes)


def _row(lanes: Sequence[Lane]) -> float:
    """Inches a row."""
    return min(_ROW, max(_LOWEST, (_SLIDE - _EDGES) / _body(lanes)))


def _tops(lanes: Sequence[Lane]) -> list[float]:
    """Where each lane begins, in rows from the top."""
    tops, at = [], 0.0
    for lane in lanes:
        tops.append(at)
        at += _height(lane)
    return [*tops, at]


def _draw_panel(area: Axes, panel: Panel, layout: Layout) -> None:
    tops = _tops(layout.lanes)
    size = min(6.5, _row(layout.lanes) * 72 * 0.78)
    area.set_xlim(panel.first, panel.last)
    area.set_ylim(tops[-1], 0)
    for number, (lane, top) in enumerate(zip(layout.lanes, tops, strict=False)):
        if number % 2 == 0:
            area.axhspan(top, top + _height(lane), color=_BAND, linewidth=0, zorder=0)
        if layout.crowded:
            _draw_counts(area, layout, number, top)
            continue
        for mark in lane.marks:
            if mark.start <= panel.last and mark.end >= panel.first:
                y = top + (_height(lane) - lane.rows) / 2 + mark.row + 0.5
                _draw_mark(area, panel, mark, y, size)
    _years(area, panel)


def _draw_counts(area: Axes, layout: Layout, number: int, top: float) -> None:
    """A column a year, all lanes to one scale; as one shape, since years by the thousand take seconds one by one."""
    from matplotlib.collections import PolyCollection

    lane = layout.lanes[number]
    foot, room = top + _height(lane) - 0.1, _height(lane) - 0.3
    heads = {year: foot - room * count / layout.most for year, count in layout.counts[number].items()}
    columns = [[(x, foot), (x, head), (x + 0.86, head), (x + 0.86, foot)] for x, head in heads.items()]
    area.add_collection(PolyCollection(columns, facecolors=_INK, linewidths=0, zorder=3), autolim=False)


def _draw_mark(area: Axes, panel: Panel, mark: Mark, y: float, size: float) -> None:
    if mark.shape is Shape.DAY:
        _point(area, mark, y, size)
    else:
        _bar(area, panel, mark, y)
    if mark.conflict:
        x = min(max(mark.end, panel.first), panel.last)
        area.annotate(
            "!", (x, y), (4, 0), textcoords="offset points", color=_ALERT, weight="bold", fontsize=9,
            va="center_baseline",
        )  # fmt: skip


def _point(area: Axes, mark: Mark, y: float, size: float) -> None:
    face = {Look.HAPPENED: _INK, Look.AHEAD: "white", Look.NOT: "white"}[mark.look]
    at = (mark.start + mark.end) / 2
    area.plot([at], [y], "o", markersize=size, mfc=face, mec=_INK, mew=1.3, zorder=4, clip_on=False)
    if mark.look is Look.NOT:
        area.plot([at], [y], "x", markersize=size * 0.7, mec=_INK, mew=1.3, zorder=5, clip_on=False)


def _bar(area: Axes, panel: Panel, mark: Mark, y: float) -> None:
    """As long as the time that is left open; at least a hair wide, so that a month is seen."""
    from matplotlib.patches import Rectangle

    hair = (panel.last - panel.first) * 0.0022 / panel.width
    length = max(mark.end - mark.start, hair)
    filled = mark.look is Look.HAPPENED
    area.add_patch(
        Rectangle(
            (mark.start, y - 0.35),
            length,
            0.7,
            facecolor="white" if not filled else _INK if mark.shape is Shape.SPAN else _TINT,
            edgecolor=_INK,
            linewidth=1.1,
            linestyle=":" if mark.vague else "-",
            alpha=0.55 if filled and mark.vague else 1.0,
            hatch="xxxx" if mark.look is Look.NOT else None,
            zorder=3,
        )
    )
    for is_open, x, sign in ((mark.open_start, panel.first, "<"), (mark.open_end, panel.last, ">")):
        if is_open and panel.first <= x <= panel.last:
            area.plot([x], [y], sign, markersize=7, mfc=_INK, mec=_INK, zorder=5, clip_on=False)


def _years(area: Axes, panel: Panel) -> None:
    """Whole years below and above, as many as fit without touching."""
    room = max(2, int(panel.width * (_WIDTH - 3.9) / 0.62))
    step = next(
        size for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if (panel.last - panel.first) / size <= room
    )
    first = int(-(-panel.first // step) * step)
    ticks = [year for year in range(first, int(panel.last) + 1, step) if year < panel.last or panel.width == 1]
    area.set_xticks(ticks, [str(year) for year in ticks])
    area.tick_params(axis="x", top=True, labeltop=True, length=3, color=_GREY, labelcolor=_GREY, labelsize=10)
    area.set_yticks([])
    area.grid(axis="x", color=_FAINT, linewidth=0.8, zorder=1)
    area.set_axisbelow(True)
    for side in ("left", "right"):
        area.spines[side].set_visible(False)
    for side in ("top", "bottom"):
        area.spines[side].set_color(_GREY)


def _label_lanes(first: Axes, last: Axes, lanes: Sequence[Lane]) -> None:
    for lane, top in zip(lanes, _tops(lanes), strict=False):
        middle = top + _height(lane) / 2
        number = len(lane.marks) + lane.undated
        words = TYPES_IN_WORDS[EventType(lane.event_type)]
        first.annotate(
            f"{words}  {number}", (0, middle), (-12, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha="right", va="center", color="black", fontsize=11, annotation_clip=False,
        )  # fmt: skip
        if lane.undated:
            last.annotate(
                f"+ {lane.undated} undated", (1, middle), (8, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="left", va="center", color=_GREY, fontsize=9, annotation_clip=False,
            )  # fmt: skip


def _mark_break(left: Axes) -> None:
    """Slanting strokes where the scale changes."""
    from matplotlib.transforms import ScaledTranslation

    for away in (0, 5):
        left.plot(
            [1, 1], [0, 1], transform=left.transAxes + ScaledTranslation(away / 72, 0, left.figure.dpi_scale_trans),
            marker=[(-0.5, -1), (0.5, 1)], markersize=9, linestyle="none", color=_GREY, mew=1.2, clip_on=False,
        )  # fmt: skip


def _head(figure: Figure, title: str, note: str, height: float) -> None:
    figure.text(0.25 / _WIDTH, 1 - 0.24 / height, title, fontsize=16, weight="bold", va="top")
    figure.text(1 - 0.25 / _WIDTH, 1 - 0.30 / height, note, fontsize=10, color=_GREY, va="top", ha="right")


def _legend(figure: Figure, layout: Layout, height: float) -> None:
    """What the marks mean, and where the scale changes."""
    handles, words = zip(*_meanings(layout), strict=True)
    figure.legend(
        handles, words, loc="lower left", bbox_to_anchor=(0.18 / _WIDTH, 0.06 / height), ncols=len(words),
        frameon=False, fontsize=10, handletextpad=0.5, columnspacing=1.6, handlelength=1.6,
    )  # fmt: skip
    if len(layout.panels) > 1:
        turn = int(layout.panels[1].first)
        line = f"The years before {turn} are drawn narrower"
        figure.text(1 - 0.25 / _WIDTH, 1 - 0.52 / height, line, fontsize=10, color=_GREY, ha="right", va="top")


def _meanings(layout: Layout) -> list[tuple[Any, str]]:
    """In the order in which a reader asks."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if layout.crowded:
        counted = f"events a year, the highest column {layout.most:,.0f}; spread evenly where no day is known"
        return [(Patch(facecolor=_INK), counted)]
    point: dict[str, Any] = {"marker": "o", "linestyle": "none", "markersize": 6.5, "mec": _INK, "mew": 1.3}
    entries: list[tuple[Any, str]] = [
        (Line2D([], [], mfc=_INK, **point), "known to the day"),
        (Patch(facecolor=_TINT, edgecolor=_INK), "some time within"),
    ]
    marks = [mark for lane in layout.lanes for mark in lane.marks]
    if any(mark.shape is Shape.SPAN for mark in marks):
        entries.append((Patch(facecolor=_INK, edgecolor=_INK), "from a day to another"))
    looks = {mark.look for mark in marks}
    if any(mark.vague for mark in marks):
        entries.append((Patch(facecolor=_INK, edgecolor=_INK, linestyle=":", alpha=0.55), "about then"))
    if Look.AHEAD in looks:
        entries.append((Patch(facecolor="white", edgecolor=_INK), "planned or proposed"))
    if Look.NOT in looks:
        entries.append((Patch(facecolor="white", edgecolor=_INK, hatch="xxxx"), "cancelled, on hold or denied"))
    if any(mark.conflict for mark in marks):
        stroke: dict[str, Any] = {"marker": "$!$", "linestyle": "none", "color": _ALERT, "markersize": 8}
        entries.append((Line2D([], [], **stroke), "sources disagree"))
    return entries
