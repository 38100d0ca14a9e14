"""The `datelines` command: gathers the commands and ends with the right exit status. Decides nothing about dates.

Everything but click is imported where it is used, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from datelines.commands import articles, portals, releases, status, texts, topics, upkeep

__all__ = ["cli", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="datelines")
def cli() -> None:
    """News articles in, a dated, sourced and validated timeline out.

    Exit status: 0 done, 1 stopped by a check, 2 wrong use, 3 input unusable, 4 another run holds the lock, 5 outside
    service failed. "-" reads standard input.
    """


for _command in (
    texts.anchor,
    texts.tag,
    articles.events,
    articles.timeline,
    releases.show,
    releases.explain,
    releases.plot,
    upkeep.doctor,
    upkeep.rollback,
    upkeep.diff,
    upkeep.prune,
    upkeep.takedown,
    portals.publish,
    status.status,
    topics.check_topic,
):
    cli.add_command(_command)


def main() -> NoReturn:
    """Run the command; a reader that goes away (`| head`) is no error."""
    try:
        cli.main(prog_name="datelines")
    except BrokenPipeError:
        # Python would complain once more when it flushes on the way out.
        sys.stderr.close()
    sys.exit(0)
