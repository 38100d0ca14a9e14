"""The reference in `docs/reference`, made from schemas, enums and commands; `--check` compares instead of writing.

What a page says comes from the code it documents: nothing is written here but headings and tables.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import click

import datelines.outputs
import datelines.sources
from datelines.cli import cli
from datelines.events import PLOVER, Basis, EventType, Status
from datelines.issues import MEANINGS
from schemas.spec import Field, TableSpec, load_specs

__all__ = ["PAGES", "main"]

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
NOTICE = "<!-- Made by `python -m schemas.reference`; edit what it is made from. -->"


def tables_page() -> str:
    """Every column of every table."""
    return _page("The tables", *(_table(spec) for spec in load_specs().values()))


def _table(spec: TableSpec) -> str:
    rows = [
        (f"`{one.name}`", f"`{one.arrow}`", _limits(one), f"{one.description.strip()} Example: `{one.example}`.")
        for one in spec.fields
    ]
    checks = [f"`{check.name}` ({check.level}, {check.severity})" for check in spec.checks]
    parts = [f"## {spec.name}", f"{spec.description.strip()} Key: `{spec.primary_key}`. Version {spec.version}."]
    parts.append(_grid(("column", "type", "holds", "what"), rows))
    if checks:
        parts.append("Checks across columns: " + ", ".join(checks) + ".")
    return "\n\n".join(parts)


def _limits(one: Field) -> str:
    rule = one.constraints
    parts = [] if one.nullable else ["not null"]
    parts += ["unique"] if rule.unique else []
    parts += [", ".join(rule.enum)] if rule.enum else []
    if rule.minimum is not None or rule.maximum is not None:
        low, high = ("" if end is None else f"{end:g}" for end in (rule.minimum, rule.maximum))
        parts.append(f"{low}..{high}")
    parts += [one.unit] if one.unit else []
    return "; ".join(parts)


def issues_page() -> str:
    """Every issue code and what to do about it."""
    return _page("Issue codes", _grid(("code", "what it says, and what to do"), _coded(MEANINGS.items())))


def _coded(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    return [(f"`{code}`", text) for code, text in pairs]


def events_page() -> str:
    """The closed sets that describe an event."""
    types: list[tuple[str, ...]] = [
        (f"`{kind}`", f"`{PLOVER[kind]}`" if PLOVER[kind] else "none") for kind in EventType
    ]
    return _page(
        "Events",
        "## Types, with the nearest PLOVER type",
        _grid(("type", "PLOVER"), types),
        "## Statuses",
        ", ".join(f"`{status}`" for status in Status) + ".",
        "## How a date was read",
        ", ".join(f"`{basis}`" for basis in Basis) + ".",
    )


def commands_page() -> str:
    """What each command's `--help` says."""
    return _page("Commands", *(_help(name, command) for name, command in sorted(cli.commands.items())))


def _help(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"datelines {name}", max_content_width=100, terminal_width=100)
    return f"## datelines {name}\n\n```text\n{command.get_help(context)}\n```"


def formats_page() -> str:
    """What is read and written: each module's own first sentence."""
    return _page(
        "Formats",
        "## Read",
        _grid(("format", "what"), _modules(datelines.sources, "read")),
        "## Written",
        _grid(("format", "what"), _modules(datelines.outputs, "write")),
    )


def _modules(package: ModuleType, function: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        if not info.ispkg and callable(getattr(module, function, None)):
            found.append((f"`{info.name.strip('_')}`", (module.__doc__ or "").strip().split("\n\n")[0]))
    return found


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "events.md": events_page,
    "formats.md": formats_page,
    "issues.md": issues_page,
    "tables.md": tables_page,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` say which differ; 1 if any does."""
    stale = [name for name, make in PAGES.items() if not _same(FOLDER / name, make())]
    if "--check" in arguments:
        for name in stale:
            click.echo(f"docs/reference/{name} is not what the code says: run `make format`", err=True)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", NOTICE, *parts]) + "\n"


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in row) + " |" for row in lines
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
