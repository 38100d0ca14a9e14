"""The note that a rollback leaves: which release readers are held at, and which one was taken back.

A note on the disk and nothing else; who heeds it is in ``releases``, who writes it in ``rollback``.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from datelines.atomic import fsync_folder, write_bytes

__all__ = ["HOLD", "Hold", "drop_hold", "read_hold", "write_hold"]

HOLD = "hold.json"


class Hold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Readers stay ``at`` a release, the folder's name, since ``taken_back`` was not to be read, and why."""

    at: str
    taken_back: str
    reason: str


def read_hold(home: Path) -> Hold | None:
    """The hold of a topic's folder, None where there is none. Raises OSError, also for a note that is damaged."""
    try:
        return msgspec.json.decode((home / HOLD).read_bytes(), type=Hold)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OSError(
            0, f"cannot be read ({error}); `datelines rollback --resume` removes it", str(home / HOLD)
        ) from error


def write_hold(home: Path, hold: Hold) -> None:
    """Leave the note, in one step. Raises OSError."""
    write_bytes(home / HOLD, msgspec.json.format(msgspec.json.encode(hold), indent=1) + b"\n")


def drop_hold(home: Path) -> None:
    """Take the note away, where there is one. Raises OSError."""
    (home / HOLD).unlink(missing_ok=True)
    fsync_folder(home)
