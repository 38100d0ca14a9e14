"""The tagger's laws, and how it anchors: publication day, passage, dateline, narrative."""

from __future__ import annotations

from datetime import date
from typing import SupportsIndex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.edtf import DateValue, Grain
from datelines.languages.loader import languages
from datelines.tagging import explain, tag
from datelines.timex import AnchorKind, Mod, Timex, TimexType

DCT = date(2025, 2, 25)
# Words of time in any order, with what may stand between them: far more likely to trip the tagger than random text.
_WORDS = (
    "the last next this Monday March 31 29 February 1975 2017 1990s two years ago later of in early late every a day "
    "week quarter half 5:15 p.m. 24th BC ' - – , / . 's to and until noon ថ្ងៃទី ខែ កុម្ភៈ ឆ្នាំ ២៤ 9999 0000 00 "
    "1/1/1 31/12/2024 2024-02-30 century decade first end '94 ½ ٣ ² 1e9 99999999999 FY fiscal Christmas Eve"
)
PIECES = st.sampled_from(_WORDS.split())
MESSES = st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\n", "  ", "\n\n", "-"])), max_size=30).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
ANY_DAY = st.one_of(st.none(), st.dates())
KINDS = st.sampled_from(["news", "narrative"])


def check_laws(text: str, found: tuple[Timex, ...]) -> None:
    """What holds of every time expression in every text."""
    end = 0
    for timex in found:
        assert timex.text == timex.span.of(text)
        assert end <= timex.span.start < timex.span.end <= len(text)
        assert timex.value
        assert timex.rule
        end = timex.span.end
        if timex.date is not None:
            assert timex.date == DateValue.parse(timex.date.edtf)
            assert timex.type in (TimexType.DATE, TimexType.TIME)
        if timex.anchor is not None and timex.anchor.kind is AnchorKind.TIMEX:
            assert timex.anchor.span is not None
            assert timex.anchor.span.end <= timex.span.start


@settings(max_examples=300, deadline=None)
@given(MESSES, ANY_DAY, KINDS, st.sampled_from(languages()))
def test_laws_hold_in_a_mess_of_time_words(text: str, dct: date | None, kind: str, language: str) -> None:
    """Offsets lie inside the text, in order; values are there; dates round-trip; anchors stand before."""
    check_laws(text, tag(text, dct, language, kind))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), ANY_DAY, KINDS)
def test_laws_hold_in_random_unicode(text: str, dct: date | None, kind: str) -> None:
    """No text raises anything."""
    check_laws(text, tag(text, dct, "en", kind))


@settings(max_examples=100, deadline=None)
@given(MESSES, ANY_DAY)
def test_the_same_text_gives_the_same_times(text: str, dct: date | None) -> None:
    """Nothing is remembered from one call to the next."""
    assert tag(text, dct) == tag(text, dct)


def one(text: str, dct: date | None = DCT, kind: str = "news") -> Timex:
    """The only time expression of ``text``."""
    (timex,) = tag(text, dct, "en", kind)
    return timex


def values(text: str, dct: date | None = DCT, kind: str = "news") -> list[str]:
    """The values in ``text``."""
    return [timex.value for timex in tag(text, dct, "en", kind)]


def test_an_explicit_date_needs_no_anchor() -> None:
    """A full date stands for itself, at its own grain."""
    timex = one("It began on July 4, 2010.")

    assert (None, DateValue.of(date(2010, 7, 4)), None) == (timex.anchor, timex.date, timex.mod)


def test_a_relative_date_names_its_anchor() -> None:
    """What counts from the publication day says so, in words."""
    timex = one("He came last year.")

    assert timex.anchor is not None
    assert (AnchorKind.DCT, "2025-02-25", None) == (timex.anchor.kind, timex.anchor.value, timex.anchor.span)
    assert timex.anchor.why


def test_that_year_points_to_the_words_it_counts_from() -> None:
    """The anchor of an anaphor is the span of the time mentioned before."""
    text = "It began in July 2010. Later that year it ended."
    first, second = tag(text, DCT)

    assert "2010" == second.value
    assert second.anchor is not None
    assert (AnchorKind.TIMEX, first.span) == (second.anchor.kind, second.anchor.span)


def test_without_a_publication_day_nothing_is_guessed() -> None:
    """Relative dates stay unresolved."""
    assert ["XXXX-WXX-1", "XXXX-03", "XXXX"] == values("Monday, in March, last year", None)
    assert all(timex.date is None for timex in tag("Monday, in March, last year", None))


def test_a_modifier_does_not_narrow_the_date() -> None:
    """Early 2017 is a date in 2017."""
    timex = one("It ended in early 2017.")

    assert (Mod.START, DateValue.of(date(2017, 1, 1), Grain.YEAR)) == (timex.mod, timex.date)


def test_about_makes_the_date_approximate() -> None:
    """A length that is about right stays a length, with its modifier."""
    assert Mod.APPROX is one("It took about two years.").mod
    assert "P2Y" == one("It took about two years.").value


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("in the third quarter of 2024", "2024-35"),
        ("in the first half of 2025", "2025-40"),
        ("in the summer of 2017", "2017-22"),
        ("in the winter of 2023", "2023-24"),
        ("in the 1990s", "199X"),
        ("in fiscal 2018", "2017-10/2018-09"),
        ("this week", "2025-02-24/2025-03-02"),
        ("in the 19th century", "18XX"),
    ],
)
def test_edtf_of_coarse_times(text: str, edtf: str) -> None:
    """Each grain has its EDTF form; an American fiscal year begins in October."""
    found = one(text).date

    assert found is not None
    assert edtf == found.edtf


