"""DateValue: what it writes and reads back, what it refuses, and two independent readers of EDTF."""

from __future__ import annotations

from datetime import date

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from undate import Undate, UndateInterval

from datelines.edtf import DateValue, Grain, Qualifier

DAYS = st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31))
POINTS = st.builds(
    DateValue.of,
    DAYS,
    st.sampled_from([grain for grain in Grain if grain is not Grain.INTERVAL]),
    st.sampled_from([None, *Qualifier]),
)


@given(POINTS)
def test_a_point_round_trips(value: DateValue) -> None:
    """What is written as EDTF is read back as the same value."""
    assert value == DateValue.parse(value.edtf)
    assert value.earliest is not None
    assert value.latest is not None
    assert value.earliest <= value.latest


@given(POINTS, POINTS)
def test_an_interval_round_trips(first: DateValue, second: DateValue) -> None:
    """Any two points in order make an interval that reads back as itself."""
    start, end = sorted((first.without_qualifier(), second.without_qualifier()), key=lambda value: value.bounds)
    if start.bounds[0] > end.bounds[1]:
        return
    value = DateValue.span(start, end)

    assert value == DateValue.parse(value.edtf)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "grain"),
    [
        ("2017", "2017-01-01", "2017-12-31", Grain.YEAR),
        ("2010-07", "2010-07-01", "2010-07-31", Grain.MONTH),
        ("2024-02-29", "2024-02-29", "2024-02-29", Grain.DAY),
        ("199X", "1990-01-01", "1999-12-31", Grain.DECADE),
        ("19XX", "1900-01-01", "1999-12-31", Grain.CENTURY),
        ("2024-35", "2024-07-01", "2024-09-30", Grain.QUARTER),
        ("2024-41", "2024-07-01", "2024-12-31", Grain.HALF),
        ("2023-24", "2023-12-01", "2024-02-29", Grain.SEASON),
        ("2016-05/2016-06", "2016-05-01", "2016-06-30", Grain.INTERVAL),
        ("2017-10/2018-09", "2017-10-01", "2018-09-30", Grain.INTERVAL),
    ],
)
def test_first_and_last_day(text: str, earliest: str, latest: str, grain: Grain) -> None:
    """Each form covers the days that its words mean, and no others."""
    value = DateValue.parse(text)

    assert (date.fromisoformat(earliest), date.fromisoformat(latest), grain) == (
        value.earliest,
        value.latest,
        value.grain,
    )


@pytest.mark.parametrize("text", ["2017~", "2010-07?", "2025-02-24%"])
def test_a_qualifier_is_kept(text: str) -> None:
    """Approximate, uncertain and both survive reading and writing."""
    assert text == DateValue.parse(text).edtf


@pytest.mark.parametrize("text", ["2010-07/..", "../2010-07"])
def test_an_open_end_stays_open(text: str) -> None:
    """An open end has no day."""
    value = DateValue.parse(text)

    assert text == value.edtf
    assert (text.endswith(".."), text.startswith("..")) == (value.latest is None, value.earliest is None)


@pytest.mark.parametrize(
    "text", ["", "2017-13", "2017-02-30", "17", "199X-05", "2017-2", "../..", "2018/2017", "hello"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """A ValueError, never a guess."""
    with pytest.raises(ValueError):  # noqa: PT011 - calendar errors keep their own words
        DateValue.parse(text)


# The packages are slow to warm up: no deadline.
LEVEL_1 = st.builds(DateValue.of, DAYS, st.sampled_from([Grain.DAY, Grain.MONTH, Grain.YEAR]))


@settings(deadline=None)
@given(LEVEL_1)
def test_undate_reads_the_same_days(value: DateValue) -> None:
    """The package undate sees the same first and last day."""
    other = Undate.parse(value.edtf, "EDTF")

    assert not isinstance(other, UndateInterval)
    assert value.earliest is not None
    assert value.latest is not None
    assert value.earliest.isoformat() == str(other.earliest)
    assert value.latest.isoformat() == str(other.latest)


@settings(deadline=None)
@given(LEVEL_1)
def test_edtf_reads_the_same_days(value: DateValue) -> None:
    """The package edtf sees the same first and last day."""
    other = edtf.parse_edtf(value.edtf)

    assert value.earliest is not None
    assert value.latest is not None
    assert value.earliest.timetuple()[:3] == tuple(other.lower_strict())[:3]
    assert value.latest.timetuple()[:3] == tuple(other.upper_strict())[:3]


@pytest.mark.parametrize("text", ["199X", "19XX", "2016-05/2016-06", "2010-07/..", "2017~", "2023-24"])
def test_edtf_accepts_what_is_written(text: str) -> None:
    """Forms beyond plain dates are valid EDTF to an independent parser."""
    assert text == str(edtf.parse_edtf(text))
