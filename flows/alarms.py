"""Who is told of a bad night: ``python -m flows.alarms --webhook URL`` sets up what the Prefect server watches for.

The server tells of nights that failed, crashed, are late, or did not come at all; it can do so when the machine that
runs the nights is dead. Mail is sent by the run itself (``flows.letters``).
"""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any, Literal, TypeAlias, cast
from urllib.parse import urlsplit
from uuid import UUID

import click
from prefect.automations import Automation
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.types import SecretDict

from flows import console
from flows.failures import status_of
from flows.settings import log_file

__all__ = ["main", "set_up"]

BLOCK = "datelines-alarm"
FLOW = "nightly"
_BAD = (
    "prefect.flow-run.Failed",
    "prefect.flow-run.Crashed",
    "prefect.flow-run.TimedOut",
    "prefect.flow-run.AwaitingRetry",
)
_Posture: TypeAlias = Literal[Posture.Reactive, Posture.Proactive]
# Of the event, and not of the run, which may be further on by the time that the server tells of it.
_FAILED = "datelines: the night {{ flow_run.name }} is {{ event.resource['prefect.state-name'] }}"
_REASON = "{{ event.resource['prefect.state-message'] }}\n{{ flow_run|ui_url }}"
_LATE = "{{ flow_run.name }} was due at {{ flow_run.expected_start_time }} and has not begun. Is the worker alive?"
_NONE = "No night has completed for too long. Are the server, its schedule and the worker alive?"


def set_up(webhook: str, missed: timedelta) -> list[str]:
    """The block and the automations, made or brought up to date; their names.

    ``missed`` is how long there may be no night that completed.
    """
    payload = {"text": "{{subject}}\n{{body}}", "subject": "{{subject}}", "body": "{{body}}"}
    # Who knows the address can post to it: kept where the server shows it to nobody.
    block = CustomWebhookNotificationBlock(  # type: ignore[call-arg]
        name=BLOCK, url="{{address}}", json_data=payload, secrets=SecretDict({"address": webhook})
    )
    told = UUID(str(block.save(BLOCK, overwrite=True)))
    failed = _trigger(Posture.Reactive, _BAD)
    late = _trigger(Posture.Reactive, ("prefect.flow-run.Late",))
    none = _trigger(Posture.Proactive, ("prefect.flow-run.Completed",), missed)
    wanted = [
        _automation("datelines: a night failed", failed, told, _FAILED, _REASON),
        _automation("datelines: a night is late", late, told, "datelines: the night is late", _LATE),
        _automation("datelines: no night completed", none, told, "datelines: no night has completed", _NONE),
    ]
    for one in wanted:
        _put(one)
    return [one.name for one in wanted]


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


def _automation(name: str, trigger: EventTrigger, block: UUID, subject: str, body: str) -> Automation:
    return Automation(
        name=name,
        description="Set up by flows.alarms.",
        trigger=trigger,
        actions=[SendNotification(block_document_id=block, subject=subject, body=body)],
    )


def _put(wanted: Automation) -> None:
    """Make the automation, or replace the one of that name."""
    try:
        there = cast(Automation, Automation.read(name=wanted.name))
    except ValueError:
        wanted.create()
        return
    wanted.id = there.id
    wanted.update()


@click.command(help="Have the Prefect server tell WEBHOOK of nights that failed, are late, or did not come.")
@click.option(
    "--webhook",
    required=True,
    envvar="DATELINES_ALARM_WEBHOOK",
    show_envvar=True,
    help="An address that takes a POST of JSON: text, subject, body.",
)
@click.option("--missed-hours", default=26.0, show_default=True, help="How long there may be no night that completed.")
def main(webhook: str, missed_hours: float) -> None:
    """Set the alarms up, once or again, and say which."""
    try:
        if urlsplit(webhook).scheme not in ("http", "https"):
            raise click.BadParameter("is no http(s) address", param_hint="--webhook")
        names = set_up(webhook, timedelta(hours=missed_hours))
    except click.ClickException:
        raise
    except Exception as error:  # noqa: BLE001 whatever it is, a person gets one line, and the log has the rest
        console.tell_failure(error, log_file())
        sys.exit(status_of(error))
    for name in names:
        click.echo(name)


if __name__ == "__main__":
    main()