def test_years_before_christ_have_a_value_and_no_day() -> None:
    """The calendar has no such days."""
    timex = one("in 218 BC")

    assert ("BC0218", None) == (timex.value, timex.date)


def test_a_day_that_does_not_exist_is_no_date() -> None:
    """31 February is left out whole, not read as February."""
    assert "2017-02-31" not in values("on 31 February 2017")


def test_a_dateline_is_the_today_of_its_text() -> None:
    """A report filed the day before counts its today from the dateline."""
    text = "PHNOM PENH, February 24, 2025 – The exercise opened today."

    assert ["2025-02-24", "2025-02-24"] == values(text)


def test_a_passage_about_the_past_keeps_its_year() -> None:
    """A date without a year goes with the past year told just before."""
    text = "The coup came on July 5, 1997. On July 10 Washington halted its aid."

    assert ["1997-07-05", "1997-07-10"] == values(text, date(2007, 7, 6))


def test_a_new_paragraph_about_today_is_not_drawn_into_the_past() -> None:
    """Without a past time in the passage the nearest year is meant."""
    text = "The coup came in 1997.\n\nOn February 20 he confirmed it."

    assert ["1997", "2025-02-20"] == values(text)


def test_the_verb_decides_which_way_a_weekday_lies() -> None:
    """The past by default, the future when the verb looks ahead."""
    assert ["2025-02-24"] == values("They met on Monday.")
    assert ["2025-03-03"] == values("They will meet on Monday.")


def test_a_narrative_counts_from_its_last_year() -> None:
    """The download date of a history is nothing to count from."""
    text = "The war began on 3 October 1935. On 5 December they met. Two days later it was over."

    assert ["1935-10-03", "1935-12-05", "1935-12-07"] == values(text, date(2009, 1, 1), "narrative")


def test_a_leap_day_goes_to_a_year_that_has_one() -> None:
    """29 February is never read into a year without it."""
    assert ["2024-02-29"] == values("on February 29")


def test_an_unknown_kind_of_document_is_refused() -> None:
    """A ValueError that names the kinds."""
    with pytest.raises(ValueError, match="news or narrative"):
        tag("today", DCT, "en", "poem")


def test_explain_leads_back_to_the_words_that_need_no_anchor() -> None:
    """The chain names each step's words, value and rule."""
    timexes = tag("It began in July 2010. Later that year it ended.", DCT)

    first, second, third = explain(timexes[1], timexes)
    assert first.startswith("'Later that year' is 2010")
    assert "'July 2010', which is 2010-07" in second
    assert "as the words say it" == third


def test_explain_ends_at_the_day_of_publication() -> None:
    """What counts from the dct says so, with the day."""
    (timex,) = tag("He came last year.", DCT)

    assert "the day of publication, 2025-02-25" in explain(timex, (timex,))[-1]


@pytest.mark.parametrize(
    ("text", "dct", "edtf"),
    [
        ("before the Water Festival", date(2015, 11, 21), "2015-11-24/2015-11-26"),
        ("after Pchum Ben", date(2018, 10, 20), "2018-10-08/2018-10-10"),
        ("at Khmer New Year", date(2025, 2, 25), "2025-04-14/2025-04-16"),
        ("on Visak Bochea", date(2018, 5, 20), "2018-04-29"),
        ("at Chinese New Year", date(2008, 1, 20), "2008-02-07"),
        ("in the rainy season", date(2025, 7, 1), "2025-05/2025-10"),
        ("in the Water Festival 1990", date(2025, 7, 1), "1990-11"),
    ],
)
def test_feasts_and_seasons_of_the_region_resolve(text: str, dct: date, edtf: str) -> None:
    """The days where they are known, the month where they are not."""
    found = one(text, dct).date

    assert found is not None
    assert edtf == found.edtf


def test_the_fiscal_year_is_the_country_s_own() -> None:
    """British fiscal years begin in April, Cambodian ones in January, American ones in October."""
    dates = [one(f"{who} budget for fiscal 2018").date for who in ("The British", "The Cambodian", "The American")]

    assert ["2017-04/2018-03", "2018-01/2018-12", "2017-10/2018-09"] == [str(found) for found in dates]


def test_a_length_after_an_event_names_the_event() -> None:
    """The words that tell the event are the anchor; the date is left to whoever dates the event."""
    text = "It was held again eight years after it was suspended, they said."
    timex = one(text)

    assert ("P8Y", None) == (timex.value, timex.date)
    assert timex.anchor is not None
    assert timex.anchor.span is not None
    assert (AnchorKind.EVENT, "after it was suspended") == (timex.anchor.kind, timex.anchor.span.of(text).strip())


class Watched(str):
    """A text that counts the characters which are cut out of it."""

    cut = 0

    def __getitem__(self, place: SupportsIndex | slice) -> str:
        found = super().__getitem__(place)
        self.cut += len(found)
        return found


@pytest.mark.parametrize("piece", ["'9", "1 ", "on Monday ", "the ", "May.", "two days after "])
def test_every_look_around_is_bounded(piece: str) -> None:
    """Four times the text makes about four times as many characters looked at, not sixteen."""
    short, long = Watched(piece * 2_000), Watched(piece * 8_000)
    tag(short, DCT)
    tag(long, DCT)

    assert long.cut <= 4.2 * short.cut + 1_000
