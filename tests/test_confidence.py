"""What a calibration says of an event, from what its evidence shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from published import sample_tables

from datelines.cells import single
from datelines.confidence import Calibration, loader
from datelines.confidence.features import features_of
from datelines.confidence.loader import calibration_for
from datelines.edtf import DateValue
from datelines.events import Basis, Event, EventMention, EventType, Part, Status
from datelines.rows import timeline_rows
from datelines.spans import Span
from datelines.timelines import Timeline
from datelines.yamlfile import ConfigError

CALIBRATION = Calibration("t", "gold", "rules", 0.1, 0.9, {"always": 0.0, "articles": 1.0, "basis none": -9.0})


def mention(article: str, told: str | None = "2017-01-16") -> EventMention:
    """One sentence that tells the event."""
    return EventMention(
        article_id=article,
        part=Part.BODY,
        sentence=Span(0, 30),
        trigger=Span(10, 16),
        quote="The drill was called off then.",
        event_type=EventType.EXERCISE_SUSPENSION,
        status=Status.OCCURRED,
        rule="exercise_called_off",
        basis=Basis.EXPLICIT if told else Basis.NONE,
        on_timeline=True,
        date=DateValue.parse(told) if told else None,
    )


def event(*mentions: EventMention) -> Event:
    """What they tell together."""
    lead = mentions[0]
    return Event(
        topic="t",
        event_type=lead.event_type,
        status=lead.status,
        title="Drill called off",
        date=lead.date,
        basis=lead.basis,
        on_timeline=True,
        mentions=mentions,
    )


def test_more_articles_say_more() -> None:
    """The weight of a feature moves the chance, and what has no weight does not."""
    assert 0.5 == CALIBRATION.chance(event(mention("a")))
    assert CALIBRATION.chance(event(mention("a"), mention("b"))) == pytest.approx(0.731, abs=0.001)


def test_never_surer_than_its_cases_allow() -> None:
    """The chance stays between the two bounds."""
    assert 0.1 == CALIBRATION.chance(event(mention("a", told=None)))
    assert 0.9 == CALIBRATION.chance(event(*(mention(name) for name in "abcdefghijkl")))


def test_dates_that_differ_are_seen() -> None:
    """The share of the dated mentions that tell another date."""
    found = features_of(event(mention("a"), mention("b", "2017-01-17"), mention("c", None)))

    assert 0.5 == found["dates differ"]


def test_the_order_of_other_mentions_does_not_matter() -> None:
    """Only which mention stands first does."""
    lead, *others = mention("a"), mention("b"), mention("c", "2017-01-17")

    assert features_of(event(lead, *others)) == features_of(event(lead, *reversed(others)))


def test_nothing_is_said_without_a_calibration_or_after_a_correction() -> None:
    """Both leave the cell empty."""
    told = event(replace(mention("a"), date=None, basis=Basis.NONE))
    corrected = replace(told, corrections=("by-hand",))
    articles = dict.fromkeys("a", next(iter(_articles())))

    def cell(one: Event, calibration: Calibration | None) -> object:
        return timeline_rows(Timeline("t", None, (one,)), articles, calibration)[0]["confidence"]

    assert [None, single(0.1), None] == [cell(told, None), cell(told, CALIBRATION), cell(corrected, CALIBRATION)]


def _articles() -> list[object]:
    from datelines.articles import Article
    from datelines.sources import read_all

    sample = Path(__file__).parents[1] / "data" / "raw" / "sample"
    return [one for one in read_all([sample]) if isinstance(one, Article)][:1]


def test_every_row_of_the_sample_has_its_chance() -> None:
    """The first topic is calibrated, and the chances are not all one."""
    cells = sample_tables()["timeline"]["confidence"].to_pylist()

    assert None not in cells
    assert len(set(cells)) > 10
    assert all(0 < cell < 1 for cell in cells)


def test_a_topic_that_nobody_has_judged_has_none() -> None:
    """Not another topic's."""
    assert calibration_for("us-philippines-defense") is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("topic: us-cambodia-defense", "topic: other", "topic: 'other' is not 'us-cambodia-defense'"),
        ("lowest: 0.02", "lowest: 0.99", "lowest, highest: not two chances in order"),
        ("lowest: 0.02", "least: 0.02", "least"),
    ],
)
def test_a_calibration_that_is_wrong_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, reason: str
) -> None:
    """With file, key and reason."""
    name = "us-cambodia-defense.yaml"
    text = (Path(loader.__file__).parent / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(loader, "_FOLDER", tmp_path)
    calibration_for.cache_clear()

    with pytest.raises(ConfigError, match=r"us-cambodia-defense\.yaml") as refused:
        calibration_for("us-cambodia-defense")
    calibration_for.cache_clear()
    assert reason in str(refused.value)


def test_the_day_of_a_run_changes_no_chance() -> None:
    """It follows from the evidence alone."""
    told = event(mention("a"))

    assert features_of(told) == features_of(replace(told, id="ev-000000000000", title="Another title"))
    assert date(2017, 1, 16) == told.date.earliest if told.date else False
