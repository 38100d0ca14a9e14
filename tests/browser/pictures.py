"""The pictures that README and docs show: those of the page, taken from the sample's own release by a real browser, and
the release's own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path.insert(0, str(HERE))

from playwright.sync_api import Page, sync_playwright  # noqa: E402
from published import released, sample_tables  # noqa: E402

from browser.chromium import chromium  # noqa: E402

FOLDER = HERE.parent / "docs" / "pictures"
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 740}
# The same letters on every machine, Khmer ones among them.
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include>/etc/fonts/fonts.conf</include><match target="pattern">
<test name="family"><string>system-ui</string></test>
<edit name="family" mode="prepend" binding="strong"><string>Noto Sans</string></edit></match></fontconfig>
"""
_PACKAGE = "fonts-noto-core"


def take(folder: Path = FOLDER) -> list[Path]:
    """Every picture, anew."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as out, sync_playwright() as play:
        _letters(Path(out))
        file = released(Path(out), sample_tables()).path / "index.html"
        event = _told_event(file)
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        made = [folder / "timeline.png"]
        made[0].write_bytes(file.with_name("timeline.png").read_bytes())
        for name, (fragment, options) in _shots(event).items():
            page = browser.new_context(**({"viewport": DESKTOP, "reduced_motion": "reduce"} | options)).new_page()
            page.goto(file.as_uri() + fragment)
            page.wait_for_selector("html[data-ready]")
            _settle(page)
            made.append(folder / f"{name}.png")
            page.screenshot(path=made[-1])
        browser.close()
    return made


def _shots(event: str) -> dict[str, tuple[str, dict[str, object]]]:
    phone = {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
    return {
        "page": ("", {}),
        "page-event": (f"#{event}", {}),
        "page-dark": ("#type=exercise&type=exercise_suspension&type=exercise_resumption", {"color_scheme": "dark"}),
        "page-table": ("#view=table&q=sihanoukville", {}),
        "page-places": ("#view=map", {}),
        "page-khmer": ("#lang=km", {}),
        "page-phone": ("", phone),
        "page-phone-event": (f"#{event}", phone),
    }


def _settle(page: Page) -> None:
    """On the phone the first screen is the heading; what is worth a picture comes below."""
    if page.viewport_size == PHONE and page.locator("#panel").is_hidden():
        page.locator(".bar").evaluate("one => one.scrollIntoView()")
    page.wait_for_timeout(200)


def _told_event(file: Path) -> str:
    """An event that several sentences tell, one of them with a date counted from another day."""
    text = re.search(r'id="data">(.*?)</script>', file.read_text(encoding="utf-8"), re.S)
    assert text
    known = json.loads(text[1])
    for event in reversed(known["events"]):
        told = event.get("told", ())
        if event["status"] != "occurred" or event["precision"] != "day" or len(told) < 3:
            continue
        article, pieces, how = told[0][:3]
        marked = any(isinstance(piece, list) and piece[0] == 2 for piece in pieces)
        if marked and known["articles"][article][1] and "was counted from" in known["texts"][how]:
            return str(event["id"])
    raise SystemExit("no event of the sample has three sentences and a counted date")


def _letters(home: Path) -> None:
    if _PACKAGE not in subprocess.run(["dpkg", "-l"], capture_output=True, text=True, check=True).stdout:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", _PACKAGE], check=True)
    (home / "fonts.conf").write_text(_FONTS, encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(home / "fonts.conf")


if __name__ == "__main__":
    for path in take():
        sys.stdout.write(f"{path.relative_to(HERE.parent)}\n")
