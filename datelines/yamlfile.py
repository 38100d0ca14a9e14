"""The one door to YAML and JSON: reads a file into plain values, and says file and line when it cannot.

Nothing here knows what the values mean; ``convert`` checks them against a type, unknown keys included.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

__all__ = ["ConfigError", "convert", "load"]

T = TypeVar("T")


class ConfigError(ValueError):
    """A configuration file that cannot be used; the message is one line: file, key, reason."""


class _StrictLoader(yaml.CSafeLoader):
    """Refuses what YAML would swallow: the same key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key!r} stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def load(path: Path) -> Any:
    """The file's content; a name that ends in ``.json`` is JSON, any other YAML. Raises ConfigError."""
    try:
        if path.suffix == ".json":
            return msgspec.json.decode(path.read_bytes())
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{path}{line}: {error.problem}") from error
    except msgspec.DecodeError as error:
        raise ConfigError(f"{path}: not a JSON text: {error}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a YAML text: {' '.join(str(error).split())}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error


def convert(value: Any, kind: type[T], path: Path) -> T:
    """``value`` as ``kind``, a Struct that forbids unknown fields. Raises ConfigError: file, key, reason."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {error}") from error
