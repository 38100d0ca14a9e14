"""Mentions in the making: what has been found out about a candidate so far, before the article is seen as a whole."""

from __future__ import annotations

import msgspec

from datelines.edtf import DateValue
from datelines.events import Status
from datelines.extraction.anchor import Dating
from datelines.extraction.detect import Candidate
from datelines.extraction.roles import Roles

__all__ = ["Draft"]


class Draft(msgspec.Struct, frozen=True, gc=False):
    """A candidate with its date, status and roles.

    ``order`` counts passages through the article; ``length`` is in days; ``cue`` is the unit that set the status;
    ``origin`` is when that was which an anniversary marks, where the words say so.
    """

    candidate: Candidate
    order: int
    dating: Dating | None
    length: int | None
    status: Status
    cue: int | None
    roles: Roles
    origin: DateValue | None = None
