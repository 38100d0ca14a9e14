"""A topic file and the shared files that it includes, put together as one; what the keys mean is not known here.

What the topic says is added to what it includes. An entry of the same name takes the included one's place, a rule its
rank as well; rules of other names come before the included ones. Texts of shared files have slots ("{land}"), which
the topic fills.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datelines.topics.files import SharedFile
from datelines.yamlfile import ConfigError, convert, load

__all__ = ["Whole", "read_whole"]

_SLOT = re.compile(r"\{([a-z_]+)\}")
# Lists that grow; other lists of a topic are its own.
_JOINED = frozenset({"focus", "offices"})


@dataclass(frozen=True, slots=True)
class Whole:
    """The values of a topic file with all that it includes, and one digest of all these files."""

    values: dict[str, Any]
    digest: str


def read_whole(path: Path, shared: Path) -> Whole:
    """The file at ``path``; what it includes by name lies in ``shared``. Raises ConfigError: file, key, reason."""
    own = load(path)
    if not isinstance(own, dict):
        raise ConfigError(f"{path}: holds no keys; a topic file is a YAML mapping with name, title, parties and so on")
    names, slots = own.get("include") or [], own.get("slots") or {}
    if not isinstance(names, list) or not isinstance(slots, dict):
        raise ConfigError(f"{path}: include is a list of names, and slots a mapping of texts")
    digest = hashlib.sha256(path.read_bytes())
    values: dict[str, Any] = {}
    asked: set[str] = set()
    for name in names:
        file = _file(str(name), path, shared)
        part = load(file)
        convert(part, SharedFile, file)
        digest.update(file.read_bytes())
        open_slots = set(part.pop("slots", ()))
        if lacking := sorted(open_slots - slots.keys()):
            raise ConfigError(f"{path}: slots: {lacking[0]!r} is missing; {file.name} leaves it open")
        asked |= open_slots
        # Fitted weights leave no slot open, and are a hundred thousand numbers.
        values = _joined(values, _filled(part, {slot: str(slots[slot]) for slot in open_slots}) if open_slots else part)
    if unasked := sorted(map(str, slots.keys() - asked)):
        raise ConfigError(f"{path}: slots: {unasked[0]!r} is left open by nothing that is included")
    return Whole(_joined(values, own), digest.hexdigest())


def _file(name: str, path: Path, shared: Path) -> Path:
    file = path.parent / name if name.endswith(".yaml") else shared / f"{name}.yaml"
    if not file.is_file() and file.parent == shared:
        # What a program has fitted is JSON, which is read at once.
        file = file.with_suffix(".json")
    if not file.is_file():
        there = ", ".join(sorted(one.stem for one in shared.iterdir() if one.suffix in (".yaml", ".json")))
        raise ConfigError(
            f"{path}: include: there is no {name!r}; there are {there}, and files ending in .yaml beside it"
        )
    return file


def _filled(value: Any, slots: Mapping[str, str]) -> Any:
    """``value`` with the slots filled in every text, keys included; other braces are left as they are."""
    if isinstance(value, str):
        return _SLOT.sub(lambda match: slots.get(match[1], match[0]), value)
    if isinstance(value, list):
        return [_filled(one, slots) for one in value]
    if isinstance(value, dict):
        return {_filled(key, slots): _filled(one, slots) for key, one in value.items()}
    return value


def _joined(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both, where ``above`` has the last word. What has a wrong shape is left for the types to refuse."""
    whole = dict(below)
    for key, value in above.items():
        old = whole.get(key)
        if key == "words" and isinstance(old, dict) and isinstance(value, dict):
            whole[key] = {**old, **{label: _listed(old.get(label), more) for label, more in value.items()}}
        elif key == "rules" and isinstance(old, list) and isinstance(value, list):
            whole[key] = _ranked(old, value)
        elif isinstance(old, dict) and isinstance(value, dict):
            whole[key] = {**old, **value}
        elif key in _JOINED:
            whole[key] = _listed(old, value)
        else:
            whole[key] = value
    return whole


def _listed(old: Any, more: Any) -> Any:
    return [*old, *more] if isinstance(old, list) and isinstance(more, list) else more


def _ranked(old: list[Any], own: list[Any]) -> list[Any]:
    ranks = {rule.get("name"): rank for rank, rule in enumerate(old) if isinstance(rule, dict)}
    whole, first = list(old), []
    for rule in own:
        rank = ranks.get(rule.get("name")) if isinstance(rule, dict) else None
        if rank is None:
            first.append(rule)
        else:
            whole[rank] = rule
    return [*first, *whole]
