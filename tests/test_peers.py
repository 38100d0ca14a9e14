"""The table of peers: our own driver runs as theirs do, and one that cannot be had is a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks import peers

TEXT = "The ferry sank on 3 May 2019. It was raised two weeks later."


def test_our_driver_gives_what_a_scorer_reads(tmp_path: Path) -> None:
    """Places, types and values, with what it cost."""
    source = tmp_path / "one.jsonl"
    row = {"doc_id": "a", "dct": "2019-06-01", "doc_type": "news", "text": TEXT}
    source.write_text(json.dumps(row) + "\n", encoding="utf-8")
    command = [sys.executable, str(peers.DRIVERS / "datelines_.py")]
    result = peers.run(command, source, tmp_path / "found.jsonl")
    (found,) = map(json.loads, result.found.read_text(encoding="utf-8").splitlines())

    assert "a" == found["doc_id"]
    assert ("3 May 2019", "DATE", "2019-05-03") in [
        (TEXT[one["start"] : one["end"]], one["type"], one["value"]) for one in found["timexes"]
    ]
    assert 0 < result.seconds < 60
    assert 10 < result.megabytes < 2000


def test_peer_that_cannot_be_had_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it needs is not on the machine, or its package is nowhere."""
    missing = peers.Peer("stranger", "stranger", "dateparser_.py", ("no-such-tool-here",))
    monkeypatch.setattr(peers, "PEERS", (missing,))
    peers.main(["--folder", str(tmp_path), "--only", "stranger"])

    assert (
        "stranger      left out: no-such-tool-here is not on this machine" == capsys.readouterr().out.splitlines()[-1]
    )


def test_every_peer_has_its_driver() -> None:
    """Under the name that is given."""
    assert [] == [peer.name for peer in peers.PEERS if not (peers.DRIVERS / peer.driver).is_file()]
