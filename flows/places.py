"""Raw files and releases that lie in an object store, as folders of this machine while a night works on them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from datelines.storage import EVERYTHING, Copy, Store, is_address, mirror, reader_copy
from datelines.yamlfile import ConfigError
from flows.failures import InputUnusableError
from flows.progress import step
from flows.settings import copies

__all__ = ["Place", "Releases", "as_place", "newest_at_hand", "raw_at_hand", "released_to"]

# A folder of this machine, or the address of one in a store.
Place = str | Path
_FILE = "file://"


def as_place(text: str) -> Place:
    """What a person typed: a path made whole, or an address. Raises ConfigError and StorageError for no such thing."""
    if "://" not in text or text.startswith(_FILE):
        return Path(text.removeprefix(_FILE)).resolve()
    if not is_address(text):
        raise ConfigError(f"{text}: articles and releases lie in folders or object stores, as s3://bucket/folder")
    store = Store(text)
    # Before Prefect's server is started for nothing.
    store.try_out()
    return store.address


def raw_at_hand(raw: Place) -> Path:
    """The folder with the raw files; what is new in a store is fetched first. Raises StorageError and OSError."""
    if isinstance(raw, str) and is_address(raw):
        return mirror(raw, _home(raw), lambda done, of: step("fetching raw files", done, of))
    if not Path(raw).exists():
        raise InputUnusableError(f"{raw}: no such file or folder; RAW= names where the articles are")
    return Path(raw)


@dataclass(frozen=True, slots=True)
class Releases:
    """Where a night works, and the copy that takes its release to a store when it is made."""

    out: Path
    copy: Copy | None = None

    def bring(self, day: date) -> None:
        """What a night of that day is built on. Raises StorageError and OSError."""
        if self.copy:
            step("fetching releases", 0)
            self.copy.pull_for_night(day)

    def publish(self) -> None:
        """Lead readers in the store to what was made. Raises StorageError; then they stay where they were."""
        if self.copy:
            step("publishing", 0)
            self.copy.push()

    def tell(self) -> None:
        """Take there what became of the night. Raises StorageError."""
        if self.copy:
            self.copy.tell()


def released_to(out: Place, topic: str) -> Releases:
    """The place of a topic's releases. Raises StorageError."""
    if isinstance(out, str) and is_address(out):
        here = _home(out)
        return Releases(here, Copy(out, topic, here))
    return Releases(Path(out))


@contextmanager
def newest_at_hand(out: Place, topic: str) -> Iterator[Path]:
    """A folder with the newest release, as long as the block runs. Raises StorageError."""
    if isinstance(out, str) and is_address(out):
        with reader_copy(out, topic, lambda pointer: [pointer.latest], EVERYTHING) as here:
            yield here
    else:
        yield Path(out)


def _home(address: str) -> Path:
    """Where the copy of an address lies: the same in every night, so that only what is new is fetched."""
    return copies() / hashlib.sha256(address.rstrip("/").encode()).hexdigest()[:16]
