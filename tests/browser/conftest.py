"""One browser for all tests, Debian's own, and the releases that it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from published import DAY, TOPIC, released, sample_tables

from browser.chromium import chromium
from browser.made import hostile, many, storied
from datelines.datasets.loader import load_dataset
from schemas.companions import Subject
from schemas.companions.page import page

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield made
        made.close()


class Look:
    """A page that is looked at: what it asked for, what it complained of."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page, self.file = page, file
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type in ("error", "warning") else None)

    def go(self, fragment: str = "") -> Page:
        # Leaving first, so that a new fragment is a new visit.
        self.page.goto("about:blank")
        self.page.goto(f"{self.file.as_uri()}{fragment}")
        self.page.wait_for_selector("html[data-ready]")
        return self.page


@pytest.fixture
def look(browser: Browser) -> Iterator[Callable[..., Look]]:
    """Opens a page file in a fresh browser profile: only files beside it are there, nothing of a network."""
    contexts = []

    def opened(file: Path, **options: object) -> Look:
        context = browser.new_context(**({"viewport": DESKTOP, "locale": "en-GB"} | options))
        context.set_default_timeout(10_000)
        context.route(
            "**/*",
            lambda route: route.continue_() if route.request.url.startswith(file.parent.as_uri()) else route.abort(),
        )
        contexts.append(context)
        return Look(context.new_page(), file)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the sample articles."""
    return released(tmp_path_factory.mktemp("sample"), sample_tables()).path / "index.html"


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The page of a second night: the file, an event whose date changed, and one that was joined to another."""
    out = tmp_path_factory.mktemp("nights")
    first = released(out, sample_tables())
    tables, sharper, joined = storied()
    later = released(out, tables, DAY + timedelta(days=1), first.path.name)
    return later.path / "index.html", sharper, joined


@pytest.fixture(scope="session")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return alone(tmp_path_factory.mktemp("thousand"), 1_000)


@pytest.fixture(scope="session")
def five_thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return alone(tmp_path_factory.mktemp("five"), 5_000)


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released(tmp_path_factory.mktemp("hostile"), hostile()).path / "index.html"


def alone(folder: Path, count: int) -> Path:
    """The page of so many events, without the release around it."""
    made = page(Subject(many(count), load_dataset(TOPIC), DAY), ["timeline.csv"], {})
    (folder / "index.html").write_bytes(made)
    return folder / "index.html"
