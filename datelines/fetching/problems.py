"""What ends one fetch: a code, one line, and whether trying again can help. Leaves this package only as an Issue."""

from __future__ import annotations

from datelines.issues import IssueCode

__all__ = ["FetchError"]


class FetchError(Exception):
    """The address gave nothing that is kept; the message says what is wrong and what to do.

    ``passing`` says that the same request may succeed later, ``wait`` for how many seconds the server asked to be left
    alone. ``unheard`` says that the server did not answer at all.
    """

    def __init__(
        self, code: IssueCode, message: str, *, passing: bool = False, wait: float | None = None, unheard: bool = False
    ) -> None:
        super().__init__(message)
        self.code = code
        self.passing = passing
        self.wait = wait
        self.unheard = unheard
