"""`datelines check-topic`: is a topic file sound, and what does it lack. Changes nothing."""

from __future__ import annotations

import sys
from collections import Counter

import click

from datelines.commands.common import fail

__all__ = ["check_topic"]


@click.command("check-topic")
@click.argument("file")
def check_topic(file: str) -> None:
    """Whether a topic file is sound, and what it lacks.

    FILE is a file, or the name of a topic that comes with datelines. Its examples are read by its own rules. Exit
    status: 0 sound, 1 it can be used and something is lacking, 3 it cannot be used.
    """
    from datelines.soundness import gaps
    from datelines.topics.loader import load_topic
    from datelines.yamlfile import ConfigError

    try:
        topic = load_topic(file)
        found = gaps(topic)
    except ConfigError as error:
        fail(str(error))
    for gap in found:
        click.echo(f"{gap.key}: {gap.kind.value}: {gap.advice}")
    held = (
        f"{len(topic.rules)} rules, {len(topic.words)} labels, {len(topic.actors)} actors, {len(topic.places)} places"
    )
    if not found:
        click.echo(f"{topic.name} is sound: {held}")
        return
    counts = Counter(gap.kind.value for gap in found)
    click.echo(f"{topic.name} can be used ({held}) and lacks: {', '.join(f'{n} {kind}' for kind, n in counts.items())}")
    sys.exit(1)
