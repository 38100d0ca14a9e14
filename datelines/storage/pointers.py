"""What leads readers to releases, as one object of a store, and the same as the pointers of a folder.

One object and not a link a day, so that it changes in one step: days, the newest, and what a rollback holds back.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec

from datelines.atomic import point
from datelines.holds import Hold, drop_hold, read_hold, write_hold
from datelines.releases import PAST
from datelines.storage.store import StorageError, Store

__all__ = ["POINTER", "Pointer", "read_pointer", "settle", "state_of"]

POINTER = "pointer.json"
_LAYOUT = 1
_HOMES = ("releases", PAST)


class Pointer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By day the release that stands for it, ``releases/<name>`` or ``past/<name>``, the newest, and the hold.

    ``serial`` counts how often it was written, so that no two writings have the same bytes.
    """

    layout: int = _LAYOUT
    serial: int = 0
    latest: str | None = None
    days: dict[str, str] = {}
    hold: Hold | None = None

    @property
    def releases(self) -> frozenset[str]:
        """Every release that somebody can be led to."""
        return frozenset([*self.days.values(), *([self.latest] if self.latest else [])])

    def before(self, day: date) -> str | None:
        """The release that a night of that day is built on."""
        return self.up_to(date.fromordinal(day.toordinal() - 1)) if day > date.min else None

    def up_to(self, day: date) -> str | None:
        """The newest release up to a day."""
        found = [one for one in sorted(self.days) if one <= day.isoformat()]
        return self.days[found[-1]] if found else None

    def seen(self, day: date | None) -> str | None:
        """What a reader is to see: the newest, or what stood on a day."""
        if day is None or self.latest is None:
            return self.latest
        last = self.latest.rpartition("/")[2][: len("2025-03-01")]
        return self.up_to(min(day, date.fromisoformat(last)) if self.hold else day)

    def leads_as(self, other: Pointer) -> bool:
        """Whether readers are led to the same."""
        return (self.latest, self.days, self.hold) == (other.latest, other.days, other.hold)

    def encoded(self, serial: int) -> bytes:
        """As it is written for that time."""
        written = msgspec.structs.replace(self, serial=serial)
        return msgspec.json.format(msgspec.json.encode(written, order="sorted"), indent=1) + b"\n"


def read_pointer(store: Store) -> tuple[Pointer, str | None]:
    """A topic's pointer and its mark; an empty one and None where there is none. Raises StorageError."""
    # The mark first: bytes that are newer than it only make the writing fail.
    entry = store.entry(POINTER)
    data = store.read(POINTER) if entry else None
    if entry is None or data is None:
        return Pointer(), None
    try:
        found = msgspec.json.decode(data, type=Pointer)
        for day, release in found.days.items():
            date.fromisoformat(day)
            _checked(release)
        _checked(found.latest or "releases/none")
    except (msgspec.DecodeError, ValueError) as error:
        raise StorageError(f"{store.address}/{POINTER}: is no pointer to releases ({error}); restore it") from error
    if found.layout > _LAYOUT:
        raise StorageError(f"{store.address}/{POINTER}: was written by a later version of datelines; install that one")
    return found, entry.mark


def _checked(release: str) -> None:
    home, _, name = release.partition("/")
    if home not in _HOMES or not name or "/" in name or name.startswith("."):
        raise ValueError(f"{release!r} names no release")


def state_of(home: Path) -> Pointer:
    """The pointers of a topic's folder. Raises OSError."""
    days = {link.name: _target(link) for link in sorted((home / "days").glob("[0-9]*")) if link.is_symlink()}
    latest = home / "latest"
    return Pointer(latest=_target(latest) if latest.is_symlink() else None, days=days, hold=read_hold(home))


def _target(link: Path) -> str:
    return "/".join(link.readlink().parts[-2:])


def settle(home: Path, pointer: Pointer) -> None:
    """Give a topic's folder the same pointers; a release that is not here gets an empty folder. Raises OSError."""
    (home / "releases").mkdir(parents=True, exist_ok=True)
    (home / "days").mkdir(exist_ok=True)
    for release in pointer.releases:
        (home / release).mkdir(parents=True, exist_ok=True)
    for link in (home / "days").iterdir():
        if link.name not in pointer.days:
            link.unlink()
    for day, release in pointer.days.items():
        _lead(home / "days" / day, f"../{release}")
    if pointer.latest:
        _lead(home / "latest", pointer.latest)
    else:
        with suppress(FileNotFoundError):
            (home / "latest").unlink()
    if pointer.hold:
        write_hold(home, pointer.hold)
    else:
        drop_hold(home)


def _lead(link: Path, target: str) -> None:
    if not (link.is_symlink() and str(link.readlink()) == target):
        point(link, target)
