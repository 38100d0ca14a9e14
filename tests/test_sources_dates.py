"""Dates of publication as metadata and bylines write them, and the zones of datelines."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_files import TEXT, articles, put, record

from datelines.articles import ZoneBasis
from datelines.sources.common import dates, zones
from datelines.sources.common.dates import ImpossibleDateError, parse, printed

# What is written -> ISO 8601; without an offset where none is stated, a day where no time is.
WRITTEN = {
    "2025-02-26T09:15:00+08:00": "2025-02-26T09:15:00+08:00",
    "2025-02-26T09:15:00Z": "2025-02-26T09:15:00+00:00",
    "2025-02-26T09:15:00.1234567Z": "2025-02-26T09:15:00.123456+00:00",
    "2025-02-26 09:15:00 +0700": "2025-02-26T09:15:00+07:00",
    "2025-02-26T09:15": "2025-02-26T09:15:00",
    "20250226T091500+0700": "2025-02-26T09:15:00+07:00",
    "2025-02-26": "2025-02-26",
    "20250226": "2025-02-26",
    "2025/2/6": "2025-02-06",
    "Wed, 26 Feb 2025 09:15:00 +0700": "2025-02-26T09:15:00+07:00",
    "Wed, 26 Feb 2025 09:15:00 EST": "2025-02-26T09:15:00-05:00",
    "26 Feb 25 09:15:00 GMT": "2025-02-26T09:15:00+00:00",
    "1740538500": "2025-02-26T02:55:00+00:00",
    "1740538500000": "2025-02-26T02:55:00+00:00",
    "June 5, 2024, 7:30 AM": "2024-06-05T07:30:00",
    "Dec. 9, 2021 12:01 a.m.": "2021-12-09T00:01:00",
    "noon? no: 9 December 2021, 12:00 PM": "2021-12-09T12:00:00",
    "5 June 2024": "2024-06-05",
    "2 JUNE 2008": "2008-06-02",
    "the 3rd of March 2019": "2019-03-03",
    "27/02/2007": "2007-02-27",
    "02/27/2007": "2007-02-27",
    "04/05/2007": "2007-05-04",
    "26.02.2025, 14:30 Uhr": "2025-02-26T14:30:00",
    "25 février 2025 à 10h15": "2025-02-25T10:15:00",
    "le 1er avril 2020": "2020-04-01",
    "3 de marzo de 2025": "2025-03-03",
    "ngày 25 tháng 2 năm 2025": "2025-02-25",
    "2025年2月25日 10:30": "2025-02-25T10:30:00",
    "25 กุมภาพันธ์ 2568": "2025-02-25",
    "ថ្ងៃទី២៥ ខែកុម្ភៈ ឆ្នាំ២០២៥ ម៉ោង ១០:៣០": "2025-02-25T10:30:00",
    "February 3, 2024 12:01 a.m. ET": "2024-02-03T00:01:00-05:00",
    "July 3, 2024 12:01 a.m. ET": "2024-07-03T00:01:00-04:00",
    "25 February 2025 | 22:14 ICT": "2025-02-25T22:14:00+07:00",
    "25 Feb 2025 10:15 (GMT+7)": "2025-02-25T10:15:00+07:00",
}
NO_DATES = ["", "soon", "3 hours ago", "May 2024", "2024", "12:30", "Page 6", "1,000 soldiers", "+855 23 210 1997"]


@pytest.mark.parametrize("written", WRITTEN)
def test_what_is_written_is_read_no_finer_and_no_coarser(written: str) -> None:
    """With its offset where it has one, and as a day where it is a day."""
    stamp = parse(written)

    assert stamp is not None
    assert WRITTEN[written] == (stamp.when.isoformat() if stamp.grain == "minute" else stamp.when.date().isoformat())


@pytest.mark.parametrize("written", NO_DATES)
def test_what_is_no_date_is_none(written: str) -> None:
    """A month, a time or a number is no day of publication."""
    assert parse(written) is None


@pytest.mark.parametrize("written", ["31 February 2025", "2025-02-30", "29/02/2023", "32 March 2020", "2020-13-01"])
def test_what_is_on_no_calendar_is_an_error(written: str) -> None:
    """It is told from what is no date at all."""
    with pytest.raises(ImpossibleDateError):
        parse(written)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("May 14, 2025  |  INS", ("INS",)),
        ("Wed, Jan 18, 2017 - Page 6", ("Page 6",)),
        ("By Sok Dara April 4, 2017", ("By Sok Dara",)),
        ("Sok Dara | The Kandal Examiner | April 4, 2017, 10:30 ICT", ("Sok Dara", "The Kandal Examiner")),
        ("Published: Monday, June 2, 2008", ()),
        ("PHNOM PENH, March 3, 2020", ("PHNOM PENH",)),
        ("Posted on Sept. 5th, 2019 by Admin", ("by Admin",)),
        ("Source: The Examiner | 2025-02-25 10:15:00", ("The Examiner",)),
    ],
)
def test_a_byline_prints_a_date_and_names(line: str, rest: tuple[str, ...]) -> None:
    """What stands beside the date is kept."""
    found = printed(line)

    assert found is not None
    assert sorted(rest) == sorted(found.rest)


@pytest.mark.parametrize(
    "line",
    [
        "The war that ended on April 17, 1975",
        "On May 5, 2024, he said it.",
        "Soldiers march in Kampot, June 4, 2024",
        "In Phnom Penh, on April 4, 2017, he said",
        "PHNOM PENH, April 18 (EAB) -- Angkor Sentinel will be held next week",
        "KAMPONG SPEU PROVINCE, Cambodia (April 29, 2014) -- Close to 1,000 soldiers",
        "Lt. Gen. Hun Manet reviews troops. (EAB file photo, March 3, 2013)",
    ],
)
def test_a_sentence_with_a_date_is_no_byline(line: str) -> None:
    """A dated phrase of the article never becomes its day of publication."""
    assert printed(line) is None


def test_a_later_edition_is_told_from_the_first() -> None:
    """ "Updated" is not "published"."""
    later, first = printed("Last updated: March 4, 2025, 3:05 PM"), printed("Published: March 4, 2025")

    assert later is not None
    assert first is not None
    assert (True, False) == (later.later, first.later)
    assert first.labelled


@pytest.mark.parametrize("number", [0, -5, 10**30, float("inf"), float("nan")])
def test_a_number_that_is_no_time_is_none(number: float) -> None:
    """Whatever a field holds."""
    assert dates.from_epoch(number) is None


@pytest.mark.parametrize(
    ("opening", "zone"),
    [
        ("WASHINGTON – Somewhere between", "America/New_York"),
        ("WASHINGTON/PHNOM PENH (CNW) -- A consignment", "America/New_York"),
        ("BANGKOK (CNW) — The United States", "Asia/Bangkok"),
        ("PHNOM PENH, March 3 – The ministry", "Asia/Phnom_Penh"),
        ("KAMPONG SPEU PROVINCE, Cambodia (March 25, 2016) – U.S. soldiers", "Asia/Phnom_Penh"),
        ("Washington (AFP) - The House", "America/New_York"),
        ("FORT SHAFTER, Hawaii -- The general", "Pacific/Honolulu"),
        ("SOMEWHERE, Alaska – Airmen", "America/Anchorage"),
        ("LONDON (Reuters): The prime minister", "Europe/London"),
    ],
)
def test_a_dateline_names_a_zone(opening: str, zone: str) -> None:
    """By its city, else by a country or state that lies in one zone."""
    assert zone == str(zones.zone_of(opening))


@pytest.mark.parametrize(
    "opening",
    [
        "Paris – who knows – may not be the place",
        "The war went on — for years",
        "ATLANTIS (INS) – Nobody",
        "No dash at all",
    ],
)
def test_what_is_no_dateline_names_none(opening: str) -> None:
    """A dash in a sentence makes no dateline, and an unknown city no zone."""
    assert zones.zone_of(opening) is None


def test_every_city_has_a_zone_that_exists() -> None:
    """The list names zones of the tz database, and no city twice."""
    from zoneinfo import available_timezones

    from datelines import yamlfile

    path = Path(zones.__file__).with_name("cities.yaml")
    listed: dict[str, list[str]] = yamlfile.load(path)
    cities = [city.casefold() for names in listed.values() for city in names]

    assert set(listed) <= available_timezones()
    assert len(set(cities)) == len(cities)
    assert len(cities) > 150


def test_the_offset_is_stated_or_the_datelines_or_the_default(tmp_path: Path) -> None:
    """A stated offset is never overruled."""
    body = "WASHINGTON – The bridge over the Potomac was closed on Monday, officials of the city said."
    stated = articles(put(tmp_path, "a.json", record(body=body)))[0]
    city = articles(put(tmp_path, "b.json", record(body=body, published="2025-07-25 10:15")))[0]
    default = articles(put(tmp_path, "c.txt", TEXT))[0]

    found = [(article.zone_basis, str(article.published)) for article in (stated, city, default)]
    assert [
        (ZoneBasis.STATED, "2025-02-25 10:15:00+07:00"),
        (ZoneBasis.DATELINE, "2025-07-25 10:15:00-04:00"),
        (ZoneBasis.DEFAULT, "2025-02-25 00:00:00+07:00"),
    ] == found
