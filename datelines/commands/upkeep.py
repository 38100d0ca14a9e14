"""`datelines doctor`: what an operator asks of the processed folder. Runs no night."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from datelines.commands.common import LOCK_HELD, OUTSIDE_FAILED, end, out_option, topic_option, warn

__all__ = ["doctor"]


@click.command()
@out_option
@topic_option
@click.option("--rebuild", is_flag=True, help="Mend first what the releases themselves can mend.")
def doctor(out: Path, topic: str, rebuild: bool) -> None:
    """Whether the processed folder is sound, and what to do where it is not.

    Every file is compared with its manifest, every pointer followed, every night's changes with what really changed.
    Exit status 1 where readers are harmed; what a run that died has left is only told.
    """
    from datelines import recovery
    from datelines.doctor import Grade, examine
    from datelines.locks import LockHeldError, held

    if rebuild and (out / topic).is_dir():
        try:
            with held(out / topic / ".lock"):
                for line in recovery.rebuild(out, topic):
                    click.echo(line)
        except LockHeldError as error:
            end(str(error), LOCK_HELD)
        except OSError as error:
            end(f"{error.filename or out}: {error.strerror}", OUTSIDE_FAILED)
    found = examine(out, topic)
    for one in found:
        if one.grade is Grade.PROBLEM:
            warn(one.line)
        else:
            click.echo(f"note: {one.line}")
    problems = sum(one.grade is Grade.PROBLEM for one in found)
    click.echo(f"{out / topic}: {f'{problems} problems' if problems else 'sound'}")
    sys.exit(1 if problems else 0)
