"""How a release is to be cited: CITATION.cff 1.2.0."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.companions import Subject

__all__ = ["citation"]


def citation(subject: Subject) -> bytes:
    """The file. Its texts are written as JSON strings, which YAML reads as they are."""
    dataset = subject.dataset
    lines = [
        "cff-version: 1.2.0",
        f"message: {_quoted('If you use this dataset, please cite it as below, with the day of the release.')}",
        "type: dataset",
        f"title: {_quoted(dataset.title)}",
        f"abstract: {_quoted(dataset.notes)}",
        "authors:",
        f"  - name: {_quoted(dataset.author.name)}",
        f"    email: {_quoted(dataset.author.email)}",
        "contact:",
        f"  - name: {_quoted(dataset.maintainer.name)}",
        f"    email: {_quoted(dataset.maintainer.email)}",
        f"version: {_quoted(subject.day.isoformat())}",
        f"date-released: {_quoted(subject.day.isoformat())}",
        f"license: {dataset.license.id}",
        "keywords:",
        *(f"  - {_quoted(keyword)}" for keyword in dataset.keywords),
    ]
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
