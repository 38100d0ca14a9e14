"""A frame of the timeline as a picture, in a notebook or in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from datelines.pictures.drawing import FORMATS, draw, picture

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Plot", "plot"]

_COLUMNS = [
    "event_id", "event_date", "date_earliest", "date_latest", "date_qualifier", "date_conflict",
    "date_precision", "event_type", "event_status",
]  # fmt: skip


def plot(frame: pd.DataFrame, title: str = "Milestones", note: str = "") -> Plot:
    """Milestones by year and type, each as long as the time that its date leaves open; a notebook shows it.

    ``frame`` is one of ``load_timeline``, or a part of it. Raises ValueError where no row is dated.
    """
    rows = frame[_COLUMNS].astype(object).where(frame[_COLUMNS].notna(), None).to_dict("records")
    return Plot([{str(name): value for name, value in row.items()} for row in rows], title, note)


class Plot:
    """A picture that is not drawn yet; a notebook draws it when it is the last line of a cell."""

    def __init__(self, rows: list[dict[str, Any]], title: str, note: str) -> None:
        if not any(row["event_date"] for row in rows):
            raise ValueError("no milestone has a date: there is nothing to draw")
        self._rows, self._title, self._note = rows, title, note

    def figure(self) -> Figure:
        """As matplotlib's Figure, to add to or to alter."""
        return draw(self._rows, self._title, self._note)

    def save(self, path: str | Path) -> Path:
        """Write it as a .png or .svg, by the name's ending. Raises ValueError for another, and OSError."""
        path = Path(path)
        kind = path.suffix.lower().removeprefix(".")
        if kind not in FORMATS:
            raise ValueError(f"{path}: pictures are {' or '.join(f'.{one}' for one in FORMATS)}")
        path.write_bytes(picture(self._rows, kind, self._title, self._note))
        return path

    def _repr_png_(self) -> bytes:
        return picture(self._rows, "png", self._title, self._note)
