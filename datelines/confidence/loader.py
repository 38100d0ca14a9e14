"""Calibrations by topic, read from the files beside this module."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

import msgspec

from datelines.confidence import Calibration
from datelines.yamlfile import ConfigError, convert, load

__all__ = ["calibration_for"]

_FOLDER = Path(str(resources.files(__package__)))


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    topic: str
    gold: str
    rules: str
    lowest: float
    highest: float
    weights: dict[str, float]
    unseen: float = 0.0


@cache
def calibration_for(topic: str) -> Calibration | None:
    """That of the topic, or None where nobody has judged its events. Raises ConfigError: file, key, reason."""
    path = _FOLDER / f"{topic}.yaml"
    if not path.is_file():
        return None
    file = convert(load(path), _File, path)
    if file.topic != topic:
        raise ConfigError(f"{path}: topic: {file.topic!r} is not {topic!r}, by which the file is named")
    if not 0 <= file.lowest < file.highest <= 1:
        raise ConfigError(f"{path}: lowest, highest: not two chances in order")
    return Calibration(topic, file.gold, file.rules, file.lowest, file.highest, file.weights, file.unseen)
