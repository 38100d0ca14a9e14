"""News articles in, a dated, sourced and validated timeline out. The public names, sorted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datelines.analyst.loading import load_articles, load_changes, load_mentions, load_timeline
    from datelines.analyst.plotting import plot
    from datelines.analyst.tracing import explain
    from datelines.analyst.windows import between, diff, on_day, overlapping, to_spans
    from datelines.tagging import tag

__all__ = [
    "between",
    "diff",
    "explain",
    "load_articles",
    "load_changes",
    "load_mentions",
    "load_timeline",
    "on_day",
    "overlapping",
    "plot",
    "tag",
    "to_spans",
]

# Imported when first asked for: `import datelines` alone costs nothing.
_HOMES = {
    "datelines.analyst.loading": ("load_articles", "load_changes", "load_mentions", "load_timeline"),
    "datelines.analyst.plotting": ("plot",),
    "datelines.analyst.tracing": ("explain",),
    "datelines.analyst.windows": ("between", "diff", "on_day", "overlapping", "to_spans"),
    "datelines.tagging": ("tag",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
