"""Several short articles, and the milestones that they give together: ``specs/merging.yaml``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import factory
import pytest
import yaml

from datelines.articles import Article
from datelines.events import Event
from datelines.pipeline import assemble, mentions_of
from datelines.topics.loader import load_topic

TOPIC = load_topic("us-cambodia-defense")
SCENES = yaml.safe_load((Path(__file__).parent / "specs" / "merging.yaml").read_text(encoding="utf-8"))


def article(number: int, told: dict[str, Any]) -> Article:
    """An article without a headline, printed at noon."""
    published = datetime.fromisoformat(f"{told['day']}T12:00:00{told.get('zone', '+07:00')}")
    made = factory.article(f"scene{number}", told["text"])
    return replace(made, title="", published=published, publisher=f"Paper {number}")


def told(event: Event) -> str:
    """The milestone as a row of the scene."""
    conflict = " conflict" if event.conflict else ""
    return f"{event.date.edtf if event.date else '-'} {event.event_type.value} {event.status.value}{conflict}"


@pytest.mark.parametrize("scene", SCENES, ids=[scene["name"] for scene in SCENES])
def test_scene(scene: dict[str, Any]) -> None:
    """The rows of the scene and no others, in whatever order the articles come."""
    articles = [article(number, one) for number, one in enumerate(scene["articles"])]
    mentions = [mention for one in articles for mention in mentions_of(one, TOPIC)]
    found = assemble(mentions, articles, TOPIC, None)

    assert sorted(scene["rows"]) == sorted(map(told, found.milestones))
    assert found == assemble(mentions[::-1], articles[::-1], TOPIC, None)


def test_there_are_enough_scenes() -> None:
    """Each behaviour of merging has its scene."""
    assert 40 <= len(SCENES)
