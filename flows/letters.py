"""A letter by mail from a night that failed. The run sends it itself, as it knows the reason best."""

from __future__ import annotations

import logging
import os
import smtplib
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow

__all__ = ["letter", "write_letter"]

_MAIL, _SMTP = "DATELINES_ALARM_MAIL", "DATELINES_SMTP"
_log = logging.getLogger("prefect.datelines")


def letter(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """A hook of the nightly flow: write to whom the environment names, and never fail for it."""
    to, server = os.environ.get(_MAIL), os.environ.get(_SMTP)
    if not (to and server):
        return
    try:
        write_letter(
            to, server, f"datelines: the night {flow_run.name} is {state.name}", state.message or "no reason is known"
        )
    except OSError as error:
        _log.error("no letter to %s: %s", to, error)
    except ValueError:
        # Its text would have the password in it.
        _log.error("no letter to %s: %s is not host:port or user:password@host:port", to, _SMTP)


def write_letter(to: str, server: str, subject: str, text: str) -> None:
    """Send one mail by the SMTP server ``host:port`` or ``user:password@host:port``, encrypted where it can be.

    Raises OSError, of which smtplib's errors are, and ValueError for an address that is none.
    """
    parts = urlsplit(f"//{server}")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = to, to, " ".join(subject.split())
    message.set_content(text)
    with smtplib.SMTP(parts.hostname or "localhost", parts.port or 25, timeout=30) as connection:
        if connection.has_extn("starttls"):
            connection.starttls()
        if parts.username:
            connection.login(parts.username, parts.password or "")
        connection.send_message(message)
