"""The units in docs/operations.md are ones that systemd takes."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "operations.md"
UNITS = re.findall(r"```ini\n# /etc/systemd/system/(\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_units(tmp_path):
    """All four, without a word; programs that are not installed here are stood in for by Python."""
    for name, text in UNITS:
        text = re.sub(r"(?<==)/(?:srv|usr)/\S+/bin/\S+|/usr/bin/make", sys.executable, text)
        (tmp_path / name).write_text(text, encoding="utf-8")
    names = [tmp_path / name for name, _ in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False, timeout=60
    )

    assert 4 == len(UNITS)
    assert (0, "") == (done.returncode, done.stdout + done.stderr)
