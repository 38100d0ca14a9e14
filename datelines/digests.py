"""What made a timeline, as one digest: the topic's files, the rules of the languages, and the code that reads them."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from datelines.topics import Topic

__all__ = ["code_digest", "maker_digest", "reading_digest", "rules_digest", "surroundings"]

# Files that say what is done; the others of a folder are its compiled code.
_KEPT = (".py", ".yaml", ".json")
# They read pages, charsets, feeds and dates for us: another version may read them differently.
_PACKAGES = (
    "charset-normalizer",
    "dateparser",
    "fastwarc",
    "feedparser",
    "lemminflect",
    "msgspec",
    "rensa",
    "trafilatura",
)

_FOLDER = Path(str(resources.files(__package__)))
# Whatever can alter what an article gives. Topics have digests of their own.
_FOLDERS = ("extraction", "languages", "sources", "tagging")
# What is said of how sure an event is: no article is read otherwise for it.
_CHANCES = "confidence"
_FILES = (
    "articles.py",
    "duplicates.py",
    "edtf.py",
    "encoders.py",
    "events.py",
    "nets.py",
    "pipeline.py",
    "sieve.py",
    "spans.py",
    "timelines.py",
    "timex.py",
    "weights.py",
)


def rules_digest(topic: Topic) -> str:
    """33 characters that are the same as long as topic, rules and code are, wherever they lie."""
    return f"{topic.digest[:16]}-{_shared((*_FOLDERS, _CHANCES))[:16]}"


def reading_digest(topic: Topic) -> str:
    """The same for what is read from articles, whatever is said of how sure it is."""
    return f"{topic.digest[:16]}-{_shared(_FOLDERS)[:16]}"


@cache
def maker_digest() -> str:
    """64 hex digits that are the same where the same comes of the same bytes: of code, Python, and packages."""
    return hashlib.sha256(f"{code_digest()} {surroundings()}".encode()).hexdigest()


def surroundings() -> str:
    """The versions of Python and of the packages that read for us."""
    return " ".join([platform.python_version(), *map(version, _PACKAGES)])


@cache
def code_digest(*folders: Path) -> str:
    """64 hex digits that are the same as long as all code and data of these folders are; of none, the library's own."""
    digest = hashlib.sha256()
    for folder in folders or (_FOLDER,):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in _KEPT):
            name = path.relative_to(folder).as_posix()
            digest.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n".encode())
    return digest.hexdigest()


@cache
def _shared(folders: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    inside = (path for name in folders for path in (_FOLDER / name).rglob("*") if path.suffix in _KEPT)
    for path in sorted([*inside, *(_FOLDER / name for name in _FILES)]):
        name = path.relative_to(_FOLDER).as_posix()
        digest.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n".encode())
    return digest.hexdigest()
