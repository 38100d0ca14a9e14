"""A letter by mail from a night that failed. The run sends it itself, as it knows the reason best.

Of nights that are late, died or never came, Prefect's server writes, by the address that is made here.
"""

from __future__ import annotations

import logging
import os
import smtplib
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow

__all__ = ["MAIL", "SMTP", "letter", "postal_address", "write_letter"]

MAIL, SMTP = "DATELINES_ALARM_MAIL", "DATELINES_SMTP"
_SECONDS = 30
_log = logging.getLogger("prefect.datelines")


def letter(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """A hook of the nightly flow: write to whom the environment names, and never fail for it."""
    to, server = os.environ.get(MAIL), os.environ.get(SMTP)
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
        _log.error("no letter to %s: %s is not host:port or user:password@host:port", to, SMTP)


def write_letter(to: str, server: str, subject: str, text: str) -> None:
    """Send one mail by the SMTP server ``host:port`` or ``user:password@host:port``, encrypted where it can be.

    Raises OSError, of which smtplib's errors are, and ValueError for an address that is none.
    """
    parts = urlsplit(f"//{server}")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = to, to, " ".join(subject.split())
    message.set_content(text)
    with smtplib.SMTP(parts.hostname or "localhost", parts.port or 25, timeout=_SECONDS) as connection:
        if connection.has_extn("starttls"):
            connection.starttls()
        if parts.username:
            connection.login(parts.username, parts.password or "")
        connection.send_message(message)


def postal_address(to: str, server: str) -> str:
    """Where Prefect's server is to send mail, as the URL of Apprise: encrypted where the SMTP server can be.

    Raises OSError where that does not answer, and ValueError for an address that is none.
    """
    parts = urlsplit(f"//{server}")
    host, port = parts.hostname or "localhost", parts.port or 25
    with smtplib.SMTP(host, port, timeout=_SECONDS) as connection:
        connection.ehlo()
        mode = "starttls" if connection.has_extn("starttls") else "insecure"
    login = f"{quote(parts.username, safe='')}:{quote(parts.password or '', safe='')}@" if parts.username else ""
    scheme = "mailtos" if mode == "starttls" else "mailto"
    query = {"from": to, "to": to, "smtp": host, "mode": mode, "format": "text"}
    return f"{scheme}://{login}{host}:{port}?{urlencode(query)}"
