"""Reads the description of a dataset, and refuses one that a portal would refuse."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from datelines.datasets import Area, Dataset, License, Party
from datelines.yamlfile import ConfigError, convert, load

__all__ = ["has_dataset", "load_dataset", "plain_dataset", "read_dataset"]

_HERE = Path(__file__).parent
# What CKAN takes as a name in an address.
_NAME = re.compile(r"[a-z0-9_-]{2,100}")


def has_dataset(topic: str) -> bool:
    """Whether a description comes with the topic."""
    return (_HERE / f"{topic}.yaml").exists()


def plain_dataset(topic: str, title: str) -> Dataset:
    """What can be said of a topic without a description: its name, its title and our licence."""
    nobody = Party("unknown", "unknown@example.org")
    name = re.sub(r"[^a-z0-9_-]+", "-", topic.lower()).strip("-")
    return Dataset(
        topic=topic,
        name=f"{name}-timeline",
        title=title,
        notes=title,
        license=License(
            "CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"
        ),
        copyright="",
        organization=name,
        version="1",
        languages=["en"],
        created=date(2025, 1, 1),
        keywords=[],
        spatial=Area("World", "WORLD", -180, -90, 180, 90),
        publisher=nobody,
        author=nobody,
        maintainer=nobody,
        tables=["timeline", "mentions", "articles", "changes"],
        database=["timeline", "mentions"],
    )


def load_dataset(topic: str, file: Path | None = None) -> Dataset:
    """The description of a topic's dataset: that file, or the one that comes with the topic.

    Raises ConfigError: file, key, reason.
    """
    path = file or _HERE / f"{topic}.yaml"
    if not path.exists():
        raise ConfigError(f"{path}: there is no description of a dataset for {topic!r}; write one and give it by name")
    found = read_dataset(path)
    if found.topic != topic:
        raise ConfigError(f"{path}: topic: describes {found.topic!r}, not {topic!r}")
    return found


def read_dataset(path: Path) -> Dataset:
    """Read and check one file. Raises ConfigError: file, key, reason."""
    found = convert(load(path), Dataset, path)
    for key in ("name", "organization"):
        if not _NAME.fullmatch(getattr(found, key)):
            raise ConfigError(
                f"{path}: {key}: small letters, digits, - and _ only, at least two: {getattr(found, key)!r}"
            )
    if strange := set(found.database) - set(found.tables):
        raise ConfigError(f"{path}: database: {min(strange)!r} is not among the tables")
    if found.report and not found.report.startswith(("https://", "http://")):
        raise ConfigError(f"{path}: report: must be an address that starts with https://: {found.report!r}")
    area = found.spatial
    if not (area.west <= area.east and area.south <= area.north):
        raise ConfigError(f"{path}: spatial: west and south come before east and north")
    return found
