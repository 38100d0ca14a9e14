"""Accuracy cards by topic, read from the files beside this module: what was measured, and what people say of it."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from datelines.cards import Card
from datelines.yamlfile import ConfigError, convert, load

__all__ = ["card_for", "judgement_of", "shortfall"]

_FOLDER = Path(str(resources.files(__package__)))


class _Judgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    floors: dict[str, float]
    weak: tuple[str, ...]


@cache
def card_for(topic: str, folder: Path = _FOLDER) -> Card | None:
    """The card of the topic; None where its events were never annotated. Raises ConfigError: file, reason."""
    path = folder / f"{topic}.json"
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Card)
    except msgspec.DecodeError as error:
        raise ConfigError(f"{path}: is no accuracy card ({error}): `make card` makes it anew") from error


def judgement_of(topic: str, folder: Path = _FOLDER) -> dict[str, Any]:
    """What people put into the card: ``floors``, and ``weak``. Raises ConfigError: file, key, reason."""
    path = folder / f"{topic}.yaml"
    return msgspec.structs.asdict(convert(load(path), _Judgement, path))


def shortfall(topic: str, rules: str, folder: Path = _FOLDER) -> str | None:
    """Why what the rules made of the topic may not be published; None where it may. Raises ConfigError."""
    card = card_for(topic, folder)
    if card is None:
        return f"the topic {topic} has no accuracy card: annotate articles, and `make card` measures the rules on them"
    return card.shortfall(rules)
