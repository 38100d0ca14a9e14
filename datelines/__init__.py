"""News articles in, a dated, sourced and validated timeline out. The public names, sorted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datelines.analyst import load_articles, load_changes, load_mentions, load_timeline
    from datelines.tagging import tag

__all__ = ["load_articles", "load_changes", "load_mentions", "load_timeline", "tag"]

# Imported when first asked for: `import datelines` alone costs nothing.
_HOMES = {
    "load_articles": "datelines.analyst",
    "load_changes": "datelines.analyst",
    "load_mentions": "datelines.analyst",
    "load_timeline": "datelines.analyst",
    "tag": "datelines.tagging",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
