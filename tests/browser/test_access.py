"""What axe-core finds, in everything that the page can show."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser.conftest import PHONE

pytestmark = pytest.mark.browser


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"color_scheme": "dark"},
        {"viewport": PHONE, "is_mobile": True, "has_touch": True},
        {"locale": "km-KH"},
        {"forced_colors": "active"},
    ],
    ids=["light", "dark", "phone", "khmer", "forced colours"],
)
def test_axe_finds_nothing(look, sample, options):
    """In each view, with an event open, with a list open, and with nothing found."""
    options = {"reduced_motion": "reduce", **options}
    seen = look(sample, **options)
    found: dict[str, list[str]] = {}
    for name, fragment in {"timeline": "", "table": "#view=table", "map": "#view=map", "none": "#q=zeppelin"}.items():
        found[name] = violations(seen.go(fragment))
    page = seen.go()
    conflicting = page.evaluate(
        "JSON.parse(document.querySelector('#data').textContent).events.find((one) => one.conflict).id"
    )
    found["panel"] = violations(seen.go(f"#{conflicting}"))
    page = seen.go("#type=port_call")
    if page.locator("#more").is_visible():
        page.click("#more")
    page.click(".facet[data-part=actors] summary")
    found["list"] = violations(page)

    assert {name: [] for name in found} == found
