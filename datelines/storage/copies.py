"""A topic's releases here and in a store: what a reader or a night needs is brought here, what it made is taken there.

In the store a release is whole before the pointer leads to it, and the pointer is written only if nobody else has
written it since it was read: so a reader sees one whole release or the one before, and of two nights at once one ends
with a line and has changed nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

from datelines.nights import FAILED, PAGE, STOPPED
from datelines.releases import MANIFEST, PAST, fits
from datelines.storage.pointers import POINTER, Pointer, read_pointer, settle, state_of
from datelines.storage.store import ChangedError, StorageError, Store, safe_path

__all__ = ["EVERYTHING", "TABLES", "Copy", "reader_copy", "topic_at"]

# Of the nights shown, what they are told from.
_TOLD, _NIGHTS = ("run.json", "verdict.json"), 60
# What readers of tables need of a release.
TABLES = ("*.parquet", "*.json")
EVERYTHING = ("*",)
# What a night needs of the one that it is built on.
_OF_BASE = (*TABLES, "CHANGES.md")


class Copy:
    """The releases of a topic below ``address``, as the folder ``out`` of this machine."""

    def __init__(self, address: str, topic: str, out: Path) -> None:
        self._store = Store(f"{address.rstrip('/')}/{topic}")
        self.home = out / topic
        self._before = Pointer()
        self._mark: str | None = None
        # Releases that are here, and what runs that died have left in the store.
        self._had: frozenset[str] = frozenset()
        self._torn: list[str] = []

    def pull(self, choose: Callable[[Pointer], Iterable[str | None]], only: tuple[str, ...] = EVERYTHING) -> Pointer:
        """Bring the pointers here, and the files of the releases that are chosen from them.

        Raises StorageError and OSError.
        """
        self._before, self._mark = read_pointer(self._store)
        self.home.mkdir(parents=True, exist_ok=True)
        settle(self.home, self._before)
        for release in dict.fromkeys(choose(self._before)):
            if release:
                self._bring(release, only)
        self._had = self._releases_here()
        return self._before

    def pull_all(self) -> Pointer:
        """Everything, also what nobody is led to any more; ``push`` takes that away where it is gone here."""
        self.pull(lambda pointer: sorted(pointer.releases))
        for home in ("releases", PAST):
            folders = {name.partition("/")[0] for name in self._store.files(home)}
            for release in sorted(f"{home}/{name}" for name in folders):
                if release not in self._before.releases and self._store.entry(f"{release}/{MANIFEST}"):
                    (self.home / release).mkdir(parents=True, exist_ok=True)
                    self._bring(release, EVERYTHING)
                elif release not in self._before.releases:
                    self._torn.append(release)
        self._had = self._releases_here()
        return self._before

    def pull_for_night(self, day: date) -> None:
        """What a night of that day is built on, and what it shows of the nights before it."""
        self.pull_for_status()
        if before := self._before.before(day):
            self._bring(before, _OF_BASE)
        if own := self._before.days.get(day.isoformat()):
            self._bring(own, EVERYTHING)

    def pull_for_status(self) -> None:
        """What the last nights are told from, besides the pointers. Raises StorageError and OSError."""
        self.pull(lambda pointer: ())
        for release in [self._before.days[one] for one in sorted(self._before.days)[-_NIGHTS:]]:
            for name in _TOLD:
                if not (self.home / release / name).exists() and self._store.entry(f"{release}/{name}"):
                    self._store.fetch(f"{release}/{name}", self.home / release / name)
        for folder in (STOPPED, FAILED):
            for name in self._store.files(folder):
                path = safe_path(self.home / folder, name)
                if path and not path.exists():
                    self._store.fetch(f"{folder}/{name}", path)

    def push(self) -> None:
        """Bring what is new to the store, lead readers to it in one step, and take away what is gone here.

        Raises StorageError, also where somebody else has led readers elsewhere since ``pull``: theirs stands.
        """
        now = state_of(self.home)
        going = sorted(self._had - self._releases_here() - now.releases) + self._torn
        # Also before anything goes: a run that is just bringing it there ends then.
        if going or not now.leads_as(self._before):
            try:
                self._publish(now)
            except ChangedError as error:
                raise StorageError(
                    f"{self._store.address}: another run has published since this one began; its release stands; "
                    "run this again"
                ) from error
        for release in going:
            self._remove(release)
        self._had, self._torn = self._releases_here(), []

    def tell(self) -> None:
        """Bring there what is told of nights: the page, and a note for each that ended without a release."""
        for folder in (STOPPED, FAILED):
            there = self._store.files(folder)
            for path in sorted((self.home / folder).glob("*.json")):
                if path.name not in there or there[path.name].size != path.stat().st_size:
                    self._store.put(f"{folder}/{path.name}", path)
        if (self.home / PAGE).exists():
            self._store.put(PAGE, self.home / PAGE)

    def _publish(self, now: Pointer) -> None:
        if read_pointer(self._store)[1] != self._mark:
            raise ChangedError(self._store.address)
        for release in sorted(now.releases - self._before.releases):
            self._send(release)
        self._store.write_if(POINTER, now.encoded(self._before.serial + 1), self._mark)
        self._before, self._mark = read_pointer(self._store)

    def _send(self, release: str) -> None:
        """All files of a release, the manifest last. What a dead run has left under that name is replaced."""
        folder = self.home / release
        manifest = (folder / MANIFEST).read_bytes()
        if self._store.read(f"{release}/{MANIFEST}") == manifest:
            return
        self._store.remove(f"{release}/{MANIFEST}")
        for name in _listed(manifest, f"{folder / MANIFEST}"):
            self._store.put(f"{release}/{name}", folder / name)
        self._store.write(f"{release}/{MANIFEST}", manifest)

    def _bring(self, release: str, only: tuple[str, ...]) -> None:
        folder = self.home / release
        where = f"{self._store.address}/{release}"
        manifest = self._store.read(f"{release}/{MANIFEST}")
        if manifest is None:
            raise StorageError(
                f"{where}/{MANIFEST}: is not there, though the pointer leads to it; run that night again"
            )
        # First, so that what comes can be compared with it.
        (folder / MANIFEST).write_bytes(manifest)
        for name in _listed(manifest, f"{where}/{MANIFEST}"):
            if any(fnmatchcase(name, pattern) for pattern in only) and not fits(folder, folder / name):
                self._store.fetch(f"{release}/{name}", folder / name)
                if not fits(folder, folder / name):
                    raise StorageError(f"{where}/{name}: differs from what {MANIFEST} lists; run that night again")

    def _remove(self, release: str) -> None:
        for name in self._store.files(release):
            self._store.remove(f"{release}/{name}")

    def _releases_here(self) -> frozenset[str]:
        return frozenset(
            f"{path.parent.name}/{path.name}"
            for place in ("releases", PAST)
            for path in (self.home / place).glob("[0-9]*")
        )


@contextmanager
def reader_copy(
    address: str, topic: str, choose: Callable[[Pointer], Iterable[str | None]], only: tuple[str, ...] = TABLES
) -> Iterator[Path]:
    """A folder with the releases of a topic that are chosen, as long as the block runs. Raises StorageError."""
    with TemporaryDirectory(prefix="datelines-") as folder:
        copy = Copy(address, topic, Path(folder))
        try:
            pointer = copy.pull(choose, only)
        except StorageError:
            # What the pointer led to can have been pruned since; then it leads elsewhere.
            with suppress(OSError):
                pointer = copy.pull(choose, only)
        if not pointer.releases:
            raise StorageError(f"{address.rstrip('/')}/{topic}: no release there; `make run OUT={address}` makes one")
        yield Path(folder)


def topic_at(address: str) -> tuple[str, str]:
    """Folder and topic of the only releases there, whether it names the folder or the topic's folder in it.

    Raises StorageError where there are none, or those of several topics.
    """
    store = Store(address)
    if store.entry(POINTER):
        above, _, topic = store.address.rpartition("/")
        return above, topic
    topics = store.folders_with(POINTER)
    if len(topics) != 1:
        found = f"it holds {', '.join(topics)}: say which topic" if topics else "no releases there; name their folder"
        raise StorageError(f"{address}: {found}")
    return store.address, topics[0]


def _listed(manifest: bytes, where: str) -> list[str]:
    """The names of a release's files. Raises StorageError where one could lie elsewhere."""
    try:
        names = [str(one["name"]) for one in json.loads(manifest)["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(f"{where}: is no manifest of a release; run that night again") from error
    if bad := [name for name in names if "/" in name or name in ("", ".", "..")]:
        raise StorageError(f"{where}: names a file elsewhere ({bad[0]!r}); run that night again")
    return names
