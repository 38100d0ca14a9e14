"""The tables of feast days, held against the moon: none of these days is taken on trust."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from datelines.languages.loader import load_language
from datelines.tagging import tag

FESTIVALS = load_language("en").festivals
# Jean Meeus, Astronomical Algorithms, chapter 49: the larger terms of the new and of the full moon, as multiples of the
# sun's anomaly, the moon's anomaly and the moon's argument of latitude. They leave an error of some minutes.
NEW = (
    (-0.40720, 0, 1, 0), (0.17241, 1, 0, 0), (0.01608, 0, 2, 0), (0.01039, 0, 0, 2), (0.00739, -1, 1, 0),
    (-0.00514, 1, 1, 0), (0.00208, 2, 0, 0), (-0.00111, 0, 1, -2),
)  # fmt: skip
FULL = (
    (-0.40614, 0, 1, 0), (0.17302, 1, 0, 0), (0.01614, 0, 2, 0), (0.01043, 0, 0, 2), (0.00734, -1, 1, 0),
    (-0.00515, 1, 1, 0), (0.00209, 2, 0, 0), (-0.00111, 0, 1, -2),
)  # fmt: skip


def moon(number: float) -> datetime:
    """The moment, in universal time, of the new moon with that number since 2000, or the full one with a half more."""
    t = number / 1236.85
    sun = math.radians(2.5534 + 29.10535670 * number)
    own = math.radians(201.5643 + 385.81693528 * number + 0.0107582 * t * t)
    height = math.radians(160.7108 + 390.67050284 * number - 0.0016118 * t * t)
    terms = NEW if number == int(number) else FULL
    shift = sum(size * math.sin(a * sun + b * own + c * height) for size, a, b, c in terms)
    days = 2451550.09766 + 29.530588861 * number + 0.00015437 * t * t + shift - 2451545.0
    return datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=days, seconds=-60)


def noon(day: date, zone: int) -> datetime:
    """Noon of ``day`` on the clocks of a zone."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone(timedelta(hours=zone)))


def nearest_moon(day: date, phase: float, zone: int) -> datetime:
    """The new (0) or full (0.5) moon nearest to ``day``, on the clocks of a zone."""
    here = noon(day, zone)
    guess = round((day - date(2000, 1, 6)).days / 29.530588861)
    moments = (moon(guess + step + phase).astimezone(here.tzinfo) for step in (-2, -1, 0, 1, 2))
    return min(moments, key=lambda moment: abs(moment - here))


def days_of(name: str) -> list[tuple[date, date]]:
    """What the table of a feast says, by year."""
    return [FESTIVALS[name].days[year] for year in sorted(FESTIVALS[name].days)]


@pytest.mark.parametrize("first", [first for first, _ in days_of("lunar_new_year")], ids=str)
def test_the_lunar_new_year_is_the_day_of_a_new_moon(first: date) -> None:
    """By the clocks of Beijing, and between 21 January and 20 February."""
    assert first == nearest_moon(first, 0, 8).date()
    assert (1, 21) <= (first.month, first.day) <= (2, 20)


@pytest.mark.parametrize(("name", "phase"), [("visak_bochea", 0.5), ("water_festival", 0.5), ("pchum_ben", 0)])
def test_a_feast_of_the_khmer_calendar_lies_at_its_moon(name: str, phase: float) -> None:
    """Within two days: that calendar counts its months, and does not watch the sky."""
    for first, last in days_of(name):
        middle = first + (last - first) // 2
        away = nearest_moon(middle, phase, 7) - noon(middle, 7)
        assert timedelta(days=2.5) > abs(away), (name, middle)


def test_the_ploughing_ceremony_follows_visak_bochea_by_four_days() -> None:
    """In every year of both tables."""
    feasts = FESTIVALS["visak_bochea"].days
    for year, (first, _) in FESTIVALS["ploughing_ceremony"].days.items():
        assert timedelta(days=4) == first - feasts[year][0], year


def test_the_khmer_new_year_begins_as_the_sun_enters_aries() -> None:
    """On 13 or 14 April, for three days or four."""
    for first, last in days_of("khmer_new_year"):
        assert (first.month, first.day) in ((4, 13), (4, 14))
        assert 2 <= (last - first).days <= 3


# The tables of the churches.
EASTERS = {
    1900: (4, 15),
    1954: (4, 18),
    1961: (4, 2),
    1981: (4, 19),
    2000: (4, 23),
    2008: (3, 23),
    2011: (4, 24),
    2038: (4, 25),
}


@pytest.mark.parametrize("year", EASTERS)
def test_easter_is_that_of_the_tables(year: int) -> None:
    """By the computus."""
    found = tag(f"It was at Easter {year}.", date(2013, 3, 22))

    assert [date(year, *EASTERS[year]).isoformat()] == [timex.value for timex in found]
