"""Debian's Chromium, installed where it is missing."""

from __future__ import annotations

import shutil
import subprocess


def chromium() -> str:
    """Where it lies."""
    if not shutil.which("chromium"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=True)
    found = shutil.which("chromium")
    assert found, "Debian has installed no chromium"
    return found
