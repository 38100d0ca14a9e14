"""Who is told of a bad night: ``python -m flows.alarms`` sets up what the Prefect server watches for.

The server tells a webhook of nights that failed, crashed, are late, or did not come at all, and writes letters of those
that cannot write themselves; it can do so when the machine that runs the nights is dead. A night that fails writes its
own letter, as it knows the reason best (``flows.letters``).
"""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any, Literal, TypeAlias, cast
from urllib.parse import urlsplit
from uuid import UUID

import click
from prefect.automations import Automation
from prefect.blocks.notifications import CustomWebhookNotificationBlock, SlackWebhook
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.types import SecretDict
from pydantic import SecretStr

from flows import console
from flows.failures import status_of
from flows.letters import MAIL, SMTP, postal_address
from flows.settings import log_file

__all__ = ["main", "set_up"]

BLOCK = "datelines-alarm"
LETTERS = "datelines-letter"
FLOW = "nightly"
# What a process that was killed or stopped from outside cannot write about itself.
_DEAD = ("prefect.flow-run.Crashed", "prefect.flow-run.TimedOut")
_BAD = ("prefect.flow-run.Failed", "prefect.flow-run.AwaitingRetry", *_DEAD)
_Posture: TypeAlias = Literal[Posture.Reactive, Posture.Proactive]
# Of the event, and not of the run, which may be further on by the time that the server tells of it.
_FAILED = "datelines: the night {{ flow_run.name }} is {{ event.resource['prefect.state-name'] }}"
_REASON = "{{ event.resource['prefect.state-message'] }}\n{{ flow_run|ui_url }}"
_LATE = "{{ flow_run.name }} was due at {{ flow_run.expected_start_time }} and has not begun. Is the worker alive?"
_NONE = "No night has completed for too long. Are the server, its schedule and the worker alive?"


def set_up(webhook: str | None, mail: str | None, missed: timedelta) -> list[str]:
    """The blocks and the automations, made or brought up to date; their names.

    ``mail`` is an address as ``letters.postal_address`` gives it; ``missed`` is how long there may be no night that
    completed.
    """
    hook = [_hook(webhook)] if webhook else []
    letters = [_letters(mail)] if mail else []
    failed = _trigger(Posture.Reactive, _BAD)
    dead = _trigger(Posture.Reactive, _DEAD)
    late = _trigger(Posture.Reactive, ("prefect.flow-run.Late",))
    none = _trigger(Posture.Proactive, ("prefect.flow-run.Completed",), missed)
    wanted = [
        _automation("datelines: a night failed", failed, hook, _FAILED, _REASON),
        _automation("datelines: a night died", dead, letters, _FAILED, _REASON),
        _automation("datelines: a night is late", late, hook + letters, "datelines: the night is late", _LATE),
        _automation("datelines: no night completed", none, hook + letters, "datelines: no night has completed", _NONE),
    ]
    for one in wanted:
        _put(one)
    return [one.name for one in wanted if one.actions]


def _hook(webhook: str) -> UUID:
    payload = {"text": "{{subject}}\n{{body}}", "subject": "{{subject}}", "body": "{{body}}"}
    # Who knows the address can post to it: kept where the server shows it to nobody.
    block = CustomWebhookNotificationBlock(  # type: ignore[call-arg]
        name=BLOCK, url="{{address}}", json_data=payload, secrets=SecretDict({"address": webhook})
    )
    return UUID(str(block.save(BLOCK, overwrite=True)))


def _letters(mail: str) -> UUID:
    """Of the blocks that every server knows, the one that hands any address to Apprise, which also speaks SMTP."""
    return UUID(str(SlackWebhook(url=SecretStr(mail)).save(LETTERS, overwrite=True)))


def _of_flow() -> dict[str, Any]:
    return {"prefect.resource.role": "flow", "prefect.resource.name": FLOW}


def _trigger(posture: _Posture, events: tuple[str, ...], within: timedelta = timedelta(0)) -> EventTrigger:
    """Such events of a night's run; or, proactively, that there was none for so long."""
    return EventTrigger(
        expect=set(events),
        match={"prefect.resource.id": "prefect.flow-run.*"},
        match_related=_of_flow(),
        posture=posture,
        threshold=1,
        within=within,
    )


def _automation(name: str, trigger: EventTrigger, blocks: list[UUID], subject: str, body: str) -> Automation:
    return Automation(
        name=name,
        description="Set up by flows.alarms.",
        trigger=trigger,
        actions=[SendNotification(block_document_id=one, subject=subject, body=body) for one in blocks],
    )


def _put(wanted: Automation) -> None:
    """Make the automation or replace the one of that name; one that would tell nobody goes."""
    try:
        there = cast(Automation, Automation.read(name=wanted.name))
    except ValueError:
        if wanted.actions:
            wanted.create()
        return
    if not wanted.actions:
        there.delete()
        return
    wanted.id = there.id
    wanted.update()


@click.command(help="Have the Prefect server tell of nights that failed, died, are late, or did not come.")
@click.option(
    "--webhook",
    envvar="DATELINES_ALARM_WEBHOOK",
    show_envvar=True,
    help="An address that takes a POST of JSON: text, subject, body.",
)
@click.option("--mail", envvar=MAIL, show_envvar=True, help="Who gets a letter; needs --smtp.")
@click.option("--smtp", envvar=SMTP, show_envvar=True, help="host:port, or user:password@host:port.")
@click.option("--missed-hours", default=26.0, show_default=True, help="How long there may be no night that completed.")
def main(webhook: str | None, mail: str | None, smtp: str | None, missed_hours: float) -> None:
    """Set the alarms up, once or again, and say which."""
    if not (webhook or mail):
        raise click.UsageError("give --webhook, --mail with --smtp, or both")
    if webhook and urlsplit(webhook).scheme not in ("http", "https"):
        raise click.BadParameter("is no http(s) address", param_hint="--webhook")
    if mail and not smtp:
        raise click.UsageError("--mail needs --smtp: the server that takes the letters")
    try:
        address = postal_address(mail, smtp) if mail and smtp else None
    except ValueError as error:
        # Its text would have the password in it.
        raise click.BadParameter("is not host:port or user:password@host:port", param_hint="--smtp") from error
    except OSError as error:
        raise click.BadParameter(f"does not answer: {error.strerror or error}", param_hint="--smtp") from error
    try:
        names = set_up(webhook, address, timedelta(hours=missed_hours))
    except Exception as error:  # noqa: BLE001 whatever it is, a person gets one line, and the log has the rest
        console.tell_failure(error, log_file())
        sys.exit(status_of(error))
    for name in names:
        click.echo(name)


if __name__ == "__main__":
    main()
